/**
 * Protocol names of Debian's /etc/protocols, as far as a rule may want to name them.
 */

import { parseNumber } from '../number.ts';

const names: readonly (readonly [number, string])[] = [
  [1, 'icmp'],
  [2, 'igmp'],
  [3, 'ggp'],
  [4, 'ipencap'],
  [6, 'tcp'],
  [8, 'egp'],
  [12, 'pup'],
  [17, 'udp'],
  [22, 'xns-idp'],
  [27, 'rdp'],
  [33, 'dccp'],
  [41, 'ipv6'],
  [43, 'ipv6-route'],
  [44, 'ipv6-frag'],
  [46, 'rsvp'],
  [47, 'gre'],
  [50, 'esp'],
  [51, 'ah'],
  [57, 'skip'],
  [58, 'ipv6-icmp'],
  [59, 'ipv6-nonxt'],
  [60, 'ipv6-opts'],
  [88, 'eigrp'],
  [89, 'ospf'],
  [94, 'ipip'],
  [97, 'etherip'],
  [98, 'encap'],
  [103, 'pim'],
  [108, 'ipcomp'],
  [112, 'vrrp'],
  [115, 'l2tp'],
  [124, 'isis'],
  [132, 'sctp'],
  [135, 'mobility-header'],
  [136, 'udplite'],
  [137, 'mpls-in-ip'],
  [139, 'hip'],
];

const byNumber = new Map(names);
const byName = new Map(names.map(([number, name]) => [name, number]));
byName.set('icmpv6', 58);
byName.set('ipv6-mh', 135);
byName.set('mh', 135);

export function protocolNumber(text: string): number | undefined {
  const name = text.toLowerCase();
  if (name === 'all') return 0;
  return parseNumber(text, 0, 255) ?? byName.get(name);
}

/** The name, or the number where there is none. */
export function protocolText(number: number): string {
  return byNumber.get(number) ?? String(number);
}
