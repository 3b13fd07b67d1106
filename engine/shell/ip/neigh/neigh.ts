/**
 * `ip neigh`: which command of it, and adding, changing and deleting (ip/ipneigh.c, do_ipneigh and ipneigh_modify).
 *
 * Not simulated: `managed`, `use`.
 */
import type { Address } from '../../../net/address/address.ts';
import type { Mac } from '../../../net/address/mac.ts';
import { netlinkError } from '../../../linux/netlink/error.ts';
import { type NeighbourMode, removeNeighbour, setNeighbour } from '../../../linux/netlink/neighbour.ts';
import type { NeighbourState } from '../../../linux/neighbour/neighbour.ts';
import {
  type Arguments,
  duplicate,
  garbage,
  invalid,
  matches,
  readAddress,
  readLinkAddress,
} from '../../iproute2/arguments.ts';
import { notSimulated, Stop, wrongUsage } from '../../iproute2/stop.ts';
import { check, familyOf, findDevice, type IpContext, provenanceOf, requireAdmin } from '../context.ts';
import { protocolNumber } from '../names.ts';
import { neighbourUsage } from '../usage/objects.ts';
import { stateOf } from './filter.ts';
import { flush, get, show } from './show.ts';

const modes: readonly (readonly [string, NeighbourMode | 'delete'])[] = [
  ['add', 'add'],
  ['change', 'change'],
  ['replace', 'replace'],
  ['delete', 'delete'],
];

export function runNeighbour(context: IpContext, words: Arguments): number {
  const { word } = words;
  if (word === undefined) return show(context, words);
  words.skip();
  const mode = word === 'chg' ? 'change' : modes.find(([name]) => matches(word, name))?.[1];
  if (mode !== undefined) return modify(context, words, mode);
  if (matches(word, 'get')) return get(context, words);
  if (matches(word, 'show') || matches(word, 'lst') || matches(word, 'list')) return show(context, words);
  if (matches(word, 'flush')) return flush(context, words);
  if (matches(word, 'help')) throw new Stop(wrongUsage, neighbourUsage);
  throw new Stop(wrongUsage, `Command "${word}" is unknown, try "ip neigh help".\n`);
}

function modify(context: IpContext, words: Arguments, mode: NeighbourMode | 'delete'): number {
  let mac: string | undefined;
  let state: NeighbourState = 'PERMANENT';
  let device: string | undefined;
  let address: Address | undefined;
  let proxy = false;
  let router = false;
  let external = false;
  let protocol = 0;
  for (let { word } = words; word !== undefined; word = words.word) {
    if (matches(word, 'lladdr')) {
      const value = words.next();
      if (mac !== undefined) throw duplicate('lladdr', value);
      mac = value;
    } else if (word === 'nud') {
      const value = words.next();
      const found = stateOf(value);
      if (found === undefined) throw invalid('nud state is bad', value);
      state = found;
    } else if (matches(word, 'proxy')) {
      const value = words.next();
      if (matches(value, 'help')) throw new Stop(wrongUsage, neighbourUsage);
      if (address !== undefined) throw duplicate('address', value);
      address = readAddress(value, familyOf(context));
      proxy = true;
    } else if (word === 'router') router = true;
    else if (word === 'extern_learn') external = true;
    else if (word === 'managed' || word === 'use') throw notSimulated(`ip neigh ${word}`);
    else if (word === 'dev') device = words.next();
    else if (matches(word, 'protocol')) {
      const value = words.next();
      const number = protocolNumber(value);
      if (number === undefined) throw invalid('"protocol" value is invalid\n', value);
      protocol = number;
    } else {
      if (word === 'to') word = words.next();
      if (matches(word, 'help')) throw new Stop(wrongUsage, neighbourUsage);
      if (address !== undefined) throw garbage('to', word);
      address = readAddress(word, familyOf(context));
    }
    words.skip();
  }
  if (proxy && address !== undefined) return changeProxy(context, mode, address, device);
  if (device === undefined || address === undefined)
    throw new Stop(wrongUsage, 'Device and destination are required arguments.\n');
  const link = mac === undefined || mac === 'null' ? undefined : readLinkAddress(mac);
  const found = findDevice(context, device);
  requireAdmin(context.process);
  if (link !== undefined && link.length !== 17) throw new Stop(2, 'Error: Invalid link address.\n');
  if (mode === 'delete') check(removeNeighbour(found, address));
  else
    check(
      setNeighbour(
        found,
        {
          address,
          mac: link as Mac | undefined,
          state,
          router,
          external,
          protocol,
          provenance: provenanceOf(context.process),
        },
        mode,
      ),
    );
  return 0;
}

/** `ip neigh add proxy`: this host answers for the address, on one device or on all (pneigh_lookup). */
function changeProxy(
  context: IpContext,
  mode: NeighbourMode | 'delete',
  address: Address,
  name: string | undefined,
): number {
  const device = name === undefined ? undefined : findDevice(context, name);
  requireAdmin(context.process);
  const { neighbours } = context.namespace;
  if (mode !== 'delete') neighbours.addProxy(address, device);
  else if (!neighbours.deleteProxy(address, device)) check(netlinkError('ENOENT'));
  return 0;
}
