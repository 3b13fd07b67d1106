/** The questions of the chapter. The engine finds the answers; tests ask it again. */
import type { Question } from '../../components/quiz/question.ts';

export const questions: readonly Question[] = [
  {
    id: 'part-of-w2',
    ask: 'From which range do the pods of k8s-w2 get their addresses?',
    form: 'range',
    key: { kind: 'api', path: '/api/v1/nodes/k8s-w2', field: 'spec.podCIDR' },
    why: 'The controller manager gave each node a part when the node joined, and flannel takes addresses from that part alone.',
    mistakes: [
      {
        answer: '10.8.0.0/16',
        because: 'That is the pod network of the whole cluster. A node has a part of it.',
      },
      { answer: '10.8.0.0/24', because: 'That is the part of k8s-w1.' },
      {
        answer: '10.10.20.0/22',
        because: 'That is the node network: the machine itself has an address of it.',
      },
    ],
  },
  {
    id: 'no-route',
    ask: 'By which gateway would k8s-w1 send a packet to `10.96.10.50`, the address of the Service `web`, if no rule translated it?',
    form: 'address',
    key: {
      kind: 'output',
      on: 'node/k8s-w1',
      line: 'ip route get 10.96.10.50',
      pick: /via (\S+)/,
    },
    why: 'No route leads to the service network, so the default route is taken, to a router that knows nothing of it. Addresses of Services work because they are translated before anybody looks for a route.',
    mistakes: [
      {
        answer: '10.8.1.0',
        because:
          'That is the way to the pods of k8s-w2, which the packet takes once its destination is one of them.',
      },
      { answer: '10.8.0.1', because: 'That is the bridge of k8s-w1 itself: the gateway of its pods.' },
    ],
  },
  {
    id: 'on-the-cable',
    ask: 'The laptop asks `10.10.20.4`, port 30080, and a pod on k8s-w2 answers. Between the nodes the packet travels wrapped. Which destination address has the outer header?',
    form: 'address',
    key: {
      kind: 'output',
      on: 'node/k8s-w1',
      line: "bridge fdb show dev flannel.1 | grep $(ip neigh show 10.8.1.0 dev flannel.1 | cut -d' ' -f3)",
      pick: /dst (\S+)/,
    },
    why: 'Only addresses of the node network are known to the wires between the machines. The pod’s address travels inside.',
    mistakes: [
      {
        answer: { kind: 'api', path: '/api/v1/namespaces/default/pods/far', field: 'status.podIP' },
        because: 'That is the inner header, which the switch does not read.',
      },
      { answer: '10.96.10.50', because: 'The address of the Service appears in no packet of this flow.' },
    ],
  },
  {
    id: 'how-many-parts',
    ask: 'The pod network is `10.8.0.0/16`, and each node gets a /24 of it. How many nodes can the cluster have?',
    form: 'number',
    key: { kind: 'output', on: 'workstation', line: 'echo $((2 ** (24 - 16)))', pick: /(\d+)/ },
    why: 'Eight bits lie between /16 and /24. Node 257 joins and gets no part: its pods never get a network.',
    mistakes: [
      {
        answer: '254',
        because: 'First and last are lost among the addresses of one range. Here whole ranges are counted.',
      },
      { answer: '65536', because: 'That many addresses the pod network has.' },
      { answer: '110', because: 'That is how many pods a kubelet runs unless told otherwise.' },
    ],
  },
  {
    id: 'who-has-it',
    ask: 'Which of these addresses stands on a device of some machine or pod?',
    options: [
      {
        text: '`10.10.20.4`',
        because: 'It is that of `eth0` on k8s-w1: an address of the node network.',
        holds: [
          {
            says: 'eth0 of k8s-w1 gets what is sent there',
            clause: {
              kind: 'crosses',
              flow: { from: 'node/k8s-w2', to: '10.10.20.4', protocol: 'icmp' },
              device: 'k8s-w1/host/eth0',
            },
          },
        ],
      },
      {
        text: '`10.8.1.3`',
        because: 'It is that of `eth0` in the pod `far`: an address of the pod network.',
        holds: [
          {
            says: 'eth0 of far gets what is sent there',
            clause: {
              kind: 'crosses',
              flow: { from: 'node/k8s-w1', to: '10.8.1.3', protocol: 'icmp' },
              device: 'k8s-w2/default/far/eth0',
            },
          },
        ],
      },
      {
        text: '`10.96.10.50`',
        because:
          'It is the address of a Service. Ping it: no rule translates ICMP, no machine has the address, and nobody answers.',
        holds: [
          {
            says: 'somebody answers a ping there',
            clause: {
              kind: 'reaches',
              flow: { from: 'node/k8s-w1', to: '10.96.10.50', protocol: 'icmp' },
            },
          },
        ],
      },
      {
        text: '`10.8.0.1`',
        because: 'It is that of the bridge `cni0` on k8s-w1, the gateway of the pods there.',
        holds: [
          {
            says: 'somebody answers a ping there',
            clause: {
              kind: 'reaches',
              flow: { from: 'pod/default/client', to: '10.8.0.1', protocol: 'icmp' },
            },
          },
        ],
      },
    ],
    why: 'Two of the three networks have owners for their addresses. The third exists in rules.',
  },
];
