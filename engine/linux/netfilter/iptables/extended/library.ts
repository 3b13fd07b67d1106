/**
 * All matches and targets: the usual ones and the rarer, which only people type (and whose code only the shell needs).
 */
import { coreLibrary, type Library } from '../registry.ts';
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
  matches: new Map([
    ...coreLibrary.matches,
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
  targets: new Map([...coreLibrary.targets, ...dscpTargets, ...smallTargets]),
};
