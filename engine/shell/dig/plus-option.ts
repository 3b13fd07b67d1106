/**
 * dig's `+keyword[=value]` (plus_option of bin/dig/dig.c, BIND 9.18). A keyword may be cut short as far as dig lets it.
 */
import { bindNumber } from '../bind/number.ts';
import type { DigGlobals, DigQuery, DigStop } from './options.ts';

/** Keywords with the shortest form that is understood. */
const keywords: Readonly<Record<string, number>> = {
  aaflag: 3,
  aaonly: 3,
  additional: 3,
  adflag: 3,
  all: 3,
  answer: 2,
  authority: 2,
  badcookie: 3,
  besteffort: 2,
  bufsize: 2,
  cdflag: 3,
  class: 2,
  cmd: 2,
  coflag: 3,
  comments: 3,
  cookie: 3,
  crypto: 2,
  defname: 3,
  dns64prefix: 3,
  dnssec: 2,
  domain: 2,
  edns: 2,
  ednsflags: 5,
  ednsnegotiation: 5,
  ednsopt: 5,
  expandaaaa: 4,
  expire: 4,
  fail: 1,
  'header-only': 1,
  https: 5,
  identify: 2,
  idnin: 4,
  idnout: 4,
  ignore: 2,
  keepalive: 5,
  keepopen: 5,
  multiline: 2,
  ndots: 2,
  nsid: 3,
  nssearch: 3,
  onesoa: 1,
  opcode: 1,
  padding: 1,
  qid: 3,
  qr: 2,
  question: 2,
  raflag: 3,
  rdflag: 2,
  recurse: 3,
  retry: 3,
  rrcomments: 2,
  search: 2,
  short: 2,
  showbadcookie: 5,
  showsearch: 5,
  split: 2,
  stats: 2,
  subnet: 3,
  tcflag: 3,
  tcp: 3,
  timeout: 2,
  tls: 3,
  topdown: 2,
  trace: 2,
  tries: 3,
  ttlid: 4,
  ttlunits: 4,
  unknownformat: 1,
  vc: 1,
  yaml: 1,
  zflag: 1,
};

/** What is taken and changes nothing that can be seen here. */
const harmless = new Set([
  'badcookie',
  'besteffort',
  'crypto',
  'ednsnegotiation',
  'expandaaaa',
  'idnin',
  'idnout',
  'keepopen',
  'onesoa',
  'raflag',
  'rrcomments',
  'showbadcookie',
  'split',
  'tcflag',
]);

/** @returns `invalid` for a keyword that there is not, or how dig ends */
export function applyPlusOption(
  query: DigQuery,
  globals: DigGlobals,
  option: string,
): DigStop | 'invalid' | undefined {
  const equals = option.indexOf('=');
  const text = (equals < 0 ? option : option.slice(0, equals)).toLowerCase();
  const value = equals < 0 ? undefined : option.slice(equals + 1);
  const positive = find(text);
  const state = positive !== undefined || !text.startsWith('no');
  const keyword = positive ?? (state ? undefined : find(text.slice(2)));
  if (keyword === undefined) return 'invalid';
  if (harmless.has(keyword)) return undefined;
  const { sections } = query;
  const number = (most: number, what: string, set: (number: number) => void): DigStop | undefined => {
    const found = bindNumber(value ?? '', most, what);
    if (typeof found === 'string')
      return { stop: 10, out: `${found}\n`, error: `dig: Couldn't parse ${what}\n` };
    set(found);
    return undefined;
  };
  switch (keyword) {
    case 'aaflag':
    case 'aaonly':
      query.aa = state;
      return undefined;
    case 'additional':
    case 'answer':
    case 'authority':
    case 'question':
      sections[keyword] = state;
      return undefined;
    case 'adflag':
      query.ad = state;
      return undefined;
    case 'cdflag':
      query.cd = state;
      return undefined;
    case 'all':
      sections.question = sections.answer = sections.authority = sections.additional = state;
      query.comments = query.stats = state;
      globals.command = state;
      return undefined;
    case 'bufsize':
      if (!state || value === undefined) query.udpSize = state ? 1232 : 0;
      else return number(65_535, 'buffer size', (found) => (query.udpSize = found));
      return undefined;
    case 'class':
      query.showClass = state;
      return undefined;
    case 'cmd':
      globals.command = state;
      return undefined;
    case 'comments':
      query.comments = state;
      return undefined;
    case 'cookie':
      query.cookie = state;
      if (state) query.edns ??= 0;
      return undefined;
    case 'defname':
    case 'search':
      query.search = state;
      return undefined;
    case 'showsearch':
      query.search = query.showSearch = state;
      return undefined;
    case 'domain':
      if (value === undefined) return 'invalid';
      query.domain = value;
      query.search = true;
      return undefined;
    case 'dnssec':
      query.dnssec = state;
      if (state) query.edns ??= 0;
      return undefined;
    case 'edns':
      if (!state) query.edns = undefined;
      else if (value === undefined) query.edns = 0;
      else return number(255, 'edns', (found) => (query.edns = found));
      return undefined;
    case 'fail':
      query.servfailStops = state;
      return undefined;
    case 'identify':
      query.identify = state;
      return undefined;
    case 'ignore':
      query.ignoreTruncation = state;
      return undefined;
    case 'multiline':
      query.multiline = state;
      return undefined;
    case 'ndots':
      return number(128, 'ndots', (found) => (query.ndots = found));
    case 'nsid':
      query.nsid = state;
      return undefined;
    case 'qr':
      query.showQuery = state;
      return undefined;
    case 'rdflag':
    case 'recurse':
      query.recurse = state;
      return undefined;
    case 'retry':
      return number(2 ** 31, 'retries', (found) => (query.tries = found + 1));
    case 'tries':
      return number(2 ** 31, 'tries', (found) => (query.tries = Math.max(1, found)));
    case 'timeout':
      return number(65_535, 'timeout', (found) => (query.timeout = Math.max(1, found)));
    case 'short':
      query.short = state;
      if (state) {
        globals.command = false;
        sections.question = sections.authority = sections.additional = false;
        sections.answer = true;
        query.comments = query.stats = false;
      }
      return undefined;
    case 'stats':
      query.stats = state;
      return undefined;
    case 'tcp':
    case 'vc':
      query.tcp = state;
      return undefined;
    case 'trace':
      query.trace = state;
      if (state) {
        query.recurse = true;
        query.comments = query.stats = false;
        query.identify = true;
        query.dnssec = true;
        sections.question = sections.additional = false;
      }
      return undefined;
    case 'ttlid':
      query.ttl = state;
      return undefined;
    case 'ttlunits':
      query.ttl = true;
      query.ttlUnits = state;
      return undefined;
    default:
      return { stop: 1, error: `dig: not simulated: +${option}\n` };
  }
}

function find(text: string): string | undefined {
  return Object.entries(keywords).find(
    ([keyword, least]) => text.length >= least && keyword.startsWith(text),
  )?.[0];
}
