/**
 * The exercises of the chapter: each a program that tests prove (design: an exercise is a tested program).
 */
import type { Exercise } from '../../engine/lab/exercise/check.ts';
import type { Flow } from '../../engine/lab/probe/flow.ts';

const clientToFar: Flow = { from: 'pod/default/client', to: 'pod/default/far', protocol: 'tcp', port: 80 };
const clientToInternet: Flow = { from: 'pod/default/client', to: '203.0.113.80', protocol: 'tcp', port: 80 };
const clientToShop: Flow = { from: 'pod/default/client', to: '10.96.10.60', protocol: 'tcp', port: 80 };
const laptopToNode: Flow = { from: 'laptop', to: '10.10.20.5', protocol: 'tcp', port: 8080 };
const shop = '/apis/apps/v1/namespaces/default/deployments/shop';
const hostNetwork = {
  kind: 'field',
  path: shop,
  jsonpath: '{.spec.template.spec.hostNetwork}',
  equals: 'true',
} as const;
const ready = { kind: 'field', path: shop, jsonpath: '{.status.readyReplicas}', equals: '1' } as const;
const probed = {
  kind: 'field',
  path: shop,
  jsonpath: '{.spec.template.spec.containers.0.readinessProbe.httpGet.path}',
  equals: '/healthz',
} as const;

export const exercises: readonly Exercise[] = [
  {
    id: 'own-address',
    title: 'An address of its own',
    scenario: 'network-model/own-address',
    story:
      'The pod of `shop` has the address of its node, and port 8080 of the node is open to everybody in the office. Give the pod an address of its own, so that only the cluster reaches it.',
    checks: [
      { says: 'the Deployment shop has a ready pod', clause: ready },
      {
        says: 'client gets an answer from shop at 10.96.10.60',
        clause: { kind: 'reaches', flow: clientToShop },
      },
      { says: 'the pod is not on the network of its node', clause: hostNetwork, not: true },
      {
        says: 'the laptop is refused at 10.10.20.5, port 8080',
        clause: { kind: 'ends', flow: laptopToNode, verdict: 'refused' },
      },
    ],
    hints: [
      {
        text: 'Whose address is it? Compare the column IP of `kubectl get pods -o wide` with `kubectl get nodes -o wide`.',
      },
      {
        text: 'One field of the pod’s spec leaves out the whole of pod networking: `kubectl get deployment shop -o yaml | grep -i network`.',
      },
      { text: 'Take `hostNetwork` out of the pod template. The Deployment makes a new pod.' },
    ],
    shows:
      'A pod has an address of its own because somebody makes a network for it. With hostNetwork nobody does, and whatever reaches the node reaches the pod.',
    solutions: [
      [
        {
          on: 'workstation',
          line: `kubectl patch deployment shop --type=json -p '[{"op":"remove","path":"/spec/template/spec/hostNetwork"}]'`,
        },
      ],
      [
        {
          on: 'workstation',
          line: 'kubectl get deployment shop -o yaml | sed "s/hostNetwork: true/hostNetwork: false/" | kubectl apply -f -',
        },
      ],
    ],
    wrong: [
      {
        lines: [
          {
            on: 'workstation',
            line: `kubectl patch deployment shop -p '{"spec":{"template":{"spec":{"nodeSelector":{"kubernetes.io/hostname":"k8s-w1"}}}}}'`,
          },
        ],
        brings: [
          {
            clause: {
              kind: 'field',
              path: shop,
              jsonpath: '{.spec.template.spec.nodeSelector}',
              equals: '{"kubernetes.io/hostname":"k8s-w1"}',
            },
          },
          { clause: hostNetwork },
        ],
        hint: 'Now the port is open on another node. The pod still has no address of its own.',
      },
      {
        lines: [{ on: 'workstation', line: 'kubectl scale deployment shop --replicas=0' }],
        brings: [{ clause: { kind: 'field', path: shop, jsonpath: '{.spec.replicas}', equals: '0' } }],
        hint: 'The port is closed because nobody serves any more.',
      },
    ],
  },
  {
    id: 'masquerade',
    title: 'A stranger at the door',
    scenario: 'network-model/masquerade',
    starts: 'node/k8s-w1',
    story:
      '`far` keeps a list of who may ask it, by address, and since yesterday it does not know `client` any more: every pod of k8s-w1 comes with the same address. Let far see who asks. Pods must still reach the internet.',
    checks: [
      {
        says: 'far sees the own address of client',
        clause: { kind: 'answers', flow: clientToFar, text: 'RemoteAddr: 10.8.0.3:' },
      },
      {
        says: 'client gets an answer from 203.0.113.80 on the internet',
        clause: { kind: 'reaches', flow: clientToInternet },
      },
    ],
    hints: [
      {
        text: 'Ask, and read what far saw: `kubectl exec client -- curl -s POD-ADDRESS` of far, `RemoteAddr`. Whose address is it (`ip -br address` on k8s-w1)?',
      },
      {
        text: 'A source is rewritten at one hook: `iptables -t nat -S POSTROUTING` on k8s-w1. Which rule comes first?',
      },
      {
        text: 'flannel’s own rule leaves out what goes from pod to pod. The one in front of it does not.',
      },
    ],
    shows:
      'Without NAT means: the address a pod has is the address others see. One rule in front of the plugin’s is enough to end that, and nothing else looks broken.',
    solutions: [
      [
        {
          on: 'node/k8s-w1',
          line: 'iptables -t nat -D POSTROUTING -s 10.8.0.0/24 -o flannel.1 -j MASQUERADE',
        },
      ],
      [{ on: 'node/k8s-w1', line: 'iptables -t nat -I POSTROUTING -s 10.8.0.0/16 -d 10.8.0.0/16 -j ACCEPT' }],
    ],
    wrong: [
      {
        lines: [{ on: 'node/k8s-w1', line: 'iptables -t nat -I POSTROUTING -s 10.8.0.0/16 -j ACCEPT' }],
        hint: 'far sees client again, and the internet sees it too: the answer from there cannot come back to `10.8.0.3`. Leave out only what goes to pods.',
      },
      {
        lines: [{ on: 'node/k8s-w2', line: 'iptables -t nat -I POSTROUTING -d 10.8.1.0/24 -j ACCEPT' }],
        hint: 'On k8s-w2 the packet comes with the address it was given on k8s-w1. Nobody there knows the old one.',
      },
    ],
  },
  {
    id: 'no-way',
    title: 'One way that is closed',
    scenario: 'network-model/no-way',
    starts: 'node/k8s-w2',
    story:
      '`client` on k8s-w1 does not reach `far` on k8s-w2. The nodes reach each other. Somewhere on the way the rule that every pod can reach every other is broken; mend it.',
    checks: [
      { says: 'client gets an answer from far', clause: { kind: 'reaches', flow: clientToFar } },
      {
        says: 'k8s-w2 still has flannel’s rules for forwarding',
        clause: {
          kind: 'row',
          place: 'node/k8s-w2',
          table: 'rules',
          words: 'filter -A FORWARD -j FLANNEL-FWD',
        },
      },
    ],
    hints: [
      {
        text: 'How far does it come? `tcpdump -ni flannel.1` on each node, and on `cni0` of k8s-w2, while client asks.',
      },
      {
        text: 'It comes out of the tunnel on k8s-w2 and never enters the bridge. Between the two stands one hook.',
      },
      { text: 'Rules have counters: `iptables -L FORWARD -nv` on k8s-w2, while client asks.' },
    ],
    shows:
      'The promise is kept by two kernels and everything between them. A rule on one of them breaks it for some pairs of pods and not for others.',
    solutions: [
      [{ on: 'node/k8s-w2', line: 'iptables -D FORWARD -i flannel.1 -j DROP' }],
      [{ on: 'node/k8s-w2', line: 'iptables -I FORWARD -i flannel.1 -o cni0 -j ACCEPT' }],
    ],
    wrong: [
      {
        lines: [{ on: 'node/k8s-w1', line: 'iptables -I FORWARD -o flannel.1 -j ACCEPT' }],
        hint: 'k8s-w1 sent the packet all along: `tcpdump -ni flannel.1` there shows it leave. Look where it arrives.',
      },
      {
        lines: [{ on: 'node/k8s-w2', line: 'iptables -A FORWARD -i flannel.1 -j ACCEPT' }],
        hint: 'A rule at the end of the chain is not asked: the first that decides ends the way, and that is the DROP.',
      },
    ],
  },
  {
    id: 'no-probe',
    title: 'A node that cannot ask its pods',
    scenario: 'network-model/no-probe',
    starts: 'node/k8s-w1',
    story:
      'After a hardening of k8s-w1, the pod of `shop` is Running and not ready, so that its Service refuses everybody. Other pods reach it at its own address. Bring it behind its Service, and let the kubelet go on asking.',
    checks: [
      { says: 'the Deployment shop has a ready pod', clause: ready },
      {
        says: 'client gets an answer from shop at 10.96.10.60',
        clause: { kind: 'reaches', flow: clientToShop },
      },
      { says: 'the kubelet still asks the pod whether it is ready', clause: probed },
    ],
    hints: [
      {
        text: 'Who finds it not ready, and what did they see (`kubectl describe pod -l app=shop`, at the end)?',
      },
      {
        text: 'The kubelet is a process of the node, and a probe is a connection from the node to the pod. Try it: `curl -m 2 http://POD-ADDRESS:8080/healthz` on k8s-w1, and from `client`.',
      },
      { text: 'What a machine sends itself passes OUTPUT: `iptables -S OUTPUT`.' },
    ],
    shows:
      'That agents of a node reach the pods on it is no courtesy: readiness depends on it. Where the node cannot ask, every pod on it goes out of its Services.',
    solutions: [
      [{ on: 'node/k8s-w1', line: 'iptables -D OUTPUT -o cni0 -p tcp -j DROP; sleep 12' }],
      [{ on: 'node/k8s-w1', line: 'iptables -I OUTPUT -o cni0 -p tcp --dport 8080 -j ACCEPT; sleep 12' }],
    ],
    wrong: [
      {
        lines: [
          {
            on: 'workstation',
            line: `kubectl patch deployment shop --type=json -p '[{"op":"remove","path":"/spec/template/spec/containers/0/readinessProbe"}]'`,
          },
        ],
        brings: [{ clause: probed, not: true }],
        hint: 'A pod that nobody asks counts as ready from the start. The next one that cannot serve will get clients.',
      },
      {
        lines: [{ on: 'node/k8s-w1', line: 'iptables -I FORWARD -o cni0 -j ACCEPT' }],
        hint: 'FORWARD sees what passes through the node from one device to another. A probe begins on the node.',
      },
    ],
  },
];
