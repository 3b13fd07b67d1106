/**
 * Addresses as rules write them: `10.0.0.1`, `10/8`, `10.1.0.0/255.255.0.0`, several joined by commas
 * (xtables_ipparse_multiple of libxtables/xtables.c). A name stands for all its addresses. Left out: /etc/networks.
 */
import { Address } from '../../../../net/address/address.ts';
import { Prefix } from '../../../../net/address/prefix.ts';
import type { HostAnswers } from '../../../resolver/host-answers.ts';
import { usage } from '../error.ts';
import type { AddressTerm } from '../header.ts';
import { parseNumber } from '../number.ts';

/** IPv4 in short: missing octets are 0. */
function parseShort(text: string): Address | undefined {
  const parts = text.split('.');
  if (parts.length > 4) return undefined;
  let bits = 0;
  for (let at = 0; at < 4; at++) {
    const octet = at < parts.length ? parseNumber(parts[at] ?? '', 0, 255) : 0;
    if (octet === undefined) return undefined;
    bits = bits * 256 + octet;
  }
  return Address.v4(bits);
}

function parseMask(text: string, family: 4 | 6): readonly number[] | undefined {
  if (text.includes('.') || text.includes(':')) return Address.tryParse(text)?.words;
  const length = parseNumber(text, 0, family === 4 ? 32 : 128);
  if (length === undefined) return undefined;
  const ones =
    family === 4 ? Address.v4(0xffff_ffff) : Address.v6([0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff]);
  return new Prefix(ones, length).network.words;
}

/** A host as getaddrinfo(3) reads it: the last number fills the rest. Names have no addresses here. @throws IptablesError */
export function resolved(host: string, family: 4 | 6): Address {
  const plain = Address.tryParse(host);
  if (plain?.family === family) return plain;
  const reason = (words: string) => usage(`getaddrinfo: ${words}\n`);
  const isOther = 'Address family for hostname not supported';
  if (plain !== undefined) throw reason(isOther);
  const parts = host.split('.');
  const numbers = parts.map((part, at) =>
    parseNumber(part, 0, at < parts.length - 1 ? 255 : 2 ** (8 * (5 - parts.length)) - 1),
  );
  if (host !== '' && numbers.length > 0 && numbers.length < 5 && !numbers.includes(undefined)) {
    if (family === 6) throw reason(isOther);
    const last = numbers.pop() ?? 0;
    return Address.v4(
      numbers.reduce<number>((bits, octet, at) => bits + (octet ?? 0) * 2 ** (8 * (3 - at)), last),
    );
  }
  throw reason(
    (family === 4 ? /^[\d.]*$/ : /^$/).test(host)
      ? 'Name or service not known'
      : 'Temporary failure in name resolution',
  );
}

/**
 * `HOST/MASK` of an extension's option (xtopt_parse_hostmask): the host bits stay as written, a mask of IPv4 that is too
 * long is one of all bits. @throws IptablesError
 */
export function readNetwork(
  extension: string,
  option: string,
  text: string,
  family: 4 | 6,
): { readonly host: Address; readonly mask: readonly number[] } {
  const [host = '', given] = text.split('/');
  const width = String(family === 4 ? 32 : 128);
  const isTooLong =
    family === 4 && given !== undefined && /^\d+$/.test(given) && Number(given) > Number(width);
  const mask = parseMask(given === undefined || isTooLong ? width : given, family);
  const address = resolved(host, family);
  if (mask === undefined)
    throw usage(
      `${extension}: bad value for option "--${option}", neither a valid network mask nor valid CIDR (0-${width}).\n`,
    );
  return { host: address, mask };
}

/** A host as numbers; undefined: it is a name, or nothing. */
export function numericHost(host: string, family: 4 | 6): Address | undefined {
  const address = Address.tryParse(host);
  if (address?.family === family) return address;
  return family === 4 ? parseShort(host) : undefined;
}

/** @param hostBits `keep`: as written, for what is printed so. @throws IptablesError */
export function parseAddressTerm(
  text: string,
  family: 4 | 6,
  inverted: boolean,
  hostBits?: 'keep',
): AddressTerm {
  const [host = '', maskPart] = text.split('/');
  const width = family === 4 ? 32 : 128;
  const mask = parseMask(maskPart ?? String(width), family);
  if (mask === undefined) throw usage(`invalid mask \`${maskPart ?? ''}' specified`);
  const address = numericHost(host, family);
  if (address === undefined) throw usage(`host/network \`${host}' not found`);
  if (hostBits === 'keep') return { address, mask, inverted };
  const words = address.words.map((word, at) => (word & (mask[at] ?? 0)) >>> 0);
  const [first = 0, second = 0, third = 0, fourth = 0] = words;
  const network = family === 4 ? Address.v4(first) : Address.v6([first, second, third, fourth]);
  return { address: network, mask, inverted };
}

/** Several joined by commas: each makes a rule of its own. A mask of 0 says nothing: undefined. @throws UnknownHost */
export function parseAddressTerms(
  text: string,
  { family, hosts }: { readonly family: 4 | 6; readonly hosts?: HostAnswers | undefined },
  inverted: boolean,
): (AddressTerm | undefined)[] {
  const parts = text.split(',').flatMap((part) => {
    const [host = '', ...mask] = part.split('/');
    if (hosts === undefined || host === '' || numericHost(host, family) !== undefined) return [part];
    const found = hosts.of(host, family);
    if (typeof found === 'string') return [part];
    return found.map((address) => [address.text, ...mask].join('/'));
  });
  if (parts.length > 1 && inverted)
    throw usage('! not allowed with multiple source or destination IP addresses');
  return parts.map((part) => {
    const term = parseAddressTerm(part, family, inverted);
    return term.mask.every((word) => word === 0) && !inverted ? undefined : term;
  });
}
