/**
 * busybox arping (networking/arping.c): the loop of its ancestor, its own words.
 */
import { strerror } from '../../linux/errno.ts';
import { resolve } from '../../linux/resolver/lookup.ts';
import { Address, anyV4 } from '../../net/address/address.ts';
import { askByArp } from '../arping/session.ts';
import { getopt } from '../options/getopt.ts';
import { applet } from './applet.ts';
import { usageOf } from './usage.ts';

export const busyboxArping = applet('arping', '/usr/sbin/arping', function* run(process, words) {
  const { items, operands } = getopt(words, 'fqbDUAc:w:I:s:');
  const flags = new Set<string>();
  const numbers: Record<string, number | undefined> = {};
  let deviceName = 'eth0';
  let sourceText: string | undefined;
  const fail = (text: string, status = 2): number => {
    process.complain(`arping: ${text}\n`);
    return status;
  };
  for (const item of items) {
    if (item.kind === 'error') return fail(`${item.message}\n${usageOf('arping').trimEnd()}`, 1);
    const { name, value = '' } = item;
    if (name === 'I') deviceName = value;
    else if (name === 's') sourceText = value;
    else if (name === 'c' || name === 'w') {
      if (!/^\d+$/.test(value)) return fail(`invalid number '${value}'`, 1);
      numbers[name] = Number(value);
    } else flags.add(name);
  }
  const [name] = operands;
  if (name === undefined || operands.length !== 1) {
    process.complain(usageOf('arping'));
    return 1;
  }
  const device = process.place.devices.get(deviceName);
  if (device === undefined) return fail(`interface ${deviceName} not found: ${strerror('ENODEV')}`);
  if (!device.up) return fail(`interface ${deviceName} is down`);
  const detects = flags.has('D');
  if (device.kind === 'loopback' || device.isNoArp)
    return fail(`interface ${deviceName} is not ARPable`, detects ? 0 : 2);
  const found = yield* resolve(process, name, 'ipv4');
  if (typeof found === 'string') return fail(`bad address '${name}'`);
  const target = found.addresses[0] ?? anyV4;
  const announces = flags.has('U') || flags.has('A');
  let source = sourceText === undefined ? undefined : Address.tryParse(sourceText);
  if (sourceText !== undefined && source === undefined) return fail(`invalid source address ${sourceText}`);
  if (announces) source ??= target;
  if (source === undefined && !detects) {
    const route = process.place.ipv4.routeOutput({ destination: target, output: device });
    if (route.kind === 'failure') return fail(`connect: ${strerror(route.errno)}`);
    ({ source } = route);
  }
  const own = source ?? anyV4;
  const quiet = flags.has('q');
  if (!quiet) process.print(`ARPING ${target.text} from ${own.text} ${deviceName}\n`);
  const counts = yield* askByArp(
    process,
    {
      device,
      target,
      source: own,
      mode: detects
        ? 'detect duplicate'
        : flags.has('A')
          ? 'announce by reply'
          : flags.has('U')
            ? 'announce by request'
            : 'ask',
      count: numbers['c'] ?? 0,
      timeout: numbers['w'],
      endsOn: ['SIGINT'],
      interval: 1,
      quitOnReply: flags.has('f') || detects,
      broadcastOnly: flags.has('b'),
    },
    ({ arp, type, took }) => {
      if (quiet) return;
      let line = `${type === 'host' ? 'Uni' : 'Broad'}cast ${arp.operation} from ${arp.senderAddress.text} [${arp.senderMac}]`;
      if (arp.targetAddress !== own) line += ` for ${arp.targetAddress.text}`;
      if (arp.targetMac !== device.mac) line += ` for [${arp.targetMac}]`;
      process.print(`${line} ${String(Math.floor(took / 1000))}.${String(took % 1000).padStart(3, '0')}ms\n`);
    },
  );
  if (!quiet)
    // It never counts the broadcasts it sends.
    process.print(
      `Sent ${String(counts.sent)} probe(s) (0 broadcast(s))\nReceived ${String(counts.received)} response(s) (${String(counts.requestsReceived)} request(s), ${String(counts.broadcastsReceived)} broadcast(s))\n`,
    );
  if (detects) return counts.received > 0 ? 1 : 0;
  return announces || counts.received > 0 ? 0 : 1;
});
