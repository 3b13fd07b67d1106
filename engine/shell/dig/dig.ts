/**
 * dig(1) of BIND 9.18: one lookup after the other, as they stand on the command line. See README.md.
 */
import type { Running } from '../../linux/process/wait.ts';
import { readResolverConfiguration } from '../../linux/resolver/configuration.ts';
import { type DnsMessage, recordType } from '../../net/dns/message.ts';
import type { Command, ShellProcess } from '../command.ts';
import { ask, type BindServer, illegalName, searchNames } from '../bind/lookup.ts';
import { configuredServers, namedServers } from '../bind/servers.ts';
import { type DigCommandLine, type DigQuery, readDigArguments, serverCount } from './options.ts';
import { messageText, statisticsText } from './print.ts';

const cookieOption = 10;
const nsidOption = 3;

export const dig: Command = {
  name: 'dig',
  path: '/usr/bin/dig',
  *program(process) {
    const read = readDigArguments(process.arguments.slice(1));
    if ('stop' in read) {
      process.print(read.out ?? '');
      process.complain(read.error ?? '');
      return read.stop;
    }
    process.complain(read.warnings);
    // One cookie for the whole run, as BIND makes it.
    const cookie = Uint8Array.from({ length: 8 }, () => process.place.sockets.random.integer(0, 255));
    let status = 0;
    for (const query of read.queries) {
      const found = yield* serversOf(process, query);
      if (typeof found === 'string') {
        process.complain(`dig: ${found}\n`);
        return 1;
      }
      const illegal = illegalName(query.name);
      if (illegal !== undefined) {
        process.complain(`dig: '${query.name}' is not a legal name (${illegal})\n`);
        return 10;
      }
      const { length } = found;
      query.greeting = query.greeting.replace(
        serverCount,
        `; (${String(length)} server${length === 1 ? '' : 's'} found)\n`,
      );
      if (!(yield* run(process, query, found, cookie, read))) status = 9;
    }
    return status;
  },
};

function* serversOf(process: ShellProcess, query: DigQuery): Running<readonly BindServer[] | string> {
  if (query.server === undefined) return configuredServers(process);
  return yield* namedServers(process, query.server);
}

/** @returns whether anybody answered */
function* run(
  process: ShellProcess,
  query: DigQuery,
  servers: readonly BindServer[],
  cookie: Uint8Array,
  { command, microseconds }: Pick<DigCommandLine, 'command' | 'microseconds'>,
): Running<boolean> {
  const configuration = readResolverConfiguration(process.files);
  const search = query.domain === undefined ? configuration.search : [query.domain];
  const names = query.trace
    ? ['.']
    : searchNames(query.name, query.search ? search : undefined, query.ndots ?? configuration.ndots);
  const { greeting } = query;
  const greet = (): void => {
    if (!query.short && command) process.print(query.greeting);
    query.greeting = '';
  };
  for (const [index, name] of names.entries()) {
    const answer = yield* ask(
      process,
      name,
      {
        servers,
        port: query.port,
        type: query.trace ? recordType.NS : query.type,
        class: query.class,
        tries: query.tries,
        timeout: query.timeout,
        tcp: query.tcp ?? false,
        recurse: query.recurse,
        checkRecursion: false,
        servfailStops: query.servfailStops,
        ignoreTruncation: query.ignoreTruncation,
        ...(query.source === undefined ? {} : { source: query.source }),
        shape: (plain) => shape(plain, query, cookie),
      },
      {
        comment: (line) => {
          if (query.comments) process.print(`;; ${line}\n`);
        },
        warning: (line) => {
          process.print(`;; ${line}\n`);
        },
        unreachable: () => {
          process.print(query.greeting);
          query.greeting = '';
          process.print(';; no servers could be reached\n');
        },
        sending: (sent, size) => {
          if (!query.showQuery) return;
          greet();
          process.print(messageText(sent, query, undefined));
          if (query.stats) process.print(`;; QUERY SIZE: ${String(size)}\n\n`);
        },
      },
      query.name,
    );
    if (answer === undefined) return false;
    const { message } = answer;
    const isLast = index === names.length - 1;
    if (message.code !== 0 && !isLast && !query.showSearch) continue;
    greet();
    let text = messageText(message, query, answer.sent);
    if (query.short && query.identify)
      text = text.replace(
        /\n/g,
        ` from server ${answer.server.address.text} in ${String(Math.floor(answer.took / 1000))} ms.\n`,
      );
    process.print(text);
    process.print(statisticsText(answer, query, process.place.environment.wallTime, microseconds));
    if (query.trace && message.answers.length > 0) {
      process.complain('dig: not simulated: +trace below the root\n');
      return true;
    }
    if (message.code === 0) return true;
    query.greeting = query.short ? '' : greeting;
  }
  return true;
}

/** The header's flags and the OPT record. */
function shape(plain: DnsMessage, query: DigQuery, cookie: Uint8Array): DnsMessage {
  const options: { code: number; data: Uint8Array }[] = [];
  if (query.nsid) options.push({ code: nsidOption, data: new Uint8Array(0) });
  if (query.cookie) options.push({ code: cookieOption, data: cookie });
  return {
    ...plain,
    opcode: query.opcode,
    authoritative: query.aa,
    authenticData: query.ad,
    checkingDisabled: query.cd,
    edns:
      query.edns === undefined
        ? undefined
        : {
            udpSize: query.udpSize,
            version: query.edns,
            dnssecOk: query.dnssec,
            extendedCode: 0,
            options,
          },
  };
}
