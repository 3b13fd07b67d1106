/**
 * `-m set`: is what the packet has in a set (net/netfilter/xt_set.c, libxt_set)? The set must exist when the rule is
 * written, and stays as long as the rule. Left out: nothing.
 */
import { usage } from '../error.ts';
import type { Match, Place, RuleContext, Test } from '../extension.ts';
import { type CounterTerm, type End, type SetQuestion, testPacket } from '../../ipset/packet.ts';
import { ipSets, type SetSlot } from '../../ipset/ip-sets.ts';
import { parseNumber } from '../number.ts';

/** `src,dst`. @throws IptablesError */
export function parseEnds(text: string): readonly End[] {
  return text.split(',').map((word, at) => {
    if (at > 5) throw usage("Can't be more src/dst options than 6.");
    if (word !== 'src' && word !== 'dst')
      throw usage(`You must spefify (the comma separated list of) 'src' or 'dst'.`);
    return word;
  });
}

/** A set as a rule names it: by the place it has, whose name may change by swapping. */
export class NamedSet {
  readonly #name: string;
  readonly #ends: string;
  ends: readonly End[] = [];
  slot: SetSlot | undefined;

  constructor(text: string) {
    const [name = '', ends = ''] = text.split(' ');
    if (name.length > 31) throw usage(`setname \`${name}' too long, max 31 characters.`);
    this.#name = name;
    this.#ends = ends;
  }

  /** Look the set up, and read the ends after that. @throws IptablesError when there is no such set */
  find({ namespace }: RuleContext): void {
    if (namespace !== undefined) {
      this.slot = ipSets.of(namespace).find(this.#name);
      if (this.slot === undefined) throw usage(`Set ${this.#name} doesn't exist.\n`);
    }
    this.ends = parseEnds(this.#ends);
  }

  hold(): void {
    if (this.slot !== undefined) this.slot.set.references++;
  }

  release(): void {
    if (this.slot !== undefined) this.slot.set.references--;
  }

  get text(): string {
    return `${this.slot?.set.name ?? this.#name} ${this.ends.join(',')}`;
  }
}

const comparisons = ['eq', 'lt', 'gt'] as const;

export class SetMatch implements Match {
  readonly name = 'set';
  readonly options = {
    'match-set': 'pair',
    set: 'pair',
    'return-nomatch': 'flag',
    'update-counters': 'flag',
    'update-subcounters': 'flag',
    ...Object.fromEntries(
      ['packets', 'bytes'].flatMap((counter) =>
        comparisons.map((each) => [`${counter}-${each}`, 'value' as const]),
      ),
    ),
  } as const;
  #set: NamedSet | undefined;
  #inverted = false;
  #returnNoMatch = false;
  #counts = true;
  #countsMembers = true;
  #packets: CounterTerm | undefined;
  #bytes: CounterTerm | undefined;

  set(option: string, value: string, inverted: boolean, context: RuleContext): void {
    switch (option) {
      case 'match-set':
      case 'set':
        if (this.#set !== undefined) throw usage('--match-set can be specified only once');
        if (!value.includes(' ')) throw usage('--match-set requires two args.');
        this.#set = new NamedSet(value);
        this.#set.find(context);
        this.#inverted = inverted;
        return;
      case 'return-nomatch':
        this.#returnNoMatch = true;
        return;
      case 'update-counters':
        this.#counts = !inverted;
        return;
      case 'update-subcounters':
        this.#countsMembers = !inverted;
        return;
      default: {
        const [counter, comparison] = option.split('-');
        const number = parseNumber(value, 0, Number.MAX_SAFE_INTEGER);
        if (number === undefined) throw usage(`can't parse ${value} as number`);
        const known = comparisons.find((each) => each === comparison) ?? 'eq';
        const term = { comparison: known === 'eq' && inverted ? ('ne' as const) : known, value: number };
        if (counter === 'packets') this.#packets = term;
        else this.#bytes = term;
      }
    }
  }

  check(): void {
    if (this.#set === undefined) throw usage("You must specify `--match-set' with proper arguments");
  }

  hold(): void {
    this.#set?.hold();
  }

  release(): void {
    this.#set?.release();
  }

  #text(dashes: string): string {
    const parts = [`${this.#inverted ? '! ' : ''}${dashes}match-set ${this.#set?.text ?? ''}`];
    if (this.#returnNoMatch) parts.push(`${dashes}return-nomatch`);
    if (!this.#counts) parts.push(`! ${dashes}update-counters`);
    if (!this.#countsMembers) parts.push(`! ${dashes}update-subcounters`);
    const counter = (name: string, term: CounterTerm | undefined): void => {
      if (term === undefined) return;
      const is = term.comparison === 'ne' ? 'eq' : term.comparison;
      parts.push(`${term.comparison === 'ne' ? '! ' : ''}${dashes}${name}-${is} ${String(term.value)}`);
    };
    counter('packets', this.#packets);
    counter('bytes', this.#bytes);
    return parts.join(' ');
  }

  save(): string {
    return this.#text('--');
  }

  print(): string {
    return this.#text('');
  }

  compile({ namespace }: Place): Test {
    const { slot, ends } = this.#set ?? {};
    if (slot === undefined) return () => false;
    const sets = ipSets.of(namespace);
    const inverted = this.#inverted;
    const question: SetQuestion = {
      slot,
      ends: ends ?? [],
      returnNoMatch: this.#returnNoMatch,
      counts: this.#counts,
      countsMembers: this.#countsMembers,
      packets: this.#packets,
      bytes: this.#bytes,
    };
    return (skb, state) => (testPacket(sets, question, skb, state) !== undefined) !== inverted;
  }
}
