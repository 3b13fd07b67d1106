/**
 * `ip addr add|change|replace|del|flush` of busybox (networking/libiproute/ipaddress.c, ipaddr_modify).
 *
 * Not simulated: `anycast`; an IPv4 address that is there is not changed.
 */
import type { Address, Family } from '../../../net/address/address.ts';
import { Prefix } from '../../../net/address/prefix.ts';
import type { InterfaceAddress } from '../../../linux/device/device.ts';
import { addAddress, removeAddress } from '../../../linux/netlink/address.ts';
import type { Arguments } from '../../iproute2/arguments.ts';
import { provenanceOf } from '../../ip/context.ts';
import { scopeOf } from '../../ip/names.ts';
import { prints, readWanted } from './links.ts';
import {
  answer,
  answers,
  die,
  findDevice,
  garbage,
  type IpRun,
  named,
  next,
  readAddress,
  readPrefix,
} from './words.ts';

interface Request {
  device: string | undefined;
  local: Prefix | undefined;
  /** Written without a length. */
  bare: boolean;
  peer: Prefix | undefined;
  broadcast: Address | '+' | '-' | undefined;
  scope: InterfaceAddress['scope'] | undefined;
  label: string | undefined;
}

function read(run: IpRun, words: Arguments): Request {
  let family: Family | undefined = run.family === 'link' ? undefined : run.family;
  const request: Request = {
    device: undefined,
    local: undefined,
    bare: false,
    peer: undefined,
    broadcast: undefined,
    scope: undefined,
    label: undefined,
  };
  const prefix = (word: string): Prefix => {
    const read = readPrefix(word, family);
    if (read === undefined) throw answers('ERANGE');
    family ??= read.family;
    return read;
  };
  for (let { word } = words; word !== undefined; word = words.word) {
    if (word === 'peer' || word === 'remote') request.peer = prefix(next(words));
    else if (word === 'brd' || word === 'broadcast') {
      const value = next(words);
      request.broadcast = value === '+' || value === '-' ? value : readAddress(value, family);
    } else if (word === 'anycast') throw die('not simulated: busybox ip addr anycast');
    else if (word === 'scope')
      request.scope = named(words, (name) => {
        const scope = scopeOf(name);
        return scope === 'nowhere' ? undefined : scope;
      });
    else if (word === 'dev') request.device = next(words);
    else if (word === 'label') request.label = next(words);
    else {
      if (word === 'local') word = next(words);
      if (request.local !== undefined) throw garbage('local', word);
      request.local = prefix(word);
      request.bare = !word.includes('/');
    }
    words.skip();
  }
  return request;
}

export function changeAddress(run: IpRun, words: Arguments, what: 'add' | 'change' | 'delete'): number {
  const request = read(run, words);
  const { device: name, label, local, peer } = request;
  if (name === undefined) throw die('need "dev IFACE"');
  if (label?.startsWith(name) === false) throw die(`"dev" (${name}) must match "label" (${label})`);
  const device = findDevice(run.namespace, name);
  if (local === undefined) throw answers('EOPNOTSUPP');
  if (what === 'delete') {
    const own = device.addresses.find(
      (one) =>
        one.prefix.address === local.address &&
        (label === undefined || one.label === label) &&
        (request.bare || (one.peer ?? one.prefix).length === (peer ?? local).length),
    );
    if (own === undefined) throw answers('EADDRNOTAVAIL');
    answer(removeAddress(device, own.prefix));
    return 0;
  }
  const prefix = peer === undefined ? local : Prefix.host(local.address);
  // Nothing changes but its lifetime, which lasts for ever.
  if (what === 'change' && device.addresses.some((own) => own.prefix.equals(prefix))) return 0;
  const { broadcast } = request;
  const wide = prefix.length < 31;
  const computed = broadcast === '+' ? prefix.last : prefix.network;
  answer(
    addAddress(device, {
      prefix,
      peer,
      broadcast: typeof broadcast === 'string' ? (wide ? computed : undefined) : broadcast,
      scope: request.scope,
      label,
      provenance: provenanceOf(run.process),
    }),
  );
  return 0;
}

export function flushAddresses(run: IpRun, words: Arguments): number {
  if (words.word === undefined) throw die('flush requires an argument');
  const wanted = readWanted(run, words);
  for (const device of wanted.device === undefined ? run.namespace.devices.list() : [wanted.device])
    for (const own of [...device.addresses])
      if (prints(wanted, own)) answer(removeAddress(device, own.prefix));
  return 0;
}
