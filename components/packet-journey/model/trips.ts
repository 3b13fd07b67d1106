/** The packets of a flow, each with its steps, where it was going and what a reader calls it. */
import type { JourneyEvent } from '../../../engine/linux/journey/event.ts';
import type { PacketView, Step, Trip } from './journey-model.ts';
import { isAside } from './lanes.ts';
import { fieldOf } from './header-field.ts';

export function tripsOf(
  steps: readonly Step[],
  events: readonly JourneyEvent[],
  packets: readonly PacketView[],
): Trip[] {
  const sender = steps[0]?.lane ?? 0;
  const count = Math.max(-1, ...steps.map(({ trip }) => trip)) + 1;
  return Array.from({ length: count }, (_, trip): Trip => {
    const own = steps.filter((step) => step.trip === trip);
    const first = events[own[0]?.index ?? 0];
    const firstView = packets[own[0]?.before ?? 0];
    const label = firstView === undefined ? '' : labelOf(firstView);
    const way =
      first !== undefined && isAside(first)
        ? 'aside'
        : own[0]?.lane === sender && !/reply|answer/.test(label)
          ? 'forth'
          : 'back';
    return {
      packet: first?.packet ?? 0,
      cause: first?.cause,
      label,
      way,
      steps: own.map(({ index }) => index),
      end: own.at(-1)?.decision === 'drop' ? 'dropped' : 'arrived',
    };
  });
}

/** What this packet is in its conversation, in a word or two. */
export function labelOf(packet: PacketView): string {
  const last = packet.headers.filter(({ quoted }) => !quoted);
  const find = (name: string) => last.findLast((header) => header.name === name);
  const data = find('Data');
  const firstLine =
    data === undefined
      ? ''
      : (/"((?:GET|POST|PUT|HEAD|HTTP\/)[^"\\]*)/.exec(fieldOf(data.fields, 'Data'))?.[1] ?? '');
  const tcp = find('TCP');
  if (tcp !== undefined) {
    if (firstLine !== '') return firstLine.replace(/ HTTP\/1\.[01]$/, '').replace(/^HTTP\/1\.[01] /, '');
    if (data !== undefined) return data.brief;
    return fieldOf(tcp.fields, 'Flags');
  }
  const arp = find('ARP');
  if (arp !== undefined) return `ARP ${arp.brief}`;
  const icmp = find('ICMP') ?? find('ICMPv6');
  if (icmp !== undefined) return icmp.brief;
  if (find('UDP') !== undefined)
    return packet.summary.startsWith('UDP') && /:53\b/.test(packet.summary) ? 'DNS' : 'UDP';
  return packet.summary;
}
