/**
 * The exercises of the chapter: each a program that tests prove (design: an exercise is a tested program).
 */
import type { Exercise } from '../../engine/lab/exercise/check.ts';
import type { Flow } from '../../engine/lab/probe/flow.ts';

const clientToFar: Flow = { from: 'pod/default/client', to: 'pod/default/far', protocol: 'tcp', port: 80 };
const laptopToKubelet: Flow = { from: 'laptop', to: '10.10.20.4', protocol: 'tcp', port: 10_250 };
const laptopToDoor: Flow = { from: 'laptop', to: '10.10.20.4', protocol: 'tcp', port: 8080 };

export const exercises: readonly Exercise[] = [
  {
    id: 'lost-route',
    title: 'The lost route',
    scenario: 'linux-networking/lost-route',
    starts: 'node/k8s-w1',
    story:
      'The pods of k8s-w1 no longer reach those of k8s-w2. Nothing is down. Give k8s-w1 its way back to `10.8.1.0/24`.',
    checks: [
      { says: 'client gets an answer from far', clause: { kind: 'reaches', flow: clientToFar } },
      {
        says: 'far gets an answer from web',
        clause: {
          kind: 'reaches',
          flow: { from: 'node/k8s-w2', to: 'pod/default/web', protocol: 'tcp', port: 80 },
        },
      },
    ],
    hints: [
      { text: 'Ask the kernel of k8s-w1 which way it takes: `ip route get 10.8.1.3`.' },
      { text: 'It takes the default route. Which routes to other nodes does k8s-w2 have (`ip route`)?' },
      {
        text: 'A route through a tunnel names a gateway behind it: `via 10.8.1.0 dev flannel.1`. That gateway is in no network of the device, so the kernel refuses it unless you say `onlink`.',
      },
    ],
    shows:
      'A route is a line in a table of one kernel. Where the line is missing the packet takes the next shorter prefix, in the end the default route, and is lost far away.',
    solutions: [
      [{ on: 'node/k8s-w1', line: 'ip route add 10.8.1.0/24 via 10.8.1.0 dev flannel.1 onlink' }],
      [{ on: 'node/k8s-w1', line: 'ip route add 10.8.1.0/24 via 10.10.20.5' }],
    ],
    wrong: [
      {
        lines: [{ on: 'node/k8s-w1', line: 'ip route add 10.8.1.0/24 dev eth0' }],
        hint: 'Without `via` the pod itself is the next hop: the node asks its own network by ARP who has the pod’s address, and nobody there has it.',
      },
      {
        lines: [{ on: 'node/k8s-w1', line: 'ip route add 10.8.1.0/24 via 10.8.1.0 dev flannel.1' }],
        hint: 'The kernel refused: it knows no way to the gateway `10.8.1.0` on flannel.1. `onlink` tells it to believe you.',
      },
    ],
  },
  {
    id: 'own-door',
    title: 'A door of your own',
    scenario: 'linux-networking/own-door',
    starts: 'node/k8s-w1',
    story:
      'The laptop shall reach the pod `web` at `10.10.20.4`, port 8080, without a Service. Both are a matter of one rule on k8s-w1.',
    checks: [
      {
        says: 'the laptop gets an answer from web at 10.10.20.4:8080',
        clause: { kind: 'reaches', flow: laptopToDoor, by: 'default/web' },
      },
      {
        says: 'what the laptop sends to the kubelet, at port 10250, does not end at web',
        clause: { kind: 'crosses', flow: laptopToKubelet, device: 'k8s-w1/default/web/eth0' },
        not: true,
        baseline: [{ kind: 'reaches', flow: laptopToKubelet }],
      },
    ],
    hints: [
      {
        text: 'The destination must change before the node decides where the packet goes. Which hook is that?',
      },
      {
        text: 'In the table `nat`, at PREROUTING, the target is `DNAT --to-destination ADDRESS:PORT`. The pod’s address is in `kubectl get pods -o wide`; it listens at port 80.',
      },
      { text: 'Conditions keep the rule to what it is for: `-d 10.10.20.4 -p tcp --dport 8080`.' },
    ],
    shows:
      'A NodePort is a DNAT at PREROUTING with one port as its condition. The answer finds its way by the entry that connection tracking keeps.',
    solutions: [
      [
        {
          on: 'node/k8s-w1',
          line: 'iptables -t nat -A PREROUTING -d 10.10.20.4 -p tcp --dport 8080 -j DNAT --to-destination 10.8.0.4:80',
        },
      ],
      [
        {
          on: 'node/k8s-w1',
          line: 'iptables -t nat -I PREROUTING -i eth0 -p tcp --dport 8080 -j DNAT --to-destination 10.8.0.4:80',
        },
      ],
    ],
    wrong: [
      {
        lines: [
          {
            on: 'node/k8s-w1',
            line: 'iptables -t nat -A PREROUTING -d 10.10.20.4 -p tcp --dport 8080 -j DNAT --to-destination 10.8.0.4',
          },
        ],
        hint: 'The address is translated, the port stays 8080, and nobody listens there in the pod: it answers with a reset. DNAT takes the port along: `10.8.0.4:80`.',
      },
      {
        lines: [
          {
            on: 'node/k8s-w1',
            line: 'iptables -t nat -A OUTPUT -d 10.10.20.4 -p tcp --dport 8080 -j DNAT --to-destination 10.8.0.4:80',
          },
        ],
        hint: 'OUTPUT sees what this machine sends itself. What comes from outside passes PREROUTING.',
      },
      {
        lines: [
          {
            on: 'node/k8s-w1',
            line: 'iptables -t nat -A PREROUTING -d 10.10.20.4 -p tcp -j DNAT --to-destination 10.8.0.4:80',
          },
        ],
        hint: 'That is a door for every port of the node: the kubelet cannot be reached any more. The rule needs a condition for the port.',
      },
    ],
  },
  {
    id: 'one-way-door',
    title: 'The door with no way back',
    scenario: 'linux-networking/one-way-door',
    starts: 'node/k8s-w1',
    story:
      'On k8s-w1, port 8080 leads to `far`, a pod on k8s-w2. It worked until somebody decided that pods should see who really asks. Now packets from the laptop arrive at far, and the laptop gets no answer. Let the door work again, and leave connections between pods as they are.',
    checks: [
      {
        says: 'the laptop gets an answer from far at 10.10.20.4:8080',
        clause: { kind: 'reaches', flow: laptopToDoor, by: 'default/far' },
      },
      {
        says: 'far still sees the own address of client',
        clause: { kind: 'answers', flow: clientToFar, text: 'RemoteAddr: 10.8.0.3:' },
      },
    ],
    hints: [
      {
        text: 'Follow one packet from the laptop (`tcpdump -ni flannel.1 port 80` on k8s-w1): the request goes to far, and nothing comes back this way.',
      },
      {
        text: 'far answers to the laptop’s address, and k8s-w2 sends that straight to its router. Only k8s-w1 could translate it back. What would make far answer to k8s-w1?',
      },
      {
        text: 'A source address of k8s-w1. `iptables -t nat -S POSTROUTING` has a rule in front that ends the way through the table before flannel could masquerade: take it away, or put a `MASQUERADE` in front of it, for what goes to `10.8.1.3` and does not come from a pod.',
      },
    ],
    shows:
      'Whoever translates a destination must see the answer. Where the answer would take another way, the source is translated as well; that is why a NodePort hides the client.',
    solutions: [
      [
        {
          on: 'node/k8s-w1',
          line: 'iptables -t nat -I POSTROUTING ! -s 10.8.0.0/16 -d 10.8.1.3 -p tcp --dport 80 -j MASQUERADE',
        },
      ],
      [
        {
          on: 'node/k8s-w1',
          line: 'iptables -t nat -I POSTROUTING -m conntrack --ctstate DNAT --ctorigdstport 8080 -j MASQUERADE',
        },
      ],
      [
        {
          on: 'node/k8s-w1',
          line: 'iptables -t nat -D POSTROUTING ! -s 10.8.0.0/16 -d 10.8.0.0/16 -j ACCEPT',
        },
      ],
    ],
    wrong: [
      {
        lines: [
          {
            on: 'node/k8s-w1',
            line: 'iptables -t nat -I POSTROUTING -d 10.8.1.3 -p tcp --dport 80 -j MASQUERADE',
          },
        ],
        hint: 'The door works, and now far takes every pod of this node for the node itself. The rule must leave out what comes from pods.',
      },
      {
        lines: [{ on: 'node/k8s-w2', line: 'iptables -t nat -I POSTROUTING -s 10.8.1.3 -j MASQUERADE' }],
        hint: 'That changes the source of the answer on k8s-w2, which had not seen the request translated. The laptop asked 10.10.20.4 and hears from somebody else.',
      },
    ],
  },
];
