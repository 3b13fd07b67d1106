/**
 * ping(8) of iputils 20221126, for both families; `ping6` is `ping -6`. See README.md.
 */
import type { Running } from '../../linux/process/wait.ts';
import { lookupError, resolve } from '../../linux/resolver/lookup.ts';
import type { Command, ShellProcess } from '../command.ts';
import { addressText } from './address-text.ts';
import { type PingOptions, readPingOptions } from './options.ts';
import { PingSession } from './session.ts';
import { openPingSocket, type PingSocketReady } from './socket.ts';

export const ping: Command = { name: 'ping', path: '/usr/bin/ping', program: (process) => run(process, []) };

export const ping6: Command = {
  name: 'ping6',
  path: '/usr/bin/ping6',
  program: (process) => run(process, ['-6']),
};

function* run(process: ShellProcess, before: readonly string[]): Running<number> {
  const words = [...before, ...process.arguments.slice(1)];
  const options = readPingOptions(words, process.credentials.uid === 0, (text) => {
    process.complain(text);
  });
  if ('stop' in options) {
    if (options.stream === 'out') process.print(options.text);
    else process.complain(options.text);
    return options.stop;
  }
  const { flags, destination } = options;
  const families = flags.has('4') ? 'ipv4' : flags.has('6') ? 'ipv6' : 'any';
  const found = yield* resolve(process, destination, families, 'both');
  if (typeof found === 'string') {
    process.complain(`ping: ${destination}: ${lookupError(found)}\n`);
    return 2;
  }
  for (const [at, wanted] of found.addresses.entries()) {
    const ready = openPingSocket(process, options, wanted, found.zone);
    if ('complaint' in ready) {
      // The next address of the name may be better.
      if (ready.unreachable && at < found.addresses.length - 1) continue;
      process.complain(ready.complaint);
      return 2;
    }
    const numeric = flags.has('n') || (found.from === 'address' && wanted.family === 4);
    yield* announce(process, options, ready, found.canonicalName, numeric);
    return yield* new PingSession(process, options, ready, found.canonicalName, numeric).run();
  }
  return 2;
}

function* announce(
  process: ShellProcess,
  options: PingOptions,
  ready: PingSocketReady,
  name: string,
  numeric: boolean,
): Running<void> {
  const { flags } = options;
  if (options.pattern !== undefined && !flags.has('q'))
    process.print(
      `PATTERN: 0x${[...options.pattern].map((octet) => octet.toString(16).padStart(2, '0')).join('')}\n`,
    );
  if (ready.broadcast) process.complain('WARNING: pinging broadcast address\n');
  const device = ready.device === undefined ? undefined : process.place.devices.get(ready.device);
  if (device !== undefined && !device.addresses.some((own) => own.prefix.address === ready.source))
    process.complain(
      `ping: Warning: source address might be selected on device other than: ${device.name}\n`,
    );
  const from = ready.device === undefined ? '' : `from ${ready.source.text} ${device?.name ?? ''}: `;
  if (ready.destination.family === 6) {
    const to = yield* addressText(process, ready.destination, ready.zone, numeric);
    process.print(`PING ${name}(${to}) ${from}${String(options.size)} data bytes\n`);
    return;
  }
  const length = options.size + 28 + (flags.has('R') ? 40 : 0);
  process.print(
    `PING ${name} (${ready.destination.text}) ${from}${String(options.size)}(${String(length)}) bytes of data.\n`,
  );
}
