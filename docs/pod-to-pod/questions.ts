/** The questions of the chapter. The engine finds the answers; tests ask it again. */
import type { AnswerKey, Question } from '../../components/quiz/question.ts';
import type { Flow } from '../../engine/lab/probe/flow.ts';

const toWeb: Flow = { from: 'pod/default/client', to: 'pod/default/web', protocol: 'icmp' };
const crosses = (device: string) => [
  { says: `it crosses ${device}`, clause: { kind: 'crosses', flow: toWeb, device } as const },
];

/** The port of cni0 behind which a pod is. */
const portOf = (address: string): AnswerKey => ({
  kind: 'output',
  on: 'node/k8s-w1',
  line: `ping -c 1 -q ${address} > /dev/null; bridge fdb show br cni0 | grep $(ip neigh show ${address} | cut -d' ' -f5)`,
  pick: /dev (veth\w+)/,
});

export const questions: readonly Question[] = [
  {
    id: 'next-hop',
    ask: '`client` pings `far`, `10.8.1.3`, on the other node. Which address does it ask for by ARP?',
    form: 'address',
    key: { kind: 'output', on: 'pod/default/client', line: 'ip route get 10.8.1.3', pick: /via (\S+)/ },
    why: 'The destination lies outside `10.8.0.0/24`, so the route has a `via`. ARP asks for the next hop, never for what is behind it.',
    mistakes: [
      {
        answer: { kind: 'api', path: '/api/v1/namespaces/default/pods/far', field: 'status.podIP' },
        because:
          'It would ask for the destination itself if a route without `via` led there, as one does to its neighbours. A broadcast does not leave the bridge, and `far` is not on it.',
      },
      {
        answer: { kind: 'api', path: '/api/v1/namespaces/default/pods/far', field: 'status.hostIP' },
        because:
          'That is what the node asks for, one hop later. The pod knows its gateway and nothing of nodes.',
      },
    ],
  },
  {
    id: 'devices',
    ask: 'A packet goes from `client` to `web` on the same node. Which of these does it pass?',
    options: [
      {
        text: '`cni0`',
        because: 'The bridge both pods are plugged into looks up the MAC address and picks the port.',
        holds: crosses('k8s-w1/host/cni0'),
      },
      {
        text: '`flannel.1`',
        because: 'Only packets that are routed to another node are wrapped. This one is not routed at all.',
        holds: crosses('k8s-w1/host/flannel.1'),
      },
      {
        text: "the node's `eth0`",
        because: 'That leads out of the node, and the packet stays on it.',
        holds: crosses('k8s-w1/host/eth0'),
      },
      {
        text: "`web`'s own `eth0`",
        because: "It is the end of the second veth pair, in the pod's namespace.",
        holds: crosses('k8s-w1/default/web/eth0'),
      },
    ],
    why: 'A veth pair, a bridge, a veth pair: that is the whole way.',
  },
  {
    id: 'bridge-down',
    ask: 'Somebody types `ip link set cni0 down` on k8s-w1. `client` pings `web` on the same node. What becomes of it?',
    form: 'verdict',
    after: [{ on: 'node/k8s-w1', line: 'ip link set cni0 down' }],
    key: { kind: 'journey', flow: toWeb, key: { kind: 'verdict' } },
    why: "A bridge that is down passes nothing on, not even the ARP request. After three of them the client's own kernel gives up: it is the sender that says so, nobody else heard of the packet.",
    mistakes: [
      {
        answer: 'no answer',
        because:
          'Silence is what a sender meets when its packet left and was lost. This one never leaves: without a MAC address there is no frame.',
      },
      {
        answer: 'answered',
        because:
          'The veth pairs are up, but each ends at the bridge: no cable leads from pod to pod directly.',
      },
      {
        answer: 'refused',
        because: 'To refuse, somebody must have received the packet.',
      },
    ],
  },
  {
    id: 'cable',
    ask: 'Which device of k8s-w1 is the other end of the cable of `web`? The image of `web` has no shell; look in the terminal.',
    form: 'name',
    key: portOf('10.8.0.4'),
    why: 'The neighbour table of the node has the MAC address of 10.8.0.4, and the bridge has learnt the port behind which that address is.',
    mistakes: [
      { answer: portOf('10.8.0.3'), because: 'That is the cable of `client`, 10.8.0.3.' },
      {
        answer: 'eth0',
        because: "That is what the pod calls its own end. The node's `eth0` leads out of the node.",
      },
      { answer: 'cni0', because: 'That is the bridge. The cable is plugged into it by a device of its own.' },
    ],
  },
  {
    id: 'sysctl',
    ask: 'Which sysctl, set to 0, keeps the packets between `client` and `web` out of the chains of iptables?',
    form: 'name',
    key: {
      kind: 'output',
      on: 'node/k8s-w1',
      line: 'sysctl net.bridge.bridge-nf-call-iptables',
      pick: /^(\S+) = 1$/m,
    },
    why: 'br_netfilter hands bridged frames to the IP hooks while this is 1. kube-proxy needs it: without it, the answer of a pod to a neighbour on its own node would pass the bridge untranslated.',
    mistakes: [
      {
        answer: 'net.ipv4.ip_forward',
        because:
          'That stops routing between interfaces. These packets are bridged, not routed, and go on all the same.',
      },
      {
        answer: 'net.bridge.bridge-nf-call-ip6tables',
        because: 'The same switch for IPv6.',
      },
    ],
  },
  {
    id: 'routers',
    ask: 'How many machines route a packet on its way from `client` to `far` on the other node?',
    form: 'number',
    key: {
      kind: 'journey',
      flow: { from: 'pod/default/client', to: 'pod/default/far', protocol: 'icmp' },
      key: { kind: 'count', decision: 'forward' },
    },
    why: 'Each of the two nodes takes the packet in by one device and sends it out by another. The TTL tells: it leaves with 64 and arrives with 62.',
    mistakes: [
      {
        answer: '1',
        because: 'The node that receives routes as well: from `flannel.1` to `cni0`.',
      },
      {
        answer: '3',
        because:
          'The tunnel does not count. What travels between the nodes is another packet, with a TTL of its own; the inner one is untouched.',
      },
      { answer: '0', because: 'That is right for a neighbour on the same node, where the bridge switches.' },
    ],
  },
];
