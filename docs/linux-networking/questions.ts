/** The questions of the chapter. The engine finds the answers; tests ask it again. */
import type { Question } from '../../components/quiz/question.ts';
import type { Flow } from '../../engine/lab/probe/flow.ts';

const toService: Flow = { from: 'pod/default/client', to: '10.96.10.50', protocol: 'tcp', port: 80 };

export const questions: readonly Question[] = [
  {
    id: 'which-route',
    ask: 'k8s-w1 sends a packet to `10.8.1.3`. Its table has routes to `default`, to `10.8.1.0/24` and to `10.10.20.0/22`. By which device does the packet leave?',
    form: 'name',
    key: {
      kind: 'output',
      on: 'node/k8s-w1',
      line: 'ip route get 10.8.1.3',
      pick: /dev (\S+)/,
    },
    why: 'Two routes match, `default` and `10.8.1.0/24`. The longer prefix wins, and that route says `dev flannel.1`.',
    mistakes: [
      {
        answer: 'eth0',
        because:
          'By eth0 leaves what the default route takes, and in the end the tunnel’s own packet. For this packet there is a longer prefix.',
      },
      { answer: 'cni0', because: 'Behind cni0 are the pods of k8s-w1 itself, `10.8.0.0/24`.' },
    ],
  },
  {
    id: 'first-packet',
    ask: '`client` makes one HTTP request to the Service: some ten packets, there and back. How many of them does the table `nat` of k8s-w1 look at in its chain `KUBE-SERVICES`?',
    form: 'number',
    key: {
      kind: 'output',
      on: 'node/k8s-w1',
      line: 'iptables -t nat -L KUBE-SERVICES -nvx | grep 10.96.10.50',
      pick: /^\s*(\d+)/,
    },
    after: [
      { on: 'node/k8s-w1', line: 'iptables -t nat -Z' },
      { on: 'pod/default/client', line: 'curl -s -o /dev/null http://10.96.10.50/' },
    ],
    why: 'The first packet is NEW and meets the rules. Connection tracking remembers the translation and applies it to all that follow.',
    mistakes: [
      {
        answer: '10',
        because: 'Only the first has to be decided about. The others are translated by the entry.',
      },
      {
        answer: '2',
        because: 'The answer is no first packet: it belongs to the connection that the request began.',
      },
    ],
  },
  {
    id: 'own-request',
    ask: 'The node k8s-w1 itself, no pod, connects to `10.96.10.50`. At which hook is the destination rewritten?',
    form: 'name',
    key: {
      kind: 'output',
      on: 'node/k8s-w1',
      line: 'iptables-save -t nat | grep -- "-A OUTPUT"',
      pick: /-A (OUTPUT)/,
    },
    why: 'What a machine sends itself never passes PREROUTING. Its first hook is OUTPUT, and kube-proxy has a jump to its chains at both.',
    mistakes: [
      {
        answer: 'PREROUTING',
        because: 'There packets come in from a device. This one is made on the machine.',
      },
      { answer: 'POSTROUTING', because: 'There sources are rewritten. The way has been chosen by then.' },
      { answer: 'INPUT', because: 'INPUT is for what this machine receives.' },
    ],
  },
  {
    id: 'who-hears',
    ask: 'A kernel gets a packet for which it has no route at all, from another machine. What does it do?',
    options: [
      {
        text: 'It sends an ICMP message to the sender',
        because:
          'Destination unreachable, code 0, from the address of the machine that could not go on. That is how `ping` can print who said so.',
        holds: [
          {
            says: 'the client hears of it',
            clause: {
              kind: 'ends',
              flow: { from: 'pod/default/client', to: '10.96.77.77', protocol: 'icmp' },
              verdict: 'unreachable',
            },
          },
        ],
      },
      {
        text: 'It drops the packet in silence',
        because: 'A rule with DROP does that, or a route of the kind blackhole. A missing route is told.',
        holds: [
          {
            says: 'the client hears nothing',
            clause: {
              kind: 'ends',
              flow: { from: 'pod/default/client', to: '10.96.77.77', protocol: 'icmp' },
              verdict: 'timeout',
            },
          },
        ],
      },
      {
        text: 'It keeps the packet until somebody adds a route',
        because: 'So a kernel does for a moment while ARP asks for a MAC address. Routing decides at once.',
      },
    ],
    why: 'So a timeout means something else: a rule, a filter on the reverse path, a machine that is gone, or an answer that took another way.',
  },
  {
    id: 'ttl-bridge',
    ask: 'Two packets of `client` arrive with different TTLs: at `web`, on the same bridge, and at `far`, on the other node. By how much do they differ?',
    form: 'number',
    key: {
      kind: 'output',
      on: 'pod/default/client',
      line: "echo $(($(ping -c 1 10.8.0.4 | grep -o 'ttl=[0-9]*' | cut -d= -f2) - $(ping -c 1 10.8.1.3 | grep -o 'ttl=[0-9]*' | cut -d= -f2)))",
      pick: /(\d+)/,
    },
    why: 'A bridge does not touch the IP header. Each of the two nodes on the way to `far` routes the packet, and each takes one.',
    mistakes: [
      { answer: '1', because: 'There are two routers between them: either node.' },
      { answer: '0', because: 'That would be so if both were on one bridge.' },
      {
        answer: '3',
        because:
          'The tunnel between the nodes does not count: the inner header is not touched while it is wrapped.',
      },
    ],
  },
  {
    id: 'refused-or-not',
    ask: '`client` connects to `10.96.10.50`, port 81. The Service has port 80 only. What becomes of it?',
    form: 'verdict',
    key: { kind: 'journey', flow: { ...toService, port: 81 }, key: { kind: 'verdict' } },
    why: 'No rule has that port. The packet keeps the address that nobody owns, takes the default route, and the router knows no such network.',
    mistakes: [
      { answer: 'answered', because: 'The rules are made for address, protocol and port together.' },
      {
        answer: 'refused',
        because:
          'For that somebody would have to own the address, or a rule with REJECT would have to match.',
      },
    ],
  },
];
