/**
 * curl's command line (tool_getparam.c): its own option reader, with its own errors; not getopt.
 */
import { fraction } from '../options/number.ts';
import { type CurlOption, curlOptions } from './option-table.ts';

export interface CurlOptions {
  readonly urls: readonly string[];
  /** One for each URL as far as they go; `-` is standard output, undefined the name it has on the server (-O). */
  readonly outputs: readonly (string | undefined)[];
  readonly flags: ReadonlySet<string>;
  readonly headers: readonly string[];
  readonly data: readonly string[];
  readonly resolve: readonly string[];
  readonly connectTo: readonly string[];
  /** Options with one value, the last one given. */
  readonly values: ReadonlyMap<string, string>;
  /** Seconds. */
  readonly maxTime: number | undefined;
  readonly connectTimeout: number | undefined;
}

/** `text` goes to standard error; the help and the version to output. */
export type CurlStop = { readonly stop: number; readonly text: string; readonly stream: 'out' | 'error' };

/** Options without an argument that change what we do, or that change nothing here. */
const modelledFlags = new Set(
  (
    'anyauth basic compressed create-dirs fail fail-early fail-with-body get globoff head http0.9 http1.0 http1.1 ' +
    'http2 include insecure ipv4 ipv6 junk-session-cookies location location-trusted buffer keepalive progress-meter ' +
    'path-as-is post301 post302 post303 progress-bar raw remote-name remote-name-all retry-all-errors ' +
    'retry-connrefused show-error silent tcp-nodelay tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 use-ascii verbose styled-output ' +
    'disable netrc-optional tcp-fastopen alpn sessionid ssl ssl-reqd append'
  ).split(' '),
);
const modelledValues = new Set(
  (
    'connect-timeout connect-to cookie data data-ascii data-binary data-raw data-urlencode dump-header header ' +
    'interface json local-port max-redirs max-time noproxy output proxy referer request request-target resolve retry ' +
    'retry-delay retry-max-time url user user-agent write-out cacert happy-eyeballs-timeout-ms keepalive-time stderr'
  ).split(' '),
);

const numeric = new Set(['max-redirs', 'retry', 'retry-delay', 'retry-max-time', 'keepalive-time']);

export function readCurlOptions(words: readonly string[]): CurlOptions | CurlStop {
  const urls: string[] = [];
  const outputs: (string | undefined)[] = [];
  const flags = new Set<string>();
  const headers: string[] = [];
  const data: string[] = [];
  const resolve: string[] = [];
  const connectTo: string[] = [];
  const values = new Map<string, string>();
  let maxTime: number | undefined;
  let connectTimeout: number | undefined;
  const bad = (shown: string, problem: string): CurlStop => ({
    stop: 2,
    text: `curl: option ${shown}: ${problem}\ncurl: try 'curl --help' or 'curl --manual' for more information\n`,
    stream: 'error',
  });
  const notSimulated = (shown: string): CurlStop => ({
    stop: 1,
    text: `curl: not simulated: ${shown}\n`,
    stream: 'error',
  });

  const take = (
    option: CurlOption,
    shown: string,
    value: string | undefined,
    negated: boolean,
  ): CurlStop | undefined => {
    const { name } = option;
    if (!option.argument) {
      if (!modelledFlags.has(name)) return notSimulated(shown);
      if (name === 'ipv4' || name === 'ipv6') flags.delete(name === 'ipv4' ? 'ipv6' : 'ipv4');
      if (negated) flags.delete(name);
      else flags.add(name);
      if (negated) flags.add(`no-${name}`);
      if (name === 'remote-name') outputs.push(undefined);
      return undefined;
    }
    if (value === undefined) return bad(shown, 'requires parameter');
    if (!modelledValues.has(name)) return notSimulated(shown);
    switch (name) {
      case 'header':
        headers.push(value);
        break;
      case 'data':
      case 'data-ascii':
      case 'data-binary':
      case 'data-raw':
      case 'data-urlencode':
      case 'json':
        data.push(`${name} ${value}`);
        break;
      case 'resolve':
        resolve.push(value);
        break;
      case 'connect-to':
        connectTo.push(value);
        break;
      case 'output':
        outputs.push(value);
        break;
      case 'url':
        urls.push(value);
        break;
      case 'proxy':
        if (value !== '') return notSimulated('a proxy');
        break;
      case 'max-time':
      case 'connect-timeout': {
        const seconds = fraction(value);
        if (seconds === undefined) return bad(shown, 'expected a proper numerical parameter');
        if (seconds < 0) return bad(shown, 'expected a positive numerical parameter');
        const limit = seconds === 0 ? undefined : seconds;
        if (name === 'max-time') maxTime = limit;
        else connectTimeout = limit;
        break;
      }
      default:
        if (numeric.has(name)) {
          if (!/^-?\d+$/.test(value)) return bad(shown, 'expected a proper numerical parameter');
          if (name !== 'max-redirs' && value.startsWith('-'))
            return bad(shown, 'expected a positive numerical parameter');
        }
        values.set(name, value);
    }
    return undefined;
  };

  let onlyUrls = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (onlyUrls || !word.startsWith('-') || word === '-') {
      urls.push(word);
      continue;
    }
    if (word === '--') {
      onlyUrls = true;
      continue;
    }
    if (word.startsWith('--')) {
      const found = findLong(word.slice(2));
      if (found === 'unknown') return bad(word, 'is unknown');
      if (found === 'ambiguous') return bad(word, 'is ambiguous');
      const special = informational(found.option.name);
      if (special !== undefined) return special;
      const value = found.option.argument ? words[++at] : undefined;
      const stop = take(found.option, word, value, found.negated);
      if (stop !== undefined) return stop;
      continue;
    }
    for (let index = 1; index < word.length; index++) {
      const letter = word.charAt(index);
      const option = curlOptions.find((candidate) => candidate.letter === letter);
      if (option === undefined) return bad(word, 'is unknown');
      const special = informational(option.name);
      if (special !== undefined) return special;
      const rest = word.slice(index + 1);
      const value = option.argument ? (rest === '' ? words[++at] : rest) : undefined;
      const negated = option.name.startsWith('no-');
      const meant = negated ? { ...option, name: option.name.slice(3) } : option;
      const stop = take(meant, word, value, negated);
      if (stop !== undefined) return stop;
      if (option.argument) break;
    }
  }
  return { urls, outputs, flags, headers, data, resolve, connectTo, values, maxTime, connectTimeout };
}

function informational(name: string): CurlStop | undefined {
  if (name === 'help') return { stop: 0, text: 'help', stream: 'out' };
  if (name === 'version') return { stop: 0, text: 'version', stream: 'out' };
  return undefined;
}

function findLong(
  name: string,
): { readonly option: CurlOption; readonly negated: boolean } | 'unknown' | 'ambiguous' {
  const negated = name.startsWith('no-');
  const wanted = negated ? name.slice(3) : name;
  const known = curlOptions.map((option) =>
    option.name.startsWith('no-') ? { ...option, name: option.name.slice(3) } : option,
  );
  const exact = known.find((option) => option.name === wanted);
  if (exact !== undefined && !(negated && exact.argument)) return { option: exact, negated };
  const similar = known.filter((option) => option.name.startsWith(wanted));
  const [only] = similar;
  if (only === undefined || (negated && only.argument)) return 'unknown';
  return similar.length > 1 ? 'ambiguous' : { option: only, negated };
}
