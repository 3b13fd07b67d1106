/**
 * The matches and targets that agents write: kube-proxy, network plugins. A kernel has them with its tables; the others
 * (`extended/library.ts`) are a module's, for those who type rules.
 */
import type { NetworkNamespace } from '../../namespace/namespace.ts';
import type { Match, Target } from './extension.ts';
import { AddrtypeMatch } from './matches/addrtype.ts';
import { CommentMatch } from './matches/comment.ts';
import { ConntrackMatch } from './matches/conntrack.ts';
import { MarkMatch } from './matches/mark.ts';
import { NfacctMatch } from './matches/nfacct.ts';
import { RecentMatch } from './matches/recent.ts';
import { StatisticMatch } from './matches/statistic.ts';
import { TcpMatch } from './matches/tcp.ts';
import { UdpMatch } from './matches/udp.ts';
import { MarkTarget } from './targets/mark.ts';
import { MasqueradeTarget } from './targets/masquerade.ts';
import { NatTarget } from './targets/nat.ts';
import { RejectTarget } from './targets/reject.ts';
import { StandardTarget } from './targets/standard.ts';
import type { Library } from './registry.ts';

export const agentLibrary: Library = {
  matches: new Map<string, () => Match>([
    ['addrtype', () => new AddrtypeMatch()],
    ['comment', () => new CommentMatch()],
    ['conntrack', () => new ConntrackMatch()],
    ['mark', () => new MarkMatch()],
    ['nfacct', () => new NfacctMatch()],
    ['recent', () => new RecentMatch()],
    ['statistic', () => new StatisticMatch()],
    ['tcp', () => new TcpMatch()],
    ['udp', () => new UdpMatch()],
  ]),
  targets: new Map<string, () => Target>([
    ['ACCEPT', () => new StandardTarget('ACCEPT')],
    ['DNAT', () => new NatTarget('DNAT')],
    ['DROP', () => new StandardTarget('DROP')],
    ['MARK', () => new MarkTarget()],
    ['MASQUERADE', () => new MasqueradeTarget()],
    ['REJECT', () => new RejectTarget()],
    ['RETURN', () => new StandardTarget('RETURN')],
    ['SNAT', () => new NatTarget('SNAT')],
  ]),
};

/** What a text of rules for a namespace may name. */
export function libraryOf(namespace: NetworkNamespace | undefined): Library {
  return namespace?.environment.modules.find(({ extensions }) => extensions)?.extensions ?? agentLibrary;
}
