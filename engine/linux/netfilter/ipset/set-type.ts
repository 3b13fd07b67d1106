/**
 * The types of sets: of what their elements are made, the revision a kernel 6.18 and ipset 7.17 agree upon, and how much
 * memory the kernel says they take (struct ip_set_type; the headers of net/netfilter/ipset/ip_set_hash_*.c,
 * ip_set_bitmap_*.c and ip_set_list_set.c).
 */

/** What an element has in one place. */
export type Dimension = 'ip' | 'net' | 'port' | 'mac' | 'mark' | 'iface';

export interface SetType {
  readonly name: string;
  readonly method: 'hash' | 'bitmap' | 'list';
  readonly dimensions: readonly Dimension[];
  readonly revision: number;
  /** Octets of an element in IPv4 and IPv6, without extensions. */
  readonly size: readonly [v4: number, v6: number];
  /** Octets of the set itself beyond what all of its method have. */
  readonly extra: number;
}

function hash(
  parts: string,
  revision: number,
  size: readonly [number, number],
  extra = 0,
): readonly [string, SetType] {
  const name = `hash:${parts}`;
  const dimensions = parts.split(',') as Dimension[];
  return [name, { name, method: 'hash', dimensions, revision, size, extra }];
}

function bitmap(parts: string, element: number, extra: number): readonly [string, SetType] {
  const name = `bitmap:${parts}`;
  const dimensions = parts.split(',') as Dimension[];
  return [name, { name, method: 'bitmap', dimensions, revision: 3, size: [element, element], extra }];
}

export const setTypes: ReadonlyMap<string, SetType> = new Map([
  bitmap('ip', 0, 88),
  bitmap('ip,mac', 8, 80),
  bitmap('port', 0, 72),
  hash('ip', 6, [4, 16], 16),
  hash('ip,mac', 1, [12, 24]),
  hash('ip,mark', 3, [8, 20], 4),
  hash('ip,port', 7, [8, 20], 16),
  hash('ip,port,ip', 6, [12, 36]),
  hash('ip,port,net', 8, [12, 36]),
  hash('mac', 1, [8, 8]),
  hash('net', 7, [8, 20]),
  hash('net,iface', 8, [28, 40], 8),
  hash('net,net', 4, [12, 36], 16),
  hash('net,port', 8, [8, 20]),
  hash('net,port,net', 3, [16, 40]),
  ['list:set', { name: 'list:set', method: 'list', dimensions: [], revision: 3, size: [48, 48], extra: 80 }],
]);

/** How many of an element's places are networks. */
export function networksOf({ dimensions }: SetType): number {
  return dimensions.filter((dimension) => dimension === 'net').length;
}
