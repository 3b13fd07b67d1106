/**
 * The exercises of the chapter: each a program that tests prove (design: an exercise is a tested program).
 */
import type { Exercise } from '../../engine/lab/exercise/check.ts';
import type { Flow } from '../../engine/lab/probe/flow.ts';

const clientToWeb: Flow = { from: 'pod/default/client', to: 'pod/default/web', protocol: 'tcp', port: 80 };
const clientToFar: Flow = { from: 'pod/default/client', to: 'pod/default/far', protocol: 'icmp' };

/** The last veth of the node is that of the pod that came last: `web`. */
const lastVeth = '$(ip -br link show type veth | tail -n 1 | cut -d@ -f1)';

export const exercises: readonly Exercise[] = [
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
];
