/**
 * Addresses of hosts and nets (gencode.c: gen_host, gen_host6): in IPv4, ARP and RARP, or in IPv6.
 */
import { Address } from '../../../net/address/address.ts';
import { and, type Block, or } from './block.ts';
import { FilterError, type Generator } from './generator.ts';
import { linkTypeIs } from './link-layer.ts';
import * as op from './opcode.ts';
import { byDirection, type Direction, etherTypes, type Qualifiers } from './qualifier.ts';

type Kind = 'host' | 'net';
const kindOf = (type: Qualifiers['type']): Kind => (type === 'net' ? 'net' : 'host');

/** @param bits the address, `mask` the bits of it that count */
export function ipv4Test(
  generator: Generator,
  bits: number,
  mask: number,
  { protocol, direction, type }: Qualifiers,
): Block {
  const kind = kindOf(type);
  switch (protocol) {
    case undefined: {
      const inIp = addressTest(generator, bits, mask, direction, 'ip');
      if (generator.labelDepth > 0) return inIp;
      const inArp = or(inIp, addressTest(generator, bits, mask, direction, 'arp'));
      return or(inArp, addressTest(generator, bits, mask, direction, 'rarp'));
    }
    case 'ip':
    case 'arp':
    case 'rarp':
      return addressTest(generator, bits, mask, direction, protocol);
    case 'link':
      throw new FilterError(`link-layer modifier applied to ${kind}`);
    case 'ip6':
      throw new FilterError("'ip6' modifier applied to ip host");
    case 'decnet':
      throw new FilterError('not simulated: addresses of DECnet');
    default: {
      const system = withoutHosts[protocol];
      throw new FilterError(
        system === undefined
          ? `'${protocol}' modifier applied to ${kind}`
          : `${system} host filtering not implemented`,
      );
    }
  }
}

const withoutHosts: Readonly<Record<string, string>> = {
  atalk: 'AppleTalk',
  lat: 'LAT',
  sca: 'SCA',
  moprc: 'MOPRC',
  mopdl: 'MOPDL',
  aarp: 'AARP',
  iso: 'ISO',
  ipx: 'IPX',
};

const otherAddresses = (name: string, plural: boolean) =>
  `${name} not ${plural ? 'valid qualifiers' : 'a valid qualifier'} for addresses other than 802.11 MAC addresses`;

function addressTest(
  generator: Generator,
  bits: number,
  mask: number,
  direction: Direction | undefined,
  layer: 'ip' | 'arp' | 'rarp',
): Block {
  const [source, destination] = layer === 'ip' ? [12, 16] : [14, 24];
  return byDirection(
    direction,
    (end) => {
      const isLayer = linkTypeIs(generator, etherTypes[layer] ?? 0);
      return and(
        isLayer,
        generator.equals('network', end === 'src' ? source : destination, op.W, bits, mask),
      );
    },
    and,
    or,
    otherAddresses,
  );
}

/** @param words four numbers of 32 bits */
export function ipv6Test(
  generator: Generator,
  words: readonly number[],
  length: number,
  { protocol, direction, type }: Qualifiers,
): Block {
  if (protocol === 'link') throw new FilterError(`link-layer modifier applied to ip6 ${kindOf(type)}`);
  if (protocol === 'atalk') throw new FilterError(`AppleTalk modifier applied to ip6 ${kindOf(type)}`);
  if (protocol !== undefined && protocol !== 'ip6')
    throw new FilterError(`'${protocol}' modifier applied to ip6 ${kindOf(type)}`);
  const masks = masksOf(length);
  return byDirection(
    direction,
    (end) => {
      const at = end === 'src' ? 8 : 24;
      const word = (index: number) =>
        generator.equals('network', at + index * 4, op.W, words[index] ?? 0, masks[index] ?? 0);
      let test = word(3);
      for (const index of [2, 1, 0]) test = and(word(index), test);
      return and(linkTypeIs(generator, 0x86dd), test);
    },
    and,
    or,
    otherAddresses,
  );
}

function masksOf(length: number): readonly number[] {
  return [0, 1, 2, 3].map((word) => maskOf(Math.min(32, Math.max(0, length - word * 32))));
}

export function maskOf(length: number): number {
  return length === 0 ? 0 : (0xffff_ffff << (32 - length)) >>> 0;
}

/** An IPv6 address as written, with the length of its prefix. */
export function ipv6NumberTest(
  generator: Generator,
  text: string,
  length: number | undefined,
  qualifiers: Qualifiers | undefined,
): Block {
  const address = Address.tryParse(text);
  if (address === undefined) throw new FilterError(`invalid IPv6 address ${text}`);
  if (length !== undefined && length > 128) throw new FilterError('mask length must be <= 128');
  const bits = length ?? 128;
  const { words } = address;
  if (masksOf(bits).some((mask, index) => ((words[index] ?? 0) & ~mask) !== 0))
    throw new FilterError(`non-network bits set in "${text}/${String(bits)}"`);
  const isHost = qualifiers !== undefined && (qualifiers.type === undefined || qualifiers.type === 'host');
  if (isHost && bits !== 128) throw new FilterError('Mask syntax for networks only');
  if (qualifiers === undefined || (!isHost && qualifiers.type !== 'net'))
    throw new FilterError('invalid qualifier against IPv6 address');
  return ipv6Test(generator, words, bits, qualifiers);
}
