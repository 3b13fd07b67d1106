/**
 * What a curl command line says, read word by word (tool_getparam.c, tool_paramhlp.c): curl's own option reader, with
 * its own errors; not getopt. `--next` starts another list of URLs with options of its own.
 */
import type { FormPart } from './form.ts';
import { dataOf, type PostData } from './data.ts';
import { readFormPart } from './form.ts';
import {
  type CurlOption,
  curlOptions,
  modelledFlags,
  modelledValues,
  notInThisBuild,
} from './option-table.ts';
import { readNumber } from './parameters.ts';
import type { ParameterSource } from './parameter-source.ts';
import { readConfiguration } from './config-file.ts';
import { tryHelp } from './try-help.ts';
import { isFetchable } from './url.ts';

export interface CurlOptions {
  readonly urls: string[];
  /** One for each URL as far as they go; `-` is standard output, undefined the name it has on the server (-O). */
  readonly outputs: (string | undefined)[];
  /** -T: the file that goes to the URL of the same place; `-` is standard input. */
  readonly uploads: string[];
  readonly flags: Set<string>;
  readonly headers: string[];
  data: PostData | undefined;
  readonly forms: FormPart[];
  readonly resolve: string[];
  readonly connectTo: string[];
  /** -b NAME=VALUE… */
  readonly cookies: string[];
  /** -b FILE */
  readonly cookieFiles: string[];
  readonly urlQueries: string[];
  /** Options with one value, the last one given. */
  readonly values: Map<string, string>;
  /** Seconds. */
  maxTime: number | undefined;
  connectTimeout: number | undefined;
}

/** `text` goes to standard error; the help and the version to output. */
export interface CurlStop {
  readonly stop: number;
  readonly text: string;
  readonly stream: 'out' | 'error';
}

/** They hold for all that follows, over a --next. */
const globalFlags = ['silent', 'show-error', 'verbose', 'no-progress-meter', 'progress-bar', 'fail-early'];
const globalValues = ['stderr', 'trace', 'trace-ascii'];

function fresh(before?: CurlOptions): CurlOptions {
  const flags = new Set(globalFlags.filter((flag) => before?.flags.has(flag)));
  const values = new Map<string, string>();
  for (const name of globalValues) {
    const value = before?.values.get(name);
    if (value !== undefined) values.set(name, value);
  }
  return {
    urls: [],
    outputs: [],
    uploads: [],
    flags,
    headers: [],
    data: undefined,
    forms: [],
    resolve: [],
    connectTo: [],
    cookies: [],
    cookieFiles: [],
    urlQueries: [],
    values,
    maxTime: undefined,
    connectTimeout: undefined,
  };
}

const methods = {
  HEAD: 'HEAD (-I, --head)',
  MIME: 'multipart formpost (-F, --form)',
  POST: 'POST (-d, --data)',
  PUT: 'PUT (-T, --upload-file)',
} as const;

const badlyUsed = 'is badly used here';

export class CurlCommandLine {
  readonly operations: CurlOptions[] = [fresh()];
  readonly #source: ParameterSource;
  #method: keyof typeof methods | undefined;
  #onlyUrls = false;

  constructor(source: ParameterSource) {
    this.#source = source;
  }

  get #options(): CurlOptions {
    return this.operations.at(-1) ?? fresh();
  }

  get isSilent(): boolean {
    return this.#options.flags.has('silent');
  }

  read(words: readonly string[]): CurlStop | undefined {
    for (let at = 0; at < words.length; at++) {
      const word = words[at] ?? '';
      if (this.#onlyUrls || !word.startsWith('-')) {
        this.#options.urls.push(word);
        continue;
      }
      if (word === '--') {
        this.#onlyUrls = true;
        continue;
      }
      const read = this.word(word, words[at + 1]);
      if (typeof read === 'object') return read;
      if (read === 'took the next') at++;
    }
    for (const options of this.operations)
      if (options.uploads.length > 0 && (options.data !== undefined || options.forms.length > 0))
        return this.#clash('PUT', options.data === undefined ? 'MIME' : 'POST');
    return undefined;
  }

  /** One word that starts with a dash. */
  word(word: string, next: string | undefined): CurlStop | 'took the next' | 'alone' {
    if (word.startsWith('--')) {
      const found = findLong(word.slice(2));
      if (typeof found === 'string') return bad(word, found);
      const special = informational(found.option, next);
      if (special !== undefined) return special;
      const stop = this.#take(found.option, word, found.option.argument ? next : undefined, found.negated);
      return stop ?? (found.option.argument ? 'took the next' : 'alone');
    }
    if (word === '-') return bad(word, 'is unknown');
    for (let index = 1; index < word.length; index++) {
      const letter = word.charAt(index);
      const option = curlOptions.find((candidate) => candidate.letter === letter);
      if (option === undefined) return bad(word, 'is unknown');
      const special = informational(option, next);
      if (special !== undefined) return special;
      const rest = word.slice(index + 1);
      const negated = option.name.startsWith('no-');
      const meant = negated ? { ...option, name: option.name.slice(3) } : option;
      const value = option.argument ? (rest === '' ? next : rest) : undefined;
      const stop = this.#take(meant, word, value, negated);
      if (stop !== undefined) return stop;
      if (option.argument) return rest === '' ? 'took the next' : 'alone';
    }
    return 'alone';
  }

  #take(
    option: CurlOption,
    shown: string,
    value: string | undefined,
    negated: boolean,
  ): CurlStop | undefined {
    const { name } = option;
    if (notInThisBuild.has(name)) return bad(shown, "the installed libcurl version doesn't support this");
    if (!option.argument) return this.#flag(name, shown, negated);
    if (value === undefined) return bad(shown, 'requires parameter');
    if (!modelledValues.has(name)) return notSimulated(shown);
    const number = readNumber(name, value);
    if (number !== undefined) {
      if (number.warning !== undefined) this.#source.warn(number.warning, this.isSilent);
      if (typeof number.value === 'string') return bad(shown, number.value);
    }
    return this.#value(name, shown, value);
  }

  #flag(name: string, shown: string, negated: boolean): CurlStop | undefined {
    const { flags, outputs } = this.#options;
    if (!modelledFlags.has(name)) return notSimulated(shown);
    switch (name) {
      case 'next':
        if (this.#options.urls.length === 0) return undefined;
        this.operations.push(fresh(this.#options));
        this.#method = undefined;
        return undefined;
      case 'ipv4':
      case 'ipv6':
        flags.delete(name === 'ipv4' ? 'ipv6' : 'ipv4');
        break;
      case 'location-trusted':
        flags.add('location');
        break;
      case 'remote-name':
        outputs.push(undefined);
        break;
      case 'head':
        if (!negated && !this.#sets('HEAD')) return this.#clash('HEAD');
        break;
      case 'sslv2':
      case 'sslv3':
        this.#source.warn(`Ignores instruction to use SSLv${name.slice(-1)}`, this.isSilent);
    }
    if (negated) {
      flags.delete(name);
      flags.add(`no-${name}`);
    } else {
      flags.add(name);
      flags.delete(`no-${name}`);
    }
    return undefined;
  }

  /** @returns whether the request can be of this kind */
  #sets(method: keyof typeof methods): boolean {
    if (this.#method !== undefined && this.#method !== method) return false;
    this.#method = method;
    return true;
  }

  #clash(method: keyof typeof methods, other = this.#method): CurlStop {
    const known = other === undefined ? '' : methods[other];
    this.#source.warn(
      `You can only select one HTTP request method! You asked for both ${methods[method]} and ${known}.`,
      this.isSilent,
    );
    return { stop: 2, text: '', stream: 'error' };
  }

  #value(name: string, shown: string, value: string): CurlStop | undefined {
    const options = this.#options;
    switch (name) {
      case 'header': {
        if (!value.startsWith('@')) options.headers.push(value);
        else {
          const text = this.#source.file(value.slice(1));
          if (text === undefined) return bad(shown, `error encountered when reading a file`);
          options.headers.push(...text.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#')));
        }
        break;
      }
      case 'data':
      case 'data-ascii':
      case 'data-binary':
      case 'data-raw':
      case 'data-urlencode':
      case 'json': {
        if (!this.#sets('POST')) return this.#clash('POST');
        const more = dataOf(name, value, this.#source, this.isSilent);
        const { data } = options;
        const glue = data === undefined || name === 'json' ? '' : '&';
        options.data = {
          text: `${data?.text ?? ''}${glue}${more}`,
          json: name === 'json' || data?.json === true,
        };
        break;
      }
      case 'form':
      case 'form-string': {
        if (!this.#sets('MIME')) return this.#clash('MIME');
        const part = readFormPart(value, name === 'form-string', this.#source);
        if (part === 'malformed') {
          this.#source.warn('Illegally formatted input field!', this.isSilent);
          return bad(shown, badlyUsed);
        }
        if (part === 'not simulated') return notSimulated(`${shown} ${value}`);
        options.forms.push(part);
        break;
      }
      case 'cookie':
        if (value.includes('=')) options.cookies.push(value);
        else options.cookieFiles.push(value);
        break;
      case 'config':
        return readConfiguration(this, value, shown, this.#source, this.isSilent);
      case 'resolve':
        options.resolve.push(value);
        break;
      case 'connect-to':
        options.connectTo.push(value);
        break;
      case 'output':
        options.outputs.push(value);
        break;
      case 'upload-file':
        options.uploads.push(value);
        break;
      case 'url':
        options.urls.push(value);
        break;
      case 'url-query':
        options.urlQueries.push(value);
        break;
      case 'max-time':
        options.maxTime = Number(value) || undefined;
        break;
      case 'connect-timeout':
        options.connectTimeout = Number(value) || undefined;
        break;
      case 'range':
        options.values.set(name, this.#range(value));
        break;
      case 'time-cond':
        if (Number.isNaN(Date.parse(value.replace(/^[-+=]/, '')))) {
          this.#source.warn(
            'Illegal date format for -z, --time-cond (and not a file name). Disabling time condition. See curl_getdate(3) for valid date syntax.',
            this.isSilent,
          );
          break;
        }
        options.values.set(name, value);
        break;
      case 'proto':
      case 'proto-redir':
        for (const part of value.split(',')) {
          const bare = part.replace(/^[-+=]+/, '').toLowerCase();
          if (bare !== 'all' && bare !== '' && !isFetchable(bare))
            this.#source.warn(`unrecognized protocol '${bare}'`, this.isSilent);
        }
        options.values.set(name, value);
        break;
      default:
        options.values.set(name, value);
    }
    return undefined;
  }

  #range(value: string): string {
    if (/^\d/.test(value) && !value.includes('-')) {
      this.#source.warn(
        "A specified range MUST include at least one dash '-'. Appending one for you!",
        this.isSilent,
      );
      return `${String(Number.parseInt(value, 10))}-`;
    }
    if (/[^-\d,]/.test(value))
      this.#source.warn(
        "Invalid character is found in given range. A specified range MUST have only digits in 'start'-'stop'. The server's response to this request is uncertain.",
        this.isSilent,
      );
    return value;
  }
}

export function bad(shown: string, problem: string): CurlStop {
  return { stop: 2, text: `curl: option ${shown}: ${problem}\n${tryHelp}`, stream: 'error' };
}

function notSimulated(shown: string): CurlStop {
  return { stop: 1, text: `curl: not simulated: ${shown}\n`, stream: 'error' };
}

function informational({ name }: CurlOption, next: string | undefined): CurlStop | undefined {
  if (name === 'help') return { stop: 0, text: `help ${next ?? ''}`, stream: 'out' };
  if (name === 'version') return { stop: 0, text: 'version', stream: 'out' };
  return undefined;
}

function findLong(name: string): { readonly option: CurlOption; readonly negated: boolean } | string {
  const negated = name.startsWith('no-');
  const wanted = negated ? name.slice(3) : name;
  const known = curlOptions.map((option) =>
    option.name.startsWith('no-') ? { ...option, name: option.name.slice(3) } : option,
  );
  const exact = known.find((option) => option.name === wanted);
  const similar = exact === undefined ? known.filter((option) => option.name.startsWith(wanted)) : [exact];
  const [only] = similar;
  if (only === undefined) return 'is unknown';
  if (similar.length > 1) return 'is ambiguous';
  if (negated && only.argument) return "used '--no-' for option that isn't a boolean";
  return { option: only, negated };
}
