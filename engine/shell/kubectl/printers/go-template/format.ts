/**
 * Go's fmt for the values templates have: Sprint, Sprintf with its flags, widths and precisions, and what it says about
 * verbs that do not fit.
 */
import { textOf } from '../../../../kubernetes/schema/text.ts';
import { utf8 } from '../../../../net/wire/utf8.ts';
import { goFloat, goSyntax } from '../../../../kubernetes/schema/go-value.ts';
import { type Maybe, valueText } from './value.ts';

/** Spaces stand between two of which neither is text. */
export function sprint(values: readonly Maybe[]): string {
  return values
    .map((value, index) => {
      const before = values[index - 1];
      const isSpaced = index > 0 && value?.type !== 'string' && before?.type !== 'string';
      return `${isSpaced ? ' ' : ''}${valueText(value)}`;
    })
    .join('');
}

export function sprintln(values: readonly Maybe[]): string {
  return `${values.map(valueText).join(' ')}\n`;
}

interface Directive {
  readonly flags: string;
  readonly width: number | undefined;
  readonly precision: number | undefined;
  readonly verb: string;
}

export function sprintf(format: string, values: readonly Maybe[]): string {
  let used = 0;
  const text = format.replace(
    /%([-+# 0]*)(\d+|\*)?(?:\.(\d*|\*))?([\s\S]|$)/gu,
    (_all, flags: string, width: string | undefined, precision: string | undefined, verb: string) => {
      if (verb === '%') return '%';
      if (verb === '') return '%!(NOVERB)';
      const number = (given: string | undefined): number | undefined =>
        given === undefined ? undefined : given === '*' ? Number(values[used++]?.value) : Number(given);
      const directive: Directive = { flags, width: number(width), precision: number(precision), verb };
      if (used >= values.length) return `%!${verb}(MISSING)`;
      return padded(formatted(directive, values[used++]), directive);
    },
  );
  const left = values.slice(used);
  if (left.length === 0) return text;
  const extra = left.map((value) => (value === undefined ? '<nil>' : `${value.type}=${valueText(value)}`));
  return `${text}%!(EXTRA ${extra.join(', ')})`;
}

function padded(text: string, { flags, width = 0, verb }: Directive): string {
  if ([...text].length >= width) return text;
  if (flags.includes('-')) return text + ' '.repeat(width - [...text].length);
  if (!flags.includes('0')) return text.padStart(width);
  const [, sign = '', digits = ''] = /^([-+]?)([\s\S]*)$/.exec(text) ?? [];
  return verb === 's' || verb === 'v'
    ? text.padStart(width, '0')
    : sign + digits.padStart(width - sign.length, '0');
}

function formatted(directive: Directive, value: Maybe): string {
  const { verb, flags, precision } = directive;
  if (verb === 'T') return value?.type ?? '<nil>';
  const inside = value?.value ?? undefined;
  if (value === undefined || inside === undefined) return verb === 'v' ? '<nil>' : `%!${verb}(<nil>)`;
  const { type } = value;
  if (verb === 'v') return flags.includes('#') ? goSyntax(inside) : valueText(value);
  if (Array.isArray(inside))
    return `[${(inside as unknown[]).map((one) => formatted(directive, elementOf(one))).join(' ')}]`;
  if (typeof inside === 'object')
    return `map[${Object.entries(inside)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, one]) => `${formatted(directive, elementOf(key))}:${formatted(directive, elementOf(one))}`)
      .join(' ')}]`;
  const text =
    typeof inside === 'string'
      ? ofText(verb, inside, precision)
      : typeof inside === 'number'
        ? ofNumber(directive, inside, type)
        : verb === 't'
          ? textOf(inside)
          : undefined;
  return text ?? `%!${verb}(${type}=${valueText(value)})`;
}

function elementOf(value: unknown): Maybe {
  if (value === null || value === undefined) return undefined;
  const type =
    typeof value === 'string'
      ? 'string'
      : typeof value === 'boolean'
        ? 'bool'
        : Number.isInteger(value)
          ? 'int64'
          : 'float64';
  return { value, type, inInterface: false };
}

function ofText(verb: string, text: string, precision: number | undefined): string | undefined {
  const cut = precision === undefined ? text : [...text].slice(0, precision).join('');
  if (verb === 's') return cut;
  if (verb === 'q') return JSON.stringify(cut);
  if (verb !== 'x' && verb !== 'X') return undefined;
  const digits = [...utf8(cut)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return verb === 'x' ? digits : digits.toUpperCase();
}

function ofNumber({ verb, flags, precision }: Directive, number: number, type: string): string | undefined {
  const signed = (text: string): string =>
    number < 0 ? text : flags.includes('+') ? `+${text}` : flags.includes(' ') ? ` ${text}` : text;
  if (type === 'float64') {
    if (verb === 'f' || verb === 'F') return signed(number.toFixed(precision ?? 6));
    if (verb === 'g')
      return signed(
        precision === undefined ? goFloat(number) : String(Number(number.toPrecision(precision))),
      );
    if (verb !== 'e') return undefined;
    const [mantissa = '', exponent = '0'] = number.toExponential(precision ?? 6).split('e');
    const power = Number(exponent);
    return signed(`${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`);
  }
  const bases: Readonly<Record<string, number>> = { d: 10, b: 2, o: 8, x: 16, X: 16 };
  const base = bases[verb];
  if (verb === 'c') return String.fromCodePoint(number);
  if (verb === 'q') return `'${String.fromCodePoint(number)}'`;
  if (verb === 'U') return `U+${number.toString(16).toUpperCase().padStart(4, '0')}`;
  if (base === undefined) return undefined;
  const digits = Math.abs(number)
    .toString(base)
    .padStart(precision ?? 0, '0');
  const prefix = flags.includes('#') && base === 16 ? '0x' : '';
  return signed(`${number < 0 ? '-' : ''}${prefix}${verb === 'X' ? digits.toUpperCase() : digits}`);
}
