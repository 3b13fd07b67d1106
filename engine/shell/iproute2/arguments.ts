/**
 * The words of an iproute2 command line, read one after the other, with the library's own complaints (lib/utils.c:
 * NEXT_ARG, invarg, duparg, get_prefix, get_addr).
 *
 * `matches`: a word may be shortened as long as nobody asked earlier in the order of the real source has the same
 * beginning; so the order of questions is part of the language.
 */
import { Address, anyV4, anyV6, type Family } from '../../net/address/address.ts';
import { Prefix } from '../../net/address/prefix.ts';
import { wholeNumber } from '../options/number.ts';
import { Stop, wrongUsage } from './stop.ts';

/** Is `word` a beginning of `full`? */
export function matches(word: string, full: string): boolean {
  return word !== '' && full.startsWith(word);
}

export class Arguments {
  readonly #words: readonly string[];
  #at = 0;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  /** The word read next, or undefined. */
  get word(): string | undefined {
    return this.#words[this.#at];
  }

  get left(): number {
    return this.#words.length - this.#at;
  }

  /** Those not yet read. */
  get rest(): readonly string[] {
    return this.#words.slice(this.#at);
  }

  skip(): void {
    this.#at++;
  }

  back(): void {
    this.#at--;
  }

  /** NEXT_ARG: the word after this one must be there. It is the current one from now on. */
  next(): string {
    this.#at++;
    const { word } = this;
    if (word === undefined) throw incomplete();
    return word;
  }

  /** The word after the current one, without reading it. */
  get following(): string | undefined {
    return this.#words[this.#at + 1];
  }
}

export function incomplete(): Stop {
  return new Stop(wrongUsage, 'Command line is not complete. Try option "help"\n');
}

export function invalid(message: string, word: string): Stop {
  return new Stop(wrongUsage, `Error: argument "${word}" is wrong: ${message}\n`);
}

export function duplicate(name: string, word: string): Stop {
  return new Stop(wrongUsage, `Error: duplicate "${name}": "${word}" is the second value.\n`);
}

export function garbage(name: string, word: string): Stop {
  return new Stop(wrongUsage, `Error: either "${name}" is duplicate, or "${word}" is a garbage.\n`);
}

export function cannotFindDevice(name: string, status = 1): Stop {
  return new Stop(status, `Cannot find device "${name}"\n`);
}

const familyWords: Readonly<Record<number, string>> = { 0: 'any valid', 4: 'inet', 6: 'inet6' };

/** get_integer: with base 0. @returns undefined when the word is no whole number, or one beyond 32 bits */
export function readNumber(word: string): number | undefined {
  const value = wholeNumber(word);
  return value === undefined || value < -0x8000_0000 || value > 0x7fff_ffff ? undefined : value;
}

/** get_unsigned */
export function readUnsigned(word: string): number | undefined {
  const value = wholeNumber(word);
  return value === undefined || value < 0 || value > 0xffff_ffff ? undefined : value;
}

/** get_prefix: `default`, `any`, `all`, an address, an address with a length or a mask. */
export function readPrefix(word: string, family: Family | undefined): Prefix {
  const prefix = tryReadPrefix(word, family);
  if (prefix === undefined)
    throw new Stop(1, `Error: ${familyWords[family ?? 0] ?? ''} prefix is expected rather than "${word}".\n`);
  return prefix;
}

export function tryReadPrefix(word: string, family: Family | undefined): Prefix | undefined {
  if (word === 'default' || word === 'any' || word === 'all')
    return new Prefix(family === 6 ? anyV6 : anyV4, 0);
  const [head = '', tail, ...more] = word.split('/');
  const address = readShortAddress(head);
  if (address === undefined || more.length > 0) return undefined;
  if (family !== undefined && address.family !== family) return undefined;
  if (tail === undefined) return new Prefix(address, address.width);
  const length = readUnsigned(tail) ?? maskLength(tail);
  return length === undefined || length > address.width ? undefined : new Prefix(address, length);
}

/**
 * get_addr_1 and get_addr_ipv4: dotted notation may leave out the last octets (`10` is 10.0.0.0, `10.8` is 10.8.0.0), and
 * an octet may be octal or hexadecimal (`010` is 8).
 */
function readShortAddress(text: string): Address | undefined {
  if (text.includes(':')) return Address.tryParse(text);
  const octets = text.split('.').map(wholeNumber);
  if (octets.length > 4) return undefined;
  const bytes = [0, 0, 0, 0];
  for (const [at, octet] of octets.entries()) {
    if (octet === undefined || octet < 0 || octet > 255) return undefined;
    bytes[at] = Math.abs(octet);
  }
  return Address.fromBytes(bytes);
}

/** A netmask of ones and then zeros. */
function maskLength(text: string): number | undefined {
  const mask = readShortAddress(text);
  if (mask?.family !== 4) return undefined;
  const bits = mask.bits.toString(2).padStart(32, '0');
  return /^1*0*$/.test(bits) ? bits.replaceAll('0', '').length : undefined;
}

/** get_addr */
export function readAddress(word: string, family: Family | undefined): Address {
  const address =
    word === 'default' || word === 'any' || word === 'all'
      ? family === 6
        ? anyV6
        : anyV4
      : readShortAddress(word);
  if (address === undefined || (family !== undefined && address.family !== family))
    throw new Stop(
      1,
      `Error: ${familyWords[family ?? 0] ?? ''} address is expected rather than "${word}".\n`,
    );
  return address;
}

/** ll_addr_a2n: an Ethernet address; one with dots is an IPv4 address, which some links have for theirs. */
export function readLinkAddress(word: string): string {
  if (word.includes('.')) {
    const address = readShortAddress(word);
    if (address === undefined) throw new Stop(1, `"${word}" is invalid lladdr.\n`);
    return linkText(address.text.split('.').map(Number));
  }
  const octets = word.split(':').map((piece) => {
    // sscanf("%x"): what follows the digits is not looked at.
    const octet = Number.parseInt(piece, 16);
    if (!(octet >= 0 && octet <= 255)) throw new Stop(1, `"${piece}" is invalid lladdr.\n`);
    return octet;
  });
  return linkText(octets);
}

function linkText(octets: readonly number[]): string {
  return octets.map((octet) => octet.toString(16).padStart(2, '0')).join(':');
}

/** parse_on_off: the newer complaint about a switch that is neither. @param status EINVAL, or -EINVAL as a status */
export function readSwitch(name: string, word: string, status = 22): boolean {
  if (word === 'on' || word === 'off') return word === 'on';
  throw new Stop(status, `Error: argument of "${name}" must be one of "off", "on", not "${word}"\n`);
}

/** on_off: the complaint about a switch that is neither. */
export function readOnOff(name: string, word: string): boolean {
  if (word === 'on') return true;
  if (word === 'off') return false;
  throw new Stop(1, `Error: argument of "${name}" must be "on" or "off", not "${word}"\n`);
}
