/**
 * The exercises of the chapter: each a program that tests prove (design: an exercise is a tested program).
 */
import type { Exercise } from '../../engine/lab/exercise/check.ts';
import type { Flow } from '../../engine/lab/probe/flow.ts';

const networks = '/api/v1/namespaces/default/configmaps/networks';
const written = (key: string, range: string) =>
  ({ kind: 'field', path: networks, jsonpath: `{.data.${key}}`, equals: range }) as const;
const clientToFar: Flow = { from: 'pod/default/client', to: 'pod/default/far', protocol: 'tcp', port: 80 };
const clientToPartner: Flow = { from: 'pod/default/client', to: '203.0.113.80', protocol: 'tcp', port: 80 };
const clientToCache: Flow = {
  from: 'pod/default/client',
  to: 'cache.default.svc.cluster.local',
  protocol: 'tcp',
  port: 80,
};
const clientToNew: Flow = { from: 'pod/default/client', to: '10.112.0.10', protocol: 'tcp', port: 80 };
const servicecidr = `printf 'apiVersion: networking.k8s.io/v1\\nkind: ServiceCIDR\\nmetadata: {name: more}\\nspec: {cidrs: [10.112.0.0/24]}\\n' | kubectl apply -f -`;

export const exercises: readonly Exercise[] = [
  {
    id: 'write-down',
    title: 'Three ranges to be found',
    scenario: 'three-networks/write-down',
    story:
      'A colleague is about to connect this cluster to the office and asks for its ranges. Find all three, and leave them in a ConfigMap `networks` with the keys `node`, `pod` and `service`.',
    checks: [
      {
        says: 'node in the ConfigMap networks is the range of the nodes',
        clause: written('node', '10.10.20.0/22'),
      },
      { says: 'pod is the range of all pods', clause: written('pod', '10.8.0.0/16') },
      { says: 'service is the range of the Services', clause: written('service', '10.96.0.0/12') },
    ],
    hints: [
      {
        for: 0,
        text: 'No object of the API has the node network. A node knows its own prefix: `ip address show dev eth0` on k8s-w1. The range begins where the host’s bits are zero.',
      },
      {
        for: 1,
        text: 'Each node’s part is in `spec.podCIDR`. The whole is what the plugin was given: `kubectl -n kube-flannel get configmap kube-flannel-cfg -o yaml`, `Network`.',
      },
      { for: 2, text: 'The range of Services is an object: `kubectl get servicecidrs`.' },
      {
        text: 'All at once: `kubectl create configmap networks --from-literal=node=… --from-literal=pod=… --from-literal=service=…`.',
      },
    ],
    shows:
      'The three ranges are known in three places: the service network to the API server, the pod network to whoever gives nodes their parts and to the plugin, the node network to the machines alone.',
    solutions: [
      [
        {
          on: 'workstation',
          line: 'kubectl create configmap networks --from-literal=node=10.10.20.0/22 --from-literal=pod=10.8.0.0/16 --from-literal=service=10.96.0.0/12',
        },
      ],
      [
        {
          on: 'workstation',
          line: `kubectl create configmap networks --from-literal=node=10.10.20.0/22 --from-literal=service=$(kubectl get servicecidr kubernetes -o jsonpath='{.spec.cidrs[0]}')`,
        },
        {
          on: 'workstation',
          line: `kubectl patch configmap networks -p "{\\"data\\":{\\"pod\\":$(kubectl -n kube-flannel get configmap kube-flannel-cfg -o jsonpath='{.data.net-conf\\.json}' | grep -o '"[0-9./]*"')}}"`,
        },
      ],
    ],
    wrong: [
      {
        lines: [
          {
            on: 'workstation',
            line: 'kubectl create configmap networks --from-literal=node=10.10.20.0/24 --from-literal=pod=10.8.0.0/16 --from-literal=service=10.96.0.0/12',
          },
        ],
        brings: [{ clause: written('node', '10.10.20.0/24') }],
        hint: 'The nodes have a prefix of 22 bits: `ip address show dev eth0` says `/22`. A /24 would leave out three quarters of it.',
      },
      {
        lines: [
          {
            on: 'workstation',
            line: 'kubectl create configmap networks --from-literal=node=10.10.20.0/22 --from-literal=pod=10.8.0.0/24 --from-literal=service=10.96.0.0/12',
          },
        ],
        brings: [{ clause: written('pod', '10.8.0.0/24') }],
        hint: 'That is the part of one node, k8s-w1. The pods of the others have addresses outside it.',
      },
      {
        lines: [
          {
            on: 'workstation',
            line: 'kubectl create configmap networks --from-literal=node=10.10.20.0/22 --from-literal=pod=10.8.0.0/16 --from-literal=service=10.96.0.0/16',
          },
        ],
        brings: [{ clause: written('service', '10.96.0.0/16') }],
        hint: 'The addresses you see begin with 10.96; the range goes on to 10.111.255.255. Ask for it: `kubectl get servicecidrs`.',
      },
    ],
  },
  {
    id: 'office',
    title: 'An office in the pod network',
    scenario: 'three-networks/office',
    starts: 'node/k8s-w1',
    story:
      'On k8s-w1 somebody has set up a VPN to two offices, and since then `client` does not reach `far`. One office has a range inside that of the pods, and will have to do without. Repair the way to far; the route to the other office stays.',
    checks: [
      { says: 'client gets an answer from far', clause: { kind: 'reaches', flow: clientToFar } },
      {
        says: 'k8s-w1 has the route to 10.9.0.0/16',
        clause: {
          kind: 'row',
          place: 'node/k8s-w1',
          table: 'routes',
          words: '10.9.0.0/16 via 10.10.20.1',
        },
      },
      {
        says: 'k8s-w1 has the route to the pods of k8s-w2',
        clause: {
          kind: 'row',
          place: 'node/k8s-w1',
          table: 'routes',
          words: '10.8.1.0/24 via 10.8.1.0 dev flannel.1',
        },
      },
    ],
    hints: [
      {
        text: 'Which way does k8s-w1 take to far (`ip route get 10.8.1.3`), and which would it have to take?',
      },
      {
        text: 'Two routes match `10.8.1.3`: that of flannel, a /24, and one that is longer. The longer prefix wins, whoever wrote it.',
      },
      { text: 'Take away the route that lies inside the pod network: `ip route` lists it.' },
    ],
    shows:
      'Where two networks claim an address, the kernel does not complain. It has two routes and takes the longer prefix; one of the two networks is gone, as seen from this machine.',
    solutions: [
      [{ on: 'node/k8s-w1', line: 'ip route del 10.8.1.0/25' }],
      [{ on: 'node/k8s-w1', line: 'ip route replace 10.8.1.0/25 via 10.8.1.0 dev flannel.1 onlink' }],
    ],
    wrong: [
      {
        lines: [{ on: 'node/k8s-w1', line: 'ip route del 10.8.1.0/24' }],
        hint: 'That was flannel’s route, and the right one. The other, longer one is still there.',
      },
      {
        lines: [
          { on: 'node/k8s-w1', line: 'for route in 10.8.1.0/25 10.9.0.0/16; do ip route del $route; done' },
        ],
        brings: [
          {
            clause: {
              kind: 'row',
              place: 'node/k8s-w1',
              table: 'routes',
              words: '10.9.0.0/16 via 10.10.20.1',
            },
            not: true,
          },
        ],
        hint: 'far can be reached, and the second office cannot: its range `10.9.0.0/16` was in nobody’s way.',
      },
    ],
  },
  {
    id: 'borrowed',
    title: 'A borrowed address',
    scenario: 'three-networks/borrowed',
    story:
      'The cluster was given a second range for Services, and `cache` got an address from it. Since then pods that ask the partner’s server at `203.0.113.80` are answered by somebody else. Let them reach the partner again, and keep `cache`, which is known by its name.',
    checks: [
      {
        says: 'client gets an answer from the partner’s server, nginx, at 203.0.113.80',
        clause: { kind: 'answers', flow: clientToPartner, text: 'Welcome to nginx' },
      },
      {
        says: 'client gets an answer from the pod cache by the name of its Service',
        clause: { kind: 'answers', flow: clientToCache, text: 'Hostname: cache' },
      },
    ],
    hints: [
      {
        text: 'Who answers (`kubectl exec client -- curl -s http://203.0.113.80/`)? Which object has that address (`kubectl get ipaddresses`)?',
      },
      {
        text: 'On every node a rule translates what goes to the address of a Service, before anybody asks for a route. The partner’s machine never hears of it.',
      },
      {
        text: 'A Service’s address cannot be changed. Delete the Service and make it again, without `--clusterip`: `kubectl expose pod cache --port=80`.',
      },
    ],
    shows:
      'A range for Services takes its addresses away from everything else, as seen from the pods and nodes. It must lie where nobody is whom they will ever ask.',
    solutions: [
      [
        {
          on: 'workstation',
          line: 'kubectl delete service cache; kubectl delete servicecidr more; kubectl expose pod cache --port=80',
        },
      ],
      [
        {
          on: 'workstation',
          line: 'kubectl get service cache -o yaml | sed s/203.0.113.80/10.96.10.80/ | kubectl replace --force -f -',
        },
      ],
    ],
    wrong: [
      {
        lines: [{ on: 'workstation', line: 'kubectl delete service cache' }],
        brings: [{ clause: { kind: 'ends', flow: clientToCache, verdict: 'unresolved' } }],
        hint: 'The partner is back, and nobody finds `cache` any more. It needs a Service, with another address.',
      },
      {
        lines: [
          {
            on: 'workstation',
            line: `kubectl patch service cache -p '{"spec":{"clusterIP":"10.96.10.80","clusterIPs":["10.96.10.80"]}}'`,
          },
        ],
        hint: 'The API server refused: `spec.clusterIPs[0]: Invalid value … may not change once set`. A Service keeps its address for life.',
      },
      {
        lines: [{ on: 'workstation', line: 'kubectl delete servicecidr more --wait=false' }],
        hint: 'A range that a Service has an address of is not gone before that Service is. The address is still translated.',
      },
    ],
  },
  {
    id: 'more-services',
    title: 'Room for more Services',
    scenario: 'three-networks/more-services',
    story:
      'A department wants Services in a range of its own that a firewall can name: the 256 addresses behind `10.111.255.255`. Give the cluster that range, and let `client` reach `far` at `10.112.0.10`, port 80.',
    checks: [
      {
        says: 'client gets an answer from far at 10.112.0.10',
        clause: { kind: 'answers', flow: clientToNew, text: 'Hostname: far' },
      },
      {
        says: 'a range more holds 10.112.0.0/24',
        clause: {
          kind: 'field',
          path: '/apis/networking.k8s.io/v1/servicecidrs/more',
          jsonpath: '{.spec.cidrs.0}',
          equals: '10.112.0.0/24',
        },
      },
    ],
    hints: [
      {
        text: 'Ranges of Services are objects since Kubernetes 1.33: `kubectl get servicecidrs`, `kubectl explain servicecidr.spec`.',
      },
      {
        text: 'An object of the kind ServiceCIDR, `networking.k8s.io/v1`, named `more`, with `spec.cidrs: [10.112.0.0/24]`. Write it with `nano more.yaml`, and apply it.',
      },
      {
        text: 'Then a Service for the pod: `kubectl create service clusterip NAME --tcp=80:80 --clusterip=10.112.0.10`. It selects `app=NAME`; which labels has far (`kubectl get pods --show-labels`)?',
      },
    ],
    shows:
      'The service network is not fixed for life: another range can be added while the cluster runs, and no machine has to be told. The pod network cannot grow so easily, because nodes and routes have parts of it.',
    solutions: [
      [
        { on: 'workstation', line: servicecidr },
        {
          on: 'workstation',
          line: 'sleep 3; kubectl create service clusterip web --tcp=80:80 --clusterip=10.112.0.10',
        },
      ],
      [
        { on: 'workstation', line: servicecidr },
        {
          on: 'workstation',
          line: 'sleep 3; kubectl create service clusterip team --tcp=80:80 --clusterip=10.112.0.10; kubectl set selector service team app=web',
        },
      ],
    ],
    wrong: [
      {
        lines: [
          {
            on: 'workstation',
            line: 'kubectl create service clusterip web --tcp=80:80 --clusterip=10.112.0.10',
          },
        ],
        hint: 'The API server has no range with this address: `the provided network does not match the current range`. The range comes first.',
      },
      {
        lines: [
          {
            on: 'workstation',
            line: `kubectl patch servicecidr kubernetes --type=merge -p '{"spec":{"cidrs":["10.96.0.0/11"]}}'`,
          },
        ],
        hint: 'The range of an existing ServiceCIDR cannot be changed. A further one stands beside it.',
      },
    ],
  },
];
