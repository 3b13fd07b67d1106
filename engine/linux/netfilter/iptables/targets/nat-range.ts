/**
 * `ADDRESS[-ADDRESS][:PORT[-PORT]]` of DNAT and SNAT (parse_to of libxt_NAT).
 */
import { Address } from '../../../../net/address/address.ts';
import type { NatRange } from '../../nat/range.ts';
import { serviceByName } from '../../../resolver/services.ts';
import { NotSimulated, usage } from '../error.ts';
import type { RuleContext } from '../extension.ts';
import { parseNumber } from '../number.ts';

const withPorts = [6, 17, 33, 132, 136];

/** @throws IptablesError */
export function parseNatRange(text: string, context: RuleContext): NatRange {
  const open = text.indexOf('[');
  const close = open < 0 ? -1 : text.indexOf(']', open);
  if (open >= 0 && (close < 0 || context.family === 4)) throw usage('Invalid address format');
  const colon = text.indexOf(':', close + 1);
  // One colon stands before ports, several are an address.
  const hasPort = colon >= 0 && (open >= 0 || !text.includes(':', colon + 1));
  const addressPart = open >= 0 ? text.slice(open + 1, close) : hasPort ? text.slice(0, colon) : text;
  const ports = hasPort ? parsePorts(text.slice(colon + 1), context) : undefined;
  if (addressPart === '' && ports !== undefined) return { ports };
  const [low = '', ...rest] = addressPart.split('-');
  const first = parseAddress(low, context.family);
  const last = rest.length === 0 ? first : parseAddress(rest.join('-'), context.family);
  return { addresses: { first, last }, ...(ports === undefined ? {} : { ports }) };
}

function parseAddress(text: string, family: 4 | 6): Address {
  const address = Address.tryParse(text);
  if (address?.family !== family) throw usage(`Bad IP address "${text}"`);
  return address;
}

/** @throws IptablesError */
export function parsePorts(
  text: string,
  context: RuleContext,
): { readonly first: number; readonly last: number } {
  if (!withPorts.includes(context.protocol) || context.protocolInverted)
    throw usage('Need TCP, UDP, SCTP or DCCP with port specification');
  const [low, afterLow] = leadingNumber(text);
  if (low === undefined) {
    // A name stands alone.
    const port = serviceByName(text, 'tcp')?.port;
    if (port === undefined) throw usage(`Port \`${text}' not valid`);
    return { first: port, last: port };
  }
  if (afterLow === '') return { first: low, last: low };
  if (!afterLow.startsWith('-')) throw usage(`Garbage after port value: \`${afterLow}'`);
  const end = afterLow.slice(1);
  const [high, afterHigh] = leadingNumber(end);
  if (high === undefined) throw usage(`Port \`${end}' not valid`);
  if (low > high) throw usage(`Port range \`${end}' funky`);
  if (afterHigh.startsWith('/')) throw new NotSimulated(`ports moved by a base: ${text}`);
  if (afterHigh !== '') throw usage(`Garbage after port range: \`${afterHigh}'`);
  return { first: low, last: high };
}

/** A port, and what follows it. */
function leadingNumber(text: string): readonly [port: number | undefined, rest: string] {
  const [digits = ''] = /^(0x[\da-f]+|\d*)/i.exec(text) ?? [];
  return [parseNumber(digits, 0, 65_535), text.slice(digits.length)];
}

export function natRangeText({ addresses, ports }: NatRange): string {
  const span = (first: string, last: string): string => (first === last ? first : `${first}-${last}`);
  const address = addresses === undefined ? '' : span(addresses.first.text, addresses.last.text);
  if (ports === undefined) return address;
  const shown = addresses?.first.family === 6 ? `[${address}]` : address;
  return `${shown}:${span(String(ports.first), String(ports.last))}`;
}

export function portsText({ ports }: NatRange): string {
  if (ports === undefined) return '';
  return ports.first === ports.last ? String(ports.first) : `${String(ports.first)}-${String(ports.last)}`;
}

/** The same flags in the words of nft, with what separates them from what stands before. */
export function translatedFlags(range: NatRange): string {
  const words = flagWords(range).map((word) => (word === 'random-fully' ? 'fully-random' : word));
  return words.length === 0 ? '' : ` ${words.join(',')}`;
}

/** The words that follow the range, in the tool's order. */
export function flagWords(range: NatRange): string[] {
  return [
    ...(range.random === true ? ['random'] : []),
    ...(range.randomFully === true ? ['random-fully'] : []),
    ...(range.persistent === true ? ['persistent'] : []),
  ];
}
