/**
 * `log`: a line of the kernel's log, as iptables' LOG writes it (net/netfilter/nft_log.c). Left out: the audit log, and the
 * netlink groups, on which nobody listens.
 */
import { logFlag, logPacket } from '../../log/log-packet.ts';
import type { NetworkNamespace } from '../../../namespace/namespace.ts';
import type { Log } from '../syntax.ts';
import type { Run } from './statement.ts';

const levels = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug'];
const usualLevel = 4;

/** By the words that ask for them. */
const words: readonly (readonly [RegExp, number])[] = [
  [/tcp \S*sequence/, logFlag.tcpSequence],
  [/tcp \S*options/, logFlag.tcpOptions],
  [/ip options/, logFlag.ipOptions],
  [/skuid/, logFlag.uid],
  [/ether/, logFlag.macDecode],
];

export function compileLog({ level, prefix = '', group, flags }: Log, namespace: NetworkNamespace): Run {
  if (group !== undefined || level === 'audit') return () => true;
  const how = {
    prefix,
    level: level === undefined ? usualLevel : levels.indexOf(level),
    flags: words.reduce(
      (bits, [word, bit]) => bits | (flags === 'flags all' || word.test(flags) ? bit : 0),
      0,
    ),
  };
  return (skb, state) => {
    logPacket(namespace, skb, state, how);
    return true;
  };
}
