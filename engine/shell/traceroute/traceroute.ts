/**
 * traceroute(8), "Modern traceroute for Linux" 2.1.2. See README.md.
 */
import { lookupError, resolve } from '../../linux/resolver/lookup.ts';
import type { Address } from '../../net/address/address.ts';
import type { Command, ShellProcess } from '../command.ts';
import { icmpMethod } from './icmp-method.ts';
import { readTracerouteOptions, type TracerouteOptions } from './options.ts';
import { type ProbeMethod, TracerouteFailure } from './probe.ts';
import { tcpMethod } from './tcp-method.ts';
import { trace } from './trace.ts';
import { udpMethod } from './udp-method.ts';
import { methodHelp } from './usage.ts';

/** Octets after the IP header unless told otherwise. */
const usualLength = 40;
const longestPacket = 65_000;

export const traceroute: Command = {
  name: 'traceroute',
  path: '/usr/bin/traceroute',
  *program(process) {
    const options = readTracerouteOptions(process.arguments.slice(1));
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
    const bound = { ...options, device: options.device ?? found.zone?.name };
    const method = openMethod(process, bound, destination);
    if (typeof method === 'string') {
      process.complain(
        `You do not have enough privileges to use this traceroute method.\nsocket: ${method}\n`,
      );
      return 1;
    }
    const wanted = options.packetLength ?? (options.discoverMtu ? longestPacket : ipHeader + usualLength);
    const dataLength = options.method === 'tcp' ? 0 : Math.max(0, wanted - ipHeader - method.headerLength);
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
  },
};

function openMethod(
  process: ShellProcess,
  options: TracerouteOptions,
  destination: Address,
): ProbeMethod | string {
  switch (options.method) {
    case 'icmp':
      return icmpMethod(process, options, destination);
    case 'tcp':
      return tcpMethod(process, options, destination);
    default:
      return udpMethod(process, options, destination);
  }
}
