/**
 * Matches and targets in the words of nft, where libxtables has a translation (the xlate functions of
 * extensions/libxt_*.c). Those that `nft list` shows in the same words say it themselves (`translate`).
 *
 * The tool's own slips are kept: an inverted port of UDP's destination is printed as if it were not.
 */
import type { Match, Target } from '../../../linux/netfilter/iptables/extension.ts';
import { type SavedOption, savedOptions } from './saved-options.ts';

type Words = (options: readonly SavedOption[], family: 4 | 6) => string | undefined;

function not({ inverted }: SavedOption, word = '!='): string {
  return inverted ? `${word} ` : '';
}

function value({ values }: SavedOption): string {
  return values[0] ?? '';
}

/** `A:B` as `A-B`. */
function range(option: SavedOption): string {
  return value(option).replace(':', '-');
}

/** `FIELD VALUE`, or with a mask `FIELD and MASK == VALUE`. */
function marked(field: string): Words {
  return ([option]) => {
    if (option === undefined) return undefined;
    const [number = '', mask] = value(option).split('/');
    if (mask === undefined) return `${field} ${not(option)}${number}`;
    return `${field} and ${mask} ${option.inverted ? '!=' : '=='} ${number}`;
  };
}

const conntrackFields: Readonly<Record<string, string>> = {
  ctorigsrc: 'original saddr',
  ctorigdst: 'original daddr',
  ctreplsrc: 'reply saddr',
  ctrepldst: 'reply daddr',
  ctorigsrcport: 'original proto-src',
  ctorigdstport: 'original proto-dst',
  ctreplsrcport: 'reply proto-src',
  ctrepldstport: 'reply proto-dst',
};

/** The order in which the tool translates them. */
const conntrackOrder = [
  'ctdir',
  'ctproto',
  'ctstate',
  'ctstatus',
  'ctexpire',
  'ctorigsrc',
  'ctorigdst',
  'ctreplsrc',
  'ctrepldst',
  'ctorigsrcport',
  'ctorigdstport',
  'ctreplsrcport',
  'ctrepldstport',
];

/** A translated address makes a status of a state, and then nothing is said of states. */
function states(option: SavedOption): string {
  const names = value(option).split(',');
  const translated = names.filter((name) => name === 'SNAT' || name === 'DNAT');
  if (translated.length > 0) return `status ${translated.join(',').toLowerCase()}`;
  return `state ${not(option, '!')}${names.join(',').toLowerCase()}`;
}

function conntrack(options: readonly SavedOption[]): string {
  const reply = options.some((option) => option.name === 'ctdir' && value(option) === 'REPLY');
  return conntrackOrder
    .flatMap((name) => options.filter((option) => option.name === name))
    .map((option) => {
      const field = conntrackFields[option.name];
      if (field !== undefined)
        return `ct ${field} ${not(option)}${option.name.endsWith('port') ? range(option) : value(option)}`;
      switch (option.name) {
        case 'ctdir':
          return `ct direction ${value(option).toLowerCase()}`;
        case 'ctproto':
          return `ct ${reply ? 'reply' : 'original'} protocol ${not(option)}${value(option)}`;
        case 'ctstate':
          return `ct ${states(option)}`;
        case 'ctstatus':
          return value(option) === 'NONE'
            ? 'ct status'
            : `ct status ${not(option, '!')}${value(option).toLowerCase()}`;
        default:
          return `ct expiration ${not(option)}${range(option)}`;
      }
    })
    .join(' ');
}

const owners: Readonly<Record<string, string>> = { 'uid-owner': 'skuid', 'gid-owner': 'skgid' };
const comparisons: Readonly<Record<string, string>> = { 'ttl-lt': 'lt ', 'ttl-gt': 'gt ' };
const packetTypes: Readonly<Record<string, string>> = { otherhost: '3' };
const rateUnits: Readonly<Record<string, string>> = { min: 'minute', sec: 'second' };

function multiport([option]: readonly SavedOption[], protocol: string): string | undefined {
  if (option === undefined) return undefined;
  const ports = value(option).split(',');
  if (option.name === 'ports') {
    const ends = ports.flatMap((port) => port.split(':'));
    const pairs = ends.flatMap((port) => [`0-65535 . ${port}`, `${port} . 0-65535`]);
    return `${protocol} sport . ${protocol} dport { ${pairs.join(', ')} }`;
  }
  const ranges = ports.map((port) => port.replace(':', '-'));
  const set = ranges.length > 1 ? `{ ${ranges.join(', ')} }` : (ranges[0] ?? '');
  return `${protocol} ${option.name.slice(0, -1)} ${not(option)}${set}`;
}

function markSet(field: string, [option]: readonly SavedOption[]): string | undefined {
  if (option?.name !== 'set-xmark') return undefined;
  const [number = '', mask = ''] = value(option).split('/');
  const [bits, kept] = [Number(number), Number(mask)];
  if (kept === 0xffff_ffff) return `${field} set ${number}`;
  if (bits === 0) return `${field} set ${field} and 0x${(~kept >>> 0).toString(16)}`;
  if (bits === kept) return `${field} set ${field} or ${number}`;
  if (kept === 0) return `${field} set ${field} xor ${number}`;
  return `${field} set ${field} xor ${number} and 0x${(~kept >>> 0).toString(16)}`;
}

/** Both masks must be the same. */
function markCopied(options: readonly SavedOption[]): string | undefined {
  const masks = options.filter(({ name }) => name.endsWith('mask')).map(value);
  const [packet = '', connection = ''] = masks;
  if (packet !== connection) return undefined;
  const mask = packet === '0xffffffff' ? '' : ` and ${packet}`;
  return options[0]?.name === 'save-mark' ? `ct mark set mark${mask}` : `meta mark set ct mark${mask}`;
}

const matches: Readonly<Record<string, Words>> = {
  mark: marked('mark'),
  connmark: marked('ct mark'),
  conntrack,
  comment: () => '',
  iprange: (options, family) =>
    options
      .map((option) => {
        const [first = '', last = first] = value(option).split('-');
        const end = option.name === 'src-range' ? 'saddr' : 'daddr';
        return `ip${family === 6 ? '6' : ''} ${end} ${not(option)}${first}-${last}`;
      })
      .join(' '),
  length: ([option]) => option && `meta length ${not(option)}${range(option)}`,
  limit(options) {
    const [rate, burst] = options;
    if (rate === undefined) return undefined;
    const text = value(rate).replace(/[a-z]+$/, (unit) => rateUnits[unit] ?? unit);
    return `limit rate ${text} burst ${burst === undefined ? '5' : value(burst)} packets`;
  },
  mac: ([option]) => option && `ether saddr ${not(option)}${value(option).toLowerCase()}`,
  owner(options) {
    const [option] = options;
    const field = owners[option?.name ?? ''];
    return options.length > 1 || option === undefined || field === undefined
      ? undefined
      : `${field} ${not(option)}${value(option)}`;
  },
  pkttype: ([option]) => option && `pkttype ${not(option)}${packetTypes[value(option)] ?? value(option)}`,
  state: ([option]) => option && `ct state ${not(option, '!')}${value(option).toLowerCase()}`,
  tcp(options) {
    return options
      .map((option) => {
        if (option.name === 'tcp-option')
          return `tcp option ${value(option)} ${option.inverted ? 'missing' : 'exists'}`;
        if (option.name !== 'tcp-flags') return `tcp ${option.name} ${not(option)}${range(option)}`;
        const [mask = '', wanted = ''] = option.values.map((names) => names.toLowerCase());
        return `tcp flags ${not(option)}${wanted === 'none' ? '0x0' : wanted} / ${mask}`;
      })
      .join(' ');
  },
  ttl: ([option]) => option && `ip ttl ${comparisons[option.name] ?? not(option)}${value(option)}`,
  udp: (options) =>
    options
      .map((option) => `udp ${option.name} ${option.name === 'sport' ? not(option) : ''}${range(option)}`)
      .join(' '),
};

const targets: Readonly<Record<string, Words>> = {
  CONNMARK: (options) => markSet('ct mark', options) ?? markCopied(options),
  CT: (options) => (options[0]?.name === 'notrack' ? 'notrack' : undefined),
  NOTRACK: () => 'notrack',
  TRACE: () => 'nftrace set 1',
  TCPMSS: ([option]) =>
    option && `tcp option maxseg size set ${option.name === 'set-mss' ? value(option) : 'rt mtu'}`,
};

/** What nft calls it; undefined when libxtables has no words for it. @param protocol of the rule, by name */
export function matchInNft(match: Match, family: 4 | 6, protocol: string): string | undefined {
  if (match.name === 'multiport') return multiport(savedOptions(match.save()), protocol);
  const words = matches[match.name];
  // The tool leaves a blank before hours and days.
  if (match.name === 'time') return match.translate?.()?.replace(/^meta (hour|day)/, ' $&');
  return words === undefined ? match.translate?.() : words(savedOptions(match.save()), family);
}

export function targetInNft(target: Target, family: 4 | 6): string | undefined {
  const words = targets[target.name];
  return words === undefined ? target.translate?.() : words(savedOptions(target.save()), family);
}
