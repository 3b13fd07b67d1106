/**
 * Elements of sets: addresses, networks, ports, hardware addresses, marks and device names, one for each dimension of
 * the set's type; as text, which is also what tells two of them apart, and as the octets the kernel hashes
 * (struct hash_*4_elem and hash_*6_elem of net/netfilter/ipset).
 */
import { Address } from '../../../net/address/address.ts';
import { ipProtocol } from '../../../net/packet/transport.ts';
import { icmpNames, icmpv6Names } from '../iptables/names/icmp.ts';
import { protocolText } from '../iptables/names/protocols.ts';
import type { SetType } from './set-type.ts';

export type Part =
  /** `length` is the prefix's; the address's width for a host. */
  | { readonly kind: 'address'; readonly address: Address; readonly length: number }
  /** Of ICMP the port is type × 256 + code; undefined protocol: a bitmap of ports has none. */
  | { readonly kind: 'port'; readonly protocol: number | undefined; readonly port: number }
  | { readonly kind: 'mac'; readonly mac: string }
  | { readonly kind: 'mark'; readonly mark: number }
  | {
      readonly kind: 'iface';
      readonly name: string;
      readonly physical: boolean;
      /** The name is the beginning of names. */
      readonly wildcard: boolean;
    };

export type Element = readonly Part[];

function portText(protocol: number | undefined, port: number): string {
  if (protocol === undefined) return String(port);
  const name = protocolText(protocol);
  if (protocol !== ipProtocol.icmp && protocol !== ipProtocol.icmpv6) return `${name}:${String(port)}`;
  const names = protocol === ipProtocol.icmp ? icmpNames : icmpv6Names;
  const known = names.find(
    ({ type, code }) => type === port >> 8 && (code ?? 0) === (port & 255) && type < 255,
  );
  return `${name}:${known?.name ?? `${String(port >> 8)}/${String(port & 255)}`}`;
}

export function partText(part: Part): string {
  switch (part.kind) {
    case 'address':
      return part.length === part.address.width
        ? part.address.text
        : `${part.address.text}/${String(part.length)}`;
    case 'port':
      return portText(part.protocol, part.port);
    case 'mac':
      return part.mac.toUpperCase();
    case 'mark':
      return `0x${part.mark.toString(16).padStart(8, '0')}`;
    case 'iface':
      return `${part.physical ? 'physdev:' : ''}${part.name}`;
  }
}

export function elementText(element: Element): string {
  return element.length === 1 && element[0] !== undefined
    ? partText(element[0])
    : element.map(partText).join(',');
}

const masks = Array.from({ length: 33 }, (_, length) => (length === 0 ? 0 : -1 << (32 - length)) >>> 0);

/** The address with only the first `length` bits kept. */
export function masked(address: Address, length: number): Address {
  if (length >= address.width) return address;
  if (address.family === 4) return Address.v4(address.bits & (masks[length] ?? 0));
  const [a = 0, b = 0, c = 0, d = 0] = address.words.map(
    (word, at) => word & (masks[Math.max(0, Math.min(32, length - at * 32))] ?? 0),
  );
  return Address.v6([a, b, c, d]);
}

/** What the kernel hashes, as words the way a little-endian machine reads them. */
export function hashWords(element: Element, type: SetType): number[] {
  const bytes: number[] = [];
  const lengths: number[] = [];
  let port = [0, 0];
  let protocol = 0;
  let physical = 0;
  for (const part of element)
    switch (part.kind) {
      case 'address':
        bytes.push(...part.address.toBytes());
        lengths.push(part.length);
        break;
      case 'port':
        port = [part.port >> 8, part.port & 255];
        protocol = part.protocol ?? 0;
        break;
      case 'mac':
        bytes.push(...part.mac.split(':').map((octet) => Number.parseInt(octet, 16)), 0, 0);
        break;
      case 'mark':
        bytes.push(...[0, 8, 16, 24].map((shift) => (part.mark >>> shift) & 255));
        break;
      case 'iface':
        physical = part.physical ? 1 : 0;
    }
  // Where a prefix's length stands differs from type to type; seven bits hold it less one.
  const [first = 0, second = 0] = lengths;
  switch (type.name) {
    case 'hash:net':
      bytes.push(0, 0, 0, first);
      break;
    case 'hash:net,iface':
      bytes.push(physical, first, 0, 1);
      break;
    case 'hash:net,net':
      bytes.push(0, 0, first, second);
      break;
    case 'hash:net,port':
      bytes.push(...port, protocol, first - 1);
      break;
    case 'hash:ip,port,net':
      bytes.push(...port, second - 1, protocol);
      break;
    case 'hash:net,port,net':
      bytes.push(...port, first, second, 0, 0, 0, protocol);
      break;
    case 'hash:ip,port':
    case 'hash:ip,port,ip':
      bytes.push(...port, protocol, 0);
  }
  const words: number[] = [];
  for (let at = 0; at < bytes.length; at += 4)
    words.push(
      (bytes[at] ?? 0) |
        ((bytes[at + 1] ?? 0) << 8) |
        ((bytes[at + 2] ?? 0) << 16) |
        ((bytes[at + 3] ?? 0) << 24),
    );
  return words;
}
