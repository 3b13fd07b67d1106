/**
 * nft(8) 1.0.6. See README.md.
 */
import { applyCommands } from '../../linux/netfilter/nftables/apply.ts';
import { NftError, NotModelled } from '../../linux/netfilter/nftables/error.ts';
import { type NftCommand, parseCommands } from '../../linux/netfilter/nftables/parse/command.ts';
import { nfTables } from '../../linux/netfilter/nftables/tables.ts';
import { UnknownHost, type ValueContext } from '../../linux/netfilter/nftables/parse/value.ts';
import { lookupError, resolve } from '../../linux/resolver/lookup.ts';
import type { Address } from '../../net/address/address.ts';
import { isCapable, readAll } from '../../linux/process/process.ts';
import type { Command, ShellProcess } from '../command.ts';
import { describe } from './describe.ts';
import { errorText } from './error-text.ts';
import { listingJson } from './json/listing.ts';
import { listing } from './listing.ts';
import { eventText } from './monitor/events.ts';
import { monitor } from './monitor/monitor.ts';
import { type NftOptions, readOptions } from './options.ts';
import { preprocess } from './preprocess.ts';
import { reset } from './reset.ts';

/** The addresses of a name, or why it has none. */
type Answer = readonly Address[] | string;

const refused =
  'Operation not permitted (you must be root)\nnetlink: Error: cache initialization failed: Operation not permitted\n';

export const nft: Command = {
  name: 'nft',
  path: '/usr/sbin/nft',
  *program(process) {
    const options = readOptions(process.arguments.slice(1), process.place);
    if ('status' in options) {
      process.print(options.out ?? '');
      process.complain(options.complaint ?? '');
      return options.status;
    }
    let text = `${options.words.join(' ')}\n`;
    let source: string | undefined;
    if (options.file !== undefined) {
      source = options.file === '-' ? '/dev/stdin' : options.file;
      if (source === '/dev/stdin') text = yield* readAll(process.stdin);
      else {
        const content = process.files.text(pathOf(process, source));
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
      process.complain(refused);
      return 1;
    }
    const [first] = options.file === undefined ? options.words.join(' ').trim().split(/\s+/) : [];
    if (first === 'monitor')
      return yield* monitor(process, options, options.words.join(' ').trim().split(/\s+/).slice(1));
    const hosts = { 4: new Map<string, Answer>(), 6: new Map<string, Answer>() };
    const context: ValueContext = {
      interfaceIndex: (name) => process.place.devices.get(name)?.index,
      hosts,
    };
    for (;;) {
      try {
        if (first === 'describe') return describe(process, options.words.join(' '), context);
        return run(process, options, text, source, context);
      } catch (error) {
        if (!(error instanceof UnknownHost)) throw error;
        const { host, family } = error;
        const found = yield* resolve(process, host, family === 4 ? 'ipv4' : 'ipv6');
        hosts[family].set(host, typeof found === 'string' ? lookupError(found) : found.addresses);
      }
    }
  },
};

function pathOf(process: ShellProcess, name: string): string {
  return name.startsWith('/') ? name : `${process.directory}/${name}`;
}

function run(
  process: ShellProcess,
  options: NftOptions,
  given: string,
  source: string | undefined,
  context: ValueContext,
): number {
  let text = given;
  try {
    const read = (path: string) =>
      process.files.text(pathOf(process, path)) ??
      [...options.includes, '/etc']
        .map((folder) => process.files.text(`${folder}/${path}`))
        .find((each) => each !== undefined);
    if (options.json && /^\s*\{\s*"nftables"/.test(given)) throw new NotModelled('nft -j of a text in JSON');
    text = preprocess(given, options.defines, read);
    execute(process, options, parseCommands(text, context));
    return 0;
  } catch (error) {
    if (!(error instanceof NftError)) throw error;
    if (error instanceof NotModelled) process.complain(`${error.message}\n`);
    else for (const each of [error, ...error.more]) process.complain(errorText(each, text, source));
    return 1;
  }
}

const showing: readonly string[] = ['list', 'get'];

function execute(process: ShellProcess, options: NftOptions, commands: readonly NftCommand[]): void {
  const { place } = process;
  const changes = commands.filter(({ verb }) => !showing.includes(verb) && verb !== 'reset');
  if (changes.length > 0) {
    const { environment } = place;
    const events = applyCommands(nfTables.of(place), changes, environment.clock.now, {
      provenance: { writer: 'nft' },
      keep: options.check ? 'nothing' : 'all',
      process: { pid: process.pid, name: 'nft' },
    });
    if (options.echo)
      for (const event of events) process.print(eventText(event, environment.clock.now, options.style));
  }
  for (const command of commands) {
    if (command.verb === 'reset') process.print(reset(place, command, options.style));
    else if (options.json && showing.includes(command.verb))
      process.print(listingJson(place, command, options.style));
    else if (showing.includes(command.verb))
      for (const { out, warnings } of listing(place, command, options.style)) {
        process.complain(warnings);
        process.print(out);
      }
  }
}
