/**
 * The command line of iptables, and each line of iptables-restore, as a command (do_parse of iptables/xshared.c).
 */
import { IptablesError, NotSimulated, refused, usage } from '../error.ts';
import { isTableName, type TableName, tableShapes } from '../tables.ts';
import { parseNumber } from '../number.ts';
import type { RuleText } from '../rule.ts';
import { ArgumentReader, type LongOption, type ShortOption } from './arguments.ts';
import { isTargetName } from '../registry.ts';
import { type Owner, RuleParser, type RuleSetting } from './rule.ts';

/** The command letters; `C` checks, `E` renames. */
export type CommandLetter = 'A' | 'C' | 'D' | 'E' | 'F' | 'I' | 'L' | 'N' | 'P' | 'R' | 'S' | 'X' | 'Z';

export interface Command {
  readonly letter: CommandLetter;
  /** -Z together with -L or -S. */
  readonly alsoZero: boolean;
  readonly table: TableName;
  readonly chain: string | undefined;
  /** Position of a rule, from 1. */
  readonly number: number | undefined;
  /** One for each combination of the addresses given; empty when the command has no rule. */
  readonly rules: readonly RuleText[];
  /** -E: the new name. -P: the policy. */
  readonly operand: string | undefined;
  readonly numeric: boolean;
  readonly verbose: boolean;
  readonly exact: boolean;
  readonly lineNumbers: boolean;
}

export interface Question {
  readonly letter: 'version' | 'help';
  /** Extensions whose help is asked for too. */
  readonly extensions: readonly string[];
}

export type Parsed = Command | Question;

export function isQuestion(parsed: Parsed): parsed is Question {
  return parsed.letter === 'version' || parsed.letter === 'help';
}

export interface ParseSetting extends RuleSetting {
  /** Inside iptables-restore: the table of the section. */
  readonly table?: TableName;
}

const commandLetters = 'ACDEFILNPRSXZ';
const withRule = 'ACDIR';

const longNames: readonly (readonly [name: string, letter: string])[] = [
  ['append', 'A'],
  ['delete', 'D'],
  ['check', 'C'],
  ['insert', 'I'],
  ['replace', 'R'],
  ['list', 'L'],
  ['list-rules', 'S'],
  ['flush', 'F'],
  ['zero', 'Z'],
  ['new-chain', 'N'],
  ['delete-chain', 'X'],
  ['rename-chain', 'E'],
  ['policy', 'P'],
  ['source', 's'],
  ['destination', 'd'],
  ['src', 's'],
  ['dst', 'd'],
  ['protocol', 'p'],
  ['proto', 'p'],
  ['in-interface', 'i'],
  ['jump', 'j'],
  ['table', 't'],
  ['match', 'm'],
  ['numeric', 'n'],
  ['out-interface', 'o'],
  ['verbose', 'v'],
  ['wait', 'w'],
  ['wait-interval', 'W'],
  ['exact', 'x'],
  ['fragments', 'f'],
  ['version', 'V'],
  ['help', 'h'],
  ['line-numbers', '0'],
  ['modprobe', 'M'],
  ['set-counters', 'c'],
  ['goto', 'g'],
  ['ipv4', '4'],
  ['ipv6', '6'],
];

const values = 'ACDEINPRsdpijtmoMcg';
const optionals = 'LSFZXwWh';
const shortOptions: ReadonlyMap<string, ShortOption> = new Map(
  [...new Set(longNames.map(([, letter]) => letter))]
    .filter((letter) => letter !== '0')
    .map((letter) => [letter, { letter, kind: kindOf(letter) }]),
);

function checkNumber(what: string, value: string): void {
  if (!/^\s*[+-]?\d/.test(value)) throw usage(`${what} not numeric`);
}

function kindOf(letter: string): 'flag' | 'value' | 'optional' {
  if (values.includes(letter)) return 'value';
  return optionals.includes(letter) ? 'optional' : 'flag';
}

const baseOptions: readonly LongOption<Owner>[] = longNames.map(([name, letter]) => ({
  name,
  kind: kindOf(letter),
  owner: letter,
}));

/** @throws IptablesError, NotSimulated */
export function parseCommand(words: readonly string[], setting: ParseSetting): Parsed {
  return new CommandParser(words, setting).parse();
}

class CommandParser {
  readonly #reader: ArgumentReader<Owner>;
  readonly #setting: ParseSetting;
  readonly #rule: RuleParser;
  #letter: CommandLetter | undefined;
  #alsoZero = false;
  /** Whether there is one of this name is asked last. */
  #table: string | undefined;
  #chain: string | undefined;
  #number: number | undefined;
  #operand: string | undefined;
  readonly #flags = new Set<string>();
  #waits = false;
  #waitInterval = false;

  constructor(words: readonly string[], setting: ParseSetting) {
    this.#reader = new ArgumentReader(words);
    this.#setting = setting;
    this.#rule = new RuleParser(setting, this.#reader);
  }

  parse(): Parsed {
    let inverted = false;
    for (;;) {
      const read = this.#reader.next(shortOptions, [...this.#rule.options, ...baseOptions]);
      if (read === undefined) break;
      if (read.kind === 'word') {
        if (read.word !== '!') throw new BadArgument(read.word);
        if (inverted) throw usage('multiple consecutive ! not allowed');
        inverted = true;
        continue;
      }
      if (read.kind === 'unknown') {
        if (!read.word.startsWith('--') || !this.#rule.loadProtocolMatch())
          throw usage(`unknown option "${read.word}"`);
        this.#reader.unread();
        continue;
      }
      if (read.kind === 'long' && typeof read.option.owner !== 'string') {
        if (read.option.kind === 'flag' && read.value !== undefined)
          throw usage(`unknown option "${read.word}"`);
        this.#rule.setExtension(read.option.owner, read.option.name, read.value ?? '', inverted);
      } else {
        const letter = read.kind === 'short' ? read.letter : ownerLetter(read.option.owner);
        if (letter === 'V') return { letter: 'version', extensions: [] };
        if (letter === 'h') {
          this.#rule.loadProtocolMatch();
          return { letter: 'help', extensions: this.#rule.extensions };
        }
        this.#base(letter, read.value, inverted);
      }
      inverted = false;
    }
    this.#checkPurpose();
    this.#rule.check();
    if (this.#reader.hasMore) throw usage('unknown arguments found on commandline');
    if (this.#letter === undefined) throw usage('no command specified');
    if (inverted) throw usage('nothing appropriate following !');
    if (this.#waitInterval && !this.#waits) throw usage('--wait-interval only makes sense with --wait\n');
    return this.#finish(this.#letter);
  }

  /** Before anything else is looked at. */
  #checkPurpose(): void {
    const drops = this.#letter === 'P' ? this.#operand === 'DROP' : this.#rule.drops;
    if ((this.#table ?? this.#setting.table) === 'nat' && drops)
      throw usage(
        '\nThe "nat" table is not intended for filtering, the use of DROP is therefore inhibited.\n\n',
      );
  }

  #base(letter: string, value: string | undefined, inverted: boolean): void {
    if (commandLetters.includes(letter)) {
      this.#command(letter as CommandLetter, value, inverted);
      return;
    }
    switch (letter) {
      case 't':
        this.#setTable(value ?? '');
        return;
      case 'w':
        this.#waits = true;
        checkNumber('wait seconds', value ?? this.#reader.takeWord() ?? '0');
        return;
      case 'M':
        return;
      case 'W': {
        const interval = value ?? this.#reader.takeWord();
        if (interval === undefined) throw usage('wait interval value required');
        checkNumber('wait interval', interval);
        this.#setting.warn?.('Ignoring deprecated --wait-interval option.');
        this.#waitInterval = true;
        return;
      }
      case '4':
      case '6':
        if (letter !== String(this.#setting.family)) throw new BadArgument(undefined);
        return;
      case 'v':
        // Said twice it shows what goes to the kernel.
        if (this.#flags.has('v'))
          throw new NotSimulated(`${this.#setting.family === 4 ? 'iptables' : 'ip6tables'} -vv`);
        this.#flags.add(letter);
        return;
      case 'n':
      case 'x':
      case '0':
        this.#flags.add(letter);
        return;
      case 'p':
        // The whole word is taken for the name.
        this.#rule.setBase(letter, this.#reader.lastWord, inverted);
        return;
      default:
        this.#rule.setBase(letter, value ?? '', inverted);
    }
  }

  #setTable(name: string): void {
    if (this.#setting.table !== undefined) throw usage('The -t option cannot be used in iptables-restore.\n');
    this.#table = name;
  }

  #command(letter: CommandLetter, value: string | undefined, inverted: boolean): void {
    if (inverted) throw usage("unexpected '!' flag");
    const withZero = (one: string | undefined, other: string): boolean =>
      other === 'Z' && (one === 'L' || one === 'S');
    if (withZero(this.#letter, letter) || withZero(letter, this.#letter ?? '')) {
      this.#alsoZero = true;
      if (letter === 'Z') return;
    } else if (this.#letter !== undefined) throw usage(`Cannot use -${letter} with -${this.#letter}`);
    if (letter === 'N' && /^[-!]/.test(value ?? ''))
      throw usage(`chain name not allowed to start with \`${(value ?? '').charAt(0)}'`);
    if (letter === 'N' && (value === '' || isTargetName(value ?? '')))
      throw usage('chain name may not clash with target name');
    if (letter === 'N' && /\s/.test(value ?? '')) throw usage(`Invalid chain name \`${value ?? ''}'`);
    this.#letter = letter;
    this.#chain = value ?? (optionals.includes(letter) ? this.#reader.takeWord() : undefined) ?? this.#chain;
    switch (letter) {
      case 'D':
      case 'L':
      case 'S':
      case 'Z':
        if (this.#chain !== undefined) this.#takeNumber();
        return;
      case 'I':
        this.#takeNumber();
        return;
      case 'R':
        this.#takeNumber();
        if (this.#number === undefined) throw usage('-R requires a rule number');
        return;
      case 'E':
        this.#operand = this.#reader.takeWord();
        if (this.#operand === undefined) throw usage('-E requires old-chain-name and new-chain-name');
        return;
      case 'P':
        this.#operand = this.#reader.takeWord();
        if (this.#operand === undefined) throw usage('-P requires a chain and a policy');
        return;
      default:
        return;
    }
  }

  #takeNumber(): void {
    const word = this.#reader.takeWord();
    if (word === undefined) return;
    this.#number = parseNumber(word, 1);
    if (this.#number === undefined) throw usage(`Invalid rule number \`${word}'`);
  }

  #checkRename(table: TableName, from: string): void {
    if (this.#setting.dialect === 'legacy') {
      // iptcc_get_label: verdicts are no names of chains.
      if (/^(ACCEPT|DROP|QUEUE|RETURN)$/.test(this.#operand ?? '')) throw refused('File exists');
    } else if (tableShapes[table].chains.some(([name]) => name === from))
      throw new NotSimulated(`iptables -E of a built-in chain, which ${from} is`);
  }

  #finish(letter: CommandLetter): Command {
    const chain = this.#chain;
    const hasRule = withRule.includes(letter) && !(letter === 'D' && this.#number !== undefined);
    const given = hasRule ? undefined : this.#rule.firstOption;
    if (given !== undefined) throw usage(`Illegal option \`-${given}' with this command`);
    if (this.#flags.has('n') && letter !== 'L') throw usage("Illegal option `-n' with this command");
    if (this.#flags.has('0') && letter !== 'L') throw usage("Illegal option `-0' with this command");
    if (this.#flags.has('x') && letter !== 'L') throw usage("Illegal option `-x' with this command");
    if (chain !== undefined && chain.length >= 29)
      throw usage(`chain name \`${chain}' too long (must be under 29 chars)`);
    if (hasRule) this.#rule.checkChain(chain ?? '');
    const table = this.#table ?? this.#setting.table ?? 'filter';
    if (!isTableName(table)) throw new IptablesError(3, `table '${table}' does not exist`);
    if (letter === 'E') this.#checkRename(table, chain ?? '');
    return {
      letter,
      alsoZero: this.#alsoZero,
      table,
      chain,
      number: this.#number,
      rules: hasRule ? this.#rule.rules() : [],
      operand: this.#operand,
      numeric: this.#flags.has('n'),
      verbose: this.#flags.has('v'),
      exact: this.#flags.has('x'),
      lineNumbers: this.#flags.has('0'),
    };
  }
}

/** Of a base option; extensions' are handled before. */
function ownerLetter(owner: Owner): string {
  return typeof owner === 'string' ? owner : '';
}

/** A stray word: the tool prints it without its own name in front. */
export class BadArgument extends Error {
  /** @param word undefined: the other family was asked for, of which nothing is said */
  constructor(word: string | undefined) {
    super(word === undefined ? '' : `Bad argument \`${word}'`);
  }
}
