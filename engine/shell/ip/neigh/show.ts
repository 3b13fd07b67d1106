/**
 * `ip neigh show`, `get` and `flush` (ip/ipneigh.c, print_neigh).
 */
import { second } from '../../../clock/clock.ts';
import type { Address } from '../../../net/address/address.ts';
import type { NetDevice } from '../../../linux/device/device.ts';
import type { Neighbour } from '../../../linux/neighbour/neighbour.ts';
import { type Arguments, duplicate, garbage, matches, readAddress } from '../../iproute2/arguments.ts';
import { Printer } from '../../iproute2/printer.ts';
import { Stop, wrongUsage } from '../../iproute2/stop.ts';
import { isCapable } from '../../../linux/process/process.ts';
import { familyOf, findDevice, type IpContext } from '../context.ts';
import { protocolName } from '../names.ts';
import { hostText } from '../resolve.ts';
import { Prefix } from '../../../net/address/prefix.ts';
import { neighbourUsage } from '../usage/objects.ts';
import { isHeld, type NeighbourFilter, readFilter, wantedNeighbours } from './filter.ts';

export function show(context: IpContext, words: Arguments): number {
  const filter = readFilter(context, words, false);
  if (filter.proxy) return showProxies(context, filter);
  printAll(context, filter, wantedNeighbours(context, filter));
  return 0;
}

/** pneigh_hash: the bucket of the table of proxies, sixteen of them. */
function bucketOf(address: Address): number {
  const word = address.words.at(-1) ?? address.bits;
  // The machine has the least octet first.
  let value = ((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
  for (const shift of [16, 8, 4]) value ^= value >>> shift;
  return value & 0xf;
}

/** Proxies as their hash table has them: bucket by bucket, the newest first. */
function showProxies(context: IpContext, filter: NeighbourFilter): number {
  const { printer, process, namespace } = context;
  const family = familyOf(context);
  printer.openArray();
  for (const one of [4, 6] as const) {
    if (family !== undefined && family !== one) continue;
    const proxies = [...namespace.neighbours.proxies(one)]
      .reverse()
      .sort((first, other) => bucketOf(first.address) - bucketOf(other.address));
    for (const { address, device } of proxies) {
      if (filter.device !== undefined && device !== filter.device) continue;
      if (filter.to?.contains(address) === false) continue;
      const text = hostText(context, address);
      printer.openObject();
      printer.any('dst', `${text} `, text, one === 4 ? 'inet' : 'inet6');
      if (filter.device === undefined && device !== undefined) {
        printer.text('dev ');
        printer.any('dev', `${device.name} `, device.name, 'interface');
      }
      printer.flag('proxy', 'proxy ');
      printer.text('\n');
      printer.closeObject();
    }
  }
  printer.closeArray();
  process.print(printer.isJson ? `${printer.take()}\n` : printer.take());
  return 0;
}

function printAll(context: IpContext, filter: NeighbourFilter, neighbours: readonly Neighbour[]): void {
  const { printer, process } = context;
  printer.openArray();
  for (const neighbour of neighbours) {
    printer.openObject();
    printNeighbour(context, filter, neighbour);
    printer.closeObject();
  }
  printer.closeArray();
  process.print(printer.isJson ? `${printer.take()}\n` : printer.take());
}

export function printNeighbour(context: IpContext, filter: NeighbourFilter, neighbour: Neighbour): void {
  const { printer, options } = context;
  const { address, device, mac, state } = neighbour;
  const text = hostText(context, address);
  printer.any('dst', `${text} `, text, address.family === 4 ? 'inet' : 'inet6');
  if (filter.device === undefined) {
    printer.text('dev ');
    printer.any('dev', `${device.name} `, device.name, 'interface');
  }
  if (mac !== undefined && neighbour.isValid) {
    printer.text('lladdr ');
    printer.any('lladdr', `${mac} `, mac, 'mac');
  }
  if (neighbour.isRouter) printer.flag('router', 'router ');
  if (neighbour.isExternal) printer.flag('extern_learn', 'extern_learn ');
  if (options.statistics > 0) printStatistics(context, neighbour);
  if (state !== 'NONE') {
    printer.openArray('state');
    printer.element(`${state} `, state);
    printer.closeArray();
  }
  if (neighbour.protocol !== 0) {
    const protocol = protocolName(neighbour.protocol, options.numeric);
    printer.any('protocol', `proto ${protocol} `, protocol);
  }
  printer.text('\n');
}

function printStatistics(context: IpContext, neighbour: Neighbour): void {
  const { printer, namespace } = context;
  const { now } = namespace.environment.clock;
  const age = (time: number) => Math.floor((now - time) / second);
  if (isHeld(neighbour)) printer.any('refcnt', ' ref 1', 1);
  const used = age(neighbour.used);
  const confirmed = age(neighbour.confirmed);
  const updated = age(neighbour.updated);
  printer.text(` used ${String(used)}/${String(confirmed)}/${String(updated)}`);
  printer.member('used', used);
  printer.member('confirmed', confirmed);
  printer.member('updated', updated);
  printer.any('probes', `probes ${String(neighbour.probes)} `, neighbour.probes);
}

export const noFilter: NeighbourFilter = {
  to: undefined,
  device: undefined,
  states: new Set(),
  proxy: false,
  unused: false,
  protocol: undefined,
  master: undefined,
};

export function get(context: IpContext, words: Arguments): number {
  let device: string | undefined;
  let wanted: Address | undefined;
  let proxy = false;
  for (let { word } = words; word !== undefined; word = words.word) {
    if (word === 'dev') device = words.next();
    else {
      const isProxy = matches(word, 'proxy');
      if (isProxy || word === 'to') word = words.next();
      if (matches(word, 'help')) throw new Stop(wrongUsage, neighbourUsage);
      if (wanted !== undefined) throw isProxy ? duplicate('address', word) : garbage('to', word);
      wanted = readAddress(word, familyOf(context));
      proxy ||= isProxy;
    }
    words.skip();
  }
  if (wanted === undefined || device === undefined)
    throw new Stop(1, 'Device and address are required arguments.\n');
  if (proxy) return getProxy(context, findDevice(context, device), wanted);
  const found = context.namespace.neighbours.lookup(findDevice(context, device), wanted);
  if (found === undefined) throw new Stop(2, 'Error: Neighbour entry not found.\n');
  // The answer to this question has no JSON.
  const plain = new Printer({ ...context.printer.options, json: false });
  printAll({ ...context, printer: plain }, noFilter, [found]);
  return 0;
}

/** pneigh_get_reply */
function getProxy(context: IpContext, device: NetDevice, address: Address): number {
  const known = context.namespace.neighbours.proxies(address.family);
  if (!known.some((one) => one.address === address && (one.device ?? device) === device))
    throw new Stop(2, 'Error: Proxy neighbour entry not found.\n');
  return showProxies(context, { ...noFilter, to: new Prefix(address, address.width), proxy: true });
}

export function flush(context: IpContext, words: Arguments): number {
  const { process, options, namespace } = context;
  if (words.word === undefined) throw new Stop(1, 'Flush requires arguments.\n');
  const filter = readFilter(context, words, true);
  const gone = wantedNeighbours(context, filter);
  if (gone.length > 0 && !isCapable(process.credentials, 'net_admin'))
    throw new Stop(1, 'Failed to send flush request: Operation not permitted\n');
  if (options.statistics > 1) printAll(context, filter, gone);
  for (const neighbour of gone) namespace.neighbours.delete(neighbour);
  if (options.statistics > 0)
    process.print(
      gone.length === 0
        ? 'Nothing to flush.\n'
        : `\n*** Round 1, deleting ${String(gone.length)} entries ***\n*** Flush is complete after 1 round ***\n`,
    );
  return 0;
}
