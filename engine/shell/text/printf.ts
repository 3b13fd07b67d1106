/**
 * printf(1) and awk's printf: formats filled with arguments, C's escapes. Numbers are decimals of JavaScript; integers
 * that do not fit wrap as 64-bit ones do.
 */

/** `\n`, `\t`, `\0nnn`, `\xHH`, … @param stop what `\c` does: the rest is not printed */
export function unescape(
  text: string,
  octal: 'zero' | 'plain',
): { readonly text: string; readonly stopped: boolean } {
  let stopped = false;
  let result = '';
  const pattern =
    octal === 'zero'
      ? /\\(0[0-7]{0,3}|x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|[^])|[^\\]+|\\/g
      : /\\([0-7]{1,3}|x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|[^])|[^\\]+|\\/g;
  for (const match of text.matchAll(pattern)) {
    const escape = match[1];
    if (escape === undefined) result += match[0];
    else if (escape === 'c') {
      stopped = true;
      break;
    } else result += escaped(escape, octal);
  }
  return { text: result, stopped };
}

const simple: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
};

function escaped(escape: string, octal: 'zero' | 'plain'): string {
  if (/^[0-7]/.test(escape) && (octal === 'plain' || escape.startsWith('0')))
    return String.fromCharCode(parseInt(octal === 'zero' ? escape.slice(1) || '0' : escape, 8) & 0xff);
  if (/^x./.test(escape) || /^u./.test(escape)) return String.fromCodePoint(parseInt(escape.slice(1), 16));
  if (escape === '"' && octal === 'zero') return '\\"';
  return simple[escape] ?? `\\${escape}`;
}

export interface Formatter {
  /** The text of the next argument for %s, %c, %b. */
  text(): string;
  number(): number;
  integer(): bigint;
}

/** Fill one pass of a format whose escapes are already read. @param other conversions of the caller's own (%b, %q) */
export function fillFormat(
  format: string,
  formatter: Formatter,
  other: (conversion: string) => string | undefined = () => undefined,
): { readonly text: string; readonly bad: string | undefined } {
  let result = '';
  let at = 0;
  while (at < format.length) {
    const percent = format.indexOf('%', at);
    if (percent < 0) return { text: result + format.slice(at), bad: undefined };
    result += format.slice(at, percent);
    const match = /^%([-+ #0']*)(\*|\d+)?(?:\.(\*|-?\d*))?(?:hh|h|ll|l|L|j|z|t)?(\([^)]*\)T|.)?/s.exec(
      format.slice(percent),
    );
    const whole = match?.[0] ?? '%';
    const conversion = match?.[4];
    at = percent + whole.length;
    if (conversion === '%') {
      result += '%';
      continue;
    }
    if (conversion === undefined) return { text: result, bad: whole };
    let flags = match?.[1] ?? '';
    let width = match?.[2] === '*' ? Number(formatter.integer()) : Number(match?.[2] ?? 0);
    if (width < 0) {
      flags += '-';
      width = -width;
    }
    const precision =
      match?.[3] === '*'
        ? Number(formatter.integer())
        : match?.[3] === undefined
          ? undefined
          : Number(match[3]);
    const own = other(conversion);
    if (own !== undefined)
      result += pad(precision === undefined ? own : [...own].slice(0, precision).join(''), flags, width);
    else {
      const text = convert(conversion, flags, width, precision, formatter);
      if (text === undefined) return { text: result, bad: whole };
      result += text;
    }
  }
  return { text: result, bad: undefined };
}

function convert(
  conversion: string,
  flags: string,
  width: number,
  precision: number | undefined,
  formatter: Formatter,
): string | undefined {
  switch (conversion) {
    case 's': {
      const text = formatter.text();
      return pad(precision === undefined ? text : [...text].slice(0, precision).join(''), flags, width);
    }
    case 'c':
      return pad([...formatter.text()][0] ?? '', flags, width);
    case 'd':
    case 'i':
      return integer(formatter.integer(), flags, width, precision);
    case 'u':
    case 'o':
    case 'x':
    case 'X': {
      const value = BigInt.asUintN(64, formatter.integer());
      const base = conversion === 'u' ? 10 : conversion === 'o' ? 8 : 16;
      let digits = value.toString(base);
      if (conversion === 'X') digits = digits.toUpperCase();
      if (precision !== undefined) digits = digits.padStart(precision, '0');
      const prefix =
        !flags.includes('#') || value === 0n
          ? ''
          : conversion === 'o'
            ? '0'
            : conversion === 'u'
              ? ''
              : `0${conversion}`;
      return sign(prefix, digits, precision === undefined ? flags : flags.replace('0', ''), width);
    }
    case 'f':
    case 'F':
    case 'e':
    case 'E':
    case 'g':
    case 'G':
      return float(conversion, formatter.number(), flags, width, precision);
    default:
      return undefined;
  }
}

function integer(value: bigint, flags: string, width: number, precision: number | undefined): string {
  const digits = (value < 0n ? -value : value).toString().padStart(precision ?? 1, '0');
  const mark = value < 0n ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  return sign(mark, digits, precision === undefined ? flags : flags.replace('0', ''), width);
}

function float(
  conversion: string,
  value: number,
  flags: string,
  width: number,
  precision: number | undefined,
): string {
  const size = Math.abs(value);
  const mark =
    value < 0 || Object.is(value, -0) ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  if (!Number.isFinite(value))
    return pad(mark + (Number.isNaN(value) ? 'nan' : 'inf'), flags.replace('0', ''), width);
  const lower = conversion.toLowerCase();
  let digits =
    lower === 'f'
      ? size.toFixed(precision ?? 6)
      : lower === 'e'
        ? exponent(size, precision ?? 6)
        : general(size, precision ?? 6, flags.includes('#'));
  if (conversion !== lower) digits = digits.toUpperCase();
  return sign(mark, digits, flags, width);
}

function exponent(value: number, precision: number): string {
  return value.toExponential(precision).replace(/e([+-])(\d)$/, 'e$10$2');
}

function general(value: number, precision: number, keep: boolean): string {
  const significant = precision === 0 ? 1 : precision;
  const power = value === 0 ? 0 : Number(value.toExponential(significant - 1).split('e')[1]);
  const text =
    power < -4 || power >= significant
      ? exponent(value, significant - 1)
      : value.toFixed(Math.max(0, significant - 1 - power));
  return keep || !text.includes('.') ? text : text.replace(/\.?0+(?=e|$)/, '');
}

function sign(prefix: string, digits: string, flags: string, width: number): string {
  if (flags.includes('-')) return (prefix + digits).padEnd(width);
  if (flags.includes('0')) return prefix + digits.padStart(width - prefix.length, '0');
  return (prefix + digits).padStart(width);
}

function pad(text: string, flags: string, width: number): string {
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  return flags.includes('-') ? text + ' '.repeat(missing) : ' '.repeat(missing) + text;
}
