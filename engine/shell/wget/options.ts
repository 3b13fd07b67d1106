/**
 * The command line of GNU wget 1.21 (main.c), as far as it is modelled.
 */
import { getopt, type LongOption } from '../options/getopt.ts';
import { fraction } from '../options/number.ts';
import { unmodelledLetters, unmodelledWithValue, unmodelledWords } from './unmodelled.ts';

export interface WgetOptions {
  readonly urls: readonly string[];
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  readonly headers: readonly string[];
  /** Seconds for each step. */
  readonly timeout: number;
  /** 0: for ever. */
  readonly tries: number;
}

export type WgetStop = { readonly stop: number; readonly text: string; readonly stream: 'out' | 'error' };

const usage = `Usage: wget [OPTION]... [URL]...

Try \`wget --help' for more options.
`;

const long: readonly LongOption[] = (
  'version:V help:h background:b quiet:q verbose:v no-verbose:nv server-response:S spider no-check-certificate ' +
  'no-clobber:nc continue:c inet4-only:4 inet6-only:6 no-cache no-proxy content-on-error recursive:r mirror:m ' +
  'page-requisites:p show-progress no-hsts retry-connrefused no-dns-cache'
)
  .split(' ')
  .map((entry): LongOption => {
    const [name = '', letter] = entry.split(':');
    return { name, argument: 'none', is: letter ?? name };
  })
  .concat(
    (
      'output-document:O output-file:o append-output:a tries:t timeout:T dns-timeout connect-timeout:connect ' +
      'read-timeout:read wait:w user password user-agent:U header post-data method body-data directory-prefix:P ' +
      'max-redirect bind-address limit-rate input-file:i execute:e referer post-file waitretry progress'
    )
      .split(' ')
      .map((entry): LongOption => {
        const [name = '', letter] = entry.split(':');
        return { name, argument: 'required', is: letter ?? name };
      }),
  )
  .concat(
    unmodelledWords.map((name): LongOption => ({ name, argument: 'none' })),
    unmodelledWithValue.map((name): LongOption => ({ name, argument: 'required' })),
  );

const notSimulated: Readonly<Record<string, string>> = {
  b: '--background',
  c: '--continue',
  e: '--execute',
  i: '--input-file',
  m: '--mirror',
  o: '--output-file',
  a: '--append-output',
  p: '--page-requisites',
  r: '--recursive',
  6: '--inet6-only',
  'post-file': '--post-file',
  'bind-address': '--bind-address',
};

function unmodelled(name: string): string | undefined {
  if (unmodelledLetters.includes(name)) return `-${name}`;
  return unmodelledWords.includes(name) || unmodelledWithValue.includes(name) ? `--${name}` : undefined;
}

export function readWgetOptions(words: readonly string[]): WgetOptions | WgetStop {
  // `-nv` and `-nc` are one option each, written with two letters.
  const spread = words.map((word) =>
    word === '-nv' ? '--no-verbose' : word === '-nc' ? '--no-clobber' : word,
  );
  const { items, operands } = getopt(spread, `VhbqvScr46mpO:o:a:t:T:w:U:P:i:e:${unmodelledLetters}`, long);
  const flags = new Set<string>();
  const values = new Map<string, string>();
  const headers: string[] = [];
  for (const item of items) {
    if (item.kind === 'error') return { stop: 2, text: `wget: ${item.message}\n${usage}`, stream: 'error' };
    const { name, value } = item;
    if (name === 'V') return { stop: 0, text: 'GNU Wget 1.21.3 built on linux-gnu.\n', stream: 'out' };
    const missing = notSimulated[name] ?? unmodelled(name);
    if (missing !== undefined) return { stop: 1, text: `wget: not simulated: ${missing}\n`, stream: 'error' };
    if (name === 'h') return { stop: 1, text: 'wget: not simulated: --help\n', stream: 'error' };
    if (name === 'header') headers.push(value ?? '');
    else if (value === undefined) flags.add(name);
    else values.set(name, value);
  }
  if (operands.length === 0) return { stop: 1, text: `wget: missing URL\n${usage}`, stream: 'error' };
  const timeoutText = values.get('T') ?? '900';
  const timeout = fraction(timeoutText);
  if (timeout === undefined)
    return { stop: 2, text: `wget: timeout: Invalid time period ‘${timeoutText}’\n`, stream: 'error' };
  const triesText = values.get('t') ?? '20';
  if (!/^(\d+|inf)$/.test(triesText))
    return { stop: 2, text: `wget: tries: Invalid number ‘${triesText}’.\n`, stream: 'error' };
  const tries = triesText === 'inf' ? 0 : Number(triesText);
  return { urls: operands, flags, values, headers, timeout, tries };
}
