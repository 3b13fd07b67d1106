/**
 * traceroute(8), "Modern traceroute for Linux" 2.1.2. See README.md.
 */
import type { Running } from '../../linux/process/wait.ts';
import { lookupError, resolve } from '../../linux/resolver/lookup.ts';
import type { Address } from '../../net/address/address.ts';
import type { Command, ShellProcess } from '../command.ts';
import { icmpMethod } from './icmp-method.ts';
import { readTracerouteOptions } from './options.ts';
import { type ProbeMethod, TracerouteFailure } from './probe.ts';
import type { ProbeOptions } from './socket-options.ts';
import { tcpMethod } from './tcp-method.ts';
import { trace } from './trace.ts';
import { udpMethod } from './udp-method.ts';
import { methodHelp } from './usage.ts';

/** Octets after the IP header unless told otherwise. */
const usualLength = 40;
const longestPacket = 65_000;

export const traceroute: Command = { name: 'traceroute', path: '/usr/bin/traceroute', program: run };

export const traceroute6: Command = { name: 'traceroute6', path: '/usr/bin/traceroute6', program: run };

function* run(process: ShellProcess): Running<number> {
  const options = readTracerouteOptions(
    process.arguments.slice(1),
    process.name.endsWith('6') ? 6 : undefined,
  );
  if ('stop' in options) {
    process.complain(options.text);
    return options.stop;
  }
  if (options.methodOptions.includes('help')) {
    process.complain(methodHelp.get(options.method) ?? `No options for module \`${options.method}'\n`);
    return 0;
  }
  const { host, hostWord } = options;
  const families = options.family === undefined ? 'any' : options.family === 4 ? 'ipv4' : 'ipv6';
  const found = yield* resolve(process, host, families, 'both');
  if (typeof found === 'string') {
    process.complain(
      `${host}: ${lookupError(found)}\nCannot handle "host" cmdline arg \`${host}' on position ${String(hostWord.position)} (argc ${String(hostWord.argc)})\n`,
    );
    return 2;
  }
  // Asked for neither family, it takes IPv4 where the name has both.
  const destination = found.addresses.find(({ family }) => family === 4) ?? found.addresses[0];
  if (destination === undefined) return 2;
  const ipHeader = destination.family === 4 ? 20 : 40;
  const { source } = options;
  const from =
    source === undefined
      ? undefined
      : yield* resolve(process, source.text, `ipv${destination.family}`, 'both');
  if (typeof from === 'string' && source !== undefined) {
    process.complain(
      `${source.text}: ${lookupError(from)}\nCannot handle \`${source.typed}' option with arg \`${source.text}' (argc ${String(source.argc)})\n`,
    );
    return 2;
  }
  const sourceAddress = typeof from === 'object' ? from.addresses[0] : undefined;
  const bound = { ...options, sourceAddress, device: options.device ?? found.zone?.name };
  let method: ProbeMethod | string;
  try {
    method = openMethod(process, bound, destination);
  } catch (error) {
    if (!(error instanceof TracerouteFailure)) throw error;
    process.complain(`\n${error.message}\n`);
    return 1;
  }
  if (typeof method === 'string') {
    process.complain(`You do not have enough privileges to use this traceroute method.\nsocket: ${method}\n`);
    return 1;
  }
  const wanted = options.packetLength ?? (options.discoverMtu ? longestPacket : ipHeader + usualLength);
  const dataLength =
    options.method === 'tcp' || options.method === 'dccp'
      ? 0
      : Math.max(0, wanted - ipHeader - method.headerLength);
  const total = ipHeader + method.headerLength + dataLength;
  process.print(
    `traceroute to ${host} (${destination.text}), ${String(options.lastHop)} hops max, ${String(total)} byte packets`,
  );
  try {
    return yield* trace(process, options, method, dataLength, ipHeader);
  } catch (error) {
    if (!(error instanceof TracerouteFailure)) throw error;
    process.complain(`\n${error.message}\n`);
    return 1;
  } finally {
    method.close();
  }
}

/** Linux has no DCCP any more: the first probe finds no socket for it. */
const dccpMethod: ProbeMethod = {
  headerLength: 20,
  send() {
    throw new TracerouteFailure('socket: Socket type not supported');
  },
  take: () => ({ replies: [], errors: [] }),
  waiting: () => [],
  end: () => undefined,
  close: () => undefined,
};

function openMethod(
  process: ShellProcess,
  options: ProbeOptions,
  destination: Address,
): ProbeMethod | string {
  switch (options.method) {
    case 'dccp':
      return dccpMethod;
    case 'icmp':
      return icmpMethod(process, options, destination);
    case 'tcp':
      return tcpMethod(process, options, destination);
    default:
      return udpMethod(process, options, destination);
  }
}
