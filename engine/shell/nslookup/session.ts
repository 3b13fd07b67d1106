/**
 * nslookup's lookups (bin/dig/nslookup.c of BIND 9.18): the address and then the IPv6 address of a name, or what was
 * asked for; the name of an address.
 */
import { Address } from '../../net/address/address.ts';
import { recordType } from '../../net/dns/message.ts';
import { reverseName } from '../../net/dns/name.ts';
import type { Running } from '../../linux/process/wait.ts';
import { readResolverConfiguration } from '../../linux/resolver/configuration.ts';
import type { ShellProcess } from '../command.ts';
import { ask, type Answered, type BindServer, illegalName, searchNames } from '../bind/lookup.ts';
import { detailsText, nameText, rcodeText, recordsText, serverText } from './print.ts';
import type { NslookupSettings } from './settings.ts';

export class NslookupSession {
  readonly settings: NslookupSettings;
  servers: readonly BindServer[];
  /** Servers of /etc/resolv.conf are expected to recurse; one that was named is not. */
  checkRecursion = true;
  /** No server has answered yet. */
  #unanswered = true;
  #failed = false;
  readonly #process: ShellProcess;

  constructor(process: ShellProcess, settings: NslookupSettings, servers: readonly BindServer[]) {
    this.#process = process;
    this.settings = settings;
    this.servers = servers;
  }

  get status(): number {
    return this.#unanswered || this.#failed ? 1 : 0;
  }

  /** @returns why the name cannot be asked for; ends nslookup */
  *lookUp(text: string): Running<string | undefined> {
    const { settings } = this;
    const address = Address.tryParse(text);
    if (address !== undefined) {
      yield* this.#askAll(nameText(reverseName(address)), recordType.PTR, false);
      return undefined;
    }
    const illegal = illegalName(text);
    if (illegal !== undefined) return `'${text}' is not a legal name (${illegal})`;
    const first = yield* this.#askAll(text, settings.type, settings.search);
    if (first === undefined || !settings.defaultLookups || settings.type !== recordType.A) return undefined;
    if (first.answer.message.code !== 0) return undefined;
    const name = aliasEnd(first.name, first.answer);
    const second = yield* this.#askAll(name, recordType.AAAA, false);
    const noAddress = first.answer.message.answers.length === 0;
    if (noAddress && second?.answer.message.code === 0 && second.answer.message.answers.length === 0)
      this.#process.print(`*** Can't find ${text}: No answer\n`);
    return undefined;
  }

  *#askAll(
    text: string,
    type: number,
    useSearch: boolean,
  ): Running<{ name: string; answer: Answered } | undefined> {
    const process = this.#process;
    const { settings } = this;
    const configuration = readResolverConfiguration(process.files);
    const search = settings.domain === undefined ? configuration.search : [settings.domain];
    const names = searchNames(text, useSearch ? search : undefined, settings.ndots ?? configuration.ndots);
    for (const [index, name] of names.entries()) {
      const answer = yield* ask(
        process,
        name,
        {
          servers: this.servers,
          port: settings.port,
          type,
          class: settings.class,
          tries: settings.tries,
          timeout: settings.timeout === 0 ? undefined : settings.timeout,
          tcp: settings.tcp,
          recurse: settings.recurse,
          checkRecursion: this.checkRecursion,
          servfailStops: settings.servfailStops,
          shape: (plain) => plain,
        },
        {
          comment: (line) => {
            process.print(`;; ${line}\n`);
          },
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
      const isLast = index === names.length - 1;
      if (answer.message.code === 0 || isLast || settings.debug) this.#print(answer, name, text, type);
      if (answer.message.code === 0 || isLast) return { name, answer };
    }
    return undefined;
  }

  #print(answer: Answered, name: string, text: string, type: number): void {
    const process = this.#process;
    const { defaultLookups, debug } = this.settings;
    const { message } = answer;
    const isAddress = type === recordType.A;
    this.#unanswered = false;
    if (!defaultLookups || isAddress) process.print(serverText(answer));
    if (debug) process.print(detailsText(message));
    if (message.code !== 0) {
      process.print(`** server can't find ${nameText(name)}: ${rcodeText(message.code)}\n`);
      this.#failed = true;
      return;
    }
    if (!message.authoritative && (!defaultLookups || isAddress))
      process.print('Non-authoritative answer:\n');
    if (message.answers.length > 0) process.print(recordsText(message.answers, true));
    else if (!defaultLookups) process.print(`*** Can't find ${text}: No answer\n`);
    if (!message.authoritative && type !== recordType.A && type !== recordType.AAAA) {
      process.print('\nAuthoritative answers can be found from:\n');
      process.print(recordsText(message.authorities, false));
      process.print(recordsText(message.additionals, false));
    }
  }
}

/** Where the aliases of an answer end: the name whose IPv6 address is asked for. */
function aliasEnd(name: string, { message }: Answered): string {
  let end = name;
  for (const { name: owner, type, data } of message.answers)
    if (type === recordType.CNAME && owner.toLowerCase() === end.toLowerCase() && data.kind === 'name')
      end = data.name;
  return end;
}
