/**
 * What an identifier means under its qualifiers (gencode.c: gen_scode for names, gen_ncode for numbers and addresses,
 * gen_mcode for addresses with a mask, gen_ecode for addresses of the link layer).
 *
 * Names of networks are those of Debian's /etc/networks; there is no /etc/ethers.
 */
import { protocolNumber } from '../../services/services.ts';
import { type Block, or } from './block.ts';
import { FilterError, type Generator } from './generator.ts';
import { ipv4Test, ipv6Test, maskOf } from './host.ts';
import { etherAddress } from './link-layer.ts';
import { checkPort, namedPortTest, namedRangeTest, portTest, transportOf } from './port.ts';
import { chainTest, numberTest } from './protocol.ts';
import { etherTypes, isoProtocols, llcProtocols, type Qualifiers } from './qualifier.ts';

const noQualifier = () => new FilterError('syntax error in filter expression');
const networks: Readonly<Record<string, number>> = { loopback: 0x7f00_0000, 'link-local': 0xa9fe_0000 };

export function namedTest(generator: Generator, name: string, qualifiers: Qualifiers | undefined): Block {
  if (qualifiers === undefined) throw noQualifier();
  const { protocol, direction, type } = qualifiers;
  switch (type) {
    case 'net': {
      const network = Object.hasOwn(networks, name) ? networks[name] : undefined;
      if (network === undefined) throw new FilterError(`unknown network '${name}'`);
      return ipv4Test(generator, network, 0xffff_ffff, qualifiers);
    }
    case undefined:
    case 'host':
      return hostTest(generator, name, qualifiers);
    case 'port':
      return namedPortTest(generator, name, protocol, direction);
    case 'portrange':
      return namedRangeTest(generator, name, protocol, direction);
    case 'gateway':
      throw new FilterError("'gateway' not supported in this configuration");
    case 'proto':
      return protocolNumbered(generator, protocolNamed(name, protocol), qualifiers);
    case 'protochain':
      return chainTest(generator, protocolNamed(name, protocol), protocol);
  }
}

function protocolNumbered(generator: Generator, value: number, { protocol, direction }: Qualifiers): Block {
  if (direction !== undefined) throw new FilterError("direction applied to 'proto'");
  return numberTest(generator, value, protocol);
}

function hostTest(generator: Generator, name: string, qualifiers: Qualifiers): Block {
  const { protocol } = qualifiers;
  if (protocol === 'link')
    throw new FilterError(
      generator.linkType === 'ethernet'
        ? `unknown ether host '${name}'`
        : 'only ethernet/FDDI/token ring/802.11/ATM LANE/Fibre Channel supports link-level host name',
    );
  if (protocol === 'decnet')
    throw new FilterError(`decnet name support not included, '${name}' cannot be translated\n`);
  const addresses = generator.target.hosts.of(name, 'any');
  if (typeof addresses === 'string') throw new FilterError(`unknown host '${name}'`);
  const onlyIp = protocol === undefined && !generator.hasLinkType;
  let whole: Block | undefined;
  for (const address of addresses) {
    const other = address.family === 4 ? 'ip6' : 'ip';
    if (protocol === other) continue;
    const test =
      address.family === 4
        ? ipv4Test(
            generator,
            address.bits,
            0xffff_ffff,
            onlyIp ? { ...qualifiers, protocol: 'ip' } : qualifiers,
          )
        : ipv6Test(generator, address.words, 128, qualifiers);
    whole = whole === undefined ? test : or(whole, test);
  }
  if (whole !== undefined) return whole;
  const family = protocol === undefined ? '' : ' for specified address family';
  throw new FilterError(`unknown host '${name}'${family}`);
}

function protocolNamed(name: string, protocol: string | undefined): number {
  switch (protocol) {
    case undefined:
    case 'ip':
    case 'ip6': {
      const number = protocolNumber(name);
      if (number === undefined) throw new FilterError(`unknown ip proto '${name}'`);
      return number;
    }
    case 'link': {
      const known: Readonly<Record<string, number>> = { ...etherTypes, loopback: 0x9000, ...llcProtocols };
      const number = Object.hasOwn(known, name) ? known[name] : undefined;
      if (number === undefined) throw new FilterError(`unknown ether proto '${name}'`);
      return number;
    }
    case 'iso': {
      const number = Object.hasOwn(isoProtocols, name) ? isoProtocols[name] : undefined;
      if (number === undefined) throw new FilterError(`unknown osi proto '${name}'`);
      return number;
    }
    default:
      throw new FilterError(`unknown protocol: ${name}`);
  }
}

/** A plain number, or dotted numbers: all of an address, or its beginning. */
export function numberedTest(
  generator: Generator,
  given: number | string,
  qualifiers: Qualifiers | undefined,
): Block {
  const { bits, length } = typeof given === 'number' ? { bits: given, length: 32 } : dotted(given);
  if (qualifiers === undefined) throw noQualifier();
  const { protocol, direction, type } = qualifiers;
  switch (type) {
    case undefined:
    case 'host':
    case 'net': {
      if (protocol === 'link') throw new FilterError('illegal link layer address');
      if (typeof given === 'number' && type === 'net') {
        const net = shifted(bits);
        return ipv4Test(generator, net.bits, net.mask, qualifiers);
      }
      return ipv4Test(generator, leftJustified(bits, length), maskOf(length), qualifiers);
    }
    case 'port':
    case 'portrange': {
      const transport = transportOf(protocol, type);
      checkPort(bits);
      return portTest(
        generator,
        { low: bits, high: bits, isRange: type === 'portrange' },
        transport,
        direction,
      );
    }
    case 'gateway':
      throw new FilterError("'gateway' requires a name");
    case 'proto':
      return protocolNumbered(generator, bits, qualifiers);
    case 'protochain':
      return chainTest(generator, bits, protocol);
  }
}

/** `10.8.0.0/16`, `10.8.0.0 mask 255.255.0.0` */
export function maskedTest(
  generator: Generator,
  text: string,
  given: number | string,
  qualifiers: Qualifiers | undefined,
): Block {
  const address = dotted(text);
  const bits = leftJustified(address.bits, address.length);
  let mask: number;
  if (typeof given === 'string') {
    const written = dotted(given);
    mask = leftJustified(written.bits, written.length);
    if ((bits & ~mask) !== 0) throw new FilterError(`non-network bits set in "${text} mask ${given}"`);
  } else {
    if (given > 32) throw new FilterError('mask length must be <= 32');
    mask = maskOf(given);
    if ((bits & ~mask) !== 0) throw new FilterError(`non-network bits set in "${text}/${String(given)}"`);
  }
  if (qualifiers?.type !== 'net') throw new FilterError('Mask syntax for networks only');
  return ipv4Test(generator, bits, mask, qualifiers);
}

export function linkAddressTest(
  generator: Generator,
  octets: readonly number[],
  qualifiers: Qualifiers | undefined,
): Block {
  const isHost = qualifiers?.type === undefined || qualifiers.type === 'host';
  if (qualifiers === undefined || !isHost || qualifiers.protocol !== 'link')
    throw new FilterError('ethernet address used in non-ether expression');
  if (generator.linkType !== 'ethernet')
    throw new FilterError(
      'ethernet addresses supported only on ethernet/FDDI/token ring/802.11/ATM LANE/Fibre Channel',
    );
  return etherAddress(generator, octets, qualifiers.direction);
}

function dotted(text: string): { readonly bits: number; readonly length: number } {
  const parts = text.split('.').map(Number);
  if (parts.some((part) => !(part <= 255))) throw new FilterError(`invalid IPv4 address '${text}'`);
  return { bits: parts.reduce((sum, part) => sum * 256 + part, 0), length: parts.length * 8 };
}

const leftJustified = (bits: number, length: number) => (bits * 2 ** (32 - length)) >>> 0;

/** `10` is 10.0.0.0 under 255.0.0.0. */
function shifted(number: number): { readonly bits: number; readonly mask: number } {
  let bits = number;
  let mask = 0xffff_ffff;
  while (bits !== 0 && bits >>> 24 === 0) {
    bits = (bits << 8) >>> 0;
    mask = (mask << 8) >>> 0;
  }
  return { bits, mask };
}
