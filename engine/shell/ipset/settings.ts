/**
 * `create`: what a set is made with, read and checked (lib/parse.c; the *_create functions of net/netfilter/ipset).
 */
import type { IpSets } from '../../linux/netfilter/ipset/ip-sets.ts';
import type { SetSettings } from '../../linux/netfilter/ipset/ip-set.ts';
import type { SetType } from '../../linux/netfilter/ipset/set-type.ts';
import { type Names, parsePorts, parseSpan } from './element.ts';
import { IpsetError, misuse, readLength, readNumber, refused, syntax } from './error.ts';

/** Seconds, as many as fit into 32 bits of milliseconds. */
export const longestTimeout = 2_147_483;
const every = 0xffff_ffff;

type Given = ReadonlyMap<string, string>;

function readFamily(text: string | undefined): 4 | 6 {
  switch (text) {
    case undefined:
    case 'inet':
    case 'ipv4':
    case '-4':
      return 4;
    case 'inet6':
    case 'ipv6':
    case '-6':
      return 6;
    default:
      throw syntax(`unknown inet family ${text}`);
  }
}

function readRange(text: string, type: SetType, names: Names): readonly [number, number] {
  if (type.name === 'bitmap:port') {
    if (!text.includes('-')) throw misuse("Mandatory option `to' is missing");
    const { first, last } = parsePorts(text, 4);
    return [first, last];
  }
  if (!/[-/]/.test(text)) throw syntax(`IP/cidr or IP-IP range must be specified: ${text}`);
  const { first, last } = parseSpan(text, 4, names);
  return [first.bits, last.bits];
}

function readNetmask(text: string, width: number): number {
  try {
    return readLength(text, 1, width);
  } catch (error) {
    if (!(error instanceof IpsetError)) throw error;
    throw refused(
      `${error.message}\nSyntax error: netmask is out of the inclusive range of 1-${String(width)}`,
    );
  }
}

/** Buckets of pointers must fit into what one allocation may be (htable_size). */
const mostBuckets = 2 ** 27;

/** @throws IpsetError, UnknownHost */
export function readSettings(type: SetType, given: Given, sets: IpSets, names: Names): SetSettings {
  const number = (name: string, first: number, last: number): number | undefined => {
    const text = given.get(name);
    return text === undefined ? undefined : readNumber(text, first, last);
  };
  const family = type.method === 'hash' && type.name !== 'hash:mac' ? readFamily(given.get('family')) : 0;
  const width = family === 6 ? 128 : 32;
  const netmaskText = given.get('netmask');
  const rangeText = given.get('range');
  if (type.method === 'bitmap' && rangeText === undefined)
    throw misuse("Mandatory option `range' is missing");
  const range = rangeText === undefined ? undefined : readRange(rangeText, type, names);
  const netmask = netmaskText === undefined ? undefined : readNetmask(netmaskText, width);
  const steps = range === undefined ? 0 : (range[1] - range[0] + 1) / 2 ** (32 - (netmask ?? 32));
  if (steps > 65_536) throw refused('The range you specified exceeds the size limit of the set type');
  const bucket = Math.max(2, Math.min(12, number('bucketsize', 0, 255) ?? 12));
  const markmask = number('markmask', 1, every);
  const timeout = number('timeout', 0, longestTimeout);
  const hashSize = Math.max(64, number('hashsize', 0, every) ?? 1024);
  if (hashSize > mostBuckets) throw refused('Kernel error received: Cannot allocate memory');
  return {
    family,
    hashSize: 2 ** Math.ceil(Math.log2(hashSize)),
    maximum: number('maxelem', 0, every) ?? 65_536,
    bucketSize: bucket + (bucket % 2),
    seed: number('initval', 0, every) ?? (type.method === 'hash' ? sets.seed() : 0),
    ...(netmask === undefined || netmask === width ? {} : { netmask }),
    ...(markmask === undefined ? {} : { markmask }),
    ...(timeout === undefined ? {} : { timeout }),
    ...(range === undefined ? {} : { range }),
    counters: given.has('counters'),
    comment: given.has('comment'),
    skbinfo: given.has('skbinfo'),
    forceAdd: given.has('forceadd'),
    places: Math.max(4, number('size', 0, every) ?? 8),
  };
}

/** Would `create -exist` take the one for the other (same_set)? */
export function sameSettings(one: SetSettings, other: SetSettings): boolean {
  const key = (settings: SetSettings): string => {
    const {
      family,
      maximum,
      netmask,
      markmask,
      timeout,
      counters,
      comment,
      skbinfo,
      range,
      forceAdd,
      places,
    } = settings;
    return JSON.stringify([
      family,
      maximum,
      netmask,
      markmask,
      timeout !== undefined,
      timeout ?? 0,
      counters,
      comment,
      skbinfo,
      range,
      forceAdd,
      places,
    ]);
  };
  return key(one) === key(other);
}
