/**
 * kubectl cp: a tar archive through exec, as the image's own tar makes it or takes it (k8s.io/kubectl pkg/cmd/cp).
 *
 * Left out: --retries.
 */
import { octetsOfText, textOfOctets } from '../../../net/wire/octet-text.ts';
import { resource, resourcePath } from '../../../kubernetes/api/resources.ts';
import type { Pod } from '../../../kubernetes/objects/pod.ts';
import { devNull, type Input, type Output, Sink, TextInput } from '../../../linux/process/stream.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { packed, unpack } from '../../text/archive-files.ts';
import { isDirectory, readArchive, writeArchive } from '../../text/archive.ts';
import { Failure, PlainFailure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { containerFor } from './containers.ts';
import { cleanPath, type FileSpec, fileSpec, splitPath, strippedPrefix } from './file-spec.ts';
import { exitCode, startedCommand, untilEnded } from './remote-command.ts';

export function* cp(run: Invocation): Running<number> {
  if (run.words.length !== 2) throw new Failure('source and destination are required');
  if (run.number('retries', 0) !== 0) throw new Failure('not simulated: kubectl cp --retries');
  const [from, to] = run.words.map(fileSpec);
  if (from === undefined || to === undefined) return 1;
  if (from.pod !== undefined && to.pod !== undefined)
    throw new Failure('one of src or dest must be a local file specification');
  if (from.file === '' || to.file === '') throw new Failure('filepath can not be empty');
  if (from.pod !== undefined) return yield* copyFromPod(run, from, to.file);
  if (to.pod !== undefined) return yield* copyToPod(run, from.file, to);
  throw new Failure('one of src or dest must be a remote file specification');
}

function* copyToPod(run: Invocation, source: string, to: FileSpec): Running<number> {
  const { files } = run.process;
  const path = local(run, source);
  if (!files.has(path)) throw new Failure(`${source} doesn't exist in local filesystem`);
  let destination = cleanPath(to.file);
  if (yield* isFolderThere(run, to)) destination = cleanPath(`${destination}/${splitPath(source).base}`);
  const { directory, base } = splitPath(destination);
  // A directory is made by what lies in it; an empty one has an entry of its own.
  const all = packed(files, path, base);
  const entries = all.length === 1 ? all : all.filter((entry) => !isFull(entry.name, all));
  const options = run.is('no-preserve') ? ['--no-same-permissions', '--no-same-owner'] : [];
  const code = yield* execute(run, to, ['tar', ...options, '-xmf', '-', '-C', directory], {
    stdin: new TextInput(textOfOctets(writeArchive(entries))),
    stdout: run.process.stdout,
    stderr: run.process.stderr,
  });
  if (code !== 0) throw new PlainFailure(`command terminated with exit code ${String(code)}`, code);
  return 0;
}

function isFull(name: string, all: readonly { readonly name: string }[]): boolean {
  return name.endsWith('/') && all.some((other) => other.name !== name && other.name.startsWith(name));
}

/** `test -d`, whose failure tells nobody. */
function* isFolderThere(run: Invocation, at: FileSpec): Running<boolean> {
  const nowhere = new Sink(() => undefined);
  try {
    const io = { stdin: devNull, stdout: nowhere, stderr: nowhere };
    return (yield* execute(run, at, ['test', '-d', at.file], io, true)) === 0;
  } catch {
    return false;
  }
}

function* copyFromPod(run: Invocation, from: FileSpec, destination: string): Running<number> {
  let archive = '';
  // What tar complains of comes to standard output; how it ended, to nobody.
  yield* execute(run, from, ['tar', 'cf', '-', cleanPath(from.file)], {
    stdin: devNull,
    stdout: new Sink((text) => (archive += text)),
    stderr: run.process.stdout,
  });
  const prefix = strippedPrefix(from.file);
  for (const entry of readArchive(octetsOfText(archive)) ?? []) {
    if (!entry.name.startsWith(prefix)) throw new Failure('tar contents corrupted');
    const below = entry.name.slice(prefix.length).replace(/^\/+|\/+$/g, '');
    const shown = cleanPath(below === '' ? destination : `${destination}/${below}`);
    const name = isDirectory(entry) ? `${shown}/` : shown;
    const error = unpack(run.process.files, local(run, shown), { ...entry, name });
    if (error !== undefined) throw new Failure(`open ${shown}: ${error.toLowerCase()}`);
  }
  return 0;
}

interface Streams {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
}

function* execute(
  run: Invocation,
  at: FileSpec,
  command: readonly string[],
  io: Streams,
  quiet = false,
): Running<number> {
  const namespace = at.namespace ?? run.namespace;
  const path = resourcePath(resource('pods'), namespace, at.pod);
  const pod = run.request({ method: 'GET', path }) as Pod;
  const { phase } = pod.status;
  if (phase === 'Succeeded' || phase === 'Failed')
    throw new Failure(`cannot exec into a container in a completed pod; current phase is ${phase}`);
  const container = containerFor(run, pod, run.value('container'), quiet);
  const result = run.services.exec({ namespace, pod: pod.metadata.name, container }, command, {
    stdin: io.stdin,
    // The command's streams end with it; ours stay open.
    stdout: new Sink((text) => void io.stdout.write(text)),
    stderr: new Sink((text) => void io.stderr.write(text)),
  });
  const running = startedCommand(result, 'exec');
  const isOver = yield* untilEnded(run, running, false);
  return isOver && running.exit !== undefined ? exitCode(running.exit) : 130;
}

function local({ process }: Invocation, path: string): string {
  return cleanPath(path.startsWith('/') ? path : `${process.directory}/${path}`);
}
