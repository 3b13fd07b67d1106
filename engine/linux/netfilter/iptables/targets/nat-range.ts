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
  const colon = context.family === 4 ? text.indexOf(':') : text.lastIndexOf(']:') + 1;
  const hasPort = context.family === 4 ? colon >= 0 : colon > 0;
  const addressPart = (hasPort ? text.slice(0, colon) : text).replace(/[[\]]/g, '');
  const ports = hasPort ? parsePorts(text.slice(colon + 1), context) : undefined;
  if (addressPart === '') return ports === undefined ? {} : { ports };
  const [low = '', high = low] = addressPart.split('-');
  const first = parseAddress(low, context.family);
  const last = parseAddress(high, context.family);
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
  if (text.includes('/')) throw new NotSimulated(`ports moved by a base: ${text}`);
  const [low = '', high = low] = text.split('-');
  const first = parseNumber(low, 1, 65_535) ?? serviceByName(low, 'tcp')?.port;
  const last = high === low ? first : parseNumber(high, 1, 65_535);
  if (first === undefined) throw usage(`Port \`${text}' not valid`);
  if (last === undefined) throw usage(`Port range \`${text}' invalid`);
  if (first > last) throw usage(`Port range \`${high}' funky`);
  return { first, last };
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
