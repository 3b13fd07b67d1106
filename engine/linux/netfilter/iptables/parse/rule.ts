/**
 * The part of a command line that describes a rule: -s -d -p -i -o -f -c, -m and -j with what follows them
 * (do_parse, command_match, command_jump of iptables/xshared.c).
 */
import { NotSimulated, usage } from '../error.ts';
import type { Match, RuleContext, Target } from '../extension.ts';
import type { AddressTerm, Header, InterfaceTerm } from '../header.ts';
import { protocolNumber, protocolText } from '../names/protocols.ts';
import { parseNumber } from '../number.ts';
import { libraryOf } from '../agents.ts';
import { createMatch, createTarget, type Library } from '../registry.ts';
import type { NetworkNamespace } from '../../../namespace/namespace.ts';
import type { RuleText } from '../rule.ts';
import type { HostAnswers } from '../../../resolver/host-answers.ts';
import { parseAddressTerms } from './addresses.ts';
import type { LongOption } from './arguments.ts';
import { checkInterface } from './interface.ts';

/** Whose an option is: a base option's letter, or the extension. */
export type Owner = string | Match | Target;

interface Words {
  takeWord(): string | undefined;
}

/** What a rule is read for. */
export interface RuleSetting {
  readonly family: 4 | 6;
  /** Who writes it; `nft` when absent. */
  readonly dialect?: RuleContext['dialect'];
  readonly library?: Library;
  readonly namespace?: NetworkNamespace | undefined;
  /** What the resolver said of names so far. Without it they have no addresses. */
  readonly hosts?: HostAnswers | undefined;
  readonly warn?: (line: string) => void;
}

const mostOnce = 'sdpijogfc';

/** Protocols with a match of their own name. */
const protocolMatches = ['tcp', 'udp', 'icmp', 'icmp6', 'sctp', 'esp', 'ah', 'ipcomp'];

export class RuleParser {
  readonly #setting: RuleSetting;
  readonly #words: Words;
  readonly #seen: string[] = [];
  readonly #given = new Map<Match | Target, Set<string>>();
  /** Read at the end, after everything else was found good. */
  readonly #addresses = new Map<'s' | 'd', { readonly value: string; readonly inverted: boolean }>();
  #sources: readonly (AddressTerm | undefined)[] = [undefined];
  #destinations: readonly (AddressTerm | undefined)[] = [undefined];
  #input: InterfaceTerm | undefined;
  #output: InterfaceTerm | undefined;
  #protocol = { number: 0, inverted: false };
  #fragment: { readonly inverted: boolean } | undefined;
  readonly #matches: Match[] = [];
  #target: Target | undefined;
  #jump: string | undefined;
  #isGoto = false;
  #packets = 0;
  #bytes = 0;
  /** The long options of the matches and the target so far. */
  options: readonly LongOption<Owner>[] = [];

  constructor(setting: RuleSetting, words: Words) {
    this.#setting = setting;
    this.#words = words;
  }

  get #family(): 4 | 6 {
    return this.#setting.family;
  }

  get #library(): Library {
    const { library, namespace } = this.#setting;
    return library ?? libraryOf(namespace);
  }

  /** The extensions so far, the target first. */
  get extensions(): readonly string[] {
    return [...(this.#target === undefined ? [] : [this.#target]), ...this.#matches].map(({ name }) => name);
  }

  /** A base option that only a rule has. */
  setBase(letter: string, value: string, inverted: boolean): void {
    if (mostOnce.includes(letter)) {
      const key = letter === 'g' ? 'j' : letter;
      if (this.#seen.includes(key)) throw usage(`multiple -${key} flags not allowed`);
      this.#seen.push(key);
    }
    switch (letter) {
      case 's':
      case 'd':
        this.#addresses.set(letter, { value, inverted });
        return;
      case 'i':
        this.#input = this.#interface(value, inverted);
        return;
      case 'o':
        this.#output = this.#interface(value, inverted);
        return;
      case 'p': {
        const number = protocolNumber(value);
        if (number === undefined) throw usage(`unknown protocol "${value}" specified`);
        if (number === 0 && inverted) throw usage('rule would never match protocol');
        this.#protocol = { number, inverted };
        return;
      }
      case 'f':
        if (this.#family === 6) throw usage("`-f' is not supported in IPv6, use -m frag instead");
        this.#fragment = { inverted };
        return;
      case 'c':
        this.#setCounters(value);
        return;
      case 'm':
        if (inverted) throw usage("unexpected '!' flag before --match");
        this.#loadMatch(value);
        return;
      case 'j':
      case 'g':
        if (inverted) throw usage(`cannot have ! before -${letter}`);
        this.#setJump(value, letter === 'g');
    }
  }

  #interface(name: string, inverted: boolean): InterfaceTerm | undefined {
    if (name === '') throw usage('Empty interface is likely to be undesired');
    checkInterface(name, this.#setting.warn);
    return name === '+' && !inverted ? undefined : { name, inverted };
  }

  #setCounters(value: string): void {
    const word = value.includes(',') ? undefined : this.#words.takeWord();
    const [packets = '', bytes] = word === undefined ? value.split(',') : [value, word];
    if (bytes === undefined) throw usage('-c requires packet and byte counter');
    const count = parseNumber(packets, 0, Number.MAX_SAFE_INTEGER);
    const size = parseNumber(bytes, 0, Number.MAX_SAFE_INTEGER);
    if ([packets, bytes].some((text) => /^\s*-\d/.test(text)))
      throw new NotSimulated(`counters below zero, which wrap around: -c ${value}`);
    if (count === undefined) throw usage('-c packet counter not numeric');
    if (size === undefined) throw usage('-c byte counter not numeric');
    this.#packets = count;
    this.#bytes = size;
  }

  #loadMatch(name: string): void {
    const match = createMatch(name, this.#family, this.#library);
    if (match === undefined) throw usage(`Couldn't load match \`${name}':No such file or directory\n`);
    this.#matches.push(match);
    this.#addOptions(match);
  }

  #setJump(name: string, isGoto: boolean): void {
    if (name === '') throw usage('Invalid target name (too short)');
    if (name.length >= 29) throw usage(`Invalid target name \`${name}' (28 chars max)`);
    this.#isGoto = isGoto;
    this.#target = isGoto ? undefined : createTarget(name, this.#family, this.#library);
    if (this.#target === undefined) this.#jump = name;
    else this.#addOptions(this.#target);
  }

  #addOptions(owner: Match | Target): void {
    const own = Object.entries(owner.options).map(([name, kind]) => ({ name, kind, owner }));
    this.options = [...own, ...this.options];
  }

  /** An option nobody knows may be one of the protocol's own match. @returns whether it was loaded now */
  loadProtocolMatch(): boolean {
    const { number } = this.#protocol;
    const name = number === 58 ? 'icmp6' : protocolText(number);
    if (number === 0 || this.#matches.some((match) => match.name === name)) return false;
    if (!protocolMatches.includes(name) || !this.#library.matches.has(name)) return false;
    if (name === (this.#family === 4 ? 'icmp6' : 'icmp')) return false;
    this.#loadMatch(name);
    return true;
  }

  get #context(): RuleContext {
    return {
      family: this.#family,
      protocol: this.#protocol.number,
      protocolInverted: this.#protocol.inverted,
      dialect: this.#setting.dialect ?? 'nft',
      namespace: this.#setting.namespace,
      warn: this.#setting.warn,
    };
  }

  setExtension(owner: Match | Target, option: string, value: string, inverted: boolean): void {
    const given = this.#given.get(owner) ?? new Set();
    const name = owner.aliases?.[option] ?? option;
    if (given.has(name) && owner.repeats !== true)
      throw usage(`${owner.name}: option "--${name}" can only be used once.\n`);
    if (inverted && (owner === this.#target || owner.inverts?.includes(option) === false))
      throw usage(`${owner.name}: option "--${name}" cannot be inverted.\n`);
    this.#given.set(owner, given.add(name));
    owner.set(option, value, inverted, this.#context);
  }

  /** All words were read. */
  check(): void {
    for (const owner of this.#target === undefined ? this.#matches : [...this.#matches, this.#target]) {
      owner.check(this.#context);
      this.#checkExclusions(owner);
    }
    for (const [letter, { value, inverted }] of this.#addresses) {
      const terms = parseAddressTerms(value, this.#setting, inverted);
      if (letter === 's') this.#sources = terms;
      else this.#destinations = terms;
    }
  }

  #checkExclusions(owner: Match | Target): void {
    const given = this.#given.get(owner);
    for (const [option, others] of Object.entries(owner.excludes ?? {})) {
      const rival = given?.has(option) === true ? others.find((other) => given.has(other)) : undefined;
      if (rival !== undefined)
        throw usage(`${owner.name}: option "--${option}" cannot be used together with "--${rival}".\n`);
    }
  }

  /** Is DROP its target? */
  get drops(): boolean {
    return this.#target?.name === 'DROP';
  }

  /** The letter of a base option that was given. */
  get firstOption(): string | undefined {
    return this.#seen[0];
  }

  checkChain(chain: string): void {
    if ((chain === 'PREROUTING' || chain === 'INPUT') && this.#output !== undefined)
      throw usage(`Can't use -o with ${chain}\n`);
    if ((chain === 'POSTROUTING' || chain === 'OUTPUT') && this.#input !== undefined)
      throw usage(`Can't use -i with ${chain}\n`);
  }

  /** One rule for each pair of source and destination. */
  rules(): readonly RuleText[] {
    const rules: RuleText[] = [];
    for (const source of this.#sources)
      for (const destination of this.#destinations)
        rules.push({
          header: this.#header(source, destination),
          matches: this.#matches,
          target: this.#target,
          jump: this.#jump,
          isGoto: this.#isGoto,
          packets: this.#packets,
          bytes: this.#bytes,
        });
    return rules;
  }

  #header(source: AddressTerm | undefined, destination: AddressTerm | undefined): Header {
    const protocol = this.#protocol.number === 0 ? undefined : this.#protocol;
    return {
      family: this.#family,
      ...(source === undefined ? {} : { source }),
      ...(destination === undefined ? {} : { destination }),
      ...(this.#input === undefined ? {} : { input: this.#input }),
      ...(this.#output === undefined ? {} : { output: this.#output }),
      ...(protocol === undefined ? {} : { protocol }),
      ...(this.#fragment === undefined ? {} : { fragment: this.#fragment }),
    };
  }
}
