/** The questions of the chapter. The engine finds the answers; tests ask it again. */
import type { Question } from '../../components/quiz/question.ts';
import type { Flow } from '../../engine/lab/probe/flow.ts';

const toFar: Flow = { from: 'pod/default/client', to: 'pod/default/far', protocol: 'tcp', port: 80 };
const toService: Flow = {
  from: 'pod/default/client',
  to: '10.96.10.50',
  protocol: 'tcp',
  port: 80,
  endpoint: 'k8s-w2',
};
const podAddress = (name: string) =>
  ({ kind: 'api', path: `/api/v1/namespaces/default/pods/${name}`, field: 'status.podIP' }) as const;
const reaches = (from: string) => [
  { says: `${from} reaches it`, clause: { kind: 'reaches', flow: { ...toFar, from } } as const },
];

export const questions: readonly Question[] = [
  {
    id: 'source-by-service',
    ask: '`client` connects to the Service `web`, and `far` on the other node is chosen. Which source address does far see?',
    form: 'address',
    key: {
      kind: 'journey',
      flow: toService,
      key: { kind: 'field', header: 'IPv4', field: 'Source', step: 'last' },
    },
    why: 'The destination was translated, from the Service to the pod. The source is left alone: far sees the pod that asks.',
    mistakes: [
      {
        answer: '10.96.10.50',
        because: 'That was the destination, and it is gone. Nothing ever comes from a Service.',
      },
      {
        answer: '10.10.20.4',
        because:
          'That is on the outer header between the nodes. It would be the source if the node masqueraded.',
      },
      { answer: podAddress('far'), because: 'That is the destination it arrives with.' },
    ],
  },
  {
    id: 'source-on-the-internet',
    ask: '`client` asks `203.0.113.80`, a server on the internet. Which source address does that server see?',
    form: 'address',
    key: {
      kind: 'journey',
      flow: { ...toFar, to: '203.0.113.80' },
      key: { kind: 'field', header: 'IPv4', field: 'Source', step: 'last' },
    },
    why: 'Two machines translated it: the node put its own address in place of the pod’s, and the router its public one in place of the node’s. The model promises nothing about ways out of the cluster.',
    mistakes: [
      { answer: podAddress('client'), because: 'Nobody outside knows a way back to `10.8.0.0/16`.' },
      {
        answer: '10.10.20.4',
        because: 'With that it leaves the node. It is a private address, so the router changes it once more.',
      },
    ],
  },
  {
    id: 'plugin-dead',
    ask: 'Somebody kills flanneld on k8s-w1, the program that made the way between the nodes. At that moment `client` connects to `far` on k8s-w2. What becomes of it?',
    form: 'verdict',
    after: [{ on: 'node/k8s-w1', line: 'pkill -KILL flanneld' }],
    key: { kind: 'journey', flow: toFar, key: { kind: 'verdict' } },
    why: 'flanneld wrote a route, a neighbour and an fdb entry, and those are still in the kernel. No packet passes through the program; what is missed is the next change.',
    mistakes: [
      { answer: 'no answer', because: 'That would be so if packets went through flanneld.' },
      { answer: 'unreachable', because: 'The route is still there: `ip route` on k8s-w1.' },
      { answer: 'refused', because: 'far listens as before, and the packet comes to it.' },
    ],
  },
  {
    id: 'who-reaches-a-pod',
    ask: 'Which of these reach `far`, a pod on k8s-w2, at its own address?',
    options: [
      {
        text: 'a pod on another node',
        because: 'That is the second rule.',
        holds: reaches('pod/default/client'),
      },
      {
        text: 'its own node',
        because:
          'That is the third rule: agents of the node, the kubelet above all, must reach the pods there.',
        holds: reaches('node/k8s-w2'),
      },
      {
        text: 'another node',
        because: 'The rules do not demand it. With flannel it works, since every node has the routes.',
        holds: reaches('node/k8s-w1'),
      },
      {
        text: 'the laptop outside',
        because: 'The model ends at the edge of the cluster. The router knows no way to the pod network.',
        holds: reaches('laptop'),
      },
    ],
    why: 'The model promises the first two. What else works is the plugin’s and your network’s doing.',
  },
  {
    id: 'changes',
    ask: 'How many decisions to translate an address does a packet from `client` to the address of `far` meet?',
    form: 'number',
    key: { kind: 'journey', flow: toFar, key: { kind: 'count', decision: 'translate' } },
    why: 'None. It is wrapped and unwrapped, and inside the wrapping both addresses are those the pods have.',
    mistakes: [
      { answer: '1', because: 'That is right for a connection to a Service.' },
      {
        answer: '2',
        because: 'Wrapping adds a header in front and takes it away again; it changes no address inside.',
      },
    ],
  },
];
