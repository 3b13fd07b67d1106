/**
 * busybox nslookup (networking/nslookup.c, the big one): A and AAAA of every name of the search list at once; a name
 * with a dot is not completed.
 */
import { second } from '../../clock/clock.ts';
import { Address } from '../../net/address/address.ts';
import { emitDns } from '../../net/dns/emit.ts';
import {
  query,
  recordType,
  recordTypeNumber,
  responseCodeNames,
  type DnsMessage,
  type ResourceRecord,
} from '../../net/dns/message.ts';
import { reverseName } from '../../net/dns/name.ts';
import { parseDns } from '../../net/dns/parse.ts';
import { strerror } from '../../linux/errno.ts';
import { sleep } from '../../linux/process/process.ts';
import type { Running } from '../../linux/process/wait.ts';
import { readResolverConfiguration } from '../../linux/resolver/configuration.ts';
import { matches } from '../../linux/resolver/exchange.ts';
import { resolve } from '../../linux/resolver/lookup.ts';
import type { ShellProcess } from '../command.ts';
import { applet } from './applet.ts';
import { usageOf } from './usage.ts';

interface Answer {
  readonly message: DnsMessage;
  /** Microseconds since the first question. */
  readonly took: number;
}

/** What a system call takes: an error about one question may come back before the next is sent. */
const sendPause = 200;

const known = new Set(['soa', 'ns', 'a', 'aaaa', 'cname', 'mx', 'txt', 'ptr', 'srv', 'any']);

export const busyboxNslookup = applet('nslookup', '/usr/bin/nslookup', function* run(process, words) {
  const types: number[] = [];
  let debug = false;
  const names: string[] = [];
  for (const word of words) {
    if (!word.startsWith('-')) {
      names.push(word);
      continue;
    }
    const type = /^-(?:q|query|querytype|ty|type)=(.*)$/i.exec(word)?.[1];
    if (type !== undefined) {
      const number = known.has(type.toLowerCase()) ? recordTypeNumber(type) : undefined;
      if (number === undefined) {
        process.complain(`nslookup: invalid query type "${type}"\n`);
        return 1;
      }
      types.push(number);
    } else if (/^-d(e(b(ug?)?)?)?$/.test(word)) debug = true;
    else {
      process.complain(usageOf('nslookup'));
      return 1;
    }
  }
  const [name, server] = names;
  if (name === undefined) {
    process.complain(usageOf('nslookup'));
    return 1;
  }
  const configuration = readResolverConfiguration(process.files);
  const servers: Address[] = [...configuration.servers];
  if (server !== undefined) {
    const found = yield* resolve(process, server);
    if (typeof found === 'string') {
      process.complain(`nslookup: bad address '${server}'\n`);
      return 1;
    }
    servers.splice(0, servers.length, ...found.addresses.slice(0, 1));
  }
  // With a server of its own it does not read /etc/resolv.conf.
  const queries = questions(process, name, types, server === undefined ? configuration.search : []);
  for (const address of servers) {
    const answers = yield* ask(process, address, server ?? address.text, queries);
    if (answers === undefined) continue;
    process.print(`Server:\t\t${server ?? address.text}\nAddress:\t${address.text}:53\n\n`);
    return report(process, queries, answers, debug);
  }
  process.print(';; connection timed out; no servers could be reached\n\n');
  return 1;
});

function questions(
  process: ShellProcess,
  name: string,
  types: readonly number[],
  search: readonly string[],
): readonly DnsMessage[] {
  const { random } = process.place.sockets;
  const make = (asked: string, type: number) =>
    query(random.integer(0, 65_535), asked.endsWith('.') ? asked : `${asked}.`, type);
  const address = Address.tryParse(name);
  if (types.length === 0 && address !== undefined) return [make(reverseName(address), recordType.PTR)];
  const wanted = types.length === 0 ? [recordType.A, recordType.AAAA] : types;
  return wanted.flatMap((type) => {
    const isPlain = !name.includes('.') && search.length > 0 && type !== recordType.PTR;
    return isPlain ? search.map((domain) => make(`${name}.${domain}`, type)) : [make(name, type)];
  });
}

/** All at once; repeated twice within five seconds. @returns undefined when nothing came back */
function* ask(
  process: ShellProcess,
  server: Address,
  name: string,
  queries: readonly DnsMessage[],
): Running<ReadonlyMap<DnsMessage, Answer> | undefined> {
  const socket = process.place.sockets.udp(process);
  const answers = new Map<DnsMessage, Answer>();
  try {
    const refused = socket.connect(server, 53);
    if (refused !== undefined) {
      process.complain(`nslookup: connect to '${name}': ${strerror(refused)}\n`);
      return undefined;
    }
    const start = process.clock.now;
    for (let round = 0; round < 2; round++) {
      for (const asked of queries) {
        if (answers.has(asked)) continue;
        const errno = socket.send(emitDns(asked));
        if (errno === undefined) {
          yield* sleep(process.clock, sendPause);
          continue;
        }
        process.complain(`nslookup: write to '${name}': ${strerror(errno)}\n`);
        return undefined;
      }
      const until = start + (round + 1) * 2.5 * second;
      while (answers.size < queries.length) {
        const datagram = yield* socket.receiveFrom(until);
        if (datagram === 'EAGAIN') break;
        if (datagram === 'EINTR') continue;
        if (typeof datagram === 'string') {
          process.complain(`nslookup: read: ${strerror(datagram)}\n`);
          return undefined;
        }
        const answer = parseDns(datagram.data);
        const asked = queries.find((candidate) => answer !== undefined && matches(candidate, answer));
        if (answer !== undefined && asked !== undefined)
          answers.set(asked, { message: answer, took: process.clock.now - start });
      }
      if (answers.size === queries.length) break;
    }
    return answers.size === 0 ? undefined : answers;
  } finally {
    socket.close();
  }
}

function report(
  process: ShellProcess,
  queries: readonly DnsMessage[],
  answers: ReadonlyMap<DnsMessage, Answer>,
  debug: boolean,
): number {
  let status = 0;
  for (const [index, asked] of queries.entries()) {
    const found = answers.get(asked);
    const answer = found?.message;
    const name = (asked.questions[0]?.name ?? '').replace(/\.$/, '');
    if (debug)
      process.print(
        `Query #${String(index)} completed in ${String(Math.floor((found?.took ?? 0) / 1000))}ms:\n`,
      );
    if (answer === undefined) {
      process.print(`*** Can't find ${name}: No answer\n\n`);
      status = 1;
      continue;
    }
    if (answer.code !== 0) {
      process.print(
        `** server can't find ${name}: ${responseCodeNames[answer.code] ?? String(answer.code)}\n\n`,
      );
      status = 1;
      continue;
    }
    const head = answer.authoritative
      ? debug
        ? 'authoritative answer:\n'
        : ''
      : 'Non-authoritative answer:\n';
    process.print(`${head}${answer.answers.map(recordText).join('')}\n`);
  }
  return status;
}

function recordText(record: ResourceRecord): string {
  const name = record.name.replace(/\.$/, '');
  const bare = (text: string) => text.replace(/\.$/, '');
  const { data } = record;
  switch (data.kind) {
    case 'address':
      return `Name:\t${name}\nAddress: ${data.address.text}\n`;
    case 'name': {
      const kind =
        record.type === recordType.NS
          ? 'nameserver'
          : record.type === recordType.CNAME
            ? 'canonical name'
            : 'name';
      return `${name}\t${kind} = ${bare(data.name)}\n`;
    }
    case 'mail':
      return `${name}\tmail exchanger = ${String(data.preference)} ${bare(data.exchange)}\n`;
    case 'text':
      return `${name}\ttext = "${data.strings.join('')}"\n`;
    case 'service':
      return `${name}\tservice = ${String(data.priority)} ${String(data.weight)} ${String(data.port)} ${bare(data.target)}\n`;
    case 'authority':
      return (
        `${name}\n\torigin = ${bare(data.primary)}\n\tmail addr = ${bare(data.mailbox)}\n\tserial = ${String(data.serial)}\n` +
        `\trefresh = ${String(data.refresh)}\n\tretry = ${String(data.retry)}\n\texpire = ${String(data.expire)}\n\tminimum = ${String(data.minimum)}\n`
      );
    case 'octets':
      return '';
  }
}
