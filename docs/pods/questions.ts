/** The questions of the chapter. The engine finds the answers; tests ask it again. */
import type { Question } from '../../components/quiz/question.ts';
import type { Flow } from '../../engine/lab/probe/flow.ts';

const webAddress = '10.8.0.3';
const toWeb: Flow = { from: 'pod/default/client', to: webAddress, protocol: 'tcp', port: 80 };

export const questions: readonly Question[] = [
  {
    id: 'own-address',
    ask: `\`helper\` connects to \`${webAddress}\`, the address of its own pod. By which device does the packet leave?`,
    form: 'name',
    key: {
      kind: 'output',
      on: 'pod/default/web:helper',
      line: `ip route get ${webAddress}`,
      pick: /dev (\S+)/,
    },
    why: 'An address of one’s own stands in the table `local`, and what goes there goes by the loopback device, whichever device carries the address.',
    mistakes: [
      {
        answer: 'eth0',
        because:
          '`eth0` carries the address. A packet for an address of this machine has nowhere to go out to.',
      },
      {
        answer: 'cni0',
        because: 'That is the bridge on the node. Nothing of this packet comes to the node.',
      },
    ],
  },
  {
    id: 'namespaces',
    ask: 'k8s-w1 runs seven pods: `web`, `client`, `ordered` and `agent`, and one each of CoreDNS, flannel and kube-proxy. How many network namespaces have processes in them, that of the node included?',
    form: 'number',
    key: {
      kind: 'output',
      on: 'node/k8s-w1',
      line: 'lsns -n -t net | wc -l',
      pick: /(\d+)/,
    },
    why: 'One for each pod with a network of its own (`web`, `client`, `ordered`, CoreDNS), and the one of the node, in which `agent`, flannel and kube-proxy run.',
    mistakes: [
      {
        answer: '7',
        because: 'Pods with `hostNetwork` have none of their own; they run in that of the node.',
      },
      {
        answer: '8',
        because: 'That would be one for each pod and the node’s. Three of the pods run in that of the node.',
      },
      { answer: '4', because: 'Those are the pods’ own. The node has one, too.' },
    ],
  },
  {
    id: 'holder-gone',
    ask: `\`client\` knows \`web\` at \`${webAddress}\`. Somebody kills the pause process of \`web\`; twenty seconds later both its containers run again. \`client\` connects to \`${webAddress}\`, port 80. What becomes of it?`,
    form: 'verdict',
    after: [
      {
        on: 'node/k8s-w1',
        line: `kill -9 $(crictl inspectp --output go-template --template '{{.info.pid}}' $(crictl pods -q --name web)); sleep 20`,
      },
    ],
    key: { kind: 'journey', flow: toWeb, key: { kind: 'verdict' } },
    why: 'A new sandbox is a new namespace, and the plugin gives it another address. Nobody has the old one: the request of `client` for its MAC address stays without an answer.',
    mistakes: [
      {
        answer: 'answered',
        because:
          'That would be so had a container been killed. The address belongs to the sandbox, and the pod has a new one.',
      },
      {
        answer: 'refused',
        because: 'To refuse, somebody must have the address. It is free.',
      },
      {
        answer: 'no answer',
        because:
          'Nothing is lost on the way: the packet never leaves. `client` has no MAC address to send it to, and its own kernel says so.',
      },
    ],
  },
  {
    id: 'loopback-only',
    ask: '`helper` starts `nc -l -s 127.0.0.1 -p 8081`. `client`, a pod on the same node, connects to port 8081 of `web`. What becomes of it?',
    form: 'verdict',
    after: [{ on: 'pod/default/web:helper', line: 'nc -l -s 127.0.0.1 -p 8081 > /dev/null &' }],
    key: { kind: 'journey', flow: { ...toWeb, port: 8081 }, key: { kind: 'verdict' } },
    why: 'The packet arrives by `eth0` for the pod’s address, and no socket is bound to that. The kernel answers with a reset.',
    mistakes: [
      {
        answer: 'answered',
        because: 'For that the socket would have to be bound to the pod’s address, or to every address.',
      },
      { answer: 'no answer', because: 'A kernel answers every SYN to a port that nobody listens at.' },
    ],
  },
  {
    id: 'host-dns',
    ask: '`agent` has `hostNetwork: true` and says nothing of DNS. Which name server does it ask?',
    form: 'address',
    key: {
      kind: 'output',
      on: 'pod/default/agent',
      line: 'cat /etc/resolv.conf',
      pick: /nameserver (\S+)/,
    },
    why: 'The default policy is `ClusterFirst`, and for a pod on the network of its node that is taken for `Default`: the resolver of the node. It finds no Service by name; `dnsPolicy: ClusterFirstWithHostNet` asks CoreDNS.',
    mistakes: [
      {
        answer: {
          kind: 'api',
          path: '/api/v1/namespaces/kube-system/services/kube-dns',
          field: 'spec.clusterIP',
        },
        because:
          'That is what pods with a network of their own ask, and this one with `ClusterFirstWithHostNet`.',
      },
      { answer: '127.0.0.1', because: 'Nothing on this node serves DNS at the loopback address.' },
    ],
  },
  {
    id: 'who-reaches',
    ask: '`server` in `web` listens at port 80 of every address. Who reaches it at `127.0.0.1`?',
    options: [
      {
        text: 'the container `helper` in the same pod',
        because: 'The loopback device is part of the namespace, and the namespace is the pod’s.',
        holds: [
          {
            says: 'helper reaches it',
            clause: {
              kind: 'reaches',
              flow: { from: 'pod/default/web:helper', to: '127.0.0.1', protocol: 'tcp', port: 80 },
            },
          },
        ],
      },
      {
        text: 'the pod `client` on the same node',
        because: '`client` has a loopback device of its own. What goes there meets nobody.',
        holds: [
          {
            says: 'client reaches it',
            clause: { kind: 'reaches', flow: { ...toWeb, to: '127.0.0.1' } },
          },
        ],
      },
      {
        text: 'the node k8s-w1',
        because: 'The loopback device of the node is the node’s. It reaches the pod at the pod’s address.',
        holds: [
          {
            says: 'the node reaches it',
            clause: { kind: 'reaches', flow: { ...toWeb, from: 'node/k8s-w1', to: '127.0.0.1' } },
          },
        ],
      },
      {
        text: 'the pod `agent`, which runs on the network of the node',
        because: '`agent` shares its loopback device with the node, and with nobody else.',
        holds: [
          {
            says: 'agent reaches it',
            clause: { kind: 'reaches', flow: { ...toWeb, from: 'pod/default/agent', to: '127.0.0.1' } },
          },
        ],
      },
    ],
    why: '`127.0.0.1` means “this network namespace”. For the containers of a pod that is the pod; for the node and what runs on its network, the node.',
  },
];
