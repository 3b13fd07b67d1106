/**
 * The main loop of traceroute 2.1.2 (do_it, get_timeout, recv_reply of traceroute.c): up to 16 probes under way, an
 * answer printed as soon as those before it are, a hop's silence measured by what others took.
 */
import { second, type Time } from '../../clock/clock.ts';
import { strerror } from '../../linux/errno.ts';
import { compute } from '../../linux/process/process.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { IcmpError, Icmpv6Error } from '../../net/packet/transport.ts';
import type { ShellProcess } from '../command.ts';
import type { TracerouteOptions } from './options.ts';
import { printProbe } from './print.ts';
import { newProbe, type Probe, type ProbeError, type ProbeMethod, TracerouteFailure } from './probe.ts';

/** DEF_WAIT_PREC: an answer's time is never taken for exact. */
const precision = 1000;
/** How late poll(2) may be, and is. */
const pollSlack = 2000;
/** A socket of its own for each probe, its options, the call: so long until the next one. */
const sendTime = 100;

/** @returns the exit status. @throws TracerouteFailure */
export function* trace(
  process: ShellProcess,
  options: TracerouteOptions,
  method: ProbeMethod,
  dataLength: number,
  ipHeader: number,
): Running<number> {
  const { clock } = process;
  const { queries, firstHop, lastHop } = options;
  const probes = Array.from({ length: lastHop * queries }, newProbe);
  const simultaneous = Math.max(1, options.simultaneous);
  let length = dataLength;
  let start = (firstHop - 1) * queries;
  let end = probes.length;
  let lastSent: Time | undefined;

  let finished = 0;
  const finish = (probe: Probe): void => {
    method.end(probe);
    probe.done = true;
    finished++;
  };

  const receive = (): void => {
    const { replies, errors } = method.take();
    for (const { probe, from, final, extension, ttl } of replies) {
      if (probe.done) continue;
      probe.receivedAt = clock.now;
      probe.from = from;
      probe.final = final;
      probe.extension = extension;
      probe.ttl = ttl;
      finish(probe);
    }
    for (const item of errors) if (!item.probe.done) takeError(item);
  };

  const takeError = ({ probe, error }: ProbeError): void => {
    const tooLong = error.errno === 'EMSGSIZE' && error.info !== 0;
    if (options.discoverMtu && tooLong && length > error.info - ipHeader - method.headerLength) {
      // Again with what fits; the probe says what it found.
      probe.note = `F=${String(error.info)}`;
      length = error.info - ipHeader - method.headerLength;
      method.end(probe);
      probe.sentAt = undefined;
      return;
    }
    if (error.origin === 'local') {
      if (!tooLong) throw new TracerouteFailure(`local recverr: ${strerror(error.errno)}`);
      probe.note = `!F-${String(error.info)}`;
      probe.receivedAt = clock.now;
      probe.final = true;
      finish(probe);
      return;
    }
    probe.receivedAt = clock.now;
    probe.from = error.offender;
    probe.ttl = error.ttl;
    if (error.error !== undefined) {
      const meaning = describeError(error.error);
      if (meaning !== undefined) {
        probe.final = true;
        if (meaning !== '') probe.note = meaning;
      }
    }
    finish(probe);
  };

  while (start < end) {
    let until: Time | undefined;
    let under = 0;
    receive();
    const before = finished;
    for (let index = start; index < end; index++) {
      const probe = probes[index];
      if (probe === undefined) break;
      const limit = probe.sentAt === undefined ? 0 : probe.sentAt + timeout(probes, index, options);
      if (!probe.done && probe.sentAt !== undefined && clock.now >= limit) finish(probe);
      if (probe.done) {
        if (index === start) {
          yield* printProbe(process, probes, index, options);
          start++;
        }
        if (probe.final) end = (Math.floor(index / queries) + 1) * queries;
        continue;
      }
      if (probe.sentAt === undefined) {
        const gap = options.sendWait * second;
        if (gap > 0 && lastSent !== undefined && clock.now - lastSent < gap) {
          until = Math.min(until ?? Number.POSITIVE_INFINITY, lastSent + gap);
          break;
        }
        method.send(probe, Math.floor(index / queries) + 1, length);
        lastSent = probe.sentAt;
        yield* compute(process, sendTime);
        receive();
      }
      if (!isDone(probe) && probe.sentAt !== undefined)
        until ??= probe.sentAt + timeout(probes, index, options);
      if (++under >= simultaneous) break;
    }
    // If a probe ended meanwhile there may be more to print and to send.
    if (finished === before && start < end && until !== undefined && until > clock.now)
      // poll(2) waits whole milliseconds, rounded up: what was sent together is given up together.
      yield { on: method.waiting(), until: until + pollSlack };
  }
  process.print('\n');
  return 0;
}

/** How long a probe is waited for, in microseconds. */
function timeout(probes: readonly Probe[], index: number, options: TracerouteOptions): Time {
  const { most, here, near } = options.wait;
  const { queries } = options;
  const longest = most * second;
  const took = (probe: Probe | undefined): Time =>
    probe?.done === true && probe.receivedAt !== undefined && probe.sentAt !== undefined
      ? probe.receivedAt - probe.sentAt
      : 0;
  if (here > 0) {
    const first = index - (index % queries);
    for (let at = first; at < first + queries; at++) {
      const time = took(probes[at]);
      if (time > 0) return Math.min((time + precision) * here, longest);
    }
  }
  if (near > 0)
    for (let at = index + 1; at < probes.length && probes[at]?.sentAt !== undefined; at++) {
      const time = took(probes[at]);
      if (time > 0) return Math.min((time + precision) * near, longest);
    }
  return longest;
}

const unreachable: Readonly<Record<number, string>> = {
  0: '!N',
  1: '!H',
  2: '!P',
  3: '',
  5: '!S',
  6: '!N',
  7: '!H',
  8: '!N',
  9: '!X',
  10: '!X',
  11: '!N',
  12: '!H',
  13: '!X',
  14: '!V',
  15: '!C',
};

/** @returns undefined when the trace goes on after it */
/** The same of ICMPv6. */
function describeErrorV6({ type, code, rest }: Icmpv6Error): string | undefined {
  switch (type) {
    case 'timeExceeded':
      return code === 0 ? undefined : `!<3-${String(code)}>`;
    case 'destinationUnreachable':
      return ['!N', '!X', '!H', '!H', ''][code] ?? `!<${String(code)}>`;
    case 'packetTooBig':
      return `!F-${String(rest)}`;
    case 'parameterProblem':
      return `!<4-${String(code)}>`;
  }
}

function describeError(error: IcmpError | Icmpv6Error): string | undefined {
  if (error.kind === 'icmpv6') return describeErrorV6(error);
  if (error.type === 'timeExceeded' && error.code === 0) return undefined;
  if (error.type === 'destinationUnreachable') {
    if (error.code === 4) return `!F-${String(error.rest)}`;
    return unreachable[error.code] ?? `!<${String(error.code)}>`;
  }
  const number = error.type === 'timeExceeded' ? 11 : error.type === 'redirect' ? 5 : 12;
  return `!<${String(number)}-${String(error.code)}>`;
}

/** As it is now, whatever it was a moment ago: sending may already have brought an error. */
function isDone(probe: Probe): boolean {
  return probe.done;
}
