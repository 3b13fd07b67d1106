/** What kernels do with a packet whose field was written over: read from its octets, in sentences. */
import { checksumErrorText } from '../../../engine/net/wire/result.ts';
import type { EditedField } from './edit-field.ts';
import { numberAt, type OctetView } from './octet-view.ts';

/** @param edited as it stood before; empty when nothing is wrong and nothing else follows */
export function consequences(view: OctetView, { layer, field }: EditedField): string[] {
  if (view.problem !== undefined)
    return [`No kernel can read it, and the first that gets it drops it: ${view.problem}.`];
  const sums = view.checksumErrors.map((error) => `${checksumErrorText(error)}. ${whoMinds(error.layer)}`);
  if (sums.length > 0) return sums;
  const now = view.layers
    .find(({ at, name }) => at === layer.at && name === layer.name)
    ?.fields.find(({ at, name }) => at === field.at && name === field.name);
  const number = numberAt(view.bytes, field);
  const told = now === undefined ? undefined : meaning[`${layer.name} ${field.name}`]?.(now.value, number);
  return told === undefined ? [] : [told];
}

/** RFC 1812 section 5.2.2; RFC 9293 section 3.1; RFC 768. */
function whoMinds(layer: string): string {
  return layer === 'IPv4'
    ? 'Every kernel looks at this one: the next that gets the packet drops it without a word.'
    : 'Only the receiver looks at this one: routers pass the packet on, the receiving kernel drops it without a word, and the sender waits.';
}

type Meaning = (value: string, number: number) => string | undefined;

const anotherConnection =
  'To connection tracking this is another connection, and rules and routes are asked anew.';

const hops: Meaning = (_value, hopsLeft) => {
  if (hopsLeft <= 1)
    return 'It still arrives on the network it is on. A router that should forward it drops it and answers with ICMP time exceeded.';
  return `It can be forwarded ${hopsLeft === 2 ? 'once' : `${String(hopsLeft - 1)} times`}; the router after that drops it and answers with ICMP time exceeded.`;
};

const source: Meaning = (value) =>
  `Answers go to ${value}. Where rp_filter is on, a kernel whose own route to ${value} leads out by another device drops the packet as it comes in.`;

const destination: Meaning = (value) => `The next kernel asks its routes for ${value}. ${anotherConnection}`;

/** By layer and field: what the new value alone decides. What the world decides is a journey's business. */
const meaning: Readonly<Record<string, Meaning>> = {
  'Ethernet Destination': (value, _number) =>
    (Number.parseInt(value.slice(0, 2), 16) & 1) === 1
      ? `${value} is a group address: every machine on the network gets the frame.`
      : `Only the device that owns ${value} takes the frame in. A bridge that has not learned ${value} sends it out by every port.`,
  'Ethernet Source': (value) =>
    `A bridge learns that ${value} is behind the port this comes in by, and sends what is for ${value} there.`,
  'IPv4 Time to live': hops,
  'IPv6 Hop limit': hops,
  'IPv4 Source': source,
  'IPv6 Source': source,
  'IPv4 Destination': destination,
  'IPv6 Destination': destination,
  'IPv4 Protocol': (value) =>
    `The receiver hands the same octets to ${value} now; a kernel that has no such protocol answers with ICMP protocol unreachable.`,
  'IPv4 Flags': (value) =>
    value.includes('more fragments')
      ? 'A receiver takes it for the first piece of a longer packet, keeps it thirty seconds for the others, and drops it then.'
      : value.includes("don't")
        ? 'A router whose next link is too narrow for it drops it and answers with ICMP fragmentation needed.'
        : 'A router whose next link is too narrow for it may cut it in pieces.',
  'IPv4 Fragment offset': (_value, number) =>
    number === 0
      ? undefined
      : 'A receiver takes it for a later piece of a longer packet: it has no ports any more, and is dropped after thirty seconds without the others.',
  'TCP Source port': (value) => `Answers go to port ${value}. ${anotherConnection}`,
  'TCP Destination port': (value) =>
    `Where nothing listens on port ${value}, the receiver answers with RST: connection refused. ${anotherConnection}`,
  'UDP Source port': (value) => `Answers go to port ${value}. ${anotherConnection}`,
  'UDP Destination port': (value) =>
    `Where nothing listens on port ${value}, the receiver answers with ICMP port unreachable. ${anotherConnection}`,
  'TCP Flags': (value) => {
    const set = new Set(value.split(' '));
    if (set.has('RST'))
      return 'It ends the connection at once, when its sequence number is the one the receiver expects.';
    if (set.has('SYN') && set.has('FIN'))
      return 'No TCP sends these two together: a listening socket drops it.';
    if (set.has('SYN') && set.has('ACK'))
      return 'A socket that sent SYN takes it for the answer; any other answers with RST.';
    if (set.has('SYN'))
      return 'A listening socket answers with SYN ACK; one that is connected already answers with an ACK of what it expects.';
    if (!set.has('ACK'))
      return 'Every packet after the first SYN carries ACK: without it the receiver drops this one.';
    return set.has('FIN') ? 'The sender has nothing more to say: the receiver acknowledges it.' : undefined;
  },
  'TCP Sequence number': () =>
    'Outside what the receiver expects next, the data is not taken: it answers with an ACK of the number it waits for.',
  'TCP Window': (value) =>
    `The receiver sends at most ${value} (scaled) octets before it waits for the next ACK.`,
  'VXLAN Network identifier': (value) =>
    `The other end gives the inner frame to its VXLAN device with VNI ${value}; where there is none, it drops the packet.`,
};
