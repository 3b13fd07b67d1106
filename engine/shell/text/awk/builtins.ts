/**
 * awk's functions (POSIX, and gawk's gensub, strftime, systime, strtonum, bit operations, asort).
 */
import { ansiDate } from '../date-format.ts';
import { AwkError } from './lexer.ts';
import type { Expression } from './syntax.ts';
import { arrayOf, type Cell, isNumeric, Outside, toNumber, type Value } from './value.ts';

/** The interpreter, as its functions see it. */
export interface AwkState {
  cell(name: string): Cell;
  evaluate(expression: Expression): Value;
  assign(target: Expression, value: Value): void;
  text(value: Value): string;
  pattern(expression: Expression): RegExp;
  field(index: number): Value;
  global(name: string): Value;
  setGlobal(name: string, value: Value): void;
  splitText(text: string, separator: string | RegExp): string[];
  format(values: readonly Value[]): string;
  closeFile(name: string): number;
  readonly host: { readonly random: { fraction(): number }; readonly now: number };
}

export function callBuiltin(awk: AwkState, name: string, words: readonly Expression[]): Value {
  const [first, second, third] = words;
  const value = (expression: Expression | undefined): Value =>
    expression === undefined ? undefined : awk.evaluate(expression);
  const text = (expression: Expression | undefined): string => awk.text(value(expression));
  const number = (expression: Expression | undefined): number => toNumber(value(expression));
  switch (name) {
    case 'length': {
      const cell = first?.kind === 'variable' ? awk.cell(first.name) : undefined;
      if (cell?.array !== undefined) return cell.array.size;
      return [...(first === undefined ? awk.text(awk.field(0)) : text(first))].length;
    }
    case 'substr': {
      const characters = [...text(first)];
      const from = Math.round(number(second));
      const to = third === undefined ? characters.length + 1 : from + Math.round(number(third));
      return characters.slice(Math.max(0, from - 1), Math.max(0, to - 1)).join('');
    }
    case 'index':
      return text(first).indexOf(text(second)) + 1;
    case 'split':
      return split(awk, first, second, third);
    case 'sub':
    case 'gsub':
      return substitute(
        awk,
        name,
        first,
        second,
        third ?? { kind: 'field', index: { kind: 'number', value: 0 } },
      );
    case 'gensub':
      return gensub(
        awk,
        first,
        text(second),
        text(third),
        words[3] === undefined ? awk.text(awk.field(0)) : text(words[3]),
      );
    case 'match':
      return match(awk, text(first), second, third);
    case 'sprintf':
      return awk.format(words.map((word) => awk.evaluate(word)));
    case 'sin':
      return Math.sin(number(first));
    case 'cos':
      return Math.cos(number(first));
    case 'atan2':
      return Math.atan2(number(first), number(second));
    case 'exp':
      return Math.exp(number(first));
    case 'log':
      return Math.log(number(first));
    case 'sqrt':
      return Math.sqrt(number(first));
    case 'int':
      return Math.trunc(number(first));
    case 'rand':
      return awk.host.random.fraction();
    case 'srand':
      return 0;
    case 'tolower':
      return text(first).toLowerCase();
    case 'toupper':
      return text(first).toUpperCase();
    case 'close':
      return awk.closeFile(text(first));
    case 'fflush':
      return 0;
    case 'systime':
      return Math.floor(awk.host.now);
    case 'strftime':
      return ansiDate(
        first === undefined ? '%a %b %e %H:%M:%S %Z %Y' : text(first),
        (second === undefined ? awk.host.now : number(second)) * 1000,
      );
    case 'strtonum': {
      const source = text(first).trim();
      return /^0[xX]/.test(source)
        ? parseInt(source, 16)
        : /^0\d/.test(source)
          ? parseInt(source, 8)
          : toNumber(source);
    }
    case 'and':
    case 'or':
    case 'xor':
    case 'lshift':
    case 'rshift':
      return bits(name, BigInt(Math.trunc(number(first))), BigInt(Math.trunc(number(second))));
    case 'compl':
      return Number(BigInt.asUintN(53, ~BigInt(Math.trunc(number(first)))));
    case 'asort':
    case 'asorti':
      return sortArray(awk, name, first, second);
    default:
      throw new AwkError(`not simulated: ${name}()`);
  }
}

function bits(name: string, left: bigint, right: bigint): number {
  if (name === 'and') return Number(left & right);
  if (name === 'or') return Number(left | right);
  if (name === 'xor') return Number(left ^ right);
  return Number(name === 'lshift' ? left << right : left >> right);
}

function arrayNamed(awk: AwkState, expression: Expression | undefined): Map<string, Value> {
  if (expression?.kind !== 'variable') throw new AwkError('line 1: type error in array argument');
  return arrayOf(awk.cell(expression.name));
}

function split(
  awk: AwkState,
  source: Expression | undefined,
  target: Expression | undefined,
  separator: Expression | undefined,
): number {
  const text = source === undefined ? '' : awk.text(awk.evaluate(source));
  const by =
    separator === undefined
      ? awk.text(awk.global('FS'))
      : separator.kind === 'regex'
        ? awk.pattern(separator)
        : awk.text(awk.evaluate(separator));
  const array = arrayNamed(awk, target);
  array.clear();
  const parts = awk.splitText(text, by);
  for (const [index, part] of parts.entries()) array.set((index + 1).toString(), new Outside(part));
  return parts.length;
}

function global(expression: RegExp): RegExp {
  return new RegExp(expression.source, `${expression.flags}g`);
}

function substitute(
  awk: AwkState,
  name: 'sub' | 'gsub',
  pattern: Expression | undefined,
  replacement: Expression | undefined,
  target: Expression,
): number {
  if (pattern === undefined || replacement === undefined)
    throw new AwkError(`line 1: wrong number of arguments in call to ${name}`);
  const expression = awk.pattern(pattern);
  const template = awk.text(awk.evaluate(replacement));
  const before = awk.text(awk.evaluate(target));
  let count = 0;
  const after = before.replace(name === 'gsub' ? global(expression) : expression, (matched) => {
    count++;
    return template.replace(/\\\\&|\\&|\\\\|&/g, (part) =>
      part === '&' ? matched : part === '\\&' ? '&' : part === '\\\\&' ? `\\${matched}` : part,
    );
  });
  if (count > 0) awk.assign(target, after);
  return count;
}

function gensub(
  awk: AwkState,
  pattern: Expression | undefined,
  template: string,
  how: string,
  text: string,
): string {
  if (pattern === undefined) throw new AwkError('line 1: wrong number of arguments in call to gensub');
  const wanted = /^g/i.test(how) ? 0 : Math.max(1, Number(how) || 1);
  let count = 0;
  return text.replace(global(awk.pattern(pattern)), (matched: string, ...rest: unknown[]) => {
    count++;
    if (wanted !== 0 && count !== wanted) return matched;
    return template.replace(/\\(\d|&|\\)|&/g, (part, escape: string | undefined) => {
      if (part === '&' || escape === '0') return matched;
      if (escape !== undefined && /\d/.test(escape)) {
        const group = rest[Number(escape) - 1];
        return typeof group === 'string' ? group : '';
      }
      return escape ?? part;
    });
  });
}

function match(
  awk: AwkState,
  text: string,
  pattern: Expression | undefined,
  into: Expression | undefined,
): number {
  if (pattern === undefined) throw new AwkError('line 1: wrong number of arguments in call to match');
  const found = awk.pattern(pattern).exec(text);
  awk.setGlobal('RSTART', found === null ? 0 : found.index + 1);
  awk.setGlobal('RLENGTH', found === null ? -1 : found[0].length);
  if (into !== undefined) {
    const array = arrayNamed(awk, into);
    array.clear();
    for (const [index, group] of [...(found ?? [])].map((one: string | undefined) => one ?? '').entries())
      array.set(index.toString(), new Outside(group));
  }
  return found === null ? 0 : found.index + 1;
}

function sortArray(
  awk: AwkState,
  name: 'asort' | 'asorti',
  source: Expression | undefined,
  target: Expression | undefined,
): number {
  const from = arrayNamed(awk, source);
  const values: Value[] = name === 'asorti' ? [...from.keys()] : [...from.values()];
  const compare = (a: Value, b: Value): number => {
    const numeric = isNumeric(a) && isNumeric(b);
    const [x, y] = numeric ? [toNumber(a), toNumber(b)] : [awk.text(a), awk.text(b)];
    return x < y ? -1 : x > y ? 1 : 0;
  };
  values.sort(compare);
  const into = target === undefined ? from : arrayNamed(awk, target);
  into.clear();
  for (const [index, value] of values.entries()) into.set((index + 1).toString(), value);
  return values.length;
}
