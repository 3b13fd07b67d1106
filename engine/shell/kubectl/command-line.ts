/**
 * Reading a command line as pflag does: long and short flags, values behind `=` or in the next word, flags that may
 * stand without a value, `--` that ends them; its errors in its words.
 */
export type FlagKind = 'string' | 'strings' | 'bool' | 'int' | 'duration' | 'count';

export interface Flag {
  readonly name: string;
  readonly short: string | undefined;
  readonly kind: FlagKind;
  /** The value of the flag without a value; undefined: it needs one. */
  readonly bare: string | undefined;
}

/** `n|namespace:string`, `cascade:string=background` (may stand alone). */
export function flags(...specs: readonly string[]): readonly Flag[] {
  return specs.map((spec) => {
    const match = /^(?:(\w)\|)?([\w-]+):(\w+)(?:=(.*))?$/.exec(spec);
    const [, short, name = '', kind = 'string', bare] = match ?? [];
    return { name, short, kind: kind as FlagKind, bare: kind === 'bool' ? 'true' : bare };
  });
}

/** Flags every command has. */
export const commonFlags = flags(
  'n|namespace:string',
  'kubeconfig:string',
  'context:string',
  'cluster:string',
  'user:string',
  's|server:string',
  'token:string',
  'as:string',
  'as-group:strings',
  'as-uid:string',
  'cache-dir:string',
  'certificate-authority:string',
  'client-certificate:string',
  'client-key:string',
  'disable-compression:bool',
  'insecure-skip-tls-verify:bool',
  'kuberc:string',
  'log-flush-frequency:duration',
  'match-server-version:bool',
  'password:string',
  'profile:string',
  'profile-output:string',
  'request-timeout:string',
  'tls-server-name:string',
  'username:string',
  'v|v:count',
  'vmodule:string',
  'warnings-as-errors:bool',
  'h|help:bool',
);

export interface CommandLine {
  readonly words: readonly string[];
  /** How many words stand before `--`; undefined without it. */
  readonly dash: number | undefined;
  readonly values: ReadonlyMap<string, readonly string[]>;
}

export type Parsed =
  | { readonly kind: 'parsed'; readonly line: CommandLine }
  | { readonly kind: 'failed'; readonly message: string };

export function parseCommandLine(
  given: readonly string[],
  known: readonly Flag[],
  interspersed: 'yes' | 'no',
): Parsed {
  const words: string[] = [];
  const values = new Map<string, string[]>();
  let dash: number | undefined;
  const failed = (message: string): Parsed => ({ kind: 'failed', message });
  const set = (flag: Flag, value: string, shown: string): string | undefined => {
    const why = wrong(flag, value);
    if (why !== undefined)
      return `invalid argument ${JSON.stringify(value)} for ${JSON.stringify(shown)} flag: ${why}`;
    const list = values.get(flag.name) ?? [];
    list.push(value);
    values.set(flag.name, list);
    return undefined;
  };
  for (let index = 0; index < given.length; index++) {
    const word = given[index] ?? '';
    if (word === '--') {
      dash = words.length;
      words.push(...given.slice(index + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      words.push(word);
      if (interspersed === 'no') {
        words.push(...given.slice(index + 1));
        break;
      }
      continue;
    }
    if (word.startsWith('--')) {
      const [name = '', ...rest] = word.slice(2).split('=');
      if (name === '' || name.startsWith('-')) return failed(`bad flag syntax: ${word}`);
      const flag = known.find((one) => one.name === name);
      if (flag === undefined) return failed(`unknown flag: --${name}`);
      let value = rest.length > 0 ? rest.join('=') : flag.bare;
      if (value === undefined) {
        value = given[++index];
        if (value === undefined) return failed(`flag needs an argument: --${name}`);
      }
      const shown = flag.short === undefined ? `--${name}` : `-${flag.short}, --${name}`;
      const error = set(flag, value, shown);
      if (error !== undefined) return failed(error);
      continue;
    }
    let letters = word.slice(1);
    while (letters !== '') {
      const letter = letters[0] ?? '';
      const flag = known.find((one) => one.short === letter);
      if (flag === undefined) return failed(`unknown shorthand flag: '${letter}' in -${letters}`);
      let value: string | undefined;
      const rest = letters.slice(1);
      if (rest.startsWith('=')) {
        value = rest.slice(1);
        letters = '';
      } else if (flag.bare !== undefined) {
        value = flag.bare;
        letters = rest;
      } else if (rest !== '') {
        value = rest;
        letters = '';
      } else {
        value = given[++index];
        if (value === undefined) return failed(`flag needs an argument: '${letter}' in -${letter}`);
        letters = '';
      }
      const error = set(flag, value, `-${letter}, --${flag.name}`);
      if (error !== undefined) return failed(error);
    }
  }
  return { kind: 'parsed', line: { words, dash, values } };
}

function wrong(flag: Flag, value: string): string | undefined {
  switch (flag.kind) {
    case 'bool':
      return /^(1|t|T|true|TRUE|True|0|f|F|false|FALSE|False)$/.test(value)
        ? undefined
        : `strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`;
    case 'int':
      return /^[+-]?[0-9]+$/.test(value)
        ? undefined
        : `strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`;
    case 'duration':
      if (parseDuration(value) !== undefined) return undefined;
      return /^[+-]?[0-9.]+$/.test(value)
        ? `time: missing unit in duration ${JSON.stringify(value)}`
        : `time: invalid duration ${JSON.stringify(value)}`;
    default:
      return undefined;
  }
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
