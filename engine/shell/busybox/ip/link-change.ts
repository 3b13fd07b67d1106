/**
 * `ip link set` of busybox (networking/libiproute/iplink.c, do_set): settings by ioctl, in the order of the source.
 * `ip link add` and `del` are iproute2's with busybox's complaints.
 */
import { Bridge } from '../../../linux/bridge/bridge.ts';
import type { NetDevice } from '../../../linux/device/device.ts';
import { strerror } from '../../../linux/errno.ts';
import {
  moveTo,
  removeLink,
  renameLink,
  setDown,
  setMac,
  setMaster,
  setMtu,
  setUp,
} from '../../../linux/netlink/link.ts';
import type { NetlinkError } from '../../../linux/netlink/error.ts';
import { tryParseMac } from '../../../net/address/mac.ts';
import type { Arguments } from '../../iproute2/arguments.ts';
import { answer, answers, die, findDevice, garbage, type IpRun, next, wrong } from './words.ts';

function call(name: string, error: NetlinkError | undefined): void {
  if (error !== undefined) throw die(`${name}: ${strerror(error.errno)}`);
}

function readNumber(words: Arguments): number {
  const key = words.word ?? '';
  const word = next(words);
  if (!/^\d+$/.test(word)) throw wrong(word, key);
  return Number(word);
}

function onOff(words: Arguments): boolean {
  const key = words.word ?? '';
  const word = next(words);
  if (word !== 'on' && word !== 'off') throw die(`argument of "${key}" must be "on" or "off"`);
  return word === 'on';
}

/** Before the settings by ioctl: what goes through netlink, at once as it is read. */
export function setLink(run: IpRun, words: Arguments): number {
  let name: string | undefined;
  const later = new Map<string, (device: NetDevice) => void>();
  const soon: ((device: NetDevice) => void)[] = [];
  for (let { word } = words; word !== undefined; word = words.word) {
    if (word === 'up') later.set('flags', setUp);
    else if (word === 'down') later.set('flags', setDown);
    else if (word === 'name') {
      const value = next(words);
      later.set('name', (device) => {
        call('SIOCSIFNAME', renameLink(device, value));
      });
    } else if (word === 'mtu') {
      const value = readNumber(words);
      later.set('mtu', (device) => {
        call('SIOCSIFMTU', setMtu(device, value));
      });
    } else if (word === 'qlen') {
      const value = readNumber(words);
      later.set('qlen', (device) => (device.queueLength = value));
    } else if (word === 'address' || word === 'addr') {
      const value = next(words);
      later.set('address', (device) => {
        const mac = tryParseMac(value);
        if (mac === undefined) throw die(`wrong address (${value}) length: expected 6 bytes`);
        call('SIOCSIFHWADDR', setMac(device, mac));
      });
    } else if (word === 'arp' || word === 'multicast' || word === 'promisc') {
      const on = onOff(words);
      const key = word;
      soon.push((device) => {
        if (key === 'arp') device.arpOff = !on;
        else if (key === 'multicast') device.multicastOff = !on;
        else device.promiscuous = on;
      });
    } else if (word === 'master') {
      const value = next(words);
      const master = findDevice(run.namespace, value);
      soon.push((device) => {
        if (!(master instanceof Bridge)) throw answers('EOPNOTSUPP');
        answer(setMaster(device, master));
      });
    } else if (word === 'nomaster')
      soon.push((device) => {
        answer(setMaster(device, undefined));
      });
    else if (word === 'netns') {
      const pid = readNumber(words);
      soon.push((device) => {
        const place = run.namespace.machine.processes.get(pid)?.place;
        if (place === undefined) throw answers('ESRCH');
        answer(moveTo(device, place));
      });
    } else {
      if (word === 'dev') word = next(words);
      if (name !== undefined) throw garbage('dev', word);
      name = word;
    }
    words.skip();
  }
  if (name === undefined) throw die('"dev" requires an argument');
  const device = run.namespace.devices.get(name);
  if (device === undefined) {
    if (soon.length > 0 && !later.has('flags')) throw die(`can't find device '${name}'`);
    const first = ['address', 'name', 'qlen', 'mtu'].find((key) => later.has(key));
    const calls: Readonly<Record<string, string>> = {
      address: 'SIOCGIFHWADDR',
      name: 'SIOCSIFNAME',
      qlen: 'SIOCSIFTXQLEN',
      mtu: 'SIOCSIFMTU',
    };
    throw die(`${calls[first ?? ''] ?? 'SIOCGIFFLAGS'}: ${strerror('ENODEV')}`);
  }
  for (const change of soon) change(device);
  for (const key of ['address', 'name', 'qlen', 'mtu', 'flags']) later.get(key)?.(device);
  return 0;
}

export function deleteLink(run: IpRun, words: Arguments): number {
  let { word } = words;
  if (word === 'dev' || word === 'name') word = next(words);
  if (word === undefined) throw die('"dev" requires an argument');
  answer(removeLink(findDevice(run.namespace, word)));
  return 0;
}
