/**
 * The exercises of the chapter: each a program that tests prove (design: an exercise is a tested program).
 */
import type { Exercise } from '../../engine/lab/exercise/check.ts';
import type { Flow } from '../../engine/lab/probe/flow.ts';

const clientToShop: Flow = {
  from: 'pod/default/client',
  to: 'shop.default.svc.cluster.local',
  protocol: 'tcp',
  port: 80,
};

const clientToAddress: Flow = { from: 'pod/default/client', to: '10.96.10.60', protocol: 'tcp', port: 80 };
const clientToStock: Flow = { from: 'pod/default/client', to: '10.96.10.61', protocol: 'tcp', port: 80 };

const shopService = '/api/v1/namespaces/default/services/shop';
const shopDeployment = '/apis/apps/v1/namespaces/default/deployments/shop';

export const exercises: readonly Exercise[] = [
  {
    id: 'one-too-many',
    title: 'One connection in three',
    scenario: 'services/one-too-many',
    story:
      'Since `stock` was rolled out, about one connection in three to `shop` is refused. Nobody has touched `shop`. Let every connection end at a pod of shop, and leave stock at work.',
    checks: [
      {
        says: 'the Service shop has two ready endpoints',
        clause: { kind: 'endpoints', service: 'default/shop', count: 2 },
      },
      {
        says: 'the Deployment shop has two ready pods',
        clause: { kind: 'field', path: shopDeployment, jsonpath: '{.status.readyReplicas}', equals: '2' },
      },
      {
        says: 'client gets an answer from shop at 10.96.10.60',
        clause: { kind: 'reaches', flow: clientToAddress },
      },
      {
        says: 'client gets an answer from stock at 10.96.10.61',
        clause: { kind: 'reaches', flow: clientToStock },
      },
    ],
    hints: [
      {
        text: 'One in three is the share of one endpoint among three. How many pods has the Deployment, and how many endpoints the Service (`kubectl get endpointslices`)?',
      },
      {
        text: 'Whose address is the third (`kubectl get pods -o wide`)? And which of its labels made it an endpoint of shop?',
      },
      {
        text: 'A selector of one label matches every pod that has it, whoever made the pod. A second label in the selector, `tier`, tells them apart.',
      },
    ],
    shows:
      'A Service does not know Deployments. It takes every ready pod that carries the labels of its selector, so a label two applications share makes each the endpoint of the other.',
    solutions: [
      [
        {
          on: 'workstation',
          line: `kubectl patch service shop -p '{"spec":{"selector":{"tier":"front"}}}'`,
        },
      ],
      [
        {
          on: 'workstation',
          line: `kubectl patch deployment shop -p '{"spec":{"template":{"metadata":{"labels":{"serves":"shop"}}}}}'`,
        },
        {
          on: 'workstation',
          line: `kubectl patch service shop --type=json -p '[{"op":"replace","path":"/spec/selector","value":{"serves":"shop"}}]'`,
        },
      ],
    ],
    wrong: [
      {
        lines: [{ on: 'workstation', line: 'kubectl scale deployment stock --replicas=0' }],
        brings: [{ clause: { kind: 'endpoints', service: 'default/stock', count: 0 } }],
        hint: 'shop is well, and stock is gone: its own Service refuses everybody. The pod may stay; what has to change is who takes it for a pod of shop.',
      },
      {
        lines: [
          {
            on: 'workstation',
            line: `kubectl patch service shop -p '{"spec":{"sessionAffinity":"ClientIP"}}'`,
          },
        ],
        brings: [
          {
            clause: {
              kind: 'field',
              path: shopService,
              jsonpath: '{.spec.sessionAffinity}',
              equals: 'ClientIP',
            },
          },
        ],
        hint: 'Now a client stays with the endpoint it drew first. One client in three drew the pod of stock, and is refused every time for the next three hours.',
      },
      {
        lines: [
          {
            on: 'workstation',
            line: `kubectl patch service shop -p '{"spec":{"selector":{"tier":"shop"}}}'`,
          },
        ],
        brings: [{ clause: { kind: 'endpoints', service: 'default/shop', count: 0 } }],
        hint: 'No pod carries all the labels of the selector now. Read them off the pods: `kubectl get pods --show-labels`.',
      },
    ],
  },
  {
    id: 'no-endpoints',
    title: 'The shop refuses everybody',
    scenario: 'services/no-endpoints',
    story:
      'Two pods of `shop` are Running and Ready, and every client of the Service is refused at once. Make the Service reach them.',
    checks: [
      {
        says: 'the Service shop has ready endpoints',
        clause: { kind: 'endpoints', service: 'default/shop', count: 0 },
        not: true,
      },
      { says: 'client gets an answer from the Service', clause: { kind: 'reaches', flow: clientToShop } },
    ],
    hints: [
      {
        text: "Refused at once, not a timeout: a rule on the client's own node answers. Which Services have no endpoints?",
      },
      {
        text: 'Compare what the Service selects (`kubectl describe service shop`) with the labels of the pods (`kubectl get pods --show-labels`).',
      },
      {
        text: 'An EndpointSlice holds the ready pods that carry *all* labels of the selector. One value differs.',
      },
    ],
    shows:
      'A selector is compared with the labels of pods, all of it, word by word. Where it matches nobody, the Service has an address and rules that refuse.',
    solutions: [
      [
        {
          on: 'workstation',
          line: 'kubectl get service shop -o yaml | sed s/frontend/front/ | kubectl apply -f -',
        },
      ],
      [
        { on: 'workstation', line: 'kubectl delete service shop' },
        { on: 'workstation', line: 'kubectl expose deployment shop --port=80 --target-port=8080' },
      ],
    ],
    wrong: [
      {
        lines: [{ on: 'workstation', line: 'kubectl scale deployment shop --replicas=3' }],
        brings: [
          {
            clause: {
              kind: 'field',
              path: shopDeployment,
              jsonpath: '{.spec.replicas}',
              equals: '2',
            },
            not: true,
          },
          { clause: { kind: 'endpoints', service: 'default/shop', count: 0 } },
        ],
        hint: 'However many pods there are, they carry the labels of the template: the selector matches the new ones as little as the old.',
      },
      {
        lines: [{ on: 'workstation', line: 'kubectl label service shop tier=frontend' }],
        brings: [
          {
            clause: {
              kind: 'field',
              path: shopService,
              jsonpath: '{.metadata.labels.tier}',
              equals: 'frontend',
            },
          },
        ],
        hint: 'That labelled the Service. Its selector is compared with the labels of the pods.',
      },
    ],
  },
  {
    id: 'named-port',
    title: 'Endpoints, and still refused',
    scenario: 'services/named-port',
    story:
      'The Service `shop` has two ready endpoints, and every client is refused at once. Clients have its address and port in their configuration, so those must stay.',
    checks: [
      {
        says: 'client gets an answer at 10.96.10.60, port 80',
        clause: { kind: 'reaches', flow: clientToAddress },
      },
      {
        says: 'the Service has both pods as endpoints',
        clause: { kind: 'endpoints', service: 'default/shop', count: 2 },
      },
    ],
    hints: [
      {
        text: 'Who refuses? With no endpoints it would be a rule of the node, by ICMP. Watch in the client (`tcpdump -ni eth0 tcp &`) while it asks: this is a TCP reset, and only a kernel that received the SYN sends one.',
      },
      {
        text: 'So the packet arrives at the pod, at the port the EndpointSlice says. On which port does the program listen (`kubectl exec deploy/shop -- ss -ltn`)?',
      },
      {
        text: 'The Service asks for the port that the pod calls `http`. That name stands in the pod template, beside a `containerPort`; nobody compares it with what the program does.',
      },
    ],
    shows:
      'A `containerPort` opens nothing and is checked by nobody. It is a name for a number, and a Service that uses the name believes the number.',
    solutions: [
      [
        {
          on: 'workstation',
          line: `kubectl patch service shop --type=json -p '[{"op":"replace","path":"/spec/ports/0/targetPort","value":8080}]'`,
        },
      ],
      [
        {
          on: 'workstation',
          line: `kubectl patch deployment shop --type=json -p '[{"op":"replace","path":"/spec/template/spec/containers/0/ports/0/containerPort","value":8080}]'`,
        },
      ],
      [
        {
          on: 'workstation',
          line: `kubectl patch deployment shop --type=json -p '[{"op":"replace","path":"/spec/template/spec/containers/0/args/1","value":"--http-port=80"}]'`,
        },
      ],
    ],
    wrong: [
      {
        lines: [
          {
            on: 'workstation',
            line: `kubectl patch service shop --type=json -p '[{"op":"replace","path":"/spec/ports/0/port","value":8080}]'`,
          },
        ],
        brings: [
          { clause: { kind: 'field', path: shopService, jsonpath: '{.spec.ports.0.port}', equals: '8080' } },
        ],
        hint: '`port` is where clients knock. Now no rule has 10.96.10.60, port 80, and who knocks at 8080 is sent to port 80 of a pod as before.',
      },
      {
        lines: [
          {
            on: 'workstation',
            line: `kubectl patch deployment shop --type=json -p '[{"op":"add","path":"/spec/template/spec/containers/0/ports/-","value":{"containerPort":8080}}]'`,
          },
        ],
        brings: [
          {
            clause: {
              kind: 'field',
              path: shopDeployment,
              jsonpath: '{.spec.template.spec.containers.0.ports.1.containerPort}',
              equals: '8080',
            },
          },
          { clause: { kind: 'ends', flow: clientToAddress, verdict: 'refused' } },
        ],
        hint: 'Port 8080 was open before: a `containerPort` opens none. The name `http` still stands beside 80, and the name is what the Service asks for.',
      },
      {
        lines: [
          { on: 'workstation', line: 'kubectl delete service shop' },
          { on: 'workstation', line: 'kubectl expose deployment shop --port=80 --target-port=8080' },
        ],
        brings: [
          {
            clause: {
              kind: 'field',
              path: shopService,
              jsonpath: '{.spec.clusterIP}',
              equals: '10.96.10.60',
            },
            not: true,
          },
        ],
        hint: 'The new Service has a new address. Clients that were given 10.96.10.60 ask for what no rule knows. Change a Service rather than make it anew.',
      },
    ],
  },
  {
    id: 'not-ready',
    title: 'Running and not ready',
    scenario: 'services/not-ready',
    story:
      'All pods are Running, and every client of `shop` is refused. The two pods of the Deployment `shop` serve well; the one of `shop-next` does not work yet and must get no clients. Bring the good ones behind the Service.',
    checks: [
      {
        says: 'the Service shop has two ready endpoints',
        clause: { kind: 'endpoints', service: 'default/shop', count: 2 },
      },
      { says: 'client gets an answer from the Service', clause: { kind: 'reaches', flow: clientToAddress } },
      {
        says: 'the pods of shop are still asked every 5 seconds whether they are ready',
        clause: {
          kind: 'field',
          path: shopDeployment,
          jsonpath: '{.spec.template.spec.containers.0.readinessProbe.periodSeconds}',
          equals: '5',
        },
      },
    ],
    hints: [
      {
        text: 'Running says that the process runs. What does the column READY of `kubectl get pods` say, and why (`kubectl describe pod -l version=v1`, at the end)?',
      },
      {
        text: 'The kubelet asks the pod and is refused. Compare the port it asks with the port the pod listens on.',
      },
      {
        text: 'The probe stands in the pod template of the Deployment: `kubectl edit deployment shop`, `readinessProbe`. Its port may be a number or the name of a port of the container.',
      },
    ],
    shows:
      'Readiness is what a probe says, and nothing else. A wrong probe takes good pods away from their clients; a missing one gives clients to bad pods.',
    solutions: [
      [
        {
          on: 'workstation',
          line: `kubectl patch deployment shop --type=json -p '[{"op":"replace","path":"/spec/template/spec/containers/0/readinessProbe/httpGet/port","value":"http"}]'`,
        },
      ],
      [
        {
          on: 'workstation',
          line: 'kubectl get deployment shop -o yaml | sed "s/port: 80$/port: 8080/" | kubectl apply -f -',
        },
      ],
    ],
    wrong: [
      {
        lines: [
          {
            on: 'workstation',
            line: `kubectl patch service shop -p '{"spec":{"publishNotReadyAddresses":true}}'`,
          },
        ],
        brings: [
          {
            clause: {
              kind: 'field',
              path: shopService,
              jsonpath: '{.spec.publishNotReadyAddresses}',
              equals: 'true',
            },
          },
        ],
        hint: 'Now every pod counts as ready, that of `shop-next` as well: one client in three is refused. It is the probe that is wrong, not what becomes of its answer.',
      },
      {
        lines: [
          {
            on: 'workstation',
            line: `kubectl patch deployment shop --type=json -p '[{"op":"remove","path":"/spec/template/spec/containers/0/readinessProbe"}]'`,
          },
        ],
        brings: [
          {
            clause: {
              kind: 'field',
              path: shopDeployment,
              jsonpath: '{.spec.template.spec.containers.0.readinessProbe.periodSeconds}',
              equals: '5',
            },
            not: true,
          },
          { clause: { kind: 'endpoints', service: 'default/shop', count: 2 } },
        ],
        hint: 'Without a probe a pod is ready as soon as its process runs. The next version that starts slowly, or not at all, gets clients at once.',
      },
      {
        lines: [{ on: 'workstation', line: 'kubectl rollout restart deployment shop' }],
        brings: [
          {
            clause: { kind: 'field', path: shopDeployment, jsonpath: '{.metadata.generation}', equals: '1' },
            not: true,
          },
          { clause: { kind: 'endpoints', service: 'default/shop', count: 0 } },
        ],
        hint: 'The new pods are asked the same question as the old ones, at the same port.',
      },
    ],
  },
];
