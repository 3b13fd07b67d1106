/**
 * nft(8) 1.0.6. See README.md.
 */
import { applyCommands } from '../../linux/netfilter/nftables/apply.ts';
import { NftError, NotModelled } from '../../linux/netfilter/nftables/error.ts';
import { type NftCommand, parseWords } from '../../linux/netfilter/nftables/parse/command.ts';
import { nfTables } from '../../linux/netfilter/nftables/tables.ts';
import type { ValueContext } from '../../linux/netfilter/nftables/parse/value.ts';
import { HostAnswers } from '../../linux/resolver/host-answers.ts';
import { readWithNames } from '../../linux/resolver/read-with-names.ts';
import { isCapable, readAll } from '../../linux/process/process.ts';
import { resolvePath } from '../bash/resolve-path.ts';
import type { Command, ShellProcess } from '../command.ts';
import { describe } from './describe.ts';
import { errorText } from './error-text.ts';
import { listingJson } from './json/listing.ts';
import { listing } from './listing.ts';
import { eventText, generationText, isEchoed } from './monitor/events.ts';
import { monitor } from './monitor/monitor.ts';
import { type NftOptions, readOptions } from './options.ts';
import { includedFiles } from './included-files.ts';
import { Preprocessor } from './preprocess.ts';
import { reset } from './reset.ts';
import { Sources } from './sources.ts';

const refused =
  'Operation not permitted (you must be root)\nnetlink: Error: cache initialization failed: Operation not permitted\n';

export const nft: Command = {
  name: 'nft',
  path: '/usr/sbin/nft',
  *program(process) {
    process.place.hooks.refresh();
    const options = readOptions(process.arguments.slice(1), process.place);
    if ('status' in options) {
      process.complain(options.complaint ?? '');
      process.print(options.out ?? '');
      return options.status;
    }
    let text = `${options.words.join(' ')}\n`;
    let source: string | undefined;
    if (options.file !== undefined) {
      source = options.file === '-' ? '/dev/stdin' : options.file;
      if (source === '/dev/stdin') text = yield* readAll(process.stdin);
      else {
        const path = resolvePath(process.directory, source);
        const content = process.files.text(path);
        if (content === undefined) {
          const isDirectory = process.files.isDirectory(path);
          process.complain(
            isDirectory
              ? 'input in flex scanner failed\n'
              : `internal:0:0-0: Error: Could not open file "${source}": No such file or directory\n\n\n`,
          );
          return isDirectory ? 2 : 1;
        }
        text = content;
      }
    }
    if (!isCapable(process.credentials, 'net_admin')) {
      process.complain(refused);
      return 1;
    }
    const [first] = options.file === undefined ? options.words.join(' ').trim().split(/\s+/) : [];
    if (first === 'monitor')
      return yield* monitor(process, options, options.words.join(' ').trim().split(/\s+/).slice(1));
    const hosts = new HostAnswers();
    const context: ValueContext = {
      interfaceIndex: (name) => process.place.devices.get(name)?.index,
      hosts,
    };
    return yield* readWithNames(process, hosts, () =>
      first === 'describe' ? describe(process, text, context) : run(process, options, text, source, context),
    );
  },
};

function run(
  process: ShellProcess,
  options: NftOptions,
  text: string,
  name: string | undefined,
  context: ValueContext,
): number {
  const sources = new Sources();
  const source = sources.add(name, text);
  try {
    if (options.json && /^\s*\{\s*"nftables"/.test(text)) throw new NotModelled('nft -j of a text in JSON');
    const preprocessor = new Preprocessor(sources, includedFiles(process, options.includes));
    if (options.definitions !== '') preprocessor.wordsOf(sources.add(undefined, options.definitions));
    execute(process, options, parseWords(preprocessor.wordsOf(source), context));
    return 0;
  } catch (error) {
    if (!(error instanceof NftError)) throw error;
    if (error instanceof NotModelled) process.complain(`${error.message}\n`);
    else for (const each of [error, ...error.more]) process.complain(errorText(each, sources));
    return 1;
  }
}

const showing: readonly string[] = ['list', 'get'];

function execute(process: ShellProcess, options: NftOptions, commands: readonly NftCommand[]): void {
  const { place } = process;
  const changes = commands.filter(({ verb }) => !showing.includes(verb) && verb !== 'reset');
  if (changes.length > 0) {
    if (options.echo && options.json) throw new NotModelled('nft -j -e');
    const { now } = place.environment.clock;
    const tables = nfTables.of(place);
    const stop = options.echo
      ? tables.listen((events, generation) => {
          const echoed = events.filter((event) => isEchoed(event, events));
          for (const event of echoed) process.print(eventText(event, now, options.style));
          if (echoed.length > 0) process.print(generationText(generation));
        })
      : undefined;
    try {
      applyCommands(tables, changes, now, {
        provenance: { writer: 'nft' },
        keep: options.check ? 'nothing' : 'all',
        process: { pid: process.pid, name: 'nft' },
      });
    } finally {
      stop?.();
    }
  }
  for (const command of commands) {
    if (command.verb === 'reset') {
      if (options.json) throw new NotModelled('nft -j reset');
      process.print(reset(place, command, options.style));
    } else if (options.json && showing.includes(command.verb))
      process.print(listingJson(place, command, options.style));
    else if (showing.includes(command.verb))
      for (const { out, warnings } of listing(place, command, options.style)) {
        process.complain(warnings);
        process.print(out);
      }
  }
}
