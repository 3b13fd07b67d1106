/**
 * tar (GNU tar 1.34): makes archives, lists them and takes them apart.
 *
 * Left out: compression, appending to archives, exclusion, volumes, what keeps owners and times.
 */
import { octetsOfText, textOfOctets } from '../../net/wire/octet-text.ts';
import { readAll } from '../../linux/process/process.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { Command, ShellProcess } from '../command.ts';
import { packed, unpack } from './archive-files.ts';
import { type ArchiveEntry, readArchive, writeArchive } from './archive.ts';
import { absolutePath } from './tool.ts';

interface Order {
  action: 'c' | 'x' | 't' | undefined;
  file: string;
  directory: string;
  isVerbose: boolean;
  readonly names: string[];
}

/** What leaves no trace here: times, owners and permissions. */
const withoutTrace =
  /^(?:[mopb]|--(?:touch|no-same-owner|no-same-permissions|same-owner|preserve-permissions))$/;
const longNames: Readonly<Record<string, string>> = {
  '--create': 'c',
  '--extract': 'x',
  '--get': 'x',
  '--list': 't',
  '--verbose': 'v',
  '--file': 'f',
  '--directory': 'C',
};

class TarError extends Error {}

export const tar: Command = {
  name: 'tar',
  path: '/usr/bin/tar',
  *program(process) {
    try {
      return yield* run(process, orderOf(process.arguments.slice(1)));
    } catch (error) {
      if (!(error instanceof TarError)) throw error;
      process.complain(error.message);
      return error.message.startsWith('not simulated') ? 1 : 2;
    }
  },
};

const failed = 'tar: Exiting with failure status due to previous errors\n';
const hopeless = 'tar: Error is not recoverable: exiting now\n';

/** The first word may be letters without a dash; each letter's value is one of the next words. */
function orderOf(words: readonly string[]): Order {
  const order: Order = { action: undefined, file: '-', directory: '.', isVerbose: false, names: [] };
  const rest = [...words];
  const first = rest[0];
  if (first !== undefined && !first.startsWith('-')) {
    rest.shift();
    for (const letter of first) take(order, letter, undefined, rest);
  }
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') {
      order.names.push(...rest.splice(0));
    } else if (word.startsWith('--')) {
      const [name = '', value] = word.split(/=(.*)/s);
      take(order, longNames[name] ?? name, value, rest);
    } else if (word.startsWith('-') && word !== '-') {
      for (let at = 1; at < word.length; at++) {
        const letter = word[at] ?? '';
        const value = /[fC]/.test(letter) && at + 1 < word.length ? word.slice(at + 1) : undefined;
        take(order, letter, value, rest);
        if (value !== undefined) break;
      }
    } else order.names.push(word);
  }
  return order;
}

function take(order: Order, option: string, value: string | undefined, rest: string[]): void {
  const needed = (): string => {
    const found = value ?? rest.shift();
    if (found === undefined)
      throw new TarError(
        `tar: option requires an argument -- '${option}'\nTry 'tar --help' or 'tar --usage' for more information.\n`,
      );
    return found;
  };
  if (option === 'c' || option === 'x' || option === 't') {
    if (order.action !== undefined && order.action !== option)
      throw new TarError(
        "tar: You may not specify more than one '-Acdtrux', '--delete' or  '--test-label' option\nTry 'tar --help' or 'tar --usage' for more information.\n",
      );
    order.action = option;
  } else if (option === 'v') order.isVerbose = true;
  else if (option === 'f') order.file = needed();
  else if (option === 'C') order.directory = needed();
  else if (!withoutTrace.test(option))
    throw new TarError(`not simulated: tar ${option.startsWith('-') ? option : `-${option}`}\n`);
}

function* run(process: ShellProcess, order: Order): Running<number> {
  const { files } = process;
  const folder = absolutePath(process, order.directory);
  if (order.action === undefined)
    throw new TarError(
      "tar: You must specify one of the '-Acdtrux', '--delete' or '--test-label' options\nTry 'tar --help' or 'tar --usage' for more information.\n",
    );
  if (!files.isDirectory(folder))
    throw new TarError(`tar: ${order.directory}: Cannot open: No such file or directory\n${hopeless}`);
  if (order.action === 'c') return create(process, order, folder);
  const entries = readArchive(yield* archiveOf(process, order.file));
  if (entries === undefined) throw new TarError(`tar: This does not look like a tar archive\n${failed}`);
  let status = 0;
  for (const entry of entries) {
    if (order.names.length > 0 && !order.names.some((name) => covers(name, entry.name))) continue;
    if (order.action === 't' || order.isVerbose) process.print(`${entry.name}\n`);
    if (order.action === 't') continue;
    const error = unpack(files, `${folder === '/' ? '' : folder}/${entry.name.replace(/^\/+/, '')}`, entry);
    if (error === undefined) continue;
    process.complain(`tar: ${entry.name}: Cannot open: ${error}\n`);
    status = 2;
  }
  if (status !== 0) process.complain(failed);
  return status;
}

function covers(name: string, entry: string): boolean {
  return entry === name || entry.startsWith(name.endsWith('/') ? name : `${name}/`);
}

function* archiveOf(process: ShellProcess, file: string): Running<Uint8Array> {
  if (file === '-') return octetsOfText(yield* readAll(process.stdin));
  const path = absolutePath(process, file);
  const content = process.files.get(path);
  if (content === undefined)
    throw new TarError(`tar: ${file}: Cannot open: No such file or directory\n${hopeless}`);
  return content instanceof Uint8Array ? content : octetsOfText(process.files.text(path) ?? '');
}

function create(process: ShellProcess, order: Order, folder: string): number {
  if (order.names.length === 0)
    throw new TarError(
      "tar: Cowardly refusing to create an empty archive\nTry 'tar --help' or 'tar --usage' for more information.\n",
    );
  const { files } = process;
  const entries: ArchiveEntry[] = [];
  let status = 0;
  let isTold = false;
  for (const name of order.names) {
    const path = name.startsWith('/') ? name : `${folder}/${name}`;
    const clean = absolutePath(process, path);
    if (!files.has(clean)) {
      process.complain(`tar: ${name}: Cannot stat: No such file or directory\n`);
      status = 2;
      continue;
    }
    if (name.startsWith('/') && !isTold) {
      isTold = true;
      process.complain("tar: Removing leading `/' from member names\n");
    }
    const stored = name.replace(/^\/+/, '').replace(/\/+$/, '');
    for (const entry of packed(files, clean, stored === '' ? '.' : stored)) {
      entries.push(entry);
      const isOnOutput = order.file === '-';
      if (order.isVerbose) (isOnOutput ? process.stderr : process.stdout).write(`${entry.name}\n`);
    }
  }
  const archive = writeArchive(entries);
  if (order.file === '-') process.print(textOfOctets(archive));
  else {
    const error = files.write(absolutePath(process, order.file), archive);
    if (error !== undefined) throw new TarError(`tar: ${order.file}: Cannot open: ${error}\n${hopeless}`);
  }
  if (status !== 0) process.complain(failed);
  return status;
}
