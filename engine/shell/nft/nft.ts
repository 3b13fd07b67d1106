/**
 * nft(8) 1.0.6. See README.md.
 */
import { applyCommands } from '../../linux/netfilter/nftables/apply.ts';
import { NftError } from '../../linux/netfilter/nftables/error.ts';
import { type NftCommand, parseCommands } from '../../linux/netfilter/nftables/parse/command.ts';
import { isCapable, readAll } from '../../linux/process/process.ts';
import type { Command, ShellProcess } from '../command.ts';
import { errorText } from './error-text.ts';
import { monitor } from './monitor/monitor.ts';
import { listing } from './listing.ts';

interface NftOptions {
  readonly file: string | undefined;
  readonly handles: boolean;
  readonly check: boolean;
  readonly words: readonly string[];
}

const flags: Readonly<Record<string, string>> = {
  '--handle': 'a',
  '--numeric': 'n',
  '--stateless': 's',
  '--echo': 'e',
  '--check': 'c',
  '--json': 'j',
  '--version': 'v',
  '--terse': 't',
};

/** @returns an exit status when there is nothing more to do */
function readOptions(process: ShellProcess): NftOptions | number {
  const words = [...process.arguments.slice(1)];
  const set = new Set<string>();
  let file: string | undefined;
  while (words[0]?.startsWith('-') === true) {
    const word = words.shift() ?? '';
    if (word === '-f' || word === '--file') file = words.shift();
    else for (const letter of flags[word] ?? word.slice(1)) set.add(letter);
  }
  for (const letter of set)
    if (!'anscvyST'.includes(letter)) {
      process.complain(`not simulated: nft -${letter}\n`);
      return 1;
    }
  if (set.has('v')) {
    process.print('nftables v1.0.6 (Lester Gooch #5)\n');
    return 0;
  }
  const [first = ''] = words;
  if (['describe', 'rename', 'reset', 'import', 'export'].includes(first)) {
    process.complain(`not simulated: nft ${first}\n`);
    return 1;
  }
  if (file === undefined && words.length === 0) {
    process.complain('nft: no command specified\n');
    return 1;
  }
  return { file, handles: set.has('a'), check: set.has('c'), words };
}

export const nft: Command = {
  name: 'nft',
  path: '/usr/sbin/nft',
  *program(process) {
    const options = readOptions(process);
    if (typeof options === 'number') return options;
    let text = `${options.words.join(' ')}\n`;
    let source: string | undefined;
    if (options.file !== undefined) {
      source = options.file === '-' ? '/dev/stdin' : options.file;
      if (source === '/dev/stdin') text = yield* readAll(process.stdin);
      else {
        const path = source.startsWith('/') ? source : `${process.directory}/${source}`;
        const content = process.files.text(path);
        if (content === undefined) {
          process.complain(
            `internal:0:0-0: Error: Could not open file "${source}": No such file or directory\n\n`,
          );
          return 1;
        }
        text = content;
      }
    }
    if (!isCapable(process.credentials, 'net_admin')) {
      process.complain(
        'Operation not permitted (you must be root)\nnetlink: Error: cache initialization failed: Operation not permitted\n',
      );
      return 1;
    }
    if (options.words[0] === 'monitor') return yield* monitor(process, options.words.slice(1));
    try {
      return run(process, options, parseCommands(text));
    } catch (error) {
      if (!(error instanceof NftError)) throw error;
      if (error.message.startsWith('not simulated')) process.complain(`${error.message}\n`);
      else process.complain(errorText(error, text, source));
      return 1;
    }
  },
};

function run(process: ShellProcess, options: NftOptions, commands: readonly NftCommand[]): number {
  const changes = commands.filter(({ verb }) => verb !== 'list');
  if (changes.length > 0 && !options.check) {
    const { netfilter, environment } = process.place;
    applyCommands(netfilter.nftables, changes, environment.clock.now, { writer: 'nft' });
  }
  for (const command of commands)
    if (command.verb === 'list')
      for (const { out, warnings } of listing(process.place, command, options.handles)) {
        process.complain(warnings);
        process.print(out);
      }
  return 0;
}
