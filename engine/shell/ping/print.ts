/**
 * The lines ping prints (iputils 20221126: gather_statistics, finish, pr_icmph, pr_options).
 */
import { Address } from '../../net/address/address.ts';
import type { Time } from '../../clock/clock.ts';
import type { IcmpError, Icmpv6Error } from '../../net/packet/transport.ts';

/** Milliseconds with as many digits as the size leaves room for. */
export function roundTripText(time: Time): string {
  const part = (value: number, digits: number) => String(value).padStart(digits, '0');
  if (time >= 99_950) return `${String(Math.floor((time + 500) / 1000))} ms`;
  if (time >= 9_995)
    return `${String(Math.floor((time + 50) / 1000))}.${part(Math.floor(((time + 50) % 1000) / 100), 1)} ms`;
  if (time >= 1_000)
    return `${String(Math.floor((time + 5) / 1000))}.${part(Math.floor(((time + 5) % 1000) / 10), 2)} ms`;
  return `${String(Math.floor(time / 1000))}.${part(time % 1000, 3)} ms`;
}

/** Three digits after the point. */
const milliseconds = (time: Time) =>
  `${String(Math.floor(time / 1000))}.${String(Math.floor(time) % 1000).padStart(3, '0')}`;

export interface Statistics {
  transmitted: number;
  received: number;
  repeats: number;
  errors: number;
  /** The most requests that were under way at once. */
  pipe: number;
  sum: number;
  sumOfSquares: number;
  least: Time;
  most: Time;
  /** Eight times the moving average. */
  average: number;
}

export interface Closing {
  /** What the statistics are headed with. */
  readonly name: string;
  /** From the first to the last request. */
  readonly elapsed: Time;
  /** Requests carry the time. */
  readonly timed: boolean;
  readonly flood: boolean;
}

export function statisticsText(statistics: Statistics, closing: Closing): string {
  const { transmitted, received, repeats, errors } = statistics;
  let text = `--- ${closing.name} ping statistics ---\n`;
  text += `${String(transmitted)} packets transmitted, ${String(received)} received`;
  if (repeats > 0) text += `, +${String(repeats)} duplicates`;
  if (errors > 0) text += `, +${String(errors)} errors`;
  if (transmitted > 0) {
    const loss = ((transmitted - received) * 100) / transmitted;
    text += `, ${sixDigits(loss)}% packet loss, time ${String(Math.floor(closing.elapsed / 1000))}ms`;
  }
  text += '\n';
  let comma = '';
  const total = received + repeats;
  if (received > 0 && closing.timed) {
    const mean = Math.floor(statistics.sum / total);
    const variance = (statistics.sumOfSquares - (statistics.sum * statistics.sum) / total) / total;
    const deviation = Math.floor(Math.sqrt(Math.max(0, variance)));
    const values = [statistics.least, mean, statistics.most, deviation].map(milliseconds);
    text += `rtt min/avg/max/mdev = ${values.join('/')} ms`;
    comma = ', ';
  }
  if (statistics.pipe > 1) {
    text += `${comma}pipe ${String(statistics.pipe)}`;
    comma = ', ';
  }
  if (received > 0 && closing.flood && transmitted > 1) {
    const gap = closing.elapsed / (transmitted - 1);
    text += `${comma}ipg/ewma ${milliseconds(gap)}/${milliseconds(statistics.average / 8)} ms`;
  }
  return `${text}\n`;
}

/** C's %g. */
function sixDigits(value: number): string {
  return String(Number(value.toPrecision(6)));
}

const unreachable: readonly string[] = [
  'Destination Net Unreachable',
  'Destination Host Unreachable',
  'Destination Protocol Unreachable',
  'Destination Port Unreachable',
  '',
  'Source Route Failed',
  'Destination Net Unknown',
  'Destination Host Unknown',
  'Source Host Isolated',
  'Destination Net Prohibited',
  'Destination Host Prohibited',
  'Destination Net Unreachable for Type of Service',
  'Destination Host Unreachable for Type of Service',
  'Packet filtered',
  'Precedence Violation',
  'Precedence Cutoff',
];

const unreachableV6: readonly string[] = [
  'No route',
  'Administratively prohibited',
  'Beyond scope of source address',
  'Address unreachable',
  'Port unreachable',
];

/** The same of ICMPv6 (pr_icmph of ping6_common.c). */
function icmpv6ErrorText({ type, code, rest }: Icmpv6Error): string {
  switch (type) {
    case 'destinationUnreachable':
      return `Destination unreachable: ${unreachableV6[code] ?? `Unknown code ${String(code)}`}`;
    case 'packetTooBig':
      return `Packet too big: mtu=${String(rest)}${code === 0 ? '' : `, code=${String(code)}`}`;
    case 'timeExceeded':
      return `Time exceeded: ${['Hop limit', 'Defragmentation failure'][code] ?? `code ${String(code)}`}`;
    case 'parameterProblem': {
      const what = ['Wrong header field ', 'Unknown header ', 'Unknown option '][code];
      return `Parameter problem: ${what ?? `code ${String(code)} `}at ${String(rest)}`;
    }
  }
}

/** What an ICMP error says (pr_icmph). */
export function icmpErrorText(error: IcmpError | Icmpv6Error): string {
  if (error.kind === 'icmpv6') return icmpv6ErrorText(error);
  switch (error.type) {
    case 'destinationUnreachable':
      if (error.code === 4) return `Frag needed and DF set (mtu = ${String(error.rest)})`;
      return unreachable[error.code] ?? `Dest Unreachable, Bad Code: ${String(error.code)}`;
    case 'timeExceeded':
      if (error.code === 0) return 'Time to live exceeded';
      if (error.code === 1) return 'Frag reassembly time exceeded';
      return `Time exceeded, Bad Code: ${String(error.code)}`;
    case 'parameterProblem':
      return `Parameter problem: pointer = ${String(error.rest)}`;
    case 'redirect':
      return `${redirects[error.code] ?? `Redirect, Bad Code: ${String(error.code)}`}(New nexthop: ${Address.v4(error.rest).text})`;
  }
}

const redirects = [
  'Redirect Network',
  'Redirect Host',
  'Redirect Type of Service and Network',
  'Redirect Type of Service and Host',
];
