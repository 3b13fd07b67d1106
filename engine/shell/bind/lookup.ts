/**
 * One lookup as BIND's tools make it (bin/dig/dighost.c of BIND 9.18, which dig, host and nslookup share): the search
 * list, the servers and the tries, UDP and TCP, and the words when nobody answers. What to print is the tool's.
 */
import { emitDns } from '../../net/dns/emit.ts';
import { type DnsMessage, query, recordType } from '../../net/dns/message.ts';
import type { Address } from '../../net/address/address.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { Time } from '../../clock/clock.ts';
import type { ShellProcess } from '../command.ts';
import { askTcp, askUdp, type Asked } from './ask.ts';

export interface BindServer {
  readonly address: Address;
  /** As it was named. */
  readonly name: string;
}

export interface LookupOptions {
  readonly servers: readonly BindServer[];
  readonly port: number;
  readonly type: number;
  readonly class: number;
  /** Tries in all. */
  readonly tries: number;
  /** Seconds a try waits; undefined: 5 by UDP, 10 by TCP. */
  readonly timeout: number | undefined;
  readonly tcp: boolean;
  readonly recurse: boolean;
  /** Do not ask again by TCP when the answer was cut. */
  readonly ignoreTruncation?: boolean;
  /** Says so when a server does not recurse. */
  readonly checkRecursion: boolean;
  /** SERVFAIL is an answer, not a reason to ask the next server. */
  readonly servfailStops: boolean;
  readonly source?: { readonly address: Address; readonly port: number };
  /** The header's flags and the OPT record. */
  readonly shape: (plain: DnsMessage) => DnsMessage;
}

export interface Answered {
  readonly message: DnsMessage;
  readonly sent: DnsMessage;
  readonly sentSize: number;
  readonly size: number;
  readonly server: BindServer;
  readonly port: number;
  readonly transport: 'UDP' | 'TCP';
  readonly took: Time;
}

/** What a tool says on the way; each is one line without its end. */
export interface LookupVoice {
  /** `;; …` of dighost_comments: what went on. */
  comment(text: string): void;
  /** `communications error to 10.96.0.10#53: timed out` */
  warning(text: string): void;
  /** `no servers could be reached` */
  unreachable(): void;
  sending?(sent: DnsMessage, size: number): void;
}

/** @returns undefined when no server answered (it has been said) */
export function* ask(
  process: ShellProcess,
  name: string,
  options: LookupOptions,
  voice: LookupVoice,
  /** What was looked for, as it was given. */
  textName: string,
): Running<Answered | undefined> {
  const { random } = process.place.sockets;
  let tcp = options.tcp || options.type === recordType.ANY;
  for (let attempt = 1; attempt <= options.tries; attempt++)
    for (const [index, server] of options.servers.entries()) {
      const isLast = index === options.servers.length - 1;
      const plain = query(random.integer(0, 65_535), name, options.type);
      const sent = options.shape({
        ...plain,
        recursionDesired: options.recurse,
        questions: [{ name, type: options.type, class: options.class }],
      });
      const octets = emitDns(sent);
      voice.sending?.(sent, octets.length);
      const started = process.clock.now;
      const endpoint = { ...options, server: server.address };
      let answer: Asked = tcp
        ? yield* askTcp(process, endpoint, octets, sent)
        : yield* askUdp(process, endpoint, octets, sent);
      if ('message' in answer && answer.message.truncated && !tcp && options.ignoreTruncation !== true) {
        voice.comment('Truncated, retrying in TCP mode.');
        tcp = true;
        answer = yield* askTcp(process, endpoint, octets, sent);
      }
      const place = `${server.address.text}#${String(options.port)}`;
      if ('failure' in answer) {
        const { failure, stage } = answer;
        if (stage === 'talk') voice.warning(`communications error to ${place}: ${failure}`);
        else {
          const what = stage === 'connect' ? `Connection to ${place}` : `UDP setup with ${place}`;
          voice.warning(`${what}(${server.name}) for ${textName} failed: ${failure}.`);
          if (isLast) voice.unreachable();
        }
        if (attempt === options.tries && isLast && stage === 'talk') voice.unreachable();
        continue;
      }
      const { message } = answer;
      const failed = message.code === 2 && !options.servfailStops;
      const noRecursion = options.checkRecursion && options.recurse && !message.recursionAvailable;
      if (failed || noRecursion) {
        const what = failed ? 'SERVFAIL reply' : 'recursion not available';
        voice.comment(`Got ${what} from ${server.name}${isLast ? '' : ', trying next server'}`);
        if (!isLast) continue;
      }
      return {
        message,
        sent,
        sentSize: octets.length,
        size: answer.size,
        server,
        port: options.port,
        transport: tcp ? 'TCP' : 'UDP',
        took: process.clock.now - started,
      };
    }
  return undefined;
}

/**
 * The names a lookup asks for, in order: the search list and then the name as it is, or, when that has dots enough,
 * the name alone (setup_lookup, next_origin).
 */
export function searchNames(
  name: string,
  search: readonly string[] | undefined,
  ndots: number,
): readonly string[] {
  const asIs = name.endsWith('.') ? name : `${name}.`;
  const dots = name.split('.').length - 1;
  if (name.endsWith('.') || search === undefined || dots >= ndots) return [asIs];
  return [...search.map((domain) => `${name}.${domain.replace(/\.$/, '')}.`), asIs];
}

/** dns_name_fromtext refuses it. @returns why, in its words */
export function illegalName(name: string): string | undefined {
  if (name === '.' || name === '') return undefined;
  const labels = name.replace(/\.$/, '').split('.');
  if (labels.some((label) => label === '')) return 'empty label';
  if (labels.some((label) => label.length > 63)) return 'label too long';
  return name.replace(/\.$/, '').length > 253 ? 'ran out of space' : undefined;
}
