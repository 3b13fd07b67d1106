/**
 * `ip neigh` of busybox: only listed and flushed (networking/libiproute/ipneigh.c, print_neigh). Its times are always
 * 0: it divides by the wrong clock.
 */
import type { NetDevice } from '../../../linux/device/device.ts';
import type { Neighbour, NeighbourState } from '../../../linux/neighbour/neighbour.ts';
import { anyV4, anyV6 } from '../../../net/address/address.ts';
import { Prefix } from '../../../net/address/prefix.ts';
import type { Arguments } from '../../iproute2/arguments.ts';
import { stateOf } from '../../ip/neigh/filter.ts';
import { die, findDevice, garbage, type IpRun, next, readPrefix, wrong } from './words.ts';

/** @param flushing of all states but those that last */
export function neighbours(run: IpRun, words: Arguments, flushing: boolean): number {
  if (flushing && words.word === undefined) throw die('"ip neigh flush" requires an argument');
  let device: NetDevice | undefined;
  let to: Prefix | undefined;
  const states = new Set<NeighbourState>();
  let all = false;
  for (let { word } = words; word !== undefined; word = words.word) {
    if (word === 'dev') {
      const name = next(words);
      if (device !== undefined) throw garbage('dev', name);
      device = findDevice(run.namespace, name);
    } else if (word === 'nud') {
      const value = next(words);
      const state = stateOf(value);
      if (value === 'all') all = true;
      else if (state === undefined) throw wrong(value, 'nud state');
      else states.add(state);
    } else {
      if (word === 'to') word = next(words);
      const family = run.family === 'link' ? undefined : run.family;
      // A word that is no address is all of IPv4.
      to = readPrefix(word, family) ?? new Prefix(family === 6 ? anyV6 : anyV4, 0);
    }
    words.skip();
  }
  const usual = (state: NeighbourState) =>
    flushing ? state !== 'PERMANENT' && state !== 'NOARP' : state !== 'NONE' && state !== 'NOARP';
  const found = ([4, 6] as const)
    .filter((family) => typeof run.family !== 'number' || run.family === family)
    .flatMap((family) => run.namespace.neighbours.list(family))
    .filter(
      (one) =>
        (all || (states.size > 0 ? states.has(one.state) : usual(one.state))) &&
        (device === undefined || one.device === device) &&
        (to === undefined || (to.family === one.address.family && to.contains(one.address))),
    );
  for (const one of found) run.process.print(`${text(one, device === undefined)}\n`);
  if (!flushing) return 0;
  for (const one of found) run.namespace.neighbours.delete(one);
  run.process.print(
    found.length === 0
      ? 'Nothing to flush.\n'
      : `\n*** Round 1, deleting ${String(found.length)} entries ***\n*** Flush is complete after 1 round(s) ***\n`,
  );
  return 0;
}

function text(one: Neighbour, withDevice: boolean): string {
  let line = `${one.address.text} ${withDevice ? `dev ${one.device.name} ` : ''}`;
  if (one.mac !== undefined && one.isValid) line += `lladdr ${one.mac}`;
  if (one.isRouter) line += ' router';
  if (one.timer?.pending === true || one.state === 'REACHABLE') line += ' ref 1';
  line += ` used 0/0/0 probes ${String(one.probes)}`;
  return one.state === 'NONE' ? line : `${line} ${one.state}`;
}
