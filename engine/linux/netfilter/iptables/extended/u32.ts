/**
 * `-m u32`: numbers taken from anywhere in the packet, shifted, masked, followed as offsets and compared
 * (net/netfilter/xt_u32.c, libxt_u32).
 */
import { usage } from '../error.ts';
import { not } from '../option.ts';
import { matchOf } from '../shape.ts';
import { packetBytes, word } from './transport-data.ts';

type Operator = '&' | '<<' | '>>' | '@';

interface Step {
  readonly operator: Operator | undefined;
  readonly number: number;
}

interface Term {
  readonly location: readonly Step[];
  readonly values: readonly (readonly [first: number, last: number])[];
}

/** @throws IptablesError */
function parse(text: string): readonly Term[] {
  let at = 0;
  const skip = (): void => {
    while (/\s/.test(text.charAt(at))) at++;
  };
  const fail = (message: string): Error => usage(`u32: ${message}`);
  const number = (): number => {
    skip();
    const match = /^(0x[0-9a-f]+|\d+)/i.exec(text.slice(at));
    const value = match === null ? Number.NaN : Number(/^0\d/.test(match[0]) ? `0o${match[0]}` : match[0]);
    if (match === null || !(value <= 0xffff_ffff))
      throw fail(`at char ${String(at)}: not a number or out of range`);
    at += match[0].length;
    return value;
  };
  const take = (symbol: string): boolean => {
    skip();
    const found = text.startsWith(symbol, at);
    if (found) at += symbol.length;
    return found;
  };
  const terms: Term[] = [];
  for (;;) {
    skip();
    if (at >= text.length) throw fail('abrupt end of input after location specifier');
    const location: Step[] = [{ operator: undefined, number: number() }];
    for (;;) {
      skip();
      if (take('=')) break;
      if (at >= text.length) throw fail('abrupt end of input after location specifier');
      if (text.startsWith('&&', at)) throw fail(`at char ${String(at)}: operator expected`);
      const operator = (['&', '<<', '>>', '@'] as const).find(take);
      if (operator === undefined) throw fail(`at char ${String(at)}: operator expected`);
      location.push({ operator, number: number() });
    }
    const values: (readonly [number, number])[] = [];
    skip();
    if (at >= text.length) throw fail('test ended with no value specified');
    do {
      const first = number();
      values.push([first, take(':') ? number() : first]);
    } while (take(','));
    terms.push({ location, values });
    skip();
    if (at >= text.length) return terms;
    if (!take('&&')) throw fail(`at char ${String(at)}: expected "," or "&&"`);
  }
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

function text(terms: readonly Term[]): string {
  return terms
    .map(({ location, values }) => {
      const where = location.map(({ operator = '', number }) => operator + hex(number)).join('');
      const what = values.map(([first, last]) =>
        first === last ? hex(first) : `${hex(first)}:${hex(last)}`,
      );
      return `${where}=${what.join(',')}`;
    })
    .join('&&');
}

function holds({ location, values }: Term, bytes: Uint8Array): boolean {
  let base = 0;
  let value = 0;
  for (const { operator, number } of location)
    switch (operator) {
      case '&':
        value = (value & number) >>> 0;
        break;
      case '<<':
        value = number > 31 ? 0 : (value << number) >>> 0;
        break;
      case '>>':
        value = number > 31 ? 0 : value >>> number;
        break;
      default: {
        if (operator === '@') base += value;
        const read = word(bytes, base + number);
        if (read === undefined) return false;
        value = read;
      }
    }
  return values.some(([first, last]) => value >= first && value <= last);
}

export const u32 = matchOf({
  name: 'u32',
  options: { u32: { kind: 'text', inverts: true, mandatory: true } },
  read(options) {
    parse(options.text('u32'));
  },
  // u32_mt_checkentry
  isRefused: (options) =>
    parse(options.text('u32')).some(({ location }) =>
      location.some(({ operator, number }) => (operator === '<<' || operator === '>>') && number > 31),
    ),
  save: (options) => `${not(options.inverted('u32'))}--u32 "${text(parse(options.text('u32')))}"`,
  print: (options) => `u32 ${not(options.inverted('u32'))}"${text(parse(options.text('u32')))}"`,
  compile(options) {
    const terms = parse(options.text('u32'));
    const inverted = options.inverted('u32');
    return ({ packet }) => {
      const bytes = packetBytes(packet);
      return terms.every((term) => holds(term, bytes)) !== inverted;
    };
  },
});
