/** What a step did to a packet: which headers came, went or stayed, and which of their fields have another value. */
import type { Header, PacketView } from './journey-model.ts';

export interface ChangedField {
  readonly name: string;
  readonly old: string | undefined;
  readonly value: string;
}

export interface ChangedHeader {
  readonly header: Header;
  readonly fate: 'kept' | 'added' | 'removed';
  readonly fields: readonly ChangedField[];
}

/** Fields that follow from others: a change of them alone is not worth a flash. */
const derived = new Set(['Header checksum', 'Checksum', 'Total length', 'Length']);

/** Headers outermost first. Those of the same kind counted from the innermost are the same header. */
export function packetChange(before: PacketView, after: PacketView | undefined): ChangedHeader[] {
  if (after === undefined || after === before) return before.headers.map((header) => kept(header, header));
  let kin = 0;
  while (kin < before.headers.length && kin < after.headers.length) {
    const one = before.headers[before.headers.length - 1 - kin];
    const other = after.headers[after.headers.length - 1 - kin];
    if (one?.name !== other?.name) break;
    kin++;
  }
  const gone = before.headers.slice(0, before.headers.length - kin);
  const come = after.headers.slice(0, after.headers.length - kin);
  return [
    ...gone.map((header): ChangedHeader => ({ ...kept(header, header), fate: 'removed' })),
    ...come.map((header): ChangedHeader => ({ ...kept(header, header), fate: 'added' })),
    ...after.headers
      .slice(after.headers.length - kin)
      .map((header, at) => kept(before.headers[before.headers.length - kin + at] ?? header, header)),
  ];
}

function kept(before: Header, after: Header): ChangedHeader {
  return {
    header: after,
    fate: 'kept',
    fields: after.fields.map(({ name, value }, at) => {
      const old = before.fields[at]?.name === name ? before.fields[at].value : undefined;
      return { name, value, old: old === undefined || old === value ? undefined : old };
    }),
  };
}

/** Whether a reader should look: headers came or went, or a field that says something changed. */
export function isChange(before: PacketView, after: PacketView | undefined): boolean {
  return packetChange(before, after).some(
    ({ fate, fields }) =>
      fate !== 'kept' || fields.some(({ name, old }) => old !== undefined && !derived.has(name)),
  );
}

/** The fields a header is told by; the others show on request. */
const telling: Readonly<Record<string, readonly string[]>> = {
  Ethernet: ['Source', 'Destination'],
  IPv4: ['Source', 'Destination', 'Time to live', 'Protocol'],
  IPv6: ['Source', 'Destination', 'Hop limit', 'Next header'],
  TCP: ['Source port', 'Destination port', 'Flags'],
  UDP: ['Source port', 'Destination port'],
  VXLAN: ['Network identifier'],
  ICMP: ['Type', 'Code', 'Identifier', 'Sequence number'],
  ARP: ['Operation', 'Sender MAC', 'Sender address', 'Target MAC', 'Target address'],
};

export function isTelling(header: string, { name, old }: ChangedField): boolean {
  return (telling[header]?.includes(name) ?? true) || (old !== undefined && !derived.has(name));
}
