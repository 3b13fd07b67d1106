/**
 * One flag of a command, and what its values may be (pflag's Value types and their errors).
 */
export type FlagKind =
  'string' | 'list' | 'array' | 'bool' | 'int' | 'int32' | 'int64' | 'uint16' | 'duration';

export interface Flag {
  readonly name: string;
  readonly short: string | undefined;
  readonly kind: FlagKind;
  /** The value of the flag without a value; undefined: it needs one. */
  readonly bare: string | undefined;
  readonly required: boolean;
  /** What to use instead, when it is deprecated. */
  readonly deprecated: string | undefined;
  /** Every command has it, as the root does. */
  readonly isGlobal: boolean;
}

const kinds: Readonly<Record<string, FlagKind>> = {
  s: 'string',
  a: 'list',
  A: 'array',
  b: 'bool',
  i: 'int',
  I: 'int32',
  L: 'int64',
  u: 'uint16',
  d: 'duration',
};

/** `n|namespace:s`, `dry-run:s=unchanged` (may stand alone), `image:a*` (required), `cpu-percent:I!Use --cpu`. */
export function parseFlag(text: string, isGlobal = false): Flag {
  const match = /^(?:(\w)\|)?([^:]+):(\w)(?:=([^*!]*))?(\*)?(?:!(.*))?$/.exec(text);
  const [, short, name = '', letter = 's', bare, required, deprecated] = match ?? [];
  const kind = kinds[letter] ?? 'string';
  return {
    name,
    short,
    kind,
    bare: kind === 'bool' ? 'true' : bare,
    required: required !== undefined,
    deprecated,
    isGlobal,
  };
}

/** Why the value is none of this flag's. */
export function wrongValue(flag: Flag, value: string): string | undefined {
  switch (flag.kind) {
    case 'bool':
      return /^(1|t|T|true|TRUE|True|0|f|F|false|FALSE|False)$/.test(value)
        ? undefined
        : `strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`;
    case 'int':
      return wrongInteger(value, 'ParseInt', 64);
    case 'int32':
      return wrongInteger(value, 'ParseInt', 32);
    case 'int64':
      return wrongInteger(value, 'ParseInt', 64);
    case 'uint16':
      return wrongInteger(value, 'ParseUint', 16);
    case 'duration':
      if (parseDuration(value) !== undefined) return undefined;
      return /^[+-]?[0-9.]+$/.test(value)
        ? `time: missing unit in duration ${JSON.stringify(value)}`
        : `time: invalid duration ${JSON.stringify(value)}`;
    default:
      return undefined;
  }
}

function wrongInteger(value: string, parse: 'ParseInt' | 'ParseUint', bits: number): string | undefined {
  const fault = (why: string): string => `strconv.${parse}: parsing ${JSON.stringify(value)}: ${why}`;
  if (!(parse === 'ParseInt' ? /^[+-]?[0-9]+$/ : /^[0-9]+$/).test(value)) return fault('invalid syntax');
  const most = parse === 'ParseInt' ? 2 ** (bits - 1) : 2 ** bits;
  const number = Number(value);
  return number >= most || number < -most ? fault('value out of range') : undefined;
}

const units: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 0.001,
  ns: 1e-6,
};

/** Go's time.ParseDuration, in milliseconds. */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  if (!/^[+-]?([0-9]+(\.[0-9]*)?(h|ms|m|s|us|ns))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount = '0', unit = 's'] of text.matchAll(/([0-9]+(?:\.[0-9]*)?)(h|ms|m|s|us|ns)/g))
    total += Number(amount) * (units[unit] ?? 0);
  return text.startsWith('-') ? -total : total;
}
