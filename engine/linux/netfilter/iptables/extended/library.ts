/**
 * All matches and targets: the usual ones and the rarer, which only people type (and whose code only the shell needs).
 */
import { agentLibrary } from '../agents.ts';
import { ConnmarkMatch } from '../matches/connmark.ts';
import { IcmpMatch } from '../matches/icmp.ts';
import { IprangeMatch } from '../matches/iprange.ts';
import { LengthMatch } from '../matches/length.ts';
import { LimitMatch } from '../matches/limit.ts';
import { MacMatch } from '../matches/mac.ts';
import { MultiportMatch } from '../matches/multiport.ts';
import { OwnerMatch } from '../matches/owner.ts';
import { PhysdevMatch } from '../matches/physdev.ts';
import { PkttypeMatch } from '../matches/pkttype.ts';
import { RpfilterMatch } from '../matches/rpfilter.ts';
import { SetMatch } from '../matches/set.ts';
import { StateMatch } from '../matches/state.ts';
import { TtlMatch } from '../matches/ttl.ts';
import { ConnmarkTarget } from '../targets/connmark.ts';
import { CtTarget, NotrackTarget } from '../targets/ct.ts';
import { LogTarget, nflogTarget, traceTarget } from '../targets/log.ts';
import { NetmapTarget } from '../targets/netmap.ts';
import { RedirectTarget } from '../targets/redirect.ts';
import { SetTarget } from '../targets/set.ts';
import { TcpmssTarget } from '../targets/tcpmss.ts';
import { TtlTarget } from '../targets/ttl.ts';
import type { KernelModule } from '../../../module/kernel-module.ts';
import type { Match, Target } from '../extension.ts';
import type { Library } from '../registry.ts';
import { connectionMatches } from './connections.ts';
import { dscpMatches, dscpTargets } from './dscp.ts';
import { hashlimit } from './hashlimit.ts';
import { ipv6Matches, packetMatches } from './packet.ts';
import { PolicyMatch } from './policy.ts';
import { SctpMatch } from './sctp.ts';
import { spiMatches } from './spi.ts';
import { string } from './string.ts';
import { smallTargets } from './targets.ts';
import { time } from './time.ts';
import { u32 } from './u32.ts';

export const fullLibrary: Library = {
  matches: new Map<string, () => Match>([
    ...agentLibrary.matches,
    ['connmark', () => new ConnmarkMatch()],
    ['icmp', () => new IcmpMatch('icmp')],
    ['icmp6', () => new IcmpMatch('icmp6')],
    ['iprange', () => new IprangeMatch()],
    ['length', () => new LengthMatch()],
    ['limit', () => new LimitMatch()],
    ['mac', () => new MacMatch()],
    ['multiport', () => new MultiportMatch()],
    ['owner', () => new OwnerMatch()],
    ['physdev', () => new PhysdevMatch()],
    ['pkttype', () => new PkttypeMatch()],
    ['rpfilter', () => new RpfilterMatch()],
    ['set', () => new SetMatch()],
    ['state', () => new StateMatch()],
    ['ttl', () => new TtlMatch()],
    ...connectionMatches,
    ...dscpMatches,
    ...ipv6Matches,
    ...packetMatches,
    ...spiMatches,
    hashlimit,
    string,
    time,
    u32,
    ['policy', () => new PolicyMatch()],
    ['sctp', () => new SctpMatch()],
  ]),
  targets: new Map<string, () => Target>([
    ...agentLibrary.targets,
    ['CONNMARK', () => new ConnmarkTarget()],
    ['CT', () => new CtTarget()],
    ['LOG', () => new LogTarget()],
    ['NETMAP', () => new NetmapTarget()],
    nflogTarget,
    ['NOTRACK', () => new NotrackTarget()],
    ['REDIRECT', () => new RedirectTarget()],
    ['SET', () => new SetTarget()],
    ['TCPMSS', () => new TcpmssTarget()],
    traceTarget,
    ['TTL', () => new TtlTarget()],
    ...dscpTargets,
    ...smallTargets,
  ]),
};

/** As a module of the kernel: with it, every text of rules may name them. */
export const xtables: KernelModule = { name: 'x_tables', extensions: fullLibrary };
