/**
 * nslookup's options, as `-type=SRV` on its command line and `set type=SRV` at its prompt are one thing (setoption of
 * bin/dig/nslookup.c).
 */
import { recordType, recordTypeNumber } from '../../net/dns/message.ts';
import { bindNumber } from '../bind/number.ts';

export interface NslookupSettings {
  type: number;
  /** As it was given. */
  typeText: string;
  class: number;
  /** A and AAAA, until a type is set. */
  defaultLookups: boolean;
  debug: boolean;
  tcp: boolean;
  recurse: boolean;
  search: boolean;
  /** Set with -domain; else those of /etc/resolv.conf. */
  domain: string | undefined;
  /** Seconds; 0: the usual. */
  timeout: number;
  tries: number;
  port: number;
  ndots: number | undefined;
  servfailStops: boolean;
}

export function usualSettings(): NslookupSettings {
  return {
    type: recordType.A,
    typeText: 'A',
    class: 1,
    defaultLookups: true,
    debug: false,
    tcp: false,
    recurse: true,
    search: true,
    domain: undefined,
    timeout: 0,
    tries: 3,
    port: 53,
    ndots: undefined,
    servfailStops: false,
  };
}

/** @param text `type=SRV`, without the hyphen. @returns what to print; `not simulated` when it begins so */
export function setOption(settings: NslookupSettings, text: string): string {
  const equals = text.indexOf('=');
  const name = (equals < 0 ? text : text.slice(0, equals)).toLowerCase();
  const value = equals < 0 ? undefined : text.slice(equals + 1);
  const number = (most: number, what: string, set: (number: number) => void): string => {
    const found = bindNumber(value ?? '', most, what);
    if (typeof found === 'string') return `${found}\n`;
    set(found);
    return '';
  };
  if (value !== undefined) {
    if (starts(name, 'class', 2)) {
      const found = { in: 1, ch: 3, chaos: 3, hs: 4, hesiod: 4, any: 255 }[value.toLowerCase()];
      if (found === undefined) return `unknown query class: ${value}\n`;
      settings.class = found;
      return '';
    }
    if (starts(name, 'type', 2) || starts(name, 'querytype', 1)) {
      const found = recordTypeNumber(value);
      if (found === undefined) return `unknown query type: ${value}\n`;
      settings.type = found;
      settings.typeText = value;
      settings.defaultLookups = false;
      return '';
    }
    if (starts(name, 'domain', 2)) {
      settings.domain = value;
      settings.search = true;
      return '';
    }
    if (starts(name, 'port', 2)) return number(65_535, 'port', (found) => (settings.port = found));
    if (starts(name, 'timeout', 1)) return number(65_535, 'timeout', (found) => (settings.timeout = found));
    if (starts(name, 'retry', 3))
      return number(2 ** 31, 'tries', (found) => (settings.tries = Math.max(1, found)));
    if (starts(name, 'ndots', 1)) return number(128, 'ndots', (found) => (settings.ndots = found));
    return `*** Invalid option: ${text}\n`;
  }
  switch (name) {
    case 'deb':
    case 'debu':
    case 'debug':
      settings.debug = true;
      return '';
    case 'nodeb':
    case 'nodebu':
    case 'nodebug':
      settings.debug = false;
      return '';
    case 'd2':
      return 'not simulated: d2\n';
    case 'nod2':
      return '';
    case 'vc':
    case 'novc':
      settings.tcp = name === 'vc';
      return '';
    case 'recurse':
    case 'norecurse':
      settings.recurse = name === 'recurse';
      return '';
    case 'search':
    case 'nosearch':
      settings.search = name === 'search';
      return '';
    case 'sil':
      return '';
    case 'fail':
    case 'nofail':
      settings.servfailStops = name === 'nofail';
      return '';
    default:
      return `*** Invalid option: ${text}\n`;
  }
}

function starts(name: string, whole: string, least: number): boolean {
  return name.length >= least && whole.startsWith(name);
}
