/**
 * `ifconfig DEVICE …`: settings one after the other, each an ioctl (net-tools 2.10, ifconfig.c; inet_ioctl, devinet_ioctl).
 *
 * Setting an address replaces the one with the device's own label, gives it the mask of its class and brings the device up.
 */
import { Address } from '../../net/address/address.ts';
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

interface Target {
  readonly process: ShellProcess;
  readonly device: NetDevice;
  /** As typed: with the label of an alias. */
  readonly name: string;
  next(): string;
}

type Setting = (target: Target) => void;

function refuse(call: string, error: NetlinkError | undefined): void {
  if (error !== undefined) throw new Stop(255, `${call}: ${strerror(error.errno)}\n`);
}

function number(target: Target): number {
  return Number.parseInt(target.next(), 10);
}

const settings: Readonly<Record<string, Setting>> = {
  up: ({ device, name }) => {
    if (!name.includes(':')) setUp(device);
  },
  down: (target) => {
    if (!target.name.includes(':')) setDown(target.device);
    else refuse('SIOCSIFFLAGS', removeOwn(target));
  },
  arp: ({ device }) => (device.arpOff = false),
  '-arp': ({ device }) => (device.arpOff = true),
  promisc: ({ device }) => (device.promiscuous = true),
  '-promisc': ({ device }) => (device.promiscuous = false),
  allmulti: ({ device }) => (device.allMulticast = true),
  '-allmulti': ({ device }) => (device.allMulticast = false),
  mtu: (target) => {
    refuse('SIOCSIFMTU', setMtu(target.device, number(target)));
  },
  txqueuelen: (target) => (target.device.queueLength = number(target)),
  name: (target) => {
    refuse('SIOCSIFNAME', renameLink(target.device, target.next()));
  },
  netmask: (target) => {
    setMask(target, target.next());
  },
  broadcast: (target) => {
    setBroadcast(target, target.next());
  },
  hw: setHardware,
  add: (target) => {
    const prefix = ipv6Of(target);
    refuse('SIOCSIFADDR', addAddress(target.device, { prefix, provenance: provenanceOf(target.process) }));
  },
  del: (target) => {
    refuse('SIOCDIFADDR', removeAddress(target.device, ipv6Of(target)));
  },
};

const others = new Set(
  `-broadcast dstaddr pointopoint -pointopoint tunnel outfill keepalive trailers -trailers multicast -multicast
  mem_start io_addr irq media dynamic -dynamic metric inet inet6`.split(/\s+/),
);

export function configure(process: ShellProcess, name: string, words: readonly string[]): number {
  const device = process.place.devices.get(name.split(':')[0] ?? '');
  const left = [...words];
  const next = (): string => {
    const word = left.shift();
    if (word === undefined) throw new Stop(3, ifconfigUsage);
    return word;
  };
  if (device === undefined)
    throw new Stop(255, `${name}: ERROR while getting interface flags: No such device\n`);
  if (!isCapable(process.credentials, 'net_admin'))
    throw new Stop(255, 'SIOCSIFFLAGS: Operation not permitted\n');
  const target: Target = { process, device, name, next };
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const setting = settings[word];
    if (setting !== undefined) setting(target);
    else if (others.has(word)) throw notSimulated(`ifconfig ${word}`);
    else setAddress(target, word);
  }
  return 0;
}

function ipv6Of(target: Target): Prefix {
  const word = target.next();
  const prefix = Prefix.tryParse(word);
  if (prefix?.family !== 6) throw notSimulated(`ifconfig add ${word}`);
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
  refuse(
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
  const address = lookUp(target.process, head);
  if (address?.family !== 4)
    throw new Stop(1, `${word}: Host name lookup failure\nifconfig: \`--help' gives usage information.\n`);
  if (address.isUnspecified) {
    removeOwn(target);
    return;
  }
  const length = tail === undefined ? classLength(address) : Number(tail);
  const prefix = new Prefix(address, length);
  replaceOwn(target, prefix, length < 31 ? prefix.last : undefined);
  // devinet_ioctl: an alias's flags are not the device's.
  if (!target.name.includes(':')) setUp(target.device);
}

function setMask(target: Target, word: string): void {
  const mask = Address.tryParse(word);
  const length = mask === undefined ? undefined : maskLength(mask);
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
  replaceOwn(target, own.prefix, lookUp(target.process, word));
}

function setHardware(target: Target): void {
  const kind = target.next();
  if (kind !== 'ether') throw notSimulated(`ifconfig hw ${kind}`);
  const word = target.next();
  const mac = tryParseMac(word);
  if (mac === undefined) throw new Stop(1, `${word}: invalid ether address.\n`);
  refuse('SIOCSIFHWADDR', setMac(target.device, mac));
}
