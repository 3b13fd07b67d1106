/**
 * ping(8) of iputils 20221126, for both families; called `ping6` it is `ping -6`. See README.md.
 */
import type { Address } from '../../net/address/address.ts';
import type { Running } from '../../linux/process/wait.ts';
import { lookupError, resolve, type ResolvedName } from '../../linux/resolver/lookup.ts';
import type { Command, ShellProcess } from '../command.ts';
import { addressText, needsScope, zonedText } from './address-text.ts';
import { type PingOptions, readPingOptions } from './options.ts';
import { PingSession } from './session.ts';
import { markWarning, openPingSocket, type PingSocketReady, socketKind, tooManyHops } from './socket.ts';
import { usage } from './usage.ts';

export const ping: Command = { name: 'ping', path: '/usr/bin/ping', program: run };

export const ping6: Command = { name: 'ping6', path: '/usr/bin/ping6', program: run };

function* run(process: ShellProcess): Running<number> {
  const options = readPingOptions(process.arguments, process.credentials.uid === 0, (text) => {
    process.complain(text);
  });
  if ('stop' in options) {
    if (options.stream === 'out') process.print(options.text);
    else process.complain(options.text);
    return options.stop;
  }
  const { flags, destination, family, program, pattern } = options;
  if (pattern !== undefined && !flags.has('q'))
    process.print(
      `PATTERN: 0x${[...pattern].map((octet) => octet.toString(16).padStart(2, '0')).join('')}\n`,
    );
  if (!sockets(process, options)) return 2;
  const find = function* (name: string, wanted: PingOptions['family']): Running<ResolvedName | undefined> {
    const found = yield* resolve(process, name, wanted === undefined ? 'any' : `ipv${wanted}`, 'both');
    if (typeof found !== 'string') return found;
    process.complain(`${program}: ${name}: ${lookupError(found)}\n`);
    return undefined;
  };
  const found = yield* find(destination, family);
  if (found === undefined) return 2;
  const { addresses, zone, canonicalName } = found;
  if (zone === undefined && addresses[0] !== undefined && needsScope(addresses[0]))
    if (socketKind(process, options) === 'SOCK_DGRAM')
      process.complain(
        `${program}: Warning: IPv6 link-local address on ICMP datagram socket may require ifname or scope-id => use: address%<ifname|scope-id>\n`,
      );
  const numeric = flags.has('n') || found.from === 'address';
  for (const [at, wanted] of addresses.entries()) {
    if (flags.has('v'))
      process.print(
        `ai->ai_family: AF_INET${wanted.family === 4 ? '' : '6'}, ai->ai_canonname: '${canonicalName}'\n`,
      );
    const hops: Address[] = [];
    if (tooManyHops(options, wanted.family)) {
      process.complain(usage);
      return 2;
    }
    for (const name of options.hops) {
      const hop = (yield* find(name, 4))?.addresses[0];
      if (hop === undefined) return 2;
      hops.push(hop);
    }
    const ready = openPingSocket(process, options, wanted, zone, hops);
    if ('complaint' in ready) {
      if (ready.unreachable && at < addresses.length - 1) continue;
      process.complain(ready.complaint);
      return 2;
    }
    const name = wanted.family === 6 ? destination : canonicalName;
    return yield* start(process, options, ready, name, numeric);
  }
  return 2;
}

/** What sockets it opens before it knows the address. @returns whether it has one */
function sockets(process: ShellProcess, options: PingOptions): boolean {
  const { program, family, flags, identifier } = options;
  const kind = socketKind(process, options);
  const isVerbose = flags.has('v');
  if (identifier === 0 && isVerbose) process.complain(`${program}: WARNING: ident 0 => forcing raw socket\n`);
  if (kind === undefined) {
    const refusal = `${program}: socktype: SOCK_RAW\n${program}: socket: Operation not permitted\n`;
    process.complain(family === undefined && isVerbose ? refusal.repeat(2) : refusal);
    process.complain(`${program}: => missing cap_net_raw+p capability or setuid?\n`);
    return false;
  }
  if (!isVerbose) return true;
  const describe = (of: 4 | 6, descriptor: number) =>
    `sock${String(of)}.fd: ${family === undefined || family === of ? `${String(descriptor)} (socktype: ${kind})` : '-1 (socktype: 0)'}`;
  const hint = family === undefined ? 'AF_UNSPEC' : family === 4 ? 'AF_INET' : 'AF_INET6';
  process.complain(
    `${program}: ${describe(4, 3)}, ${describe(6, family === undefined ? 4 : 3)}, hints.ai_family: ${hint}\n\n`,
  );
  return true;
}

function* start(
  process: ShellProcess,
  options: PingOptions,
  ready: PingSocketReady,
  name: string,
  numeric: boolean,
): Running<number> {
  const { flags, size, flowLabel, program } = options;
  const { device, source, destination, zone, socket } = ready;
  const warning = markWarning(process, options);
  process.complain(warning);
  const shown = destination.isUnspecified ? destination : source;
  const from = ready.showSource ? `from ${zonedText(shown, device)} ${device?.name ?? ''}: ` : '';
  if (destination.family === 6) {
    const to = yield* addressText(process, destination, zone, numeric);
    const flow =
      flowLabel === undefined ? '' : `, flow 0x${socket.flowLabel.toString(16).padStart(5, '0')}, `;
    process.print(`PING ${name}(${to}) ${from}${flow}${String(size)} data bytes\n`);
  } else {
    const length = size + 28 + (flags.has('R') || options.stamps !== undefined ? 40 : 0);
    process.print(
      `PING ${name} (${destination.text}) ${from}${String(size)}(${String(length)}) bytes of data.\n`,
    );
  }
  if (process.credentials.uid !== 0 && options.interval < 2) {
    process.complain(`${program}: cannot flood; minimal interval allowed for user is 2ms\n`);
    socket.close();
    return 2;
  }
  process.complain(warning);
  return yield* new PingSession(process, options, ready, name, numeric).run();
}
