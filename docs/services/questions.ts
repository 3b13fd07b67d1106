/** The questions of the chapter. The engine finds the answers; tests ask it again. */
import type { AnswerKey, Question } from '../../components/quiz/question.ts';
import type { Flow } from '../../engine/lab/probe/flow.ts';

const clusterIp = '10.96.10.50';
const toService: Flow = { from: 'pod/default/client', to: clusterIp, protocol: 'tcp', port: 80 };
const reachedFrom = (from: string) => [
  { says: `${from} reaches it`, clause: { kind: 'reaches', flow: { ...toService, from } } as const },
];

/** The addresses of the three pods. */
const endpoints: AnswerKey = {
  kind: 'output',
  on: 'workstation',
  line: "kubectl get pods -l app=web -o jsonpath='{.items[*].status.podIP}'",
  pick: /([\d.]+)/,
};

export const questions: readonly Question[] = [
  {
    id: 'answer-from',
    ask: 'A pod on the other node serves the request of `client` to the Service `web`. Which source address does the answer carry when it reaches `client`?',
    form: 'address',
    key: {
      kind: 'output',
      on: 'pod/default/client',
      line: `curl -s -o /dev/null -w '%{remote_ip}\\n' http://${clusterIp}/`,
      pick: /([\d.]+)/,
    },
    why: "The client's node remembers the connection. It puts the Service's address back into every answer, or the client would not know what the answer belongs to.",
    mistakes: [
      {
        answer: endpoints,
        because:
          'With that source it leaves the pod. A client that connected to the Service would answer it with a reset.',
      },
      {
        answer: '10.10.20.5',
        because:
          'That is on the outer header, between the nodes. It is taken off before the client sees the packet.',
      },
    ],
  },
  {
    id: 'a-chain',
    ask: 'Name one chain of the table `nat` on k8s-w1 in which the destination of a packet to `web` is rewritten.',
    form: 'name',
    key: {
      kind: 'output',
      on: 'node/k8s-w1',
      line: 'iptables-save -t nat | grep default/web:http',
      pick: /-A (KUBE-SEP-\S+) .*-j DNAT/,
    },
    why: 'Each endpoint has a chain `KUBE-SEP-…`, and the rule with `DNAT` stands there. The chains before it only choose.',
    mistakes: [
      {
        answer: {
          kind: 'output',
          on: 'node/k8s-w1',
          line: 'iptables-save -t nat | grep default/web:http',
          pick: /-j (KUBE-SVC-\S+)/,
        },
        because: 'That is where the endpoint is drawn. Its rules jump; none of them changes the packet.',
      },
      { answer: 'KUBE-SERVICES', because: 'That finds the Service, and jumps to its chain.' },
      { answer: 'PREROUTING', because: 'That is where it begins: the hook, with a jump to `KUBE-SERVICES`.' },
      { answer: 'KUBE-MARK-MASQ', because: 'It marks packets whose source is to be translated later.' },
    ],
  },
  {
    id: 'odds',
    ask: '`web` is scaled to four pods. Which probability does the first rule of its chain carry?',
    form: 'number',
    after: [
      { on: 'workstation', line: 'kubectl scale deployment web --replicas=4' },
      { on: 'workstation', line: 'kubectl rollout status deployment web' },
      { on: 'node/k8s-w1', line: 'sleep 5' },
    ],
    key: {
      kind: 'output',
      on: 'node/k8s-w1',
      line: 'iptables-save -t nat | grep -e "-A KUBE-SVC.*default/web:http.*--probability" | head -n 1',
      pick: /--probability ([\d.]+)/,
    },
    why: 'The first rule takes a quarter of the connections, the second a third of the rest, then a half, then all: a quarter each.',
    mistakes: [
      {
        answer: '1',
        because:
          'Only the last rule takes everything that comes to it, and it needs no probability for that.',
      },
      { answer: '0.5', because: 'That is the last but one: of two endpoints left it takes half.' },
      { answer: '25', because: 'The share is right. A probability is between 0 and 1.' },
    ],
  },
  {
    id: 'wrong-target',
    ask: 'Somebody changes the `targetPort` of `web` to 8081, where no pod listens. `client` connects to the Service. What becomes of it?',
    form: 'verdict',
    after: [
      {
        on: 'workstation',
        line: `kubectl patch service web --type=json -p '[{"op":"replace","path":"/spec/ports/0/targetPort","value":8081}]'`,
      },
      { on: 'node/k8s-w1', line: 'sleep 5' },
    ],
    key: { kind: 'journey', flow: toService, key: { kind: 'verdict' } },
    why: "The pods are ready, so they are in the slice, and the SYN arrives at one of them. The pod's kernel finds no socket on 8081 and sends a reset.",
    mistakes: [
      {
        answer: 'no answer',
        because:
          'Nothing drops the packet: it arrives, and a kernel answers every SYN to a port that is closed.',
      },
      {
        answer: 'unreachable',
        because:
          'For that a router or kernel on the way would have to say that there is no way. There is one, as far as the pod.',
      },
      {
        answer: 'answered',
        because: 'kube-proxy does not check ports. It translates to what the slice says, 8081.',
      },
    ],
  },
  {
    id: 'who-asks',
    ask: 'The laptop asks `10.10.20.4`, port 30080, and a pod on k8s-w2 answers. Which source address does the pod see?',
    form: 'address',
    key: {
      kind: 'journey',
      flow: { from: 'laptop', to: '10.10.20.4', protocol: 'tcp', port: 30_080, endpoint: 'k8s-w2' },
      key: { kind: 'field', header: 'IPv4', field: 'Source', step: 'last' },
    },
    why: 'k8s-w1 masquerades what it sends on for a NodePort, with the address of the device it leaves by: `flannel.1`. The answer comes back to it, and there it is translated back.',
    mistakes: [
      {
        answer: {
          kind: 'output',
          on: 'laptop',
          line: 'ip -4 -o address show dev eth0',
          pick: /inet ([\d.]+)/,
        },
        because:
          'That is what the pod sees with `externalTrafficPolicy: Local`, or it would answer the laptop without passing k8s-w1, and nobody would translate the answer back.',
      },
      {
        answer: '10.10.20.4',
        because:
          'It is an address of k8s-w1, but not that of the device by which this packet leaves. On the outer header it stands as the source.',
      },
      {
        answer: '10.8.0.1',
        because: 'That is the address of `cni0`: right for a pod on k8s-w1 itself.',
      },
    ],
  },
  {
    id: 'who-can',
    ask: `From which of these can one open a connection to ${clusterIp}, port 80?`,
    options: [
      {
        text: 'a pod',
        because: "Its packet enters the node, and the node's PREROUTING translates it.",
        holds: reachedFrom('pod/default/client'),
      },
      {
        text: 'a worker node',
        because:
          'What a node sends itself passes OUTPUT, and kube-proxy has a jump to its chains there, too.',
        holds: reachedFrom('node/k8s-w1'),
      },
      {
        text: 'the control-plane node, which runs none of the pods',
        because: 'kube-proxy writes the same rules on every node, whether it has endpoints or not.',
        holds: reachedFrom('node/k8s-cp1'),
      },
      {
        text: 'the laptop outside',
        because: 'Its router knows no way to `10.96.0.0/12`, and the laptop has no rules of kube-proxy.',
        holds: reachedFrom('laptop'),
      },
    ],
    why: 'An address that exists only as rules works where the rules are: in the kernels of the nodes, and for whoever sends through them.',
  },
];
