/**
 * Which matches and targets there are. What the real tool has and we do not model is named too, so that it is refused
 * honestly and not called unknown.
 */
import { NotSimulated } from './error.ts';
import type { Match, Target } from './extension.ts';

/** The extensions a parser knows. */
export interface Library {
  readonly matches: ReadonlyMap<string, () => Match>;
  readonly targets: ReadonlyMap<string, () => Target>;
}

/** What Debian's libxtables has: those that agents write are always here, the others in `extended/` or not at all. */
const otherMatches =
  'ah bpf cgroup cluster connbytes connlabel connlimit connmark cpu dccp devgroup dscp ecn esp hashlimit helper icmp ipcomp iprange ipvs length limit mac multiport osf owner physdev pkttype policy quota rateest realm rpfilter sctp set socket state string tcpmss time tos ttl u32'.split(
    ' ',
  );
const otherMatches6 = 'ah dst eui64 frag hbh hl icmp6 ipv6header mh rt srh'.split(' ');
const targetNames =
  'ACCEPT AUDIT CHECKSUM CLASSIFY CLUSTERIP CONNMARK CONNSECMARK CT DNAT DROP DSCP ECN HMARK IDLETIMER LED LOG MARK MASQUERADE NETMAP NFLOG NFQUEUE NOTRACK QUEUE RATEEST REDIRECT REJECT RETURN SECMARK SET SNAT SYNPROXY TCPMSS TCPOPTSTRIP TEE TOS TPROXY TRACE TTL ULOG'.split(
    ' ',
  );
const otherTargets6 = 'DNPT HL SNPT'.split(' ');
/** Of one family only. */
const only4 = ['icmp', 'realm', 'ttl', 'TTL', 'ECN', 'CLUSTERIP', 'ULOG'];
const only6 = [...otherMatches6.filter((name) => name !== 'ah'), ...otherTargets6];

function isForeign(name: string, family: 4 | 6): boolean {
  return (family === 4 ? only6 : only4).includes(name);
}

/** Is it a target's, modelled or not? */
export function isTargetName(name: string): boolean {
  return targetNames.includes(name) || otherTargets6.includes(name);
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
  if (make === undefined && [...targetNames, ...otherTargets6].includes(name))
    throw new NotSimulated(`-j ${name}`);
  return make?.();
}
