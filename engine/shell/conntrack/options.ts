/**
 * The command line of conntrack(8), conntrack-tools 1.4.7, in its own getopt's words.
 */
import { Address } from '../../net/address/address.ts';
import { Prefix } from '../../net/address/prefix.ts';
import { tcpStates } from '../../linux/netfilter/conntrack/tcp/states.ts';
import { legacyAddress } from '../../linux/resolver/legacy-address.ts';
import { protocolNumber } from '../services/services.ts';
import { misfit, type OptionName } from './legal.ts';
import {
  ConntrackUsage,
  ConntrackNotSimulated,
  ConntrackFailure,
  commands,
  letters,
  otherNames,
  withoutValue,
  optionalValue,
  protocols,
  ofProtocol,
  synonyms,
  statusNames,
  statusWords,
  outputs,
  eventNames,
  sctpStates,
  dccpStates,
  withoutLabels,
  number,
  type Letter,
  type AddressOption,
  type ConntrackOptions,
} from './option-tables.ts';

/** @throws ConntrackUsage, ConntrackNotSimulated, ConntrackFailure */
export function readConntrackOptions(words: readonly string[]): ConntrackOptions {
  return new Reader(words).read();
}

class Reader {
  readonly #words: readonly string[];
  #at = 0;
  #letter: Letter | undefined;
  #table: ConntrackOptions['table'] = 'conntrack';
  readonly #given = new Set<OptionName>();
  readonly #addresses = new Map<AddressOption, Prefix>();
  readonly #numbers = new Map<string, number>();
  readonly #nat = new Map<'n' | 'g' | 'j', { address?: Address; port?: number }>();
  readonly #output = new Set<string>();
  readonly #events = new Set<string>();
  #protocol: number | undefined;
  #family: 4 | 6 | undefined;
  #state: string | undefined;
  #statusBits: number | undefined;
  #unreplied = false;
  #mark: ConntrackOptions['mark'];
  #timeout: number | undefined;
  #zone: number | undefined;
  #zoneOf: ConntrackOptions['zoneOf'];
  #id: number | undefined;
  #bufferSize: number | undefined;
  #file: string | undefined;
  #warnings = '';

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  read(): ConntrackOptions {
    for (;;) {
      const word = this.#words[this.#at++];
      if (word === undefined || word === '--') break;
      if (word.startsWith('--')) this.#long(word);
      else if (word.startsWith('-') && word.length > 1) this.#cluster(word);
    }
    this.#check();
    return {
      letter: this.#letter ?? 'h',
      table: this.#table,
      given: this.#given,
      addresses: this.#addresses,
      numbers: this.#numbers,
      protocol: this.#protocol,
      family: this.#family,
      state: this.#state,
      statusBits: this.#statusBits,
      unreplied: this.#unreplied,
      mark: this.#mark,
      timeout: this.#timeout,
      zone: this.#zone,
      zoneOf: this.#zoneOf,
      id: this.#id,
      bufferSize: this.#bufferSize,
      nat: this.#nat,
      output: this.#output,
      events: this.#events,
      file: this.#file,
      warnings: this.#warnings,
    };
  }

  #long(word: string): void {
    const [head = '', ...rest] = word.slice(2).split('=');
    const value = rest.length > 0 ? rest.join('=') : undefined;
    const own = ofProtocol.get(this.#protocol ?? -1) ?? [];
    const known = [...Object.keys(commands), ...Object.keys(otherNames), ...own];
    const candidates = known.includes(head) ? [head] : known.filter((name) => name.startsWith(head));
    const [name] = candidates;
    const meanings = new Set(candidates.map((each) => commands[each] ?? otherNames[each] ?? each));
    if (name === undefined || meanings.size > 1) throw new ConntrackUsage(`unknown option \`${word}'`);
    const command = commands[name];
    if (command !== undefined) this.#command(command, word, value);
    else this.#option(otherNames[name] ?? name, word, value);
  }

  #cluster(word: string): void {
    for (let at = 1; at < word.length; at++) {
      const letter = word.charAt(at);
      const rest = word.slice(at + 1);
      if ('LIUDGEFACSVhR'.includes(letter)) {
        const takesRest = !'SVh'.includes(letter);
        this.#command(letter as Letter, word, takesRest && rest !== '' ? rest : undefined);
        if (takesRest && rest !== '') return;
        continue;
      }
      const name = letters[letter];
      if (name === undefined) throw new ConntrackUsage(`unknown option \`${word}'`);
      const takesRest = rest !== '' && !withoutValue.has(name);
      this.#option(name, word, takesRest ? rest : undefined);
      if (takesRest) return;
    }
  }

  #command(letter: Letter, word: string, value: string | undefined): void {
    if (letter === 'R') {
      this.#file = value ?? this.#words[this.#at++];
      if (this.#file === undefined) throw new ConntrackUsage(`unknown option \`${word}'`);
    } else if (letter !== 'V' && letter !== 'h' && value === undefined) this.#readTable(letter);
    if (this.#letter !== undefined) throw new ConntrackUsage('Invalid commands combination');
    this.#letter = letter;
  }

  /** check_type: a prefix will do. */
  #readTable(letter: Letter): void {
    const word = this.#words[this.#at];
    if (word === undefined || /^[-!]/.test(word)) return;
    this.#at++;
    const tables = ['conntrack', 'expect', 'dying', 'unconfirmed'] as const;
    const table = tables.find((name) => name.startsWith(word));
    if (table === undefined) throw new ConntrackUsage(`unknown type \`${word}'`);
    if (table === 'expect' && letter === 'U') throw new ConntrackUsage("Can't do --update on expectations");
    if ((table === 'dying' || table === 'unconfirmed') && letter !== 'L' && letter !== 'C')
      throw new ConntrackUsage("Can't do that command with tables `dying' and `unconfirmed'");
    this.#table = table;
  }

  #option(name: string, word: string, attached: string | undefined): void {
    if (withoutValue.has(name)) {
      this.#given.add(name as OptionName);
      return;
    }
    let value = attached;
    if (value === undefined) {
      const next = this.#words[this.#at];
      if (!optionalValue.has(name)) {
        if (next === undefined) throw new ConntrackUsage(`option \`${word}' requires an argument`);
        value = next;
        this.#at++;
      } else if (next !== undefined && !/^[-!]/.test(next)) {
        value = next;
        this.#at++;
      }
    }
    this.#value(name, value);
  }

  #value(name: string, value: string | undefined): void {
    const own = synonyms[name] ?? name;
    if (ofProtocol.get(this.#protocol ?? -1)?.includes(name) === true) {
      this.#ofProtocol(own, value ?? '');
      return;
    }
    this.#given.add(name as OptionName);
    const text = value ?? '';
    switch (name as OptionName) {
      case 'src':
      case 'dst':
      case 'reply-src':
      case 'reply-dst': {
        const key = ({ src: 's', dst: 'd', 'reply-src': 'r', 'reply-dst': 'q' } as const)[name as 'src'];
        this.#addresses.set(key, this.#prefix(name, text));
        return;
      }
      case 'mask-src':
      case 'mask-dst':
        this.#mask(name as 'mask-src', text);
        return;
      case 'protonum':
        this.#protocol =
          protocols[text.toLowerCase()] ??
          (/^\d+$/.test(text) && Number(text) < 256 ? Number(text) : protocolNumber(text));
        if (this.#protocol === undefined) throw new ConntrackUsage(`\`${text}' unsupported protocol`);
        return;
      case 'timeout':
        this.#timeout = number(text);
        return;
      case 'status':
        this.#unreplied ||= text === 'UNREPLIED';
        if (text.split(',').length > 1 && text.split(',').includes('UNREPLIED'))
          throw new ConntrackNotSimulated('conntrack -u UNREPLIED among others');
        this.#statusBits = (text === 'UNREPLIED' ? [] : this.#list(text, statusWords)).reduce(
          (bits, each) => bits | (statusNames.find(([known]) => known === each)?.[1] ?? 0),
          this.#statusBits ?? 0,
        );
        return;
      case 'event-mask':
        for (const each of this.#list(text, eventNames)) this.#events.add(each);
        return;
      case 'output':
        for (const each of this.#list(text, outputs)) {
          if (each === 'labels') this.#warnings += withoutLabels;
          this.#output.add(each);
        }
        if (this.#output.has('save') && this.#output.size > 1) throw new ConntrackFailure('save');
        return;
      case 'mark': {
        const [head = '', tail] = text.split('/');
        this.#mark = { value: number(head), mask: tail === undefined ? 0xffff_ffff : number(tail) };
        return;
      }
      case 'family':
        if (text !== 'ipv4' && text !== 'ipv6') throw new ConntrackUsage(`\`${text}' unsupported protocol`);
        this.#setFamily(text === 'ipv4' ? 4 : 6);
        return;
      case 'zone':
      case 'orig-zone':
      case 'reply-zone':
        this.#zone = number(text) & 0xffff;
        this.#zoneOf = name === 'zone' ? undefined : name === 'orig-zone' ? 'original' : 'reply';
        return;
      case 'id':
        this.#id = number(text);
        return;
      case 'buffer-size':
        this.#bufferSize = number(text);
        return;
      case 'nat-range':
        this.#warnings += 'WARNING: ignoring -a, deprecated option.\n';
        return;
      case 'src-nat':
      case 'dst-nat':
      case 'any-nat':
        this.#natEnd(name as 'src-nat', value);
        return;
      case 'secmark':
        return;
      case 'label':
      case 'label-add':
      case 'label-del':
        throw new ConntrackUsage(`unknown label '${text}'`, withoutLabels);
      case 'zero':
        return;
      case 'tuple-src':
      case 'tuple-dst':
        this.#prefix(name, text);
    }
  }

  #ofProtocol(name: string, value: string): void {
    if (name === 'state') {
      const known: readonly string[] =
        this.#protocol === 132 ? sctpStates : this.#protocol === 33 ? dccpStates : [...tcpStates, 'LISTEN'];
      if (!known.includes(value)) {
        const what = { 6: 'unknown TCP', 132: 'unknown SCTP', 33: 'Unknown DCCP' }[this.#protocol ?? 6] ?? '';
        throw new ConntrackUsage(`${what} state \`${value}'`);
      }
      this.#state = value === 'LISTEN' ? 'SYN_SENT2' : value;
    } else if (name === 'role') {
      if (value !== 'client' && value !== 'server') throw new ConntrackUsage(`Unknown DCCP role \`${value}'`);
    } else
      this.#numbers.set(name, number(value) & (name.endsWith('vtag') || this.#protocol === 47 ? -1 : 0xffff));
  }

  #natEnd(name: 'src-nat' | 'dst-nat' | 'any-nat', value: string | undefined): void {
    const key = ({ 'src-nat': 'n', 'dst-nat': 'g', 'any-nat': 'j' } as const)[name];
    if ((key === 'j' && this.#nat.size > 0) || (key !== 'j' && this.#nat.has('j')))
      throw new ConntrackUsage("cannot specify `--src-nat' or `--dst-nat' with `--any-nat'");
    if (value === undefined) {
      this.#nat.set(key, {});
      return;
    }
    const colon = Address.tryParse(value)?.family === 6 ? -1 : value.indexOf(':');
    const head = colon < 0 ? value : value.slice(0, colon);
    const tail = colon < 0 ? undefined : value.slice(colon + 1);
    if (tail !== undefined && number(tail) === 0) throw new ConntrackUsage(`Invalid port \`${tail}'`);
    if (head.includes('/')) throw new ConntrackUsage(`CIDR notation unavailable for \`--${name}'`);
    const address = this.#address(head);
    this.#setFamily(address.family);
    this.#nat.set(key, tail === undefined ? { address } : { address, port: number(tail) });
  }

  #setFamily(family: 4 | 6): void {
    if (this.#family !== undefined && this.#family !== family)
      throw new ConntrackUsage('mismatched address family');
    this.#family = family;
  }

  #address(text: string): Address {
    const address = legacyAddress(text) ?? Address.tryParse(text);
    if (address === undefined) throw new ConntrackUsage(`Invalid IP address \`${text}'`);
    return address;
  }

  #prefix(name: string, text: string): Prefix {
    const [head = '', tail, more] = text.split('/');
    const address = this.#address(head);
    const most = address.family === 4 ? 32 : 128;
    this.#setFamily(address.family);
    if (tail === undefined) return new Prefix(address, most);
    if (name.startsWith('reply') || name.startsWith('tuple'))
      throw new ConntrackUsage(`CIDR notation unavailable for \`--${name}'`);
    const length = /^\d+$/.test(tail) ? Number(tail) : -1;
    if (length < 0 || length > most || more !== undefined) throw new ConntrackUsage('Invalid netmask');
    if (length < most) this.#given.add(name === 'src' ? 'mask-src' : 'mask-dst');
    return new Prefix(address, length);
  }

  #mask(name: 'mask-src' | 'mask-dst', text: string): void {
    const mask = this.#address(text);
    this.#setFamily(mask.family);
    const key = name === 'mask-src' ? 's' : 'd';
    const prefix = this.#addresses.get(key);
    const length = Math.clz32(~mask.bits);
    if (mask.family === 6 || (length < 32 && mask.bits << length !== 0))
      throw new ConntrackNotSimulated(`conntrack --${name} that is no prefix`);
    if (prefix !== undefined) this.#addresses.set(key, new Prefix(prefix.address, length));
  }

  /** parse_parameter: any prefix of a name, in any case. */
  #list(text: string, known: readonly string[]): readonly string[] {
    const found: string[] = [];
    for (const [at, word] of text.split(',').entries()) {
      const wanted = word.toUpperCase();
      const end = ['SRC_NAT', 'DST_NAT'].find((each) => word !== '' && each.startsWith(wanted));
      const name = known.find((each) => word !== '' && each.toUpperCase().startsWith(wanted));
      if (end !== undefined)
        this.#warnings += `WARNING: ignoring ${end}, use --${end.slice(0, 3).toLowerCase()}-nat instead\n`;
      else if (name === undefined)
        throw new ConntrackUsage(`Bad parameter \`${text.split(',').slice(at).join(',')}'`);
      else found.push(name);
    }
    return found;
  }

  #check(): void {
    const letter = this.#letter;
    const given = this.#given;
    const addressed = (one: OptionName, other: OptionName): boolean => given.has(one) && given.has(other);
    for (const end of ['src', 'dst'] as const)
      if (given.has(`mask-${end}`) && !given.has(end) && this.#table === 'conntrack')
        throw new ConntrackUsage(`Can't use --mask-${end} without --${end}`);
    const key = letter === 'A' ? 'I' : (letter ?? '');
    const wrong = misfit(this.#table === 'expect' ? `${key} expect` : key, given);
    if (wrong !== undefined) throw new ConntrackUsage(wrong);
    if (key === 'L' && given.has('zero') && this.#isFiltering())
      throw new ConntrackUsage("Can't use -z with filtering parameters");
    if (this.#table !== 'conntrack' || (key !== 'I' && key !== 'G')) return;
    if (!addressed('src', 'dst') && !addressed('reply-src', 'reply-dst'))
      throw new ConntrackUsage("you have to specify `--src' and `--dst'");
    this.#checkProtocol(key);
  }

  #isFiltering(): boolean {
    return (
      this.#addresses.size + this.#nat.size > 0 || this.#given.has('protonum') || this.#given.has('mark')
    );
  }

  /** final_check of the protocols. */
  #checkProtocol(key: 'I' | 'G'): void {
    const has = (name: string): boolean => this.#numbers.has(name);
    const names = ofProtocol.get(this.#protocol ?? -1) ?? [];
    const needsState = key === 'I' && names.includes('state') && this.#state === undefined;
    if (needsState) throw new ConntrackUsage("You need to supply the `--state' option for this command");
    if (names.includes('sport') || names.includes('srckey')) {
      const isGre = this.#protocol === 47;
      if (!(has('sport') && has('dport')) && !(has('reply-port-src') && has('reply-port-dst')))
        throw new ConntrackUsage(
          isGre
            ? "you have to specify `--srckey' and `--dstkey'"
            : "you have to specify `--sport' and `--dport'",
        );
    } else
      for (const name of names)
        if (!has(synonyms[name] ?? name))
          throw new ConntrackUsage(`You need to supply the \`--${name}' option for this command`);
  }
}
