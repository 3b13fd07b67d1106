/**
 * The command line of dig (parse_args, dash_option, plus_option of bin/dig/dig.c, BIND 9.18). Options before the first
 * name hold for all names, those after a name for that one.
 */
import type { Address } from '../../net/address/address.ts';
import { Address as Addresses } from '../../net/address/address.ts';
import { recordType, recordTypeNumber } from '../../net/dns/message.ts';
import { reverseName } from '../../net/dns/name.ts';
import { bindNumber } from '../bind/number.ts';
import { bindVersion } from '../bind/servers.ts';
import { applyPlusOption } from './plus-option.ts';
import { help, usage } from './usage.ts';

/** What one name is asked with, and what is shown of it. */
export interface DigQuery {
  name: string;
  type: number;
  typeGiven: boolean;
  class: number;
  /** Named with `@`; undefined: those of /etc/resolv.conf. */
  server: string | undefined;
  port: number;
  source: { address: Address; port: number } | undefined;
  tries: number;
  timeout: number | undefined;
  tcp: boolean | undefined;
  search: boolean;
  showSearch: boolean;
  domain: string | undefined;
  ndots: number | undefined;
  ignoreTruncation: boolean;
  servfailStops: boolean;
  // The question
  recurse: boolean;
  aa: boolean;
  ad: boolean;
  cd: boolean;
  edns: number | undefined;
  udpSize: number;
  dnssec: boolean;
  cookie: boolean;
  nsid: boolean;
  opcode: number;
  trace: boolean;
  // What is shown
  sections: { question: boolean; answer: boolean; authority: boolean; additional: boolean };
  comments: boolean;
  stats: boolean;
  showQuery: boolean;
  short: boolean;
  identify: boolean;
  multiline: boolean;
  ttl: boolean;
  ttlUnits: boolean;
  showClass: boolean;
  /** The first lines, until they are printed. */
  greeting: string;
}

export interface DigCommandLine {
  /** Show the first lines, as it stands at the end of the line. */
  readonly command: boolean;
  readonly queries: readonly DigQuery[];
  /** For standard error, before anything else. */
  readonly warnings: string;
  readonly microseconds: boolean;
}

export interface DigStop {
  readonly stop: number;
  readonly out?: string;
  readonly error?: string;
}

/** Settings of the whole command line. */
export interface DigGlobals {
  /** Show the first lines. */
  command: boolean;
}

function usualQuery(): DigQuery {
  return {
    name: '.',
    type: recordType.A,
    typeGiven: false,
    class: 1,
    server: undefined,
    port: 53,
    source: undefined,
    tries: 3,
    timeout: undefined,
    tcp: undefined,
    search: false,
    showSearch: false,
    domain: undefined,
    ndots: undefined,
    ignoreTruncation: false,
    servfailStops: true,
    recurse: true,
    aa: false,
    ad: true,
    cd: false,
    edns: 0,
    udpSize: 1232,
    dnssec: false,
    cookie: true,
    nsid: false,
    opcode: 0,
    trace: false,
    sections: { question: true, answer: true, authority: true, additional: true },
    comments: true,
    stats: true,
    showQuery: false,
    short: false,
    identify: false,
    multiline: false,
    ttl: true,
    ttlUnits: false,
    showClass: true,
    greeting: '',
  };
}

const classes: Readonly<Record<string, number>> = { in: 1, ch: 3, chaos: 3, hs: 4, hesiod: 4, any: 255 };
const withValue = new Set(['b', 'c', 'f', 'k', 'p', 'q', 't', 'x', 'y']);

export function readDigArguments(words: readonly string[]): DigCommandLine | DigStop {
  const globals: DigGlobals = { command: true };
  const shared = usualQuery();
  const queries: DigQuery[] = [];
  let warnings = '';
  let microseconds = false;
  let current = shared;

  const invalid = (word: string): DigStop => ({
    stop: 1,
    error: `Invalid option: ${word}\n${usage}`,
  });
  const add = (name: string): void => {
    current = { ...shared, sections: { ...shared.sections }, name };
    if (queries.length === 0 && globals.command) current.greeting = greetingOf(words, current);
    queries.push(current);
  };
  const typeOrClass = (word: string): boolean => {
    const type = recordTypeNumber(word);
    if (type !== undefined) {
      current.type = type;
      current.typeGiven = true;
      return true;
    }
    const found = classes[word.toLowerCase()];
    if (found !== undefined) current.class = found;
    return found !== undefined;
  };

  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word.startsWith('@')) {
      current.server = word.slice(1);
      continue;
    }
    if (word.startsWith('+')) {
      const wrong = applyPlusOption(current, globals, word.slice(1));
      if (wrong === 'invalid') return invalid(word);
      if (wrong !== undefined) return wrong;
      continue;
    }
    if (!word.startsWith('-') || word === '-') {
      if (!typeOrClass(word)) add(word);
      continue;
    }
    let letters = word.slice(1);
    while (letters !== '') {
      const letter = letters.charAt(0);
      letters = letters.slice(1);
      if ('4rin'.includes(letter)) continue;
      if (letter === 'u') {
        microseconds = true;
        continue;
      }
      if ('6dm'.includes(letter)) return notSimulated(`-${letter}`);
      if (letter === 'h') return { stop: 0, out: help };
      if (letter === 'v') return { stop: 0, out: `DiG ${bindVersion}\n` };
      if (!withValue.has(letter)) return invalid(word);
      const value = letters === '' ? words[++at] : letters;
      letters = '';
      if (value === undefined) return invalid(word);
      switch (letter) {
        case 'b': {
          const [text, port] = value.split('#');
          const address = Addresses.tryParse(text ?? '');
          if (address === undefined) return { stop: 1, error: `dig: invalid address ${value}\n` };
          current.source = { address, port: Number(port ?? 0) };
          break;
        }
        case 'c': {
          const found = classes[value.toLowerCase()];
          if (found === undefined) warnings += `;; Warning, ignoring invalid class ${value}\n`;
          else current.class = found;
          break;
        }
        case 'p': {
          const port = bindNumber(value, 65_535, 'port number');
          if (typeof port === 'string')
            return { stop: 10, out: `${port}\n`, error: "dig: Couldn't parse port number\n" };
          current.port = port;
          break;
        }
        case 'q':
          add(value);
          break;
        case 't': {
          const type = recordTypeNumber(value);
          if (type === undefined) warnings += `;; Warning, ignoring invalid type ${value}\n`;
          else {
            current.type = type;
            current.typeGiven = true;
          }
          break;
        }
        case 'x': {
          const address = Addresses.tryParse(value);
          const type = current.typeGiven ? current.type : recordType.PTR;
          add(
            address === undefined
              ? `${value.split('.').reverse().join('.')}.in-addr.arpa.`
              : reverseName(address),
          );
          current.type = type;
          current.typeGiven = true;
          break;
        }
        default:
          return notSimulated(`-${letter}`);
      }
    }
  }
  if (queries.length === 0) {
    const typed = shared.typeGiven;
    add('.');
    if (!typed) current.type = recordType.NS;
  }
  return { command: globals.command, queries, warnings, microseconds };
}

function notSimulated(what: string): DigStop {
  return { stop: 1, error: `dig: not simulated: ${what}\n` };
}

/** The lines up to `;; global options`; the servers are counted when they are known. */
function greetingOf(words: readonly string[], query: DigQuery): string {
  const typed = words.length === 0 ? '' : ` ${words.join(' ')}`;
  return `\n; <<>> DiG ${bindVersion} <<>>${typed}\n${query.server === undefined ? '' : serverCount}${globalOptions(query)}`;
}

/** Stands for `; (1 server found)`. */
export const serverCount = '\u0000';

function globalOptions({ short }: DigQuery): string {
  return `;; global options:${short ? ' +short' : ''} +cmd\n`;
}
