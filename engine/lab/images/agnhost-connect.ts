/**
 * `agnhost connect HOST:PORT`: one connection, and its failure as one word (test/images/agnhost/connect/connect.go).
 *
 * Left out: --protocol udp and sctp, --udp-data.
 */
import { second } from '../../clock/clock.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { Process } from '../../linux/process/process.ts';
import type { Running } from '../../linux/process/wait.ts';
import { resolve } from '../../linux/resolver/lookup.ts';
import { flag } from './flag.ts';

export function* agnhostConnect(
  process: Process<NetworkNamespace>,
  words: readonly string[],
): Running<number> {
  const [target = ''] = words;
  const colon = target.lastIndexOf(':');
  const timeout = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(flag(words, 'timeout') ?? '30s');
  if (colon < 0 || timeout === null) {
    process.complain('usage: agnhost connect HOST:PORT [--timeout=1s] [--protocol=tcp]\n');
    return 2;
  }
  if ((flag(words, 'protocol') ?? 'tcp') !== 'tcp') {
    process.complain(`not simulated: agnhost connect --protocol ${flag(words, 'protocol') ?? ''}\n`);
    return 1;
  }
  const unit = { ms: second / 1000, s: second, m: 60 * second }[timeout[2] as 'ms' | 's' | 'm'];
  const until = process.clock.now + Number(timeout[1]) * unit;
  const failed = (why: string): number => {
    process.complain(`${why}\n`);
    return 1;
  };
  const host = target.slice(0, colon);
  const found = yield* resolve(process, host);
  const [address] = typeof found === 'string' ? [] : found.addresses;
  if (address === undefined) {
    const server = /^nameserver\s+(\S+)/m.exec(process.files.text('/etc/resolv.conf') ?? '')?.[1] ?? '';
    return failed(`DNS: dial tcp: lookup ${host} on ${server}:53: no such host`);
  }
  const socket = process.place.sockets.tcp(process);
  try {
    const errno = yield* socket.connectWithin(address, Number(target.slice(colon + 1)), until);
    if (errno === undefined) return 0;
    if (errno === 'ECONNREFUSED') return failed('REFUSED');
    if (errno === 'EINPROGRESS' || errno === 'ETIMEDOUT') return failed('TIMEOUT');
    const words = errno === 'EHOSTUNREACH' ? 'no route to host' : errno;
    return failed(`OTHER: dial tcp ${address.text}:${target.slice(colon + 1)}: connect: ${words}`);
  } finally {
    socket.close();
  }
}
