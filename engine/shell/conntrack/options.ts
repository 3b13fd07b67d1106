/**
 * The command line of conntrack(8), conntrack-tools 1.4.7.
 */
import { Address } from '../../net/address/address.ts';
import { status } from '../../linux/netfilter/conntrack/connection.ts';
import { tcpStates } from '../../linux/netfilter/conntrack/tcp/states.ts';

export type Letter = 'L' | 'G' | 'D' | 'I' | 'U' | 'E' | 'F' | 'C' | 'S' | 'V' | 'h';

export interface ConntrackOptions {
  readonly letter: Letter;
  readonly table: 'conntrack' | 'expect' | 'dying' | 'unconfirmed';
  /** What entries are compared with, by option name. */
  readonly addresses: ReadonlyMap<AddressOption, Address>;
  readonly ports: ReadonlyMap<PortOption, number>;
  readonly protocol: number | undefined;
  readonly family: 4 | 6 | undefined;
  readonly tcpState: string | undefined;
  readonly statusBits: number | undefined;
  readonly mark: { readonly value: number; readonly mask: number } | undefined;
  readonly zone: number | undefined;
  /** -n, -g, -j: the address when one was given. */
  readonly nat: ReadonlyMap<'n' | 'g' | 'j', Address | undefined>;
  readonly output: ReadonlySet<string>;
  readonly events: ReadonlySet<string>;
  readonly zero: boolean;
}

export type AddressOption = 's' | 'd' | 'r' | 'q';
export type PortOption =
  'sport' | 'dport' | 'reply-port-src' | 'reply-port-dst' | 'icmp-type' | 'icmp-code' | 'icmp-id';

/** Bad usage, in the tool's words. */
export class ConntrackUsage extends Error {}
/** What exists and is not modelled. */
export class ConntrackNotSimulated extends Error {}

const commands = 'LGDIUEFCSVh';
const longOptions: Readonly<Record<string, string>> = {
  dump: 'L',
  create: 'I',
  delete: 'D',
  update: 'U',
  get: 'G',
  flush: 'F',
  event: 'E',
  counter: 'C',
  stats: 'S',
  version: 'V',
  help: 'h',
  src: 's',
  'orig-src': 's',
  dst: 'd',
  'orig-dst': 'd',
  'reply-src': 'r',
  'reply-dst': 'q',
  protonum: 'p',
  timeout: 't',
  status: 'u',
  zero: 'z',
  'event-mask': 'e',
  'src-nat': 'n',
  'dst-nat': 'g',
  'any-nat': 'j',
  mark: 'm',
  secmark: 'c',
  family: 'f',
  output: 'o',
  'buffer-size': 'b',
  zone: 'w',
  label: 'l',
  state: 'state',
  sport: 'sport',
  'orig-port-src': 'sport',
  dport: 'dport',
  'orig-port-dst': 'dport',
  'reply-port-src': 'reply-port-src',
  'reply-port-dst': 'reply-port-dst',
  'icmp-type': 'icmp-type',
  'icmp-code': 'icmp-code',
  'icmp-id': 'icmp-id',
};
const withValue = 'sdrqptuemcfobwl';
const optionalValue = 'ngj';
const tables = ['conntrack', 'expect', 'dying', 'unconfirmed'] as const;

const protocols: Readonly<Record<string, number>> = {
  tcp: 6,
  udp: 17,
  icmp: 1,
  icmpv6: 58,
  sctp: 132,
  dccp: 33,
  gre: 47,
  udplite: 136,
};
/** The options that belong to a protocol. */
const portOptions = ['sport', 'dport', 'reply-port-src', 'reply-port-dst'];
const icmpOptions = ['icmp-type', 'icmp-code', 'icmp-id'];

const statusNames: Readonly<Record<string, number>> = {
  ASSURED: status.assured,
  SEEN_REPLY: status.seenReply,
  UNSET: 0,
  SRC_NAT: status.sourceNat,
  DST_NAT: status.destinationNat,
  CONFIRMED: status.confirmed,
  EXPECTED: status.expected,
};
const outputs = ['xml', 'extended', 'timestamp', 'id', 'ktimestamp', 'labels', 'userspace', 'save', 'opts'];
const eventNames = ['ALL', 'NEW', 'UPDATES', 'DESTROY'];

/** @throws ConntrackUsage, ConntrackNotSimulated */
export function readConntrackOptions(words: readonly string[]): ConntrackOptions {
  return new Reader(words).read();
}

class Reader {
  readonly #words: readonly string[];
  #at = 0;
  #letter: Letter | undefined;
  #table: (typeof tables)[number] = 'conntrack';
  readonly #addresses = new Map<AddressOption, Address>();
  readonly #ports = new Map<PortOption, number>();
  readonly #nat = new Map<'n' | 'g' | 'j', Address | undefined>();
  readonly #output = new Set<string>();
  readonly #events = new Set<string>();
  #protocol: number | undefined;
  #family: 4 | 6 | undefined;
  #tcpState: string | undefined;
  #statusBits: number | undefined;
  #mark: { readonly value: number; readonly mask: number } | undefined;
  #zone: number | undefined;
  #zero = false;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  read(): ConntrackOptions {
    for (;;) {
      const word = this.#words[this.#at++];
      if (word === undefined) break;
      if (word.startsWith('--') && word.length > 2) this.#long(word);
      else if (word.startsWith('-') && word.length > 1) this.#cluster(word.slice(1));
      else throw new ConntrackUsage(`unknown type \`${word}'`);
    }
    return {
      letter: this.#letter ?? 'h',
      table: this.#table,
      addresses: this.#addresses,
      ports: this.#ports,
      protocol: this.#protocol,
      family: this.#family,
      tcpState: this.#tcpState,
      statusBits: this.#statusBits,
      mark: this.#mark,
      zone: this.#zone,
      nat: this.#nat,
      output: this.#output,
      events: this.#events,
      zero: this.#zero,
    };
  }

  #long(word: string): void {
    const [head = '', ...rest] = word.slice(2).split('=');
    const value = rest.length > 0 ? rest.join('=') : undefined;
    const option = longOptions[head];
    if (option === undefined || (option.length > 1 && !this.#belongs(option)))
      throw new ConntrackUsage(`unknown option \`${word}'`);
    this.#option(option, word, value);
  }

  /** Ports and states are options only after `-p` of a protocol that has them. */
  #belongs(option: string): boolean {
    if (option === 'state') return this.#protocol === 6;
    if (icmpOptions.includes(option)) return this.#protocol === 1 || this.#protocol === 58;
    return portOptions.includes(option) && [6, 17, 33, 132, 136].includes(this.#protocol ?? 0);
  }

  #cluster(letters: string): void {
    for (let at = 0; at < letters.length; at++) {
      const letter = letters.charAt(at);
      const rest = letters.slice(at + 1);
      const takesRest = (withValue.includes(letter) || optionalValue.includes(letter)) && rest !== '';
      this.#option(letter, `-${letter}`, takesRest ? rest : undefined);
      if (takesRest) return;
    }
  }

  #option(option: string, word: string, given: string | undefined): void {
    if (commands.includes(option)) {
      if (this.#letter !== undefined) throw new ConntrackUsage('Invalid commands combination');
      this.#letter = option as Letter;
      this.#readTable();
      return;
    }
    if (option === 'z') {
      this.#zero = true;
      return;
    }
    if (option === 'n' || option === 'g' || option === 'j') {
      const next = given ?? this.#takeWord();
      this.#nat.set(option, next === undefined ? undefined : this.#address(next.split(':')[0] ?? ''));
      return;
    }
    if (option.length === 1 && !withValue.includes(option))
      throw new ConntrackUsage(`unknown option \`${word}'`);
    const value = given ?? this.#words[this.#at++];
    if (value === undefined) throw new ConntrackUsage(`option \`${word}' requires an argument`);
    this.#value(option, value);
  }

  #value(option: string, value: string): void {
    switch (option) {
      case 's':
      case 'd':
      case 'r':
      case 'q':
        this.#addresses.set(option, this.#address(value));
        return;
      case 'p':
        this.#protocol = protocols[value.toLowerCase()] ?? (/^\d+$/.test(value) ? Number(value) : undefined);
        if (this.#protocol === undefined) throw new ConntrackUsage(`\`${value}' unsupported protocol`);
        return;
      case 'f':
        if (value !== 'ipv4' && value !== 'ipv6')
          throw new ConntrackUsage(`\`${value}' unsupported protocol`);
        this.#family = value === 'ipv4' ? 4 : 6;
        return;
      case 'u':
        this.#statusBits = list(value, Object.keys(statusNames)).reduce(
          (bits, name) => bits | (statusNames[name] ?? 0),
          0,
        );
        return;
      case 'o':
        for (const name of value.split(',')) {
          if (!outputs.includes(name)) throw new ConntrackUsage(`Bad parameter \`${name}'`);
          if (name === 'xml' || name === 'save' || name === 'opts' || name === 'userspace')
            throw new ConntrackNotSimulated(`conntrack -o ${name}`);
          this.#output.add(name);
        }
        return;
      case 'e':
        for (const name of list(value, eventNames)) this.#events.add(name);
        return;
      case 'm': {
        const [head = '', tail] = value.split('/');
        this.#mark = { value: Number(head) || 0, mask: tail === undefined ? 0xffff_ffff : Number(tail) };
        return;
      }
      case 'w':
        this.#zone = Number(value) || 0;
        return;
      case 'state':
        if (!(tcpStates as readonly string[]).includes(value) && value !== 'LISTEN')
          throw new ConntrackUsage(`unknown TCP state \`${value}'`);
        this.#tcpState = value === 'LISTEN' ? 'SYN_SENT2' : value;
        return;
      case 'b':
      case 't':
        return;
      case 'c':
      case 'l':
        throw new ConntrackNotSimulated(`conntrack -${option}`);
      default:
        this.#ports.set(option as PortOption, Number.parseInt(value, 10) || 0);
    }
  }

  #readTable(): void {
    const word = this.#words[this.#at];
    if (word === undefined || word.startsWith('-')) return;
    this.#at++;
    const table = tables.find((name) => name === word);
    if (table === undefined) throw new ConntrackUsage(`unknown type \`${word}'`);
    this.#table = table;
  }

  #takeWord(): string | undefined {
    const word = this.#words[this.#at];
    if (word === undefined || word.startsWith('-')) return undefined;
    this.#at++;
    return word;
  }

  #address(text: string): Address {
    const address = Address.tryParse(text.split('/')[0] ?? '');
    if (address === undefined) throw new ConntrackUsage(`Invalid IP address \`${text}'`);
    if (text.includes('/')) throw new ConntrackNotSimulated('conntrack with a prefix as address');
    return address;
  }
}

function list(text: string, known: readonly string[]): readonly string[] {
  return text.split(',').map((word) => {
    const name = known.find((each) => each === word.toUpperCase());
    if (name === undefined) throw new ConntrackUsage(`Bad parameter \`${word}'`);
    return name;
  });
}
