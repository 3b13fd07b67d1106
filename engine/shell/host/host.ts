/**
 * host(1) of BIND 9.18: the addresses and mail servers of a name, or the name of an address. See README.md.
 */
import { Address } from '../../net/address/address.ts';
import { recordType, recordTypeName, responseCodeNames, type ResourceRecord } from '../../net/dns/message.ts';
import { reverseName } from '../../net/dns/name.ts';
import type { Running } from '../../linux/process/wait.ts';
import { readResolverConfiguration } from '../../linux/resolver/configuration.ts';
import type { Command, ShellProcess } from '../command.ts';
import { headerText } from '../dig/print.ts';
import { ask, type Answered, type BindServer, illegalName, searchNames } from '../bind/lookup.ts';
import { digStyle, questionLine, recordDataText, recordLine } from '../bind/record-text.ts';
import { configuredServers, namedServers } from '../bind/servers.ts';
import { type HostOptions, readHostOptions } from './options.ts';

export const host: Command = {
  name: 'host',
  path: '/usr/bin/host',
  *program(process) {
    const options = readHostOptions(process.arguments.slice(1));
    if ('stop' in options) {
      process.print(options.out ?? '');
      process.complain(options.error ?? '');
      return options.stop;
    }
    let servers = configuredServers(process);
    if (options.server !== undefined) {
      const found = yield* namedServers(process, options.server);
      if (typeof found === 'string') {
        process.complain(`host: ${found}\n`);
        return 1;
      }
      servers = found;
    }
    const address = Address.tryParse(options.name);
    const illegal = address === undefined ? illegalName(options.name) : undefined;
    if (illegal !== undefined) {
      process.complain(`host: '${options.name}' is not a legal name (${illegal})\n`);
      return 10;
    }
    const lookup = new HostLookup(process, options, servers);
    if (address !== undefined)
      return yield* lookup.run(reverseName(address), options.defaultTypes ? recordType.PTR : options.type);
    return yield* lookup.run(options.name, options.type);
  },
};

/** rtypetext */
const phrases: Readonly<Record<number, string>> = {
  1: 'has address',
  2: 'name server',
  5: 'is an alias for',
  6: 'has SOA record',
  12: 'domain name pointer',
  13: 'host information',
  15: 'mail is handled by',
  16: 'descriptive text',
  28: 'has IPv6 address',
};

class HostLookup {
  readonly #process: ShellProcess;
  readonly #options: HostOptions;
  readonly #servers: readonly BindServer[];
  #served = false;

  constructor(process: ShellProcess, options: HostOptions, servers: readonly BindServer[]) {
    this.#process = process;
    this.#options = options;
    this.#servers = servers;
  }

  /** @returns the exit status */
  *run(text: string, type: number): Running<number> {
    const { defaultTypes } = this.#options;
    const first = yield* this.#ask(text, type, true);
    if (first === undefined) return 1;
    const { answer, name } = first;
    if (answer.message.code !== 0) {
      const { code } = answer.message;
      const shown = text.endsWith('.') || name === '.' ? name : text;
      this.#process.print(
        `Host ${shown} not found: ${String(code)}(${responseCodeNames[code] ?? String(code)})\n`,
      );
      return 1;
    }
    if (!defaultTypes || type !== recordType.A) return 0;
    let end = name;
    for (const { type: kind, data } of answer.message.answers)
      if (kind === recordType.CNAME && data.kind === 'name') end = data.name;
    for (const further of [recordType.AAAA, recordType.MX])
      if ((yield* this.#ask(end, further, false)) === undefined) return 1;
    return 0;
  }

  *#ask(
    text: string,
    type: number,
    isFirst: boolean,
  ): Running<{ name: string; answer: Answered } | undefined> {
    const process = this.#process;
    const options = this.#options;
    const configuration = readResolverConfiguration(process.files);
    const names = searchNames(text, configuration.search, options.ndots ?? configuration.ndots);
    for (const [index, name] of names.entries()) {
      if (options.verbose) process.print(`Trying "${name === '.' ? '.' : name.replace(/\.$/, '')}"\n`);
      const answer = yield* ask(
        process,
        name,
        {
          ...options,
          servers: this.#servers,
          type,
          checkRecursion: false,
          shape: (plain) => plain,
        },
        {
          comment: () => undefined,
          warning: (line) => {
            process.print(`;; ${line}\n`);
          },
          unreachable: () => {
            process.print(';; no servers could be reached\n');
          },
        },
        text,
      );
      if (answer === undefined) return undefined;
      if (answer.message.code !== 0 && index < names.length - 1) continue;
      this.#print(answer, name, type, isFirst);
      return { name, answer };
    }
    return undefined;
  }

  #print(answer: Answered, name: string, type: number, isFirst: boolean): void {
    const process = this.#process;
    const { verbose, server, defaultTypes } = this.#options;
    const { message } = answer;
    if (!this.#served && server !== undefined) {
      const { address } = answer.server;
      process.print(
        `Using domain server:\nName: ${server}\nAddress: ${address.text}#${String(answer.port)}\nAliases: \n\n`,
      );
    }
    this.#served = true;
    if (message.code !== 0 && !verbose) return;
    if (verbose) {
      process.print(verboseText(answer));
      return;
    }
    const shown = message.answers.filter((record) => isFirst || record.type !== recordType.CNAME);
    if (shown.length > 0) process.print(shown.map(recordText).join(''));
    else if (!defaultTypes || (isFirst && type !== recordType.A))
      process.print(`${name.replace(/\.$/, '')} has no ${recordTypeName(type)} record\n`);
  }
}

/** `web.default.svc.cluster.local has address 10.96.10.50` */
function recordText(record: ResourceRecord): string {
  const phrase = phrases[record.type] ?? `has ${recordTypeName(record.type)} record`;
  return `${record.name === '.' ? '.' : record.name.replace(/\.$/, '')} ${phrase} ${recordDataText(record.data)}\n`;
}

function verboseText({ message, size, server, port, took }: Answered): string {
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? '' : `;; ${title} SECTION:\n${lines.join('')}\n`;
  const rows = (records: readonly ResourceRecord[]) => records.map((record) => recordLine(record, digStyle));
  return (
    // Host does not warn of .local, nor of recursion.
    `${headerText({ ...message, questions: message.questions }, false).replace(/^;; (WARNING: \.local|You are currently).*\n/gm, '')}\n` +
    section(
      'QUESTION',
      message.questions.map((question) => `;${questionLine(question, digStyle)}`),
    ) +
    section('ANSWER', rows(message.answers)) +
    section('AUTHORITY', rows(message.authorities)) +
    section('ADDITIONAL', rows(message.additionals)) +
    `Received ${String(size)} bytes from ${server.address.text}#${String(port)} in ${String(Math.floor(took / 1000))} ms\n`
  );
}
