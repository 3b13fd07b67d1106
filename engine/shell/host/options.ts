/**
 * The command line of host (pre_parse_args, parse_args of bin/dig/host.c, BIND 9.18).
 */
import { recordType, recordTypeNumber } from '../../net/dns/message.ts';
import { leadingNumber } from '../options/number.ts';
import { bindVersion } from '../bind/servers.ts';
import { usage } from './usage.ts';

export interface HostOptions {
  readonly name: string;
  readonly server: string | undefined;
  readonly type: number;
  /** None given: A, AAAA and MX. */
  readonly defaultTypes: boolean;
  readonly class: number;
  readonly verbose: boolean;
  readonly tcp: boolean;
  readonly recurse: boolean;
  readonly tries: number;
  readonly timeout: number | undefined;
  readonly ndots: number | undefined;
  readonly port: number;
  readonly servfailStops: boolean;
}

export interface HostStop {
  readonly stop: number;
  readonly out?: string;
  readonly error?: string;
}

const flags = 'aACDdilnrTUvVws46';
const withValue = 'cmNpRtW';
const notModelled: Readonly<Record<string, string>> = {
  C: '-C',
  D: '-D',
  i: '-i',
  l: '-l',
  m: '-m',
  6: '-6',
};

export function readHostOptions(words: readonly string[]): HostOptions | HostStop {
  const names: string[] = [];
  const set = {
    type: recordType.A as number,
    defaultTypes: true,
    class: 1,
    verbose: false,
    tcp: false,
    recurse: true,
    tries: 2,
    timeout: undefined as number | undefined,
    ndots: undefined as number | undefined,
    port: 53,
    servfailStops: false,
  };
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (!word.startsWith('-') || word === '-') {
      // isc_commandline_parse stops at the first operand.
      names.push(...words.slice(at));
      break;
    }
    let letters = word.slice(1);
    while (letters !== '') {
      const letter = letters.charAt(0);
      letters = letters.slice(1);
      const skipped = notModelled[letter];
      if (skipped !== undefined) return { stop: 1, error: `host: not simulated: ${skipped}\n` };
      if (flags.includes(letter)) {
        if (letter === 'V') return { stop: 0, error: `host ${bindVersion}\n` };
        if (letter === 'a' || letter === 'A') {
          set.type = recordType.ANY;
          set.defaultTypes = false;
          set.verbose = true;
          set.tcp = true;
        } else if (letter === 'd' || letter === 'v') set.verbose = true;
        else if (letter === 'r') set.recurse = false;
        else if (letter === 's') set.servfailStops = true;
        else if (letter === 'T') set.tcp = true;
        else if (letter === 'U') set.tcp = false;
        else if (letter === 'w') set.timeout = 2 ** 31;
        continue;
      }
      if (!withValue.includes(letter))
        return { stop: 1, error: `host: illegal option -- ${letter}\n${usage}` };
      const value = letters === '' ? words[++at] : letters;
      letters = '';
      if (value === undefined)
        return { stop: 1, error: `host: option requires an argument -- ${letter}\n${usage}` };
      switch (letter) {
        case 'c': {
          const found = { in: 1, ch: 3, chaos: 3, hs: 4, hesiod: 4, any: 255 }[value.toLowerCase()];
          if (found === undefined) return { stop: 2, error: `host: invalid class: ${value}\n\n` };
          set.class = found;
          break;
        }
        case 't': {
          const found = recordTypeNumber(value);
          if (found === undefined) return { stop: 2, error: `host: invalid type: ${value}\n\n` };
          set.type = found;
          set.defaultTypes = false;
          break;
        }
        case 'N':
          set.ndots = leadingNumber(value);
          break;
        case 'p':
          set.port = leadingNumber(value);
          break;
        case 'R':
          set.tries = Math.max(2, leadingNumber(value) + 1);
          break;
        case 'W':
          set.timeout = Math.max(1, leadingNumber(value));
          break;
        default:
      }
    }
  }
  const [name, server] = names;
  if (name === undefined) return { stop: 1, error: usage };
  return { ...set, name, server };
}
