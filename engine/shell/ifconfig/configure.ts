/**
 * `ifconfig DEVICE …`: settings one after the other, each an ioctl (net-tools 2.10, ifconfig.c; inet_ioctl, devinet_ioctl).
 *
 * Setting an address replaces the one with the device's own label, gives it the mask of its class and brings the device up.
 */
import type { Address } from '../../net/address/address.ts';
import { tryParseMac } from '../../net/address/mac.ts';
import { Prefix } from '../../net/address/prefix.ts';
import type { InterfaceAddress, NetDevice } from '../../linux/device/device.ts';
import { strerror } from '../../linux/errno.ts';
import { addAddress, removeAddress } from '../../linux/netlink/address.ts';
import type { NetlinkError } from '../../linux/netlink/error.ts';
import { renameLink, setDown, setMac, setMtu, setUp } from '../../linux/netlink/link.ts';
import { isCapable } from '../../linux/process/process.ts';
import type { ShellProcess } from '../command.ts';
import { provenanceOf } from '../ip/context.ts';
import { notSimulated, Stop } from '../iproute2/stop.ts';
import { classLength, lookUp, maskLength } from '../net-tools/names.ts';
import { ifconfigUsage } from '../net-tools/usage.ts';
import { leadingNumber } from '../options/number.ts';

interface Target {
  readonly process: ShellProcess;
  readonly device: NetDevice;
  /** As typed: with the label of an alias. */
  readonly name: string;
  next(): string;
  /** What is refused is told of; what follows is done all the same. */
  refuse(call: string, error: NetlinkError | undefined): void;
}

type Setting = (target: Target) => void;

const settings: Readonly<Record<string, Setting>> = {
  up: ({ device, name }) => {
    if (!name.includes(':')) setUp(device);
  },
  down: (target) => {
    if (!target.name.includes(':')) setDown(target.device);
    else target.refuse('SIOCSIFFLAGS', removeOwn(target));
  },
  arp: ({ device }) => (device.arpOff = false),
  '-arp': ({ device }) => (device.arpOff = true),
  promisc: ({ device }) => (device.promiscuous = true),
  '-promisc': ({ device }) => (device.promiscuous = false),
  allmulti: ({ device }) => (device.allMulticast = true),
  '-allmulti': ({ device }) => (device.allMulticast = false),
  multicast: ({ device }) => (device.multicastOff = false),
  '-multicast': ({ device }) => (device.multicastOff = true),
  dynamic: ({ device }) => (device.dynamic = true),
  '-dynamic': ({ device }) => (device.dynamic = false),
  trailers: ({ device }) => (device.trailersOff = false),
  '-trailers': ({ device }) => (device.trailersOff = true),
  // The family of what follows, which is IPv4's anyway.
  inet: () => undefined,
  mtu: (target) => {
    target.refuse('SIOCSIFMTU', setMtu(target.device, leadingNumber(target.next())));
  },
  txqueuelen: (target) => (target.device.queueLength = leadingNumber(target.next())),
  name: (target) => {
    target.refuse('SIOCSIFNAME', renameLink(target.device, target.next()));
  },
  netmask: (target) => {
    setMask(target, target.next());
  },
  broadcast: (target) => {
    setBroadcast(target, target.next());
  },
  hw: setHardware,
  add: (target) => {
    const prefix = ipv6Of(target, 'add');
    const made = { prefix, provenance: provenanceOf(target.process) };
    target.refuse('SIOCSIFADDR', addAddress(target.device, made));
  },
  del: (target) => {
    target.refuse('SIOCDIFADDR', removeAddress(target.device, ipv6Of(target, 'del')));
  },
};

const others = new Set(
  '-broadcast dstaddr pointopoint -pointopoint tunnel outfill keepalive mem_start io_addr irq media inet6'.split(
    ' ',
  ),
);

/** @param tell what a refused call is told of with: busybox ends there */
export function configure(
  process: ShellProcess,
  name: string,
  words: readonly string[],
  tell = (text: string): void => {
    process.complain(text);
  },
): number {
  const device = process.place.devices.get(name.split(':')[0] ?? '');
  const left = [...words];
  let status = 0;
  if (device === undefined) throw missing(process, name, left[0] ?? '');
  if (!isCapable(process.credentials, 'net_admin'))
    throw new Stop(255, 'SIOCSIFFLAGS: Operation not permitted\n');
  const target: Target = {
    process,
    device,
    name,
    next() {
      const word = left.shift();
      if (word === undefined) throw new Stop(3, ifconfigUsage);
      return word;
    },
    refuse(call, error) {
      if (error === undefined) return;
      tell(`${call}: ${strerror(error.errno)}\n`);
      status = 1;
    },
  };
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const setting = settings[word];
    // Alone it only says that the device has one.
    if (word === 'broadcast' && left.length === 0) continue;
    if (setting !== undefined) setting(target);
    else if (others.has(word)) throw notSimulated(`ifconfig ${word}`);
    else setAddress(target, word);
  }
  return status;
}

/** What is asked of a device that there is not: an address is looked up first. */
function missing(process: ShellProcess, name: string, word: string): Stop {
  const flags = `${name}: ERROR while getting interface flags: No such device\n`;
  if (Object.hasOwn(settings, word) || others.has(word)) return new Stop(255, flags);
  return addressOf(process, word.split('/')[0] ?? '') === undefined
    ? unknownHost(word)
    : new Stop(255, `SIOCSIFADDR: No such device\n${flags}`);
}

function unknownHost(word: string): Stop {
  return new Stop(1, `${word}: Host name lookup failure\nifconfig: \`--help' gives usage information.\n`);
}

function addressOf(process: ShellProcess, word: string): Address | undefined {
  const address = lookUp(process, word);
  return address?.family === 4 ? address : undefined;
}

function ipv6Of(target: Target, what: 'add' | 'del'): Prefix {
  const word = target.next();
  const prefix = Prefix.tryParse(word);
  if (prefix?.family !== 6) throw notSimulated(`ifconfig ${what} ${word}`);
  return prefix;
}

function ownAddress({ device, name }: Target): InterfaceAddress | undefined {
  return device.addresses.find((own) => own.prefix.family === 4 && own.label === name);
}

function removeOwn(target: Target): NetlinkError | undefined {
  const own = ownAddress(target);
  return own === undefined ? undefined : removeAddress(target.device, own.prefix);
}

function replaceOwn(target: Target, prefix: Prefix, broadcast: Address | undefined): void {
  removeOwn(target);
  target.refuse(
    'SIOCSIFADDR',
    addAddress(target.device, {
      prefix,
      broadcast,
      label: target.name,
      provenance: provenanceOf(target.process),
    }),
  );
}

function setAddress(target: Target, word: string): void {
  const [head = '', tail] = word.split('/');
  const address = addressOf(target.process, head);
  if (address === undefined) throw unknownHost(word);
  if (address.isUnspecified) {
    removeOwn(target);
    return;
  }
  const length = tail === undefined ? classLength(address) : leadingNumber(tail);
  if (length < 0 || length > 32) throw notSimulated(`ifconfig ${word}`);
  const prefix = new Prefix(address, length);
  replaceOwn(target, prefix, length < 31 ? prefix.last : undefined);
  // devinet_ioctl: an alias's flags are not the device's.
  if (!target.name.includes(':')) setUp(target.device);
}

function setMask(target: Target, word: string): void {
  const mask = addressOf(target.process, word);
  if (mask === undefined) throw new Stop(1, `${word}: Host name lookup failure\n`);
  const length = maskLength(mask);
  const own = ownAddress(target);
  if (length === undefined) throw new Stop(1, 'SIOCSIFNETMASK: Invalid argument\n');
  if (own === undefined) throw new Stop(1, 'SIOCSIFNETMASK: Cannot assign requested address\n');
  const prefix = new Prefix(own.prefix.address, length);
  const follows = own.broadcast === own.prefix.last;
  replaceOwn(target, prefix, follows ? (length < 31 ? prefix.last : undefined) : own.broadcast);
}

function setBroadcast(target: Target, word: string): void {
  const own = ownAddress(target);
  if (own === undefined) throw new Stop(1, 'SIOCSIFBRDADDR: Cannot assign requested address\n');
  const broadcast = addressOf(target.process, word);
  if (broadcast === undefined) throw new Stop(1, `${word}: Host name lookup failure\n`);
  replaceOwn(target, own.prefix, broadcast);
}

function setHardware(target: Target): void {
  const kind = target.next();
  if (kind !== 'ether') throw notSimulated(`ifconfig hw ${kind}`);
  const word = target.next();
  const mac = tryParseMac(word);
  if (mac === undefined) throw new Stop(1, `${word}: invalid ether address.\n`);
  target.refuse('SIOCSIFHWADDR', setMac(target.device, mac));
}
