/**
 * ping(8) of iputils 20221126, for IPv4. See README.md.
 */
import { lookupError, resolve } from '../../linux/resolver/lookup.ts';
import type { Command } from '../command.ts';
import { readPingOptions } from './options.ts';
import { PingSession } from './session.ts';
import { openPingSocket } from './socket.ts';

export const ping: Command = {
  name: 'ping',
  path: '/usr/bin/ping',
  *program(process) {
    const options = readPingOptions(process.arguments.slice(1), process.credentials.uid === 0, (text) => {
      process.complain(text);
    });
    if ('stop' in options) {
      if (options.stream === 'out') process.print(options.text);
      else process.complain(options.text);
      return options.stop;
    }
    const { flags, destination } = options;
    const found = yield* resolve(process, destination, flags.has('4') ? 'ipv4' : 'any');
    if (typeof found === 'string') {
      process.complain(`ping: ${destination}: ${lookupError(found)}\n`);
      return 2;
    }
    const wanted = found.addresses[0];
    if (wanted === undefined) return 2;
    const ready = openPingSocket(process, options, wanted);
    if ('complaint' in ready) {
      process.complain(ready.complaint);
      return 2;
    }
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
    const name = found.canonicalName;
    const length = options.size + 28 + (flags.has('R') ? 40 : 0);
    const from = ready.device === undefined ? '' : `from ${ready.source.text} ${device?.name ?? ''}: `;
    process.print(
      `PING ${name} (${ready.destination.text}) ${from}${String(options.size)}(${String(length)}) bytes of data.\n`,
    );
    const numeric = flags.has('n') || found.from === 'address';
    return yield* new PingSession(process, options, ready, name, numeric).run();
  },
};
