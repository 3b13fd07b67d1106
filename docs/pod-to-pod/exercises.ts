/**
 * The exercises of the chapter: each a program that tests prove (design: an exercise is a tested program).
 */
import type { Exercise } from '../../engine/lab/exercise/check.ts';
import type { Flow } from '../../engine/lab/probe/flow.ts';

const clientToWeb: Flow = { from: 'pod/default/client', to: 'pod/default/web', protocol: 'tcp', port: 80 };
const clientToFar: Flow = { from: 'pod/default/client', to: 'pod/default/far', protocol: 'icmp' };

const clientToService: Flow = { ...clientToWeb, to: '10.96.10.50' };
const toKubelet: Omit<Flow, 'from'> = { to: '10.10.20.5', protocol: 'tcp', port: 10_250 };
const clientToShop: Flow = { ...clientToWeb, to: 'pod/default/shop' };
const clientToCart: Flow = { ...clientToWeb, to: 'pod/default/cart' };
const nodeToWeb: Flow = { ...clientToWeb, from: 'node/k8s-w1' };
const nodeToShop: Flow = { ...clientToShop, from: 'node/k8s-w1' };
const shopToFar: Flow = { ...clientToFar, from: 'pod/default/shop' };
const clientToAddress: Flow = { ...clientToWeb, to: '10.8.0.4' };

const nodeToAddress: Flow = { ...clientToAddress, from: 'node/k8s-w1' };

/** The network namespace that no pod owns any more. */
const leftBehind = 'cni-5f1c0c7e-0d6b-4a52-9a4e-1b7c3d2e8f90';

/** The last veth of the node is that of the pod that came last: `web`. */
const lastVeth = '$(ip -br link show type veth | tail -n 1 | cut -d@ -f1)';

export const exercises: readonly Exercise[] = [
  {
    id: 'hardened',
    title: 'It answers ping',
    scenario: 'pod-to-pod/hardened',
    starts: 'node/k8s-w1',
    story:
      'k8s-w1 was hardened last night. Since then `client` can ping `web` beside it, but every connection hangs; to `far` on the other node all is well. Let the connections through, and keep what the hardening is for: no pod reaches the kubelet of another node.',
    checks: [
      { says: 'client gets an answer from web', clause: { kind: 'reaches', flow: clientToWeb } },
      {
        says: 'client gets an answer from the Service web at 10.96.10.50',
        clause: { kind: 'reaches', flow: clientToService, by: 'default/web' },
      },
      {
        says: 'client does not reach the kubelet of k8s-w2, which k8s-w1 reaches',
        clause: { kind: 'reaches', flow: { from: 'pod/default/client', ...toKubelet } },
        not: true,
        baseline: [{ kind: 'reaches', flow: { from: 'node/k8s-w1', ...toKubelet } }],
      },
    ],
    hints: [
      {
        text: 'The bridge has its ports and the client knows the MAC address, or ping would fail as well. What else does a frame pass that goes from one port to another?',
      },
      {
        text: 'Every rule counts what it matched. `iptables -Z`, one request of the client, then `iptables -L FORWARD -nv`: follow the chain that counted.',
      },
      {
        text: '`-i cni0 -o cni0` is traffic between two pods of this node: for a routed packet those are two devices, for a bridged one br_netfilter says so. Take that rule of `HARDENING` away (`iptables -D`), or accept such packets in front of it.',
      },
    ],
    shows:
      'A bridged packet passes FORWARD although nobody routes it. A rule with a condition explains a fault that has one: ping passed, because the rule is for TCP.',
    solutions: [
      [
        {
          on: 'node/k8s-w1',
          line: 'iptables -D HARDENING -i cni0 -o cni0 -p tcp -m conntrack --ctstate NEW -j DROP',
        },
      ],
      [{ on: 'node/k8s-w1', line: 'iptables -I FORWARD -i cni0 -o cni0 -j ACCEPT' }],
    ],
    wrong: [
      {
        lines: [{ on: 'node/k8s-w1', line: 'sysctl -w net.bridge.bridge-nf-call-iptables=0' }],
        brings: [
          { clause: { kind: 'reaches', flow: clientToWeb } },
          { clause: { kind: 'reaches', flow: clientToService }, not: true },
        ],
        hint: 'Now no rule sees bridged frames, and none translates the answer of web back either. The client asked 10.96.10.50, hears from 10.8.0.4 and resets. kube-proxy needs that sysctl.',
      },
      {
        lines: [{ on: 'node/k8s-w1', line: 'iptables -F FORWARD' }],
        brings: [
          { clause: { kind: 'reaches', flow: clientToWeb } },
          { clause: { kind: 'reaches', flow: { from: 'pod/default/client', ...toKubelet } } },
        ],
        hint: 'The hardening is gone as a whole: a pod reaches the kubelet again. One of its rules was wrong. (And `-F FORWARD` takes the jumps of kube-proxy and flannel with it.)',
      },
      {
        lines: [{ on: 'node/k8s-w1', line: 'iptables -A FORWARD -i cni0 -o cni0 -j ACCEPT' }],
        brings: [
          {
            clause: {
              kind: 'row',
              place: 'node/k8s-w1',
              table: 'rules',
              words: 'filter -A FORWARD -i cni0 -o cni0 -j ACCEPT',
            },
          },
          { clause: { kind: 'reaches', flow: clientToWeb }, not: true },
        ],
        hint: 'The first rule that decides ends the way through the table. Yours stands at the end, behind the one that drops: nothing comes so far.',
      },
    ],
  },
  {
    id: 'right-cable',
    title: 'Pull the right cable',
    scenario: 'pod-to-pod/right-cable',
    starts: 'node/k8s-w1',
    story:
      'Somebody has broken into the pod `shop` (10.8.0.5). Cut it off from the network at the node, and let it run: its memory is evidence. The other pods of k8s-w1 go on working.',
    checks: [
      {
        says: 'client does not reach shop',
        clause: { kind: 'reaches', flow: clientToShop },
        not: true,
        baseline: [{ kind: 'reaches', flow: clientToWeb }],
      },
      {
        says: 'k8s-w1 itself does not reach shop',
        clause: { kind: 'reaches', flow: nodeToShop },
        not: true,
        baseline: [{ kind: 'reaches', flow: nodeToWeb }],
      },
      {
        says: 'shop does not reach far',
        clause: { kind: 'reaches', flow: shopToFar },
        not: true,
        baseline: [{ kind: 'reaches', flow: clientToFar }],
      },
      { says: 'client gets an answer from web', clause: { kind: 'reaches', flow: clientToWeb } },
      { says: 'client gets an answer from cart', clause: { kind: 'reaches', flow: clientToCart } },
    ],
    hints: [
      {
        text: 'A pod is on the network by one cable. Which of the veth devices on the node is the end of that of shop?',
      },
      {
        text: 'Two ways lead there. The pod knows the index of its peer: `kubectl exec shop -- cat /sys/class/net/eth0/iflink` on the workstation. And the bridge knows the port behind which a MAC address is: `ip neigh` and `bridge fdb show br cni0`, after a ping to 10.8.0.5.',
      },
      {
        text: 'Switch that device off (`ip link set DEVICE down`), or take it out of the bridge (`nomaster`).',
      },
    ],
    shows:
      'The name of a veth device says nothing. An interface index or a MAC address leads from a pod to its cable, and what is done at the node’s end the pod cannot undo.',
    solutions: [
      [
        {
          on: 'node/k8s-w1',
          line: "ping -c 1 10.8.0.5; mac=$(ip neigh show 10.8.0.5 | cut -d' ' -f5); ip link set $(bridge fdb show br cni0 | grep $mac | cut -d' ' -f3) down",
        },
      ],
      [
        {
          on: 'node/k8s-w1',
          line: "peer=$(nsenter -t $(pgrep -f nginx) -n ip link show eth0 | head -n 1 | sed 's/.*@if//; s/:.*//'); ip link set $(ip -o link | grep ^$peer: | cut -d' ' -f2 | cut -d@ -f1) nomaster",
        },
      ],
    ],
    wrong: [
      {
        lines: [{ on: 'node/k8s-w1', line: `ip link set ${lastVeth} down` }],
        brings: [
          { clause: { kind: 'reaches', flow: clientToCart }, not: true },
          { clause: { kind: 'reaches', flow: clientToShop } },
        ],
        hint: 'That was the cable of cart. Plug it in again (`ip link set DEVICE up`), and find the one of shop by what the pod or the bridge says, not by its place in the list.',
      },
      {
        lines: [{ on: 'node/k8s-w1', line: 'iptables -I FORWARD -d 10.8.0.5 -j DROP' }],
        brings: [
          { clause: { kind: 'reaches', flow: clientToShop }, not: true },
          { clause: { kind: 'reaches', flow: nodeToShop } },
        ],
        hint: 'FORWARD is passed by what goes from pod to pod. What the node sends itself passes OUTPUT, and what shop sends is for another address: its packets still leave.',
      },
      {
        lines: [{ on: 'workstation', line: 'kubectl delete pod shop --now' }],
        brings: [{ clause: { kind: 'ends', flow: clientToShop, verdict: 'unresolved' } }],
        hint: 'The pod is gone, and the evidence with it. Reset this world, and leave the pod alone: what has to be cut is its cable.',
      },
    ],
  },
  {
    id: 'lost-port',
    title: 'The pod nobody reaches',
    scenario: 'pod-to-pod/lost-port',
    starts: 'node/k8s-w1',
    story:
      'Since this morning `web` does not answer on its own node. The pod is Running, its address is right. Find what is missing on k8s-w1 and put it back.',
    checks: [
      { says: 'client gets an answer from web', clause: { kind: 'reaches', flow: clientToWeb } },
      {
        says: 'client still reaches far on the other node',
        clause: { kind: 'reaches', flow: clientToFar },
      },
    ],
    hints: [
      {
        text: 'The client asks for the MAC address of web and hears nothing: look at `ip neigh` in the client.',
      },
      {
        text: 'A frame for web leaves the bridge by the port behind which web is. Which ports does cni0 have?',
      },
      {
        text: 'Every pod on this node has a veth device on the node, and that device must be a port of cni0 (`ip link set DEVICE master cni0`). Compare `ip -br link show type veth` with `ip -br link show master cni0`.',
      },
    ],
    shows:
      'A pod is on the network by one cable, and a cable counts only where it is plugged in: the veth device on the node must be a port of the bridge.',
    solutions: [
      [{ on: 'node/k8s-w1', line: `ip link set ${lastVeth} master cni0` }],
      [
        {
          on: 'node/k8s-w1',
          line: `for d in $(ip -br link show type veth | grep ^veth | cut -d@ -f1); do ip link set $d master cni0; done`,
        },
      ],
    ],
    wrong: [
      {
        lines: [{ on: 'node/k8s-w1', line: `ip link set ${lastVeth} up` }],
        hint: 'The device is up already. It has no bridge: nothing that arrives at cni0 can leave by it.',
      },
      {
        lines: [{ on: 'node/k8s-w1', line: 'ip link set cni0 down; ip link set cni0 up' }],
        hint: 'The bridge forgot what it had learnt, and the node its route to its own pods while it was down. The missing port is still missing.',
      },
    ],
  },
  {
    id: 'two-owners',
    title: 'One address, two owners',
    scenario: 'pod-to-pod/two-owners',
    starts: 'node/k8s-w1',
    story:
      'The disk of k8s-w1 was full. A pod could not be removed wholly, and somebody deleted `/var/lib/cni` to make room. Since then the new pod `web` refuses `client`, though it runs and listens and its address, 10.8.0.4, is right. Clients have that address: make it the one of web again.',
    checks: [
      {
        says: 'web answers client at 10.8.0.4',
        clause: { kind: 'reaches', flow: clientToAddress, by: 'default/web' },
      },
      {
        says: 'web answers k8s-w1 at 10.8.0.4',
        clause: { kind: 'reaches', flow: nodeToAddress, by: 'default/web' },
      },
    ],
    hints: [
      {
        text: 'Refused means that somebody received the packet. Who? Ask for the address by ARP and count the answers: `arping -c 2 -I cni0 10.8.0.4`.',
      },
      {
        text: 'Two MAC addresses claim 10.8.0.4. The bridge knows behind which port each is: `bridge fdb show br cni0`.',
      },
      {
        text: 'One of the ports leads to a network namespace that belongs to no pod: `ip link show master cni0` names the namespace of each peer, `crictl pods` the pods. Take that port away. Who asked before keeps the wrong answer for half a minute or more: `ip neigh` in the client shows it.',
      },
    ],
    shows:
      'An address belongs to whoever answers for it, and ARP has no way to tell which answer is right. The MAC address tells them apart, and the bridge says where each is.',
    solutions: [
      [{ on: 'node/k8s-w1', line: 'ip link set veth0c9e41d7 nomaster' }],
      [{ on: 'node/k8s-w1', line: `ip netns del ${leftBehind}` }],
      [{ on: 'node/k8s-w1', line: `ip -n ${leftBehind} address del 10.8.0.4/24 dev eth0` }],
    ],
    wrong: [
      {
        lines: [
          {
            on: 'node/k8s-w1',
            line: `ip neigh replace 10.8.0.4 lladdr $(nsenter -t $(pgrep whoami) -n ip -br link show eth0 | grep -o '..:..:..:..:..:..') dev cni0`,
          },
        ],
        brings: [
          { clause: { kind: 'reaches', flow: nodeToAddress, by: 'default/web' } },
          { clause: { kind: 'reaches', flow: clientToAddress, by: 'default/web' }, not: true },
        ],
        hint: 'Now the node knows better, and only the node: each pod has a neighbour table of its own, and still believes who answers first.',
      },
      {
        lines: [
          { on: 'workstation', line: 'kubectl get pod web -o yaml > web.yaml' },
          { on: 'workstation', line: 'kubectl delete pod web; kubectl apply -f web.yaml' },
        ],
        brings: [
          {
            clause: {
              kind: 'field',
              path: '/api/v1/namespaces/default/pods/web',
              jsonpath: '{.status.podIP}',
              equals: '10.8.0.4',
            },
            not: true,
          },
        ],
        hint: 'The new pod has another address, and 10.8.0.4 now belongs to the other owner alone. Until that one is gone, any pod that is given the address has the same fault. Reset this world.',
      },
      {
        lines: [{ on: 'node/k8s-w1', line: 'ip neigh flush dev cni0' }],
        hint: 'The node forgot, asks again, and hears the same answer first.',
      },
    ],
  },
];
