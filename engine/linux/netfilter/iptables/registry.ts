/**
 * Which matches and targets there are. What the real tool has and we do not model is named too, so that it is refused
 * honestly and not called unknown.
 */
import { NotSimulated } from './error.ts';
import type { Match, Target } from './extension.ts';
import { AddrtypeMatch } from './matches/addrtype.ts';
import { CommentMatch } from './matches/comment.ts';
import { ConnmarkMatch } from './matches/connmark.ts';
import { ConntrackMatch } from './matches/conntrack.ts';
import { IcmpMatch } from './matches/icmp.ts';
import { IprangeMatch } from './matches/iprange.ts';
import { LengthMatch } from './matches/length.ts';
import { LimitMatch } from './matches/limit.ts';
import { MacMatch } from './matches/mac.ts';
import { MarkMatch } from './matches/mark.ts';
import { MultiportMatch } from './matches/multiport.ts';
import { NfacctMatch } from './matches/nfacct.ts';
import { OwnerMatch } from './matches/owner.ts';
import { PhysdevMatch } from './matches/physdev.ts';
import { PkttypeMatch } from './matches/pkttype.ts';
import { RecentMatch } from './matches/recent.ts';
import { RpfilterMatch } from './matches/rpfilter.ts';
import { SetMatch } from './matches/set.ts';
import { StateMatch } from './matches/state.ts';
import { StatisticMatch } from './matches/statistic.ts';
import { TcpMatch } from './matches/tcp.ts';
import { TtlMatch } from './matches/ttl.ts';
import { UdpMatch } from './matches/udp.ts';
import { ConnmarkTarget } from './targets/connmark.ts';
import { CtTarget, NotrackTarget } from './targets/ct.ts';
import { LogTarget, nflogTarget, traceTarget } from './targets/log.ts';
import { MarkTarget } from './targets/mark.ts';
import { MasqueradeTarget } from './targets/masquerade.ts';
import { NatTarget } from './targets/nat.ts';
import { NetmapTarget } from './targets/netmap.ts';
import { RedirectTarget } from './targets/redirect.ts';
import { RejectTarget } from './targets/reject.ts';
import { SetTarget } from './targets/set.ts';
import { StandardTarget } from './targets/standard.ts';
import { TcpmssTarget } from './targets/tcpmss.ts';
import { TtlTarget } from './targets/ttl.ts';

const matches: ReadonlyMap<string, () => Match> = new Map<string, () => Match>([
  ['addrtype', () => new AddrtypeMatch()],
  ['comment', () => new CommentMatch()],
  ['connmark', () => new ConnmarkMatch()],
  ['conntrack', () => new ConntrackMatch()],
  ['icmp', () => new IcmpMatch('icmp')],
  ['icmp6', () => new IcmpMatch('icmp6')],
  ['iprange', () => new IprangeMatch()],
  ['length', () => new LengthMatch()],
  ['limit', () => new LimitMatch()],
  ['mac', () => new MacMatch()],
  ['mark', () => new MarkMatch()],
  ['multiport', () => new MultiportMatch()],
  ['nfacct', () => new NfacctMatch()],
  ['owner', () => new OwnerMatch()],
  ['physdev', () => new PhysdevMatch()],
  ['pkttype', () => new PkttypeMatch()],
  ['recent', () => new RecentMatch()],
  ['rpfilter', () => new RpfilterMatch()],
  ['set', () => new SetMatch()],
  ['state', () => new StateMatch()],
  ['statistic', () => new StatisticMatch()],
  ['tcp', () => new TcpMatch()],
  ['ttl', () => new TtlMatch()],
  ['udp', () => new UdpMatch()],
]);

const targets: ReadonlyMap<string, () => Target> = new Map<string, () => Target>([
  ['ACCEPT', () => new StandardTarget('ACCEPT')],
  ['CONNMARK', () => new ConnmarkTarget()],
  ['CT', () => new CtTarget()],
  ['DNAT', () => new NatTarget('DNAT')],
  ['DROP', () => new StandardTarget('DROP')],
  ['LOG', () => new LogTarget()],
  ['MARK', () => new MarkTarget()],
  ['MASQUERADE', () => new MasqueradeTarget()],
  ['NETMAP', () => new NetmapTarget()],
  nflogTarget,
  ['NOTRACK', () => new NotrackTarget()],
  ['REDIRECT', () => new RedirectTarget()],
  ['REJECT', () => new RejectTarget()],
  ['RETURN', () => new StandardTarget('RETURN')],
  ['SET', () => new SetTarget()],
  ['SNAT', () => new NatTarget('SNAT')],
  ['TCPMSS', () => new TcpmssTarget()],
  traceTarget,
  ['TTL', () => new TtlTarget()],
]);

/** The extensions a parser knows. */
export interface Library {
  readonly matches: ReadonlyMap<string, () => Match>;
  readonly targets: ReadonlyMap<string, () => Target>;
}

/** What agents write: kube-proxy, network plugins. */
export const coreLibrary: Library = { matches, targets };

/** What else Debian's libxtables has, here or in `extended/`. */
const otherMatches =
  'ah bpf cgroup cluster connbytes connlabel connlimit cpu dccp devgroup dscp ecn esp hashlimit helper ipcomp ipvs osf policy quota rateest realm sctp socket string tcpmss time tos u32'.split(
    ' ',
  );
const otherMatches6 = 'ah dst eui64 frag hbh hl ipv6header mh rt srh'.split(' ');
const otherTargets =
  'AUDIT CHECKSUM CLASSIFY CLUSTERIP CONNSECMARK DSCP ECN HMARK IDLETIMER LED NFQUEUE QUEUE RATEEST SECMARK SYNPROXY TCPOPTSTRIP TEE TOS TPROXY ULOG'.split(
    ' ',
  );
const otherTargets6 = 'DNPT HL SNPT'.split(' ');
/** Of one family only. */
const only4 = ['icmp', 'realm', 'ttl', 'TTL', 'ECN', 'CLUSTERIP', 'ULOG'];
const only6 = [...otherMatches6.filter((name) => name !== 'ah'), ...otherTargets6, 'icmp6'];

function isForeign(name: string, family: 4 | 6): boolean {
  return (family === 4 ? only6 : only4).includes(name);
}

/** Is it a target's, modelled or not? */
export function isTargetName(name: string): boolean {
  return targets.has(name) || otherTargets.includes(name) || otherTargets6.includes(name);
}

/** @returns undefined when there is no such match. @throws NotSimulated */
export function createMatch(name: string, family: 4 | 6, library: Library): Match | undefined {
  if (isForeign(name, family)) return undefined;
  const make = library.matches.get(name);
  if (make === undefined && [...otherMatches, ...otherMatches6].includes(name))
    throw new NotSimulated(`-m ${name}`);
  return make?.();
}

/** @returns undefined when there is no such target: it may be a chain. @throws NotSimulated */
export function createTarget(name: string, family: 4 | 6, library: Library): Target | undefined {
  if (isForeign(name, family)) return undefined;
  const make = library.targets.get(name);
  if (make === undefined && [...otherTargets, ...otherTargets6].includes(name))
    throw new NotSimulated(`-j ${name}`);
  return make?.();
}
