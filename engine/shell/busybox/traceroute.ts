/**
 * busybox traceroute (networking/traceroute.c) with UDP probes, one after the other.
 */
import { second } from '../../clock/clock.ts';
import type { Address } from '../../net/address/address.ts';
import { resolve, nameOf } from '../../linux/resolver/lookup.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { QueuedError } from '../../linux/socket/error-queue.ts';
import type { ShellProcess } from '../command.ts';
import { getopt } from '../options/getopt.ts';
import { applet } from './applet.ts';
import { usageOf } from './usage.ts';

const marks: Readonly<Record<number, string>> = {
  0: ' !N',
  1: ' !H',
  2: ' !P',
  4: ' !F',
  5: ' !S',
  6: ' !U',
  7: ' !W',
  8: ' !I',
  9: ' !A',
  10: ' !C',
  11: ' !T',
  12: ' !U',
  13: ' !A',
};

export const busyboxTraceroute = applet('traceroute', '/usr/bin/traceroute', function* run(process, words) {
  const { items, operands } = getopt(words, '46Flnrvf:m:q:p:t:w:s:i:z:I');
  const numbers: Record<string, number> = { f: 1, m: 30, q: 3, p: 33_434, w: 3, t: 0 };
  const flags = new Set<string>();
  for (const item of items) {
    if (item.kind === 'error') {
      process.complain(`traceroute: ${item.message}\n${usageOf('traceroute')}`);
      return 1;
    }
    const { name, value = '' } = item;
    if (name in numbers) {
      if (!/^\d+$/.test(value)) {
        process.complain(`traceroute: invalid number '${value}'\n`);
        return 1;
      }
      numbers[name] = Number(value);
    } else if ('6rsizI'.includes(name)) {
      process.complain(`traceroute: not simulated: -${name}\n`);
      return 1;
    } else flags.add(name);
  }
  const host = operands[0];
  if (host === undefined) {
    process.complain(usageOf('traceroute'));
    return 1;
  }
  const found = yield* resolve(process, host);
  const target = typeof found === 'string' ? undefined : found.addresses[0];
  if (target === undefined) {
    process.complain(`traceroute: bad address '${host}'\n`);
    return 1;
  }
  const size = Number(operands[1] ?? 46);
  process.print(
    `traceroute to ${host} (${target.text}), ${String(numbers['m'])} hops max, ${String(size)} byte packets\n`,
  );
  let port = numbers['p'] ?? 33_434;
  for (let hop = numbers['f'] ?? 1; hop <= (numbers['m'] ?? 30); hop++) {
    process.print(String(hop).padStart(2));
    let last: Address | undefined;
    let arrived = false;
    let refused = 0;
    for (let probe = 0; probe < (numbers['q'] ?? 3); probe++) {
      const sentAt = process.clock.now;
      const answer = yield* sendProbe(process, target, hop, port++, size, numbers['w'] ?? 3);
      if (answer?.offender === undefined || answer.error === undefined) {
        process.print('  *');
        continue;
      }
      if (answer.offender !== last) {
        const name = flags.has('n') ? undefined : yield* nameOf(process, answer.offender);
        process.print(
          `  ${flags.has('n') ? answer.offender.text : `${name ?? answer.offender.text} (${answer.offender.text})`}`,
        );
        if (flags.has('v'))
          process.print(` ${String(size + 8)} bytes to ${answer.quoted?.source.text ?? ''}`);
        last = answer.offender;
      }
      const micros = process.clock.now - sentAt;
      process.print(`  ${String(Math.floor(micros / 1000))}.${String(micros % 1000).padStart(3, '0')} ms`);
      if (answer.error.type === 'destinationUnreachable') {
        if (answer.error.code === 3 || answer.error.code === 2) arrived = true;
        else refused++;
        if (answer.error.code !== 3)
          process.print(marks[answer.error.code] ?? ` !<${String(answer.error.code)}>`);
      }
    }
    process.print('\n');
    if (arrived || (refused > 0 && refused >= (numbers['q'] ?? 3) - 1)) break;
  }
  return 0;
});

function* sendProbe(
  process: ShellProcess,
  target: Address,
  ttl: number,
  port: number,
  size: number,
  wait: number,
): Running<QueuedError | undefined> {
  const socket = process.place.sockets.udp(process);
  try {
    socket.ttl = ttl;
    socket.receiveErrors = true;
    socket.pathMtu = 'dont';
    if (socket.connect(target, port) !== undefined) return undefined;
    socket.send(new Uint8Array(Math.max(0, size - 28)));
    const until = process.clock.now + wait * second;
    for (;;) {
      const error = socket.errors.shift();
      if (error !== undefined) return error;
      if (process.clock.now >= until) return undefined;
      yield { on: [socket.readable], until };
    }
  } finally {
    socket.close();
  }
}
