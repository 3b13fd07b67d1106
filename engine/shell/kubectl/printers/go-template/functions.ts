/**
 * The functions a template may call: text/template's own (funcs.go) and kubectl's `exists` and `base64decode`
 * (cli-runtime printers/template.go).
 *
 * `and` and `or` look only at what they must, so that the evaluation has them.
 */
import { fromUtf8, utf8 } from '../../../../net/wire/utf8.ts';
import { fromBase64 } from '../../../../net/base64/base64.ts';
import { sprint, sprintf, sprintln } from './format.ts';
import { isNil, isTrue, type Maybe, member, plain, sortOf, unwrapped, valueText } from './value.ts';

/** What a function says is wrong. */
export class CallFailure extends Error {}

export interface TemplateFunction {
  /** Types of what comes first; the rest, if any, is of the type `rest`. */
  readonly takes: readonly ArgumentType[];
  readonly rest?: ArgumentType;
  readonly call: (given: readonly Maybe[]) => Maybe;
}

/** `any`: nothing becomes nil; `value`: nothing stays nothing. */
export type ArgumentType = 'any' | 'value' | 'string';

const compared = (test: (one: Maybe, other: Maybe) => boolean): TemplateFunction => ({
  takes: ['value', 'value'],
  call: ([one, other]) => plain(test(one, other)),
});

const escaped = (escape: (text: string) => string): TemplateFunction => ({
  takes: [],
  rest: 'any',
  call: (given) => plain(escape(sprint(given.map((one) => one ?? plain('<no value>'))))),
});

export const functions: Readonly<Record<string, TemplateFunction>> = {
  and: { takes: ['value'], rest: 'value', call: ([first]) => first },
  or: { takes: ['value'], rest: 'value', call: ([first]) => first },
  not: { takes: ['value'], call: ([one]) => plain(!isTrue(one)) },
  call: { takes: ['value'], rest: 'value', call: callOf },
  len: { takes: ['value'], call: ([one]) => plain(lengthOf(one), 'int') },
  index: { takes: ['value'], rest: 'value', call: ([item, ...keys]) => indexed(item, keys) },
  slice: { takes: ['value'], rest: 'value', call: ([item, ...bounds]) => sliced(item, bounds) },
  eq: { takes: ['value'], rest: 'value', call: ([one, ...others]) => plain(equal(one, others)) },
  ne: compared((one, other) => !equal(one, [other])),
  lt: compared(less),
  le: compared((one, other) => less(one, other) || equal(one, [other])),
  gt: compared((one, other) => !(less(one, other) || equal(one, [other]))),
  ge: compared((one, other) => !less(one, other)),
  print: { takes: [], rest: 'any', call: (given) => plain(sprint(given)) },
  printf: {
    takes: ['string'],
    rest: 'any',
    call: ([format, ...given]) => plain(sprintf(valueText(format), given)),
  },
  println: { takes: [], rest: 'any', call: (given) => plain(sprintln(given)) },
  html: escaped(escapeHtml),
  js: escaped(escapeJs),
  urlquery: escaped((text) =>
    encodeURIComponent(text)
      .replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
      .replaceAll('%20', '+'),
  ),
  exists: { takes: ['any'], rest: 'any', call: ([item, ...keys]) => plain(exists(item, keys)) },
  base64decode: { takes: ['string'], call: ([text]) => plain(decoded(valueText(text))) },
};

function callOf([given]: readonly Maybe[]): Maybe {
  const value = unwrapped(given);
  if (value === undefined) throw new CallFailure('call of nil');
  throw new CallFailure(`non-function ${valueText(value)} of type ${value.type}`);
}

function lengthOf(given: Maybe): number {
  if (given === undefined) throw new CallFailure('reflect: call of reflect.Value.Type on zero Value');
  if (isNil(given)) throw new CallFailure('len of nil pointer');
  const { value, type } = given;
  if (Array.isArray(value)) return value.length;
  if (typeof value === 'string') return utf8(value).length;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length;
  throw new CallFailure(`len of type ${type}`);
}

function position(index: Maybe, cap: number): number {
  if (index === undefined) throw new CallFailure('cannot index slice/array with nil');
  const { value, type } = index;
  if (typeof value !== 'number' || type === 'float64')
    throw new CallFailure(`cannot index slice/array with type ${type}`);
  if (value < 0 || value > cap) throw new CallFailure(`index out of range: ${String(value)}`);
  return value;
}

function indexed(given: Maybe, keys: readonly Maybe[]): Maybe {
  let item = unwrapped(given);
  if (item === undefined) throw new CallFailure('index of untyped nil');
  for (const key of keys.map(unwrapped)) {
    if (isNil(item)) throw new CallFailure('index of nil pointer');
    item = unwrapped(item);
    const { value, type } = item ?? { value: undefined, type: '' };
    if (Array.isArray(value)) {
      const at = position(key, value.length);
      if (at === value.length) throw new CallFailure('reflect: slice index out of range');
      item = member(value[at] ?? null);
    } else if (typeof value === 'string') {
      const bytes = utf8(value);
      const at = position(key, bytes.length);
      if (at === bytes.length) throw new CallFailure('reflect: string index out of range');
      item = plain(bytes[at], 'uint8');
    } else if (typeof value === 'object' && value !== null) {
      if (key === undefined) throw new CallFailure('value is nil; should be of type string');
      if (key.type !== 'string') throw new CallFailure(`value has type ${key.type}; should be string`);
      item = member((value as Record<string, unknown>)[valueText(key)] ?? null);
    } else throw new CallFailure(`can't index item of type ${type}`);
  }
  return item;
}

function sliced(given: Maybe, bounds: readonly Maybe[]): Maybe {
  const item = unwrapped(given);
  if (item === undefined) throw new CallFailure('slice of untyped nil');
  if (bounds.length > 3) throw new CallFailure(`too many slice indexes: ${String(bounds.length)}`);
  const { value, type } = item;
  const isText = typeof value === 'string';
  if (isText && bounds.length === 3) throw new CallFailure('cannot 3-index slice a string');
  if (!isText && !Array.isArray(value)) throw new CallFailure(`can't slice item of type ${type}`);
  const whole: Uint8Array | readonly unknown[] = isText ? utf8(value) : (value as unknown[]);
  const [from = 0, to = whole.length, cap] = bounds.map((bound) => position(unwrapped(bound), whole.length));
  if (from > to) throw new CallFailure(`invalid slice index: ${String(from)} > ${String(to)}`);
  if (cap !== undefined && to > cap)
    throw new CallFailure(`invalid slice index: ${String(to)} > ${String(cap)}`);
  const part = whole.slice(from, to);
  return plain(part instanceof Uint8Array ? fromUtf8(part) : part);
}

function equal(given: Maybe, others: readonly Maybe[]): boolean {
  if (others.length === 0) throw new CallFailure('missing argument for comparison');
  const one = unwrapped(given);
  return others.map(unwrapped).some((other) => isSame(one, other));
}

function isSame(one: Maybe, other: Maybe): boolean {
  const [sort, otherSort] = [sortOf(one), sortOf(other)];
  if (one === undefined || other === undefined) return one === other;
  if (sort !== otherSort && !(isWhole(sort) && isWhole(otherSort)))
    throw new CallFailure(`incompatible types for comparison: ${one.type} and ${other.type}`);
  if (sort !== 'none') return one.value === other.value;
  if (one.type !== other.type)
    throw new CallFailure(
      `non-comparable types ${valueText(one)}: ${one.type}, ${other.type}: ${valueText(other)}`,
    );
  throw new CallFailure(`non-comparable type ${sprintf('%s', [other])}: ${other.type}`);
}

function isWhole(sort: string): boolean {
  return sort === 'int' || sort === 'uint';
}

function less(given: Maybe, against: Maybe): boolean {
  const [one, other] = [unwrapped(given), unwrapped(against)];
  const [sort, otherSort] = [sortOf(one), sortOf(other)];
  if (one === undefined || other === undefined || sort === 'none' || otherSort === 'none')
    throw new CallFailure('invalid type for comparison');
  if (sort !== otherSort && !(isWhole(sort) && isWhole(otherSort)))
    throw new CallFailure(`incompatible types for comparison: ${one.type} and ${other.type}`);
  if (sort === 'bool') throw new CallFailure('invalid type for comparison');
  return (one.value as string | number) < (other.value as string | number);
}

function exists(given: Maybe, keys: readonly Maybe[]): boolean {
  let value: unknown = given?.value;
  for (const key of keys) {
    if (Array.isArray(value)) {
      if (sortOf(key) !== 'int') return false;
      const at = key?.value as number;
      if (at < 0 || at >= value.length) return false;
      value = (value as unknown[])[at];
    } else if (typeof value === 'object' && value !== null) {
      if (key?.type !== 'string') return false;
      value = (value as Record<string, unknown>)[valueText(key)];
    } else return false;
  }
  return value !== null && value !== undefined;
}

function decoded(text: string): string {
  const letters = text.replace(/[\r\n]/g, '');
  const wrong = letters.search(/[^A-Za-z0-9+/=]|=(?!=?$)/);
  const bytes = letters.length % 4 === 0 && wrong < 0 ? fromBase64(letters) : undefined;
  if (bytes !== undefined) return fromUtf8(bytes);
  // Go's decoder stops at the first letter that is none, or where the last whole group ends.
  const at = wrong < 0 ? letters.length - (letters.length % 4) : wrong;
  throw new CallFailure(`base64 decode failed: illegal base64 data at input byte ${String(at)}`);
}

const htmlCharacters: Readonly<Record<string, string>> = {
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '\0': '\ufffd',
};

function escapeHtml(text: string): string {
  return text.replace(/["'&<>\0]/g, (one) => htmlCharacters[one] ?? one);
}

function escapeJs(text: string): string {
  return text.replace(/[\\'"<>&=]|\p{Cc}/gu, (one) => {
    if (/[\\'"]/.test(one)) return `\\${one}`;
    return `\\u${one.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  });
}
