/**
 * The exercises of the chapter: each a program that tests prove (design: an exercise is a tested program).
 */
import type { Exercise } from '../../engine/lab/exercise/check.ts';
import type { Flow } from '../../engine/lab/probe/flow.ts';

const clientToShop: Flow = { from: 'pod/default/client', to: '10.96.10.60', protocol: 'tcp', port: 80 };
const laptopToMetrics: Flow = { from: 'laptop', to: '10.10.20.4', protocol: 'tcp', port: 9100 };

const deployment = (name: string) => `/apis/apps/v1/namespaces/default/deployments/${name}`;
const container = '/spec/template/spec/containers';

export const exercises: readonly Exercise[] = [
  {
    id: 'port-taken',
    title: 'One port, two containers',
    scenario: 'pods/port-taken',
    story:
      'The pod of `shop` has two containers, `front`, which serves customers, and `status`, which tells how things stand. One of them never stays up. Let both run, and let the Service lead to `front`.',
    checks: [
      {
        says: 'the Deployment shop has a ready pod, with all its containers',
        clause: {
          kind: 'field',
          path: deployment('shop'),
          jsonpath: '{.status.readyReplicas}',
          equals: '1',
        },
      },
      {
        says: 'the pod has two containers, the second of which is status',
        clause: {
          kind: 'field',
          path: deployment('shop'),
          jsonpath: '{.spec.template.spec.containers.1.name}',
          equals: 'status',
        },
      },
      {
        says: 'client gets an answer from front at 10.96.10.60, port 80',
        clause: { kind: 'answers', flow: clientToShop, text: 'RemoteAddr' },
      },
    ],
    hints: [
      {
        text: 'Which container restarts (`kubectl get pods`, `kubectl describe pod -l app=shop`), and what did it say last (`kubectl logs deploy/shop -c front`)?',
      },
      {
        text: 'An address and port can be bound once in a network namespace, and the containers of a pod share one. Whoever starts second is refused by the kernel.',
      },
      {
        text: 'One of the two has to take another port: `status` by its argument `--http-port`, `front` by the variable `WHOAMI_PORT_NUMBER`; the Service sends to port 80.',
      },
    ],
    shows:
      'The containers of a pod share one set of ports. The kernel refuses the second who binds one; nothing in the API stands against writing such a pod down.',
    solutions: [
      [
        {
          on: 'workstation',
          line: `kubectl patch deployment shop --type=json -p '[{"op":"replace","path":"${container}/1/args/1","value":"--http-port=8080"}]'`,
        },
      ],
      [
        { on: 'workstation', line: 'kubectl set env deployment/shop -c front WHOAMI_PORT_NUMBER=8080' },
        {
          on: 'workstation',
          line: `kubectl patch service shop --type=json -p '[{"op":"replace","path":"/spec/ports/0/targetPort","value":8080}]'`,
        },
      ],
    ],
    wrong: [
      {
        lines: [
          {
            on: 'workstation',
            line: `kubectl patch deployment shop --type=json -p '[{"op":"remove","path":"${container}/1"}]'`,
          },
        ],
        brings: [
          {
            clause: {
              kind: 'field',
              path: deployment('shop'),
              jsonpath: '{.spec.template.spec.containers.1.name}',
              equals: 'status',
            },
            not: true,
          },
        ],
        hint: '`front` has the port now, and `status` is gone. There is room for both: a pod has 65,535 ports.',
      },
      {
        lines: [
          {
            on: 'workstation',
            line: `kubectl patch deployment shop --type=json -p '[{"op":"add","path":"${container}/1/ports","value":[{"containerPort":8080}]}]'`,
          },
        ],
        brings: [
          {
            clause: {
              kind: 'field',
              path: deployment('shop'),
              jsonpath: '{.spec.template.spec.containers.1.ports.0.containerPort}',
              equals: '8080',
            },
          },
          {
            clause: {
              kind: 'field',
              path: deployment('shop'),
              jsonpath: '{.status.readyReplicas}',
              equals: '1',
            },
            not: true,
          },
        ],
        hint: 'A `containerPort` says which port a container uses; it does not make it use that one. The program is told by its arguments.',
      },
      {
        lines: [{ on: 'workstation', line: 'kubectl rollout restart deployment shop' }],
        brings: [
          {
            clause: {
              kind: 'field',
              path: deployment('shop'),
              jsonpath: '{.metadata.generation}',
              equals: '2',
            },
          },
          {
            clause: {
              kind: 'field',
              path: deployment('shop'),
              jsonpath: '{.spec.template.spec.containers.1.args.1}',
              equals: '--http-port=80',
            },
          },
          {
            clause: {
              kind: 'field',
              path: deployment('shop'),
              jsonpath: '{.spec.template.spec.containers.0.env.0.value}',
              equals: '80',
            },
          },
          {
            clause: {
              kind: 'field',
              path: deployment('shop'),
              jsonpath: '{.spec.template.spec.containers.1.ports.0.containerPort}',
              equals: '8080',
            },
            not: true,
          },
        ],
        hint: 'The new pod is made from the same template, and its two containers want the same port again.',
      },
    ],
  },
  {
    id: 'only-localhost',
    title: 'A server that hears its neighbours only',
    scenario: 'pods/only-localhost',
    story:
      'The pod of `shop` is ready, and its container `helper` can ask the server. Everybody else is refused. Let `client` reach it through the Service.',
    checks: [
      {
        says: 'client gets an answer at 10.96.10.60, port 80',
        clause: { kind: 'reaches', flow: clientToShop },
      },
      {
        says: 'the pod has an address of its own, not that of its node',
        clause: {
          kind: 'field',
          path: deployment('shop'),
          jsonpath: '{.spec.template.spec.hostNetwork}',
          equals: 'true',
        },
        not: true,
      },
    ],
    hints: [
      {
        text: 'Ask from both sides: `kubectl exec deploy/shop -c helper -- curl -sI localhost:8080`, and `kubectl exec client -- curl -sI POD-ADDRESS:8080`.',
      },
      {
        text: 'At which address does the server listen (`kubectl exec deploy/shop -c helper -- ss -ltn`)? Anybody in the pod may ask: the table of sockets belongs to the namespace.',
      },
      {
        text: 'A socket bound to `127.0.0.1` takes what comes by `lo` alone, and `lo` is the pod’s own. Let httpd have `-p 8080`, which is every address.',
      },
    ],
    shows:
      'The loopback device belongs to the pod. What listens there is for the containers of the pod, and for nobody else, not even the node.',
    solutions: [
      [
        {
          on: 'workstation',
          line: `kubectl patch deployment shop --type=json -p '[{"op":"replace","path":"${container}/0/command/3","value":"8080"}]'`,
        },
      ],
      [
        {
          on: 'workstation',
          line: 'kubectl get deployment shop -o yaml | sed s/127.0.0.1:8080/0.0.0.0:8080/ | kubectl apply -f -',
        },
      ],
    ],
    wrong: [
      {
        lines: [
          {
            on: 'workstation',
            line: `kubectl patch deployment shop -p '{"spec":{"template":{"spec":{"hostNetwork":true}}}}'`,
          },
        ],
        brings: [
          {
            clause: {
              kind: 'field',
              path: deployment('shop'),
              jsonpath: '{.spec.template.spec.hostNetwork}',
              equals: 'true',
            },
          },
        ],
        hint: 'Now the server listens at the loopback address of the node. Whoever is on that node may ask it; `client` is refused as before.',
      },
      {
        lines: [
          {
            on: 'workstation',
            line: `kubectl patch deployment shop --type=json -p '[{"op":"add","path":"${container}/0/ports","value":[{"containerPort":8080}]}]'`,
          },
        ],
        brings: [
          {
            clause: {
              kind: 'field',
              path: deployment('shop'),
              jsonpath: '{.spec.template.spec.containers.0.ports.0.containerPort}',
              equals: '8080',
            },
          },
          { clause: { kind: 'ends', flow: clientToShop, verdict: 'refused' } },
        ],
        hint: 'A `containerPort` is a note. Without one every port that is bound at the pod’s address can be reached, and with one no other is.',
      },
      {
        lines: [
          {
            on: 'workstation',
            line: `kubectl patch service shop --type=json -p '[{"op":"replace","path":"/spec/ports/0/targetPort","value":80}]'`,
          },
        ],
        brings: [
          {
            clause: {
              kind: 'field',
              path: '/api/v1/namespaces/default/services/shop',
              jsonpath: '{.spec.ports.0.targetPort}',
              equals: '80',
            },
          },
        ],
        hint: 'Nobody listens at port 80 of the pod, at no address. The port was right.',
      },
    ],
  },
  {
    id: 'init-waits',
    title: 'A pod that does not begin',
    scenario: 'pods/init-waits',
    story:
      'The pod of `shop` has been `Init:0/1` since it was made. Its init container waits for the database, whose pod `db` runs well. Bring `shop` up, and leave the waiting in: it is there for a reason.',
    checks: [
      {
        says: 'the Deployment shop has a ready pod',
        clause: { kind: 'field', path: deployment('shop'), jsonpath: '{.status.readyReplicas}', equals: '1' },
      },
      {
        says: 'db.default.svc.cluster.local resolves',
        clause: {
          kind: 'reaches',
          flow: {
            from: 'pod/default/client',
            to: 'db.default.svc.cluster.local',
            protocol: 'tcp',
            port: 5432,
          },
        },
      },
      {
        says: 'shop still waits for the database before it begins',
        clause: {
          kind: 'field',
          path: deployment('shop'),
          jsonpath: '{.spec.template.spec.initContainers.0.name}',
          equals: 'wait-for-db',
        },
      },
    ],
    hints: [
      { text: 'What does the init container say (`kubectl logs deploy/shop -c wait-for-db --tail=5`)?' },
      {
        text: 'A pod has no such name in DNS. `db.default.svc.cluster.local` is the name of a Service; which are there (`kubectl get services`)?',
      },
      {
        text: 'A Service named `db` in the namespace `default`, port 5432, for the pods with `app=db`: `kubectl expose` makes one of a pod.',
      },
    ],
    shows:
      'Init containers run one after the other, and the next begins when the one before has ended well. A pod that waits for something waits there, with its address and without its application.',
    solutions: [
      [{ on: 'workstation', line: 'kubectl expose pod db --port=5432' }],
      [{ on: 'workstation', line: 'kubectl create service clusterip db --tcp=5432:5432' }],
    ],
    wrong: [
      {
        lines: [{ on: 'workstation', line: 'kubectl delete pod -l app=shop' }],
        hint: 'The new pod waits for the same name, which nobody has brought about meanwhile.',
      },
      {
        lines: [
          { on: 'workstation', line: 'kubectl create namespace db' },
          { on: 'workstation', line: 'kubectl create service clusterip db --tcp=5432:5432 -n db' },
        ],
        brings: [
          {
            clause: {
              kind: 'field',
              path: '/api/v1/namespaces/db/services/db',
              jsonpath: '{.metadata.name}',
              equals: 'db',
            },
          },
        ],
        hint: 'That Service is `db.db.svc.cluster.local`, and it would find no pods: a Service selects in its own namespace.',
      },
      {
        lines: [
          {
            on: 'workstation',
            line: `kubectl patch deployment shop --type=json -p '[{"op":"remove","path":"/spec/template/spec/initContainers"}]'`,
          },
        ],
        brings: [
          {
            clause: {
              kind: 'field',
              path: deployment('shop'),
              jsonpath: '{.spec.template.spec.initContainers.0.name}',
              equals: 'wait-for-db',
            },
            not: true,
          },
        ],
        hint: 'shop runs now, and will begin before its database the next time the cluster is switched on. What it waited for is still not there.',
      },
    ],
  },
  {
    id: 'host-port-taken',
    title: 'One port of a node, two pods',
    scenario: 'pods/host-port-taken',
    story:
      '`metrics` and `logs` both run on the network of k8s-w1, and `logs` is `Pending`. Bring it up on k8s-w1. `metrics` stays where it is: others know it at `10.10.20.4`, port 9100.',
    checks: [
      {
        says: 'logs has a ready pod',
        clause: { kind: 'field', path: deployment('logs'), jsonpath: '{.status.readyReplicas}', equals: '1' },
      },
      {
        says: 'logs is to run on k8s-w1',
        clause: {
          kind: 'field',
          path: deployment('logs'),
          jsonpath: '{.spec.template.spec.nodeSelector}',
          equals: '{"kubernetes.io/hostname":"k8s-w1"}',
        },
      },
      {
        says: 'metrics has a ready pod',
        clause: {
          kind: 'field',
          path: deployment('metrics'),
          jsonpath: '{.status.readyReplicas}',
          equals: '1',
        },
      },
      {
        says: 'the laptop gets an answer at 10.10.20.4, port 9100',
        clause: { kind: 'reaches', flow: laptopToMetrics },
      },
    ],
    hints: [
      { text: 'Who says why (`kubectl describe pod -l app=logs`, at the end)? It is not the node.' },
      {
        text: 'With `hostNetwork` each `containerPort` is a port of the node, and the scheduler counts: two pods that declare the same one do not come to the same node.',
      },
      {
        text: 'The scheduler reads `ports`, the program its arguments. Both have to change, or `logs` has to do without the network of the node.',
      },
    ],
    shows:
      'A pod on its node’s network shares the ports of everything that runs there. The scheduler knows those that are declared; the kernel knows all of them.',
    solutions: [
      [
        {
          on: 'workstation',
          line: `kubectl patch deployment logs --type=json -p '[{"op":"replace","path":"${container}/0/args/1","value":"--http-port=9101"},{"op":"replace","path":"${container}/0/ports/0","value":{"containerPort":9101}}]'`,
        },
      ],
      [
        {
          on: 'workstation',
          line: `kubectl patch deployment logs --type=json -p '[{"op":"remove","path":"/spec/template/spec/hostNetwork"},{"op":"replace","path":"${container}/0/ports/0","value":{"containerPort":9100}}]'`,
        },
      ],
    ],
    wrong: [
      {
        lines: [
          {
            on: 'workstation',
            line: `kubectl patch deployment logs --type=json -p '[{"op":"replace","path":"${container}/0/ports/0","value":{"containerPort":9101}}]'`,
          },
        ],
        brings: [
          {
            clause: {
              kind: 'field',
              path: deployment('logs'),
              jsonpath: '{.spec.template.spec.containers.0.ports.0.containerPort}',
              equals: '9101',
            },
          },
          {
            clause: {
              kind: 'field',
              path: deployment('logs'),
              jsonpath: '{.spec.template.spec.containers.0.args.1}',
              equals: '--http-port=9100',
            },
          },
        ],
        hint: 'The scheduler believed the declaration. The program still binds port 9100, which is taken, and ends: `kubectl logs deploy/logs`.',
      },
      {
        lines: [
          {
            on: 'workstation',
            line: `kubectl patch deployment logs --type=json -p '[{"op":"replace","path":"${container}/0/args/1","value":"--http-port=9101"}]'`,
          },
        ],
        brings: [
          {
            clause: {
              kind: 'field',
              path: deployment('logs'),
              jsonpath: '{.spec.template.spec.containers.0.args.1}',
              equals: '--http-port=9101',
            },
          },
          {
            clause: {
              kind: 'field',
              path: deployment('logs'),
              jsonpath: '{.spec.template.spec.containers.0.ports.0.containerPort}',
              equals: '9100',
            },
          },
        ],
        hint: 'The program would not be in the way any more. The scheduler never looks at arguments: 9100 is still declared, so the pod stays Pending.',
      },
      {
        lines: [
          { on: 'workstation', line: 'kubectl scale deployment metrics --replicas=0' },
          { on: 'workstation', line: 'kubectl rollout status deployment logs' },
        ],
        brings: [
          {
            clause: { kind: 'field', path: deployment('metrics'), jsonpath: '{.spec.replicas}', equals: '0' },
          },
        ],
        hint: 'Port 9100 answers, and it is `logs` that answers. `metrics` has to stay.',
      },
    ],
  },
];
