/**
 * Which neighbours `ip neigh show` and `flush` are asked for (ip/ipneigh.c, do_show_or_flush).
 */
import type { Prefix } from '../../../net/address/prefix.ts';
import type { NetDevice } from '../../../linux/device/device.ts';
import type { Neighbour, NeighbourState } from '../../../linux/neighbour/neighbour.ts';
import { type Arguments, garbage, invalid, matches, readPrefix } from '../../iproute2/arguments.ts';
import { Stop, wrongUsage } from '../../iproute2/stop.ts';
import { familyOf, findDevice, type IpContext } from '../context.ts';
import { protocolNumber } from '../names.ts';
import { neighbourUsage } from '../usage/objects.ts';

export interface NeighbourFilter {
  to: Prefix | undefined;
  device: NetDevice | undefined;
  states: ReadonlySet<NeighbourState>;
  proxy: boolean;
  /** Only those nobody holds at the moment. */
  unused: boolean;
  protocol: number | undefined;
  /** Devices below this one, or below none (`nomaster`). */
  master: NetDevice | 'none' | undefined;
}

const all: readonly NeighbourState[] = [
  'NONE',
  'INCOMPLETE',
  'REACHABLE',
  'STALE',
  'DELAY',
  'PROBE',
  'FAILED',
  'NOARP',
  'PERMANENT',
];

/** nud_state_a2n */
export function stateOf(word: string): NeighbourState | undefined {
  return all.find((state) => matches(word, state.toLowerCase()));
}

const usual = new Set(all.filter((state) => state !== 'NONE' && state !== 'NOARP'));
const passing = new Set(all.filter((state) => state !== 'PERMANENT' && state !== 'NOARP'));

export function readFilter(context: IpContext, words: Arguments, flush: boolean): NeighbourFilter {
  const filter: NeighbourFilter = {
    to: undefined,
    device: undefined,
    states: flush ? passing : usual,
    proxy: false,
    unused: false,
    protocol: undefined,
    master: undefined,
  };
  const states = new Set<NeighbourState>();
  let device: string | undefined;
  for (let { word } = words; word !== undefined; word = words.word) {
    if (word === 'dev') {
      const name = words.next();
      if (device !== undefined) throw garbage('dev', name);
      device = name;
    } else if (word === 'master') {
      const name = words.next();
      filter.master = context.namespace.devices.get(name);
      if (filter.master === undefined) throw invalid('Device does not exist\n', name);
    } else if (word === 'vrf') throw invalid('Not a valid VRF name\n', words.next());
    else if (word === 'nomaster') filter.master = 'none';
    else if (word === 'unused') filter.unused = true;
    else if (word === 'nud') {
      const value = words.next();
      const state = stateOf(value);
      if (value === 'all') for (const one of all) states.add(one);
      else if (state === undefined) throw invalid('nud state is bad', value);
      else states.add(state);
    } else if (word === 'proxy') filter.proxy = true;
    else if (matches(word, 'protocol')) {
      const value = words.next();
      filter.protocol = protocolNumber(value);
      if (filter.protocol === undefined) throw invalid('invalid "protocol"\n', value);
    } else {
      if (word === 'to') word = words.next();
      if (matches(word, 'help')) throw new Stop(wrongUsage, neighbourUsage);
      filter.to = readPrefix(word, familyOf(context) ?? filter.to?.family);
    }
    words.skip();
  }
  if (states.size > 0) filter.states = states;
  if (device !== undefined) filter.device = findDevice(context, device);
  return filter;
}

export function wantedNeighbours(context: IpContext, filter: NeighbourFilter): readonly Neighbour[] {
  const family = familyOf(context);
  return ([4, 6] as const)
    .filter((one) => family === undefined || one === family)
    .flatMap((one) => context.namespace.neighbours.list(one))
    .filter(
      (neighbour) =>
        (filter.states.has(neighbour.state) || neighbour.isExternal) &&
        !(filter.unused && isHeld(neighbour)) &&
        (filter.protocol === undefined || neighbour.protocol === filter.protocol) &&
        (filter.device === undefined || neighbour.device === filter.device) &&
        belowOf(filter.master, neighbour.device) &&
        (filter.to === undefined || filter.to.length === 0 || filter.to.contains(neighbour.address)),
    );
}

/** A timer runs for it, or the next one will (neigh->refcnt above its place in the table). */
export function isHeld({ timer, state }: Neighbour): boolean {
  return timer?.pending === true || state === 'REACHABLE';
}

function belowOf(master: NeighbourFilter['master'], device: NetDevice): boolean {
  if (master === undefined) return true;
  return master === 'none' ? device.port === undefined : device.port?.bridge === master;
}
