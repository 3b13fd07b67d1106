/**
 * A transfer as the tool around the library sees it: where the answer goes, the meter, complaints, `-w` and `-D`
 * (tool_operate.c).
 */
import { millisecond, second } from '../../clock/clock.ts';
import { startThread } from '../../linux/program/thread.ts';
import type { Running } from '../../linux/process/wait.ts';
import { headerOf } from '../../linux/program/http/message.ts';
import { type CurlFailure, failure } from './failure.ts';
import type { CurlOptions } from './options.ts';
import { CurlOutput } from './output.ts';
import { type Amounts, Meter } from './progress.ts';
import type { CurlSession } from './session.ts';
import { formOf, limitsOf, type Matter, readUrl, run, type Transfer } from './transfer.ts';
import { type TransferFacts, writeOut } from './write-out.ts';
import { numbered } from './glob.ts';

/** One of the URLs that a command line means. */
export interface Planned {
  readonly url: string;
  /** What its patterns became. */
  readonly chosen: readonly string[];
  readonly upload: string | undefined;
  /** Of the URL among those given, and of this one among all. */
  readonly index: number;
  readonly number: number;
}

/** @returns `stop` when nothing can be done with what was asked for */
export function* oneUrl(
  session: CurlSession,
  options: CurlOptions,
  planned: Planned,
): Running<{ readonly failed: CurlFailure | undefined; readonly facts: TransferFacts } | 'stop'> {
  const { process, source, complain, trace, standardOutput } = session;
  const { clock } = process;
  const { flags, values } = options;
  const quiet = flags.has('silent') && !flags.has('show-error');
  const file = outputFile(options, planned);
  if (file === '' && !flags.has('remote-header-name')) {
    if (!flags.has('silent')) complain('curl: Remote file name has no length!\n');
    if (!quiet) complain('curl: (23) Failed writing received data to disk/application\n');
    return 'stop';
  }
  const user = values.get('user');
  if (user !== undefined && !user.includes(':'))
    values.set('user', `${user}:${yield* password(session, user)}`);
  const output = new CurlOutput(session, options, file);
  const facts = newFacts(planned, file, values.get('referer')?.split(';')[0]);
  noteMethod(session, options, planned);
  trace.bodyIsSeen = output.toTerminal;
  if (values.has('continue-at')) {
    const offset = values.get('continue-at') ?? '-';
    facts.resumedAt = offset === '-' ? output.resume() : Number(offset);
    if (offset !== '-') output.resume();
  }
  const missing = options.forms.find((part) => part.missing !== undefined);
  for (const entry of options.resolve) addEntry(session, entry, planned.number > 0);

  const start = clock.now;
  const amounts = (): Amounts => ({
    expected: expectedLength(facts),
    received: facts.received,
    toSend: facts.toSend,
    sent: facts.sent,
  });
  const shows = !output.toTerminal && !flags.has('silent') && !flags.has('no-progress-meter');
  const meter = shows
    ? new Meter(complain, flags.has('progress-bar'), process.stderr.terminal?.columns)
    : undefined;
  let running = true;
  // What fails before the transfer begins is not metered.
  const begins = missing === undefined && !('code' in readUrl(planned.url, options, false));
  if (meter !== undefined && begins) {
    meter.update(amounts(), start, clock.now);
    startThread(
      process,
      everySecond(
        () => running,
        start,
        () => {
          meter.update(amounts(), start, clock.now);
        },
      ),
    );
  }
  const limits = limitsOf(options, start);
  const transfer: Transfer = {
    session,
    options,
    output,
    facts,
    limits,
    finishMeter: () => meter?.finish(amounts(), start, clock.now),
  };
  const { upload } = planned;
  const named =
    upload === undefined || upload === '-' || !/^([a-z]+:\/\/)?[^/?#]*(\/[^?#]*)?$/i.test(planned.url)
      ? planned.url
      : withFileName(planned.url, upload);
  const url = flags.has('get') && options.data !== undefined ? inQuery(named, options.data.text) : named;
  let failed =
    missing === undefined
      ? yield* run(transfer, url, matterOf(session, options, planned))
      : failure(26, `Failed to open/read local data from file/application`);
  running = false;
  facts.total = clock.now - start;
  if (failed === undefined && facts.resumedAt !== undefined && facts.resumedAt > 0 && facts.status === 200)
    failed = failure(33, "HTTP server doesn't seem to support byte ranges. Cannot resume.");
  const given = flags.has('remote-header-name') ? nameInHeader(facts) : undefined;
  if (given !== undefined) output.file = inDirectory(options, given);
  if (!output.finish(options, failed !== undefined) && failed === undefined)
    failed = failure(23, 'Failure writing output to destination');
  facts.failure = failed;
  meter?.end();
  if (failed !== undefined && !quiet) complain(`curl: (${String(failed.code)}) ${failed.message}\n`);
  dumpHeader(session, options, facts, planned.number > 0);
  const format = values.get('write-out');
  if (format !== undefined) {
    const text = format.startsWith('@')
      ? (source.file(format.slice(1)) ?? '').replace(/[\r\n]/g, '')
      : format;
    const out = (piece: string) => {
      standardOutput.write(piece);
    };
    writeOut(text, facts, { out, error: complain });
  }
  return { failed, facts };
}

function* password({ process, complain }: CurlSession, user: string): Running<string> {
  complain(`Enter host password for user '${user}':`);
  const input = process.terminal?.input ?? process.stdin;
  let line = input.readLine();
  while (line === '') {
    yield { on: [input.readable] };
    line = input.readLine();
  }
  complain('\n');
  return line?.replace(/\n$/, '') ?? '';
}

function* everySecond(running: () => boolean, start: number, update: () => void): Running<void> {
  // A little after the second, as whoever wakes up is.
  for (let until = start + second + 3 * millisecond; ; until += second) {
    yield { on: [], until };
    if (!running()) return;
    update();
  }
}

function addEntry({ trace }: CurlSession, entry: string, again: boolean): void {
  if (entry.startsWith('-')) return;
  const [host = '', port = ''] = entry.replace(/^\+/, '').split(':');
  if (again) trace.info(`RESOLVE ${host}:${port} is - old addresses discarded`);
  trace.info(`Added ${entry.replace(/^\+/, '')} to DNS cache`);
  if (host === '*') trace.info(`RESOLVE *:${port} is wildcard, enabling wildcard checks`);
}

/** -X that says what goes without saying. */
function noteMethod(
  { complain, source }: CurlSession,
  { flags, values, data, forms }: CurlOptions,
  { upload, number }: Planned,
): void {
  const method = values.get('request')?.toUpperCase();
  if (method === undefined || number > 0) return;
  const posts = data !== undefined && !flags.has('get');
  const usual = flags.has('head')
    ? 'HEAD'
    : upload !== undefined
      ? 'PUT'
      : posts || forms.length > 0
        ? 'POST'
        : 'GET';
  if (method === usual) {
    if (flags.has('verbose') || values.has('trace') || values.has('trace-ascii'))
      complain(`Note: Unnecessary use of -X or --request, ${method} is already inferred.\n`);
  } else if (method === 'HEAD')
    source.warn(
      'Setting custom HTTP method to HEAD with -X/--request may not work the way you want. Consider using -I/--head instead.',
      flags.has('silent'),
    );
}

function matterOf(session: CurlSession, options: CurlOptions, { upload }: Planned): Matter {
  const { random } = session.process.place.sockets;
  const content = upload === undefined ? undefined : session.source.bytes(upload.replace(/^\.$/, '-'));
  return {
    data: options.flags.has('get') ? undefined : options.data,
    form: formOf(options, () => random.integer(0, 0xffff_ffff)),
    upload: content === undefined ? undefined : { content, fromInput: upload === '-' || upload === '.' },
  };
}

/** -T to a directory: the file keeps its name. */
function withFileName(url: string, file: string): string {
  const isDirectory = url.endsWith('/') || /^([a-z]+:\/\/)?[^/]*$/i.test(url);
  if (!isDirectory) return url;
  return `${url}${url.endsWith('/') ? '' : '/'}${encodeURIComponent(file.slice(file.lastIndexOf('/') + 1))}`;
}

function inQuery(url: string, query: string): string {
  const [, address = '', fragment = ''] = /^([^#]*)(.*)$/.exec(url) ?? [];
  return `${address}${address.includes('?') ? '&' : '?'}${query}${fragment}`;
}

function expectedLength(facts: TransferFacts): number | undefined {
  const text = headerOf(facts.headers, 'content-length');
  return text === undefined || facts.method === 'HEAD' ? undefined : Number(text);
}

/** @returns undefined for standard output */
function outputFile(options: CurlOptions, { index, url, chosen }: Planned): string | undefined {
  const output = options.outputs[index];
  if (output === '-') return undefined;
  if (output !== undefined) return inDirectory(options, numbered(output, chosen));
  const asOnServer = options.flags.has('remote-name-all') || index < options.outputs.length;
  if (!asOnServer) return undefined;
  const path = url.replace(/^[a-z]+:\/\//i, '').replace(/[?#].*$/, '');
  const slash = path.lastIndexOf('/');
  const name = slash < 0 ? '' : path.slice(slash + 1);
  return name === '' ? '' : inDirectory(options, name);
}

function inDirectory({ values }: CurlOptions, name: string): string {
  const directory = values.get('output-dir');
  return directory === undefined ? name : `${directory}/${name}`;
}

/** The name that a Content-Disposition header gives. */
function nameInHeader({ headers }: TransferFacts): string | undefined {
  const text = headerOf(headers, 'content-disposition');
  return /filename="?([^";]*)/.exec(text ?? '')?.[1]?.replace(/^.*[/\\]/, '');
}

function dumpHeader(
  { source, process }: CurlSession,
  options: CurlOptions,
  facts: TransferFacts,
  more: boolean,
): void {
  const file = options.values.get('dump-header');
  if (file === undefined || file === '-' || file === '/dev/null') return;
  const path = source.absolute(file);
  if (more) process.files.append(path, facts.headText);
  else process.files.write(path, facts.headText);
}

function newFacts(
  planned: Planned,
  fileName: string | undefined,
  referer: string | undefined,
): TransferFacts {
  return {
    url: planned.url,
    effectiveUrl: planned.url,
    method: 'GET',
    scheme: '',
    connectStatus: 0,
    sentPassword: false,
    resumedAt: undefined,
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
    headText: '',
    requestOctets: 0,
    received: 0,
    sent: 0,
    toSend: 0,
    nameLookup: 0,
    connected: 0,
    preTransfer: 0,
    startTransfer: 0,
    redirectTime: 0,
    total: 0,
    number: planned.number,
    fileName,
    referer: referer === '' ? undefined : referer,
    failure: undefined,
  };
}
