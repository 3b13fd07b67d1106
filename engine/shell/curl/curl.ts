/**
 * curl 7.88.1 for HTTP. See README.md.
 */
import { second } from '../../clock/clock.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { Command, ShellProcess } from '../command.ts';
import { readResolve } from './connection.ts';
import type { CurlFailure } from './failure.ts';
import { type CurlOptions, readCurlOptions } from './options.ts';
import { CurlOutput } from './output.ts';
import { meterHead, meterLine, meterStart } from './progress.ts';
import { type ConnectionCache, transfer } from './transfer.ts';
import { tryHelp, usage, version } from './usage.ts';
import { type TransferFacts, writeOut } from './write-out.ts';

export const curl: Command = {
  name: 'curl',
  path: '/usr/bin/curl',
  *program(process) {
    const words = process.arguments.slice(1);
    if (words.length === 0) {
      process.complain(tryHelp);
      return 2;
    }
    const options = readCurlOptions(words);
    if ('stop' in options) {
      if (options.stream === 'error') process.complain(options.text);
      else process.print(options.text === 'version' ? version : usage);
      return options.stop;
    }
    if (options.urls.length === 0) {
      process.complain(`curl: no URL specified!\n${tryHelp}`);
      return 2;
    }
    for (const entry of options.resolve)
      if (readResolve(entry) === undefined) {
        process.complain(`curl: (49) Couldn't parse CURLOPT_RESOLVE entry '${entry}'\n`);
        return 49;
      }
    const cache: ConnectionCache = { open: undefined, count: 0 };
    let status = 0;
    for (const [index, url] of options.urls.entries()) {
      const failed = yield* withRetries(process, options, url, index, cache);
      status = failed?.code ?? 0;
      if (failed !== undefined && options.flags.has('fail-early')) break;
    }
    cache.open?.socket.close();
    return status;
  },
};

function* withRetries(
  process: ShellProcess,
  options: CurlOptions,
  url: string,
  index: number,
  cache: ConnectionCache,
): Running<CurlFailure | undefined> {
  let left = Number(options.values.get('retry') ?? 0);
  let delay = Number(options.values.get('retry-delay') ?? 0) || 1;
  for (let attempt = 0; ; attempt++) {
    const { failed, facts } = yield* oneUrl(process, options, url, index, cache, attempt > 0);
    const problem = left > 0 ? transientProblem(options, failed, facts) : undefined;
    if (problem === undefined) return failed;
    const many = left === 1 ? 'retry' : 'retries';
    warn(
      process,
      options,
      `Problem ${problem}. Will retry in ${String(delay)} seconds. ${String(left)} ${many} left.`,
    );
    left--;
    const until = process.clock.now + delay * second;
    while (process.clock.now < until) yield { on: [], until };
    if (!options.values.has('retry-delay')) delay = Math.min(600, delay * 2);
  }
}

/** What curl tries again (post_per_transfer of tool_operate.c). */
function transientProblem(
  options: CurlOptions,
  failed: CurlFailure | undefined,
  facts: TransferFacts,
): string | undefined {
  if (failed?.code === 28 || failed?.code === 6 || failed?.code === 5) return ': timeout';
  if (failed?.code === 7 && options.flags.has('retry-connrefused')) return ': connection refused';
  if (failed === undefined || failed.code === 22)
    if ([408, 429, 500, 502, 503, 504].includes(facts.status)) return ': HTTP error';
  if (failed !== undefined && options.flags.has('retry-all-errors')) return '(retrying all errors)';
  return undefined;
}

function* oneUrl(
  process: ShellProcess,
  options: CurlOptions,
  text: string,
  index: number,
  cache: ConnectionCache,
  again: boolean,
): Running<{ readonly failed: CurlFailure | undefined; readonly facts: TransferFacts }> {
  const file = outputFile(options, text, index);
  const output = new CurlOutput(process, options, file === undefined ? undefined : absolute(process, file));
  const facts = newFacts(index, file ?? '');
  const toTerminal = file === undefined && process.stdout.terminal !== undefined;
  const meter = !toTerminal && !options.flags.has('silent') && !options.flags.has('no-progress-meter');
  if (meter && index === 0 && !again) process.complain(meterHead);
  if (meter) process.complain(meterStart);
  if (index === 0 && !again) for (const entry of options.resolve) output.info(`Added ${entry} to DNS cache`);
  const start = process.clock.now;
  let failed = yield* transfer(process, options, output, text, cache, facts);
  facts.total = process.clock.now - start;
  if (meter)
    process.complain(
      `${meterLine({ total: contentLength(facts), received: facts.received, sent: facts.sent, elapsed: facts.total })}\n`,
    );
  if (!output.finish() && failed === undefined)
    failed = { code: 23, message: 'Failure writing output to destination' };
  facts.failure = failed;
  if (failed !== undefined && (!options.flags.has('silent') || options.flags.has('show-error')))
    process.complain(`curl: (${String(failed.code)}) ${failed.message}\n`);
  dumpHeader(process, options, facts);
  const format = options.values.get('write-out');
  if (format !== undefined) {
    const written = writeOut(readFormat(process, format), facts);
    for (const name of written.unknown) process.complain(`curl: unknown --write-out variable: '${name}'\n`);
    process.print(written.out);
    process.complain(written.error);
  }
  return { failed, facts };
}

function contentLength(facts: TransferFacts): number | undefined {
  const text = facts.headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1];
  return text === undefined || facts.method === 'HEAD' ? undefined : Number(text);
}

function readFormat(process: ShellProcess, format: string): string {
  return format.startsWith('@') ? (process.files.text(absolute(process, format.slice(1))) ?? '') : format;
}

function dumpHeader(process: ShellProcess, options: CurlOptions, facts: TransferFacts): void {
  const file = options.values.get('dump-header');
  if (file === undefined || facts.status === 0) return;
  const lines = facts.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const text = `HTTP/${facts.version} ${String(facts.status)} \r\n${lines}\r\n`;
  if (file === '-') process.print(text);
  else process.files.write(absolute(process, file), text);
}

/** @returns undefined for standard output */
function outputFile(options: CurlOptions, url: string, index: number): string | undefined {
  const output = options.outputs[index];
  if (output === '-') return undefined;
  if (output !== undefined) return output;
  const asOnServer = options.flags.has('remote-name-all') || index < options.outputs.length;
  if (!asOnServer) return undefined;
  const path = url.replace(/^[a-z]+:\/\//i, '').replace(/[?#].*$/, '');
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(slash + 1);
}

function absolute(process: ShellProcess, path: string): string {
  return path.startsWith('/') ? path : `${process.directory === '/' ? '' : process.directory}/${path}`;
}

/** Warnings are folded at 79 columns (tool_msgs.c). */
function warn(process: ShellProcess, options: CurlOptions, text: string): void {
  if (options.flags.has('silent')) return;
  // The message brings its own newline, and that is counted.
  const width = 79 - 'Warning: '.length - 1;
  let rest = text;
  while (rest.length > width) {
    let cut = width - 1;
    while (cut > 0 && rest.charAt(cut) !== ' ') cut--;
    if (cut === 0) cut = width - 1;
    process.complain(`Warning: ${rest.slice(0, cut + 1)}\n`);
    rest = rest.slice(cut + 1);
  }
  process.complain(`Warning: ${rest}\n`);
}

function newFacts(number: number, fileName: string): TransferFacts {
  return {
    url: '',
    method: 'GET',
    scheme: 'http',
    status: 0,
    version: '',
    headers: [],
    remoteAddress: '',
    remotePort: 0,
    localAddress: '',
    localPort: 0,
    connects: 0,
    redirects: 0,
    redirectUrl: '',
    headerOctets: 0,
    requestOctets: 0,
    received: 0,
    sent: 0,
    nameLookup: 0,
    connected: 0,
    preTransfer: 0,
    startTransfer: 0,
    redirectTime: 0,
    total: 0,
    number,
    fileName,
    failure: undefined,
  };
}
