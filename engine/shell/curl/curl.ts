/**
 * curl 7.88.1 for HTTP. See README.md.
 */
import { second } from '../../clock/clock.ts';
import type { Address } from '../../net/address/address.ts';
import { FileOutput } from '../../linux/file/open-file.ts';
import { devNull } from '../../linux/process/stream.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { Command, ShellProcess } from '../command.ts';
import { readResolve } from './connection.ts';
import { CookieJar } from './cookies.ts';
import { encoded } from './data.ts';
import type { CurlFailure } from './failure.ts';
import { globUrl } from './glob.ts';
import { CurlCommandLine, type CurlOptions } from './options.ts';
import { tryHelp } from './try-help.ts';
import { oneUrl, type Planned } from './one-url.ts';
import { ParameterSource } from './parameter-source.ts';
import type { CurlSession } from './session.ts';
import { StandardOutput } from './standard-output.ts';
import { CurlTrace, type TraceForm } from './trace.ts';
import { help, version } from './usage.ts';
import type { TransferFacts } from './write-out.ts';

export const curl: Command = {
  name: 'curl',
  path: '/usr/bin/curl',
  *program(process) {
    const words = process.arguments.slice(1);
    if (words.length === 0) {
      process.complain(tryHelp);
      return 2;
    }
    const source = new ParameterSource(process, readsInput(words) ? yield* typedIn(process) : '');
    const commandLine = new CurlCommandLine(source);
    const stop = commandLine.read(words);
    if (stop !== undefined) {
      if (stop.stream === 'error') process.complain(stop.text);
      else if (stop.text === 'version') process.print(version);
      else {
        const category = stop.text.slice('help '.length);
        const text = help(category);
        if (text === undefined) process.complain(`curl: not simulated: --help ${category}\n`);
        process.print(text ?? '');
        return text === undefined ? 1 : 0;
      }
      return stop.stop;
    }
    const standardOutput = new StandardOutput(process);
    let session: CurlSession | undefined;
    let status = 0;
    for (const options of commandLine.operations) {
      if (options.urls.length === 0) {
        process.complain(`curl: no URL specified!\n${tryHelp}`);
        return 2;
      }
      session = sessionFor(process, options, source, standardOutput, session);
      const ended = yield* operate(session, options);
      status = ended.status;
      if (ended.stop) break;
    }
    session?.open?.socket.close();
    for (const options of commandLine.operations) writeCookies(session, options);
    standardOutput.flush();
    return status;
  },
};

/** Does a parameter name standard input? */
function readsInput(words: readonly string[]): boolean {
  return words.some(
    (word, index) =>
      /[@<]-$/.test(word) ||
      /^-[TKb][-.]$/.test(word) ||
      (/^[-.]$/.test(word) && /^(-\w*[TKb]|--(upload-file|config|cookie))$/.test(words[index - 1] ?? '')),
  );
}

function* typedIn(process: ShellProcess): Running<string> {
  let all = '';
  for (;;) {
    const text = process.stdin.read();
    if (text === undefined) return all;
    if (text === '') yield { on: [process.stdin.readable] };
    all += text;
  }
}

/** The session of the operation before goes on; what is said goes where this operation wants it. */
function sessionFor(
  process: ShellProcess,
  options: CurlOptions,
  source: ParameterSource,
  standardOutput: StandardOutput,
  before: CurlSession | undefined,
): CurlSession {
  const { values, flags } = options;
  standardOutput.unbuffered = flags.has('no-buffer');
  const writerTo = (file: string | undefined): ((text: string) => void) => {
    if (file === undefined)
      return (text) => {
        process.complain(text);
      };
    if (file === '-')
      return (text) => {
        standardOutput.write(text);
      };
    if (file === '/dev/null') return (text) => devNull.write(text);
    const path = source.absolute(file);
    process.files.openForWriting(path, 'truncate');
    const stream = new FileOutput(process.files, path);
    return (text) => stream.write(text);
  };
  const complain = writerTo(values.get('stderr'));
  const [form, file]: readonly [TraceForm, string | undefined] = values.has('trace')
    ? ['hex', values.get('trace')]
    : values.has('trace-ascii')
      ? ['ascii', values.get('trace-ascii')]
      : [flags.has('verbose') ? 'plain' : 'none', undefined];
  const { environment } = process.place;
  const trace = new CurlTrace({
    form,
    write: form === 'plain' || file === '%' ? complain : writerTo(file),
    wallTime: flags.has('trace-time') ? () => environment.wallTime : undefined,
  });
  const usesCookies = options.cookieFiles.length > 0 || values.has('cookie-jar');
  const cookies = before?.cookies ?? (usesCookies ? new CookieJar() : undefined);
  const now = Math.floor(environment.wallTime / 1000);
  for (const path of options.cookieFiles) {
    const text = path === '' ? undefined : source.file(path);
    if (text !== undefined) cookies?.load(text, now, flags.has('junk-session-cookies'));
  }
  return {
    process,
    source,
    standardOutput,
    trace,
    complain,
    cookies,
    addresses: before?.addresses ?? new Map<string, readonly Address[]>(),
    open: before?.open,
    connections: before?.connections ?? 0,
  };
}

function writeCookies(session: CurlSession | undefined, options: CurlOptions): void {
  const jar = options.values.get('cookie-jar');
  if (jar === undefined || session?.cookies === undefined) return;
  const { process, source, cookies, standardOutput } = session;
  const text = cookies.text(Math.floor(process.place.environment.wallTime / 1000));
  if (jar === '-') standardOutput.write(text);
  else process.files.write(source.absolute(jar), text);
}

function* operate(
  session: CurlSession,
  options: CurlOptions,
): Running<{ readonly status: number; readonly stop: boolean }> {
  const { complain, source } = session;
  const quiet = options.flags.has('silent') && !options.flags.has('show-error');
  const refuse = (code: number, message: string) => {
    if (!quiet) complain(message);
    return { status: code, stop: true };
  };
  for (const entry of options.resolve)
    if (readResolve(entry) === undefined)
      return refuse(49, `curl: (49) Couldn't parse CURLOPT_RESOLVE entry '${entry}'\n`);
  let number = 0;
  let last: CurlFailure | undefined;
  for (const [index, given] of options.urls.entries()) {
    const upload = options.uploads[index];
    if (upload !== undefined && upload !== '-' && upload !== '.' && source.bytes(upload) === undefined) {
      complain(`curl: Can't open '${upload}'!\n${tryHelp}`);
      return refuse(26, 'curl: (26) Failed to open/read local data from file/application\n');
    }
    let url = given;
    for (const query of options.urlQueries) url = withQuery(url, encodedQuery(query, session, options));
    const globbed = options.flags.has('globoff') ? [{ url, chosen: [] }] : globUrl(url);
    if ('message' in globbed) return refuse(3, `curl: (3) ${globbed.message}\n`);
    for (const { url: one, chosen } of globbed) {
      const planned: Planned = { url: one, chosen, upload, index, number: number++ };
      const ended = yield* withRetries(session, options, planned);
      if (ended === 'stop') return { status: 23, stop: true };
      last = ended;
      if (last !== undefined && options.flags.has('fail-early')) return { status: last.code, stop: true };
    }
  }
  return { status: last?.code ?? 0, stop: false };
}

function encodedQuery(query: string, { source }: CurlSession, { flags }: CurlOptions): string {
  return query.startsWith('+') ? query.slice(1) : encoded(query, source, flags.has('silent'));
}

function withQuery(url: string, query: string): string {
  const [, address = '', fragment = ''] = /^([^#]*)(.*)$/.exec(url) ?? [];
  return `${address}${address.includes('?') ? '&' : '?'}${query}${fragment}`;
}

function* withRetries(
  session: CurlSession,
  options: CurlOptions,
  planned: Planned,
): Running<CurlFailure | 'stop' | undefined> {
  const { process, source } = session;
  let left = Number(options.values.get('retry') ?? 0);
  let delay = Number(options.values.get('retry-delay') ?? 0) || 1;
  const most = Number(options.values.get('retry-max-time') ?? 0);
  const began = process.clock.now;
  for (;;) {
    const ended = yield* oneUrl(session, options, planned);
    if (ended === 'stop') return 'stop';
    const { failed, facts } = ended;
    const outOfTime = most > 0 && process.clock.now - began > most * second;
    const problem = left > 0 && !outOfTime ? transientProblem(options, failed, facts) : undefined;
    if (problem === undefined) return failed;
    source.warn(
      `Problem ${problem}. Will retry in ${String(delay)} seconds. ${String(left)} retries left.`,
      options.flags.has('silent'),
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
