/**
 * One device as `ip link` and `ip addr` print it (ip/ipaddress.c, print_linkinfo and print_linkinfo_brief).
 */
import type { NetDevice } from '../../../linux/device/device.ts';
import {
  type DeviceFlag,
  flagsOf,
  linkedTo,
  operationalState,
  type OperationalState,
} from '../../../linux/device/state.ts';
import { Ipip } from '../../../linux/ipip/ipip.ts';
import type { Color } from '../../iproute2/color.ts';
import { familyOf, type IpContext } from '../context.ts';
import { printDetails } from './details.ts';
import { printStatistics } from './statistics.ts';

/** The order in which flags are written. */
const flagOrder: readonly DeviceFlag[] = [
  'LOOPBACK',
  'BROADCAST',
  'POINTOPOINT',
  'MULTICAST',
  'NOARP',
  'ALLMULTI',
  'PROMISC',
  'DYNAMIC',
  'NOTRAILERS',
  'UP',
  'LOWER_UP',
];

/**
 * @param forLink for `ip link`, else for `ip addr`
 * @param dumped one of all: IPv6 then tells of its devices itself, and less
 */
export function printLink(context: IpContext, device: NetDevice, forLink: boolean, dumped: boolean): void {
  const { printer, options } = context;
  const alsoIpv6 = dumped && !forLink && options.family === 6;
  printer.any('ifindex', `${String(device.index)}: `, device.index);
  const peerDown = printName(context, device, (name) => `${name}: `, alsoIpv6);
  printFlags(context, device, peerDown);
  printer.any('mtu', `mtu ${String(device.mtu)} `, device.mtu);
  if (!alsoIpv6) printer.any('qdisc', `qdisc ${queueOf(device)} `, queueOf(device));
  const master = device.port?.bridge.name;
  if (master !== undefined && !alsoIpv6) printer.any('master', `master ${master} `, master);
  const state = operationalState(device);
  printer.text('state ');
  printer.any('operstate', `${state} `, state, stateColor(state));
  if (forLink) printer.any('linkmode', 'mode DEFAULT ', 'DEFAULT');
  if (!alsoIpv6) printGroup(context, device);
  if (context.monitors !== true && device.queueLength !== 0)
    printer.any('txqlen', `qlen ${String(device.queueLength)}`, device.queueLength);
  if (forLink || familyOf(context) === undefined || options.details > 0) printLinkAddress(context, device);
  if (!alsoIpv6) printNamespaceId(context, device);
  if (options.details > 0) printDetails(context, device, forLink);
  if (device.alias !== undefined && (forLink || options.details > 0)) {
    printer.line();
    printer.any('ifalias', `    alias ${device.alias}`, device.alias);
  }
  printOtherNames(context, device);
  if (forLink && options.statistics > 0) {
    printer.line();
    printStatistics(context, device);
  }
  printer.text('\n');
}

function printGroup(context: IpContext, device: NetDevice): void {
  const name = device.group === 0 && !context.options.numeric ? 'default' : String(device.group);
  context.printer.any('group', `group ${name} `, name);
}

function printOtherNames({ printer, namespace }: IpContext, device: NetDevice): void {
  const names = namespace.devices.otherNames(device);
  if (names.length === 0) return;
  printer.openArray('altnames');
  for (const name of names) {
    printer.line();
    printer.element(`    altname ${name}`, name);
  }
  printer.closeArray();
}

/** @returns whether the other end lies here and is down */
function printName(
  context: IpContext,
  device: NetDevice,
  format: (name: string) => string,
  alsoIpv6: boolean,
): boolean {
  const { printer, namespace } = context;
  const linked = linkedTo(device);
  let text = device.name;
  let peerDown = false;
  // IPv6's own dump leaves out a link whose number is the device's (inet6_fill_ifinfo).
  // A link that leads nowhere has the number 0.
  if (linked === undefined && (device.kind === 'ipip' || device.kind === 'veth') && !alsoIpv6) {
    printer.member('link', null);
    text = `${device.name}@NONE`;
  } else if (linked !== undefined && !(alsoIpv6 && linked.index === device.index)) {
    const foreign = linked.namespace !== namespace && !alsoIpv6;
    const here = namespace.devices.byIndex(linked.index);
    const link = foreign || here === undefined ? `if${String(linked.index)}` : here.name;
    if (foreign) printer.member('link_index', linked.index);
    else printer.member('link', link);
    text = `${device.name}@${link}`;
    peerDown = !foreign && here?.up !== true;
  }
  printer.any('ifname', format(text), device.name, 'interface');
  return peerDown;
}

export function flagWords(device: NetDevice): readonly string[] {
  const flags = flagsOf(device);
  const words = flagOrder.filter((flag) => flags.has(flag)) as string[];
  return flags.has('UP') && !flags.has('RUNNING') ? ['NO-CARRIER', ...words] : words;
}

function printFlags(context: IpContext, device: NetDevice, peerDown: boolean): void {
  const { printer } = context;
  const words = [...flagWords(device), ...(peerDown ? ['M-DOWN'] : [])];
  printer.openArray('flags');
  printer.text('<');
  for (const [at, word] of words.entries()) printer.element(at === 0 ? word : `,${word}`, word);
  printer.text('> ');
  printer.closeArray();
}

/** What was set; else noop before the first time up, then what the kind brings. */
export function queueOf(device: NetDevice): string {
  if (device.queue !== undefined) return device.queue.kind;
  if (!device.wasUp) return 'noop';
  return device.kind === 'tun' ? 'pfifo_fast' : 'noqueue';
}

function stateColor(state: OperationalState): Color | undefined {
  if (state === 'UP') return 'up';
  return state === 'DOWN' ? 'down' : undefined;
}

/** ARPHRD_… of if_arp.h. */
const linkTypes = { ether: 1, ipip: 768, loopback: 772, none: 65_534 } as const;

function linkType(device: NetDevice): keyof typeof linkTypes {
  if (device.kind === 'loopback') return 'loopback';
  if (device.kind === 'ipip') return 'ipip';
  return device.kind === 'tun' && device.isPointToPoint ? 'none' : 'ether';
}

function printLinkAddress(context: IpContext, device: NetDevice): void {
  const { printer } = context;
  const type = linkType(device);
  printer.line();
  const shown = context.options.numeric ? `[${String(linkTypes[type])}]` : type;
  printer.any('link_type', `    link/${shown} `, shown);
  if (type === 'none') return;
  if (device instanceof Ipip) {
    const { local, remote } = device.parameters;
    const [own, far] = [local?.text ?? '0.0.0.0', remote?.text ?? '0.0.0.0'];
    printer.any('address', own, own, 'mac');
    if (remote !== undefined) printer.member('link_pointtopoint', true);
    printer.text(remote === undefined ? ' brd ' : ' peer ');
    printer.any('broadcast', far, far, 'mac');
    return;
  }
  const broadcast = device.kind === 'loopback' ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff';
  printer.any('address', device.mac, device.mac, 'mac');
  printer.text(' brd ');
  printer.any('broadcast', broadcast, broadcast, 'mac');
}

/** The other end's namespace: its name on this machine, else the number it has here. */
function printNamespaceId(context: IpContext, device: NetDevice): void {
  const { printer, namespace } = context;
  const linked = linkedTo(device);
  if (linked === undefined || linked.namespace === namespace) return;
  const id = namespace.idOf(linked.namespace);
  const { machine } = namespace;
  const named = [...machine.namespaces].find(([, other]) => other === linked.namespace)?.[0];
  printer.any(
    'link_netnsid',
    named === undefined ? ` link-netnsid ${String(id)}` : ` link-netns ${named}`,
    id,
  );
}

/** `-br`: name, state; for `ip link` the address and the flags too. */
export function printLinkBrief(context: IpContext, device: NetDevice, forLink: boolean): void {
  const { printer } = context;
  const peerDown = printName(context, device, (name) => `${name.padEnd(16)} `, false);
  const state = operationalState(device);
  printer.any('operstate', `${state.padEnd(14)} `, state, stateColor(state));
  if (!forLink) return;
  const address = device instanceof Ipip ? (device.parameters.local?.text ?? '0.0.0.0') : device.mac;
  if (linkType(device) !== 'none') printer.any('address', `${address} `, address, 'mac');
  printFlags(context, device, peerDown);
}
