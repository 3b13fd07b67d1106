/**
 * What the kubelet writes into a node's iptables when it starts (pkg/kubelet/kubelet_network_linux.go): an empty chain
 * that tells others which iptables is used, and the guard of 127.0.0.0/8, which kube-proxy in iptables mode keeps too.
 * Its canary chains show it when somebody flushed the tables; they are made and not watched here.
 */
import { comment, type RuleLine } from '../proxy/iptables/rule-text.ts';

const canary = ':KUBE-KUBELET-CANARY - [0:0]';

/** For `iptables-restore --noflush`. */
export const kubeletRules: readonly RuleLine[] = [
  '*mangle',
  ':KUBE-IPTABLES-HINT - [0:0]',
  canary,
  'COMMIT',
  '*nat',
  canary,
  'COMMIT',
  '*filter',
  canary,
  ':KUBE-FIREWALL - [0:0]',
  '-I OUTPUT -j KUBE-FIREWALL',
  '-I INPUT -j KUBE-FIREWALL',
  `-A KUBE-FIREWALL ${comment('block incoming localnet connections')} -d 127.0.0.0/8 ! -s 127.0.0.0/8 -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP`,
  'COMMIT',
].map((text) => ({ text, provenance: { writer: 'kubelet' } }));
