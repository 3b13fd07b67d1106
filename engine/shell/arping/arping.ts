/**
 * arping(8) of iputils 20221126. See README.md.
 */
import { strerror } from '../../linux/errno.ts';
import { isCapable } from '../../linux/process/process.ts';
import { lookupError, resolve } from '../../linux/resolver/lookup.ts';
import { Address, anyV4 } from '../../net/address/address.ts';
import type { Command } from '../command.ts';
import { getopt } from '../options/getopt.ts';
import { arpingDevice } from './device.ts';
import { type ArpingOptions, askByArp } from './session.ts';
import { usage, version } from './usage.ts';

const most = 2_147_483_647n;

export const arping: Command = {
  name: 'arping',
  path: '/usr/bin/arping',
  *program(process) {
    const { items, operands } = getopt(process.arguments.slice(1), 'h?bfDUAqc:w:i:s:I:V');
    const flags = new Set<string>();
    const numbers: Record<'c' | 'w' | 'i', number | undefined> = { c: undefined, w: undefined, i: undefined };
    let deviceName: string | undefined;
    let sourceText: string | undefined;
    for (const item of items) {
      if (item.kind === 'error') {
        process.complain(`arping: ${item.message}\n${usage}`);
        return 2;
      }
      const value = item.value ?? '';
      switch (item.name) {
        case 'V':
          process.print(version);
          return 0;
        case 'h':
        case '?':
          process.complain(usage);
          return 2;
        case 'c':
        case 'w':
        case 'i': {
          const low = item.name === 'c' ? 1n : 0n;
          if (!/^\s*[+-]?\d+$/.test(value)) {
            process.complain(`arping: invalid argument: '${value}'\n`);
            return 1;
          }
          const number = BigInt(value.trim());
          if (number < low || number > most) {
            process.complain(
              `arping: invalid argument: '${value}': out of range: ${String(low)} <= value <= ${String(most)}\n`,
            );
            return 1;
          }
          numbers[item.name] = Number(number);
          break;
        }
        case 'I':
          deviceName = value;
          break;
        case 's':
          sourceText = value;
          break;
        default:
          flags.add(item.name);
      }
    }
    const [name] = operands;
    if (operands.length !== 1 || name === undefined) {
      process.complain(usage);
      return 2;
    }
    if (!isCapable(process.credentials, 'net_raw')) {
      process.complain(`arping: socket: ${strerror('EPERM')}\n`);
      return 2;
    }
    const found = yield* resolve(process, name, 'ipv4');
    if (typeof found === 'string') {
      process.complain(`arping: ${name}: ${lookupError(found)}\n`);
      return 2;
    }
    const target = found.addresses[0] ?? anyV4;
    const device = arpingDevice(process.place, deviceName, target);
    if ('status' in device) {
      if (device.onOutput && !flags.has('q')) process.print(device.text);
      else if (!device.onOutput) process.complain(device.text);
      return device.unusable && flags.has('D') ? 0 : device.status;
    }
    const announces = flags.has('U') || flags.has('A');
    const detects = flags.has('D');
    let source = sourceText === undefined ? undefined : Address.tryParse(sourceText);
    if (sourceText !== undefined && source === undefined) {
      process.complain(`arping: invalid source ${sourceText}\n`);
      return 2;
    }
    if (announces) source ??= target;
    const checked = source !== undefined && !source.isUnspecified;
    if (checked && !process.place.ipv4.isLocal(source ?? anyV4)) {
      process.complain(`arping: bind: ${strerror('EADDRNOTAVAIL')}\n`);
      return 2;
    }
    if (source === undefined) {
      const route = process.place.ipv4.routeOutput({ destination: target, output: device });
      const errno =
        route.kind === 'failure' ? route.errno : route.type === 'broadcast' ? 'EACCES' : undefined;
      if (!detects && errno !== undefined) {
        process.complain(`arping: connect: ${strerror(errno)}\n`);
        return 2;
      }
      source = detects || route.kind === 'failure' ? anyV4 : route.source;
    }
    const quiet = flags.has('q');
    const options: ArpingOptions = {
      device,
      target,
      source,
      mode: detects
        ? 'detect duplicate'
        : flags.has('A')
          ? 'announce by reply'
          : flags.has('U')
            ? 'announce by request'
            : 'ask',
      count: numbers.c ?? 0,
      timeout: numbers.w === 0 ? undefined : numbers.w,
      interval: numbers.i ?? 1,
      quitOnReply: flags.has('f') || detects,
      broadcastOnly: flags.has('b'),
      endsOn: ['SIGINT', 'SIGQUIT', 'SIGTERM'],
    };
    if (!quiet) process.print(`ARPING ${target.text} from ${source.text} ${device.name}\n`);
    const own = source;
    const counts = yield* askByArp(process, options, ({ arp, type, took }) => {
      if (quiet) return;
      const way = type === 'host' ? 'Unicast' : 'Broadcast';
      let line = `${way} ${arp.operation} from ${arp.senderAddress.text} [${arp.senderMac.toUpperCase()}] `;
      const forOther = arp.targetAddress !== own;
      if (forOther) line += `for ${arp.targetAddress.text} `;
      if (arp.targetMac !== device.mac) line += `${forOther ? '' : 'for '}[${arp.targetMac.toUpperCase()}]`;
      const milliseconds = `${String(Math.floor(took / 1000))}.${String(took % 1000).padStart(3, '0')}`;
      process.print(`${line} ${milliseconds}ms\n`);
    });
    if (!quiet) {
      const further = [
        counts.requestsReceived > 0 ? `${String(counts.requestsReceived)} request(s)` : '',
        counts.broadcastsReceived > 0 ? `${String(counts.broadcastsReceived)} broadcast(s)` : '',
      ].filter((text) => text !== '');
      process.print(
        `Sent ${String(counts.sent)} probes (${String(counts.broadcastsSent)} broadcast(s))\n` +
          `Received ${String(counts.received)} response(s)${further.length > 0 ? ` (${further.join(', ')})` : ''}\n`,
      );
    }
    if (detects) return counts.received > 0 ? 1 : 0;
    if (announces) return 0;
    // Too many answers are wrong as well as too few; with a time limit one is enough.
    const good = options.timeout === undefined ? counts.received === counts.sent : counts.received > 0;
    return good ? 0 : 1;
  },
};
