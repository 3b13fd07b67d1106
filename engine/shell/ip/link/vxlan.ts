/**
 * The settings of a VXLAN device, as they follow `type vxlan` (ip/iplink_vxlan.c), and what `ip -d` prints of them.
 *
 * Not simulated: multicast groups, `proxy`, `rsc`, limits to the number of entries, checksums left out, `external`, GBP and
 * GPE, VNI filters, flow labels.
 */
import { second } from '../../../clock/clock.ts';
import type { Address } from '../../../net/address/address.ts';
import type { NetDevice } from '../../../linux/device/device.ts';
import { netlinkError, type NetlinkError } from '../../../linux/netlink/error.ts';
import type { Vxlan, VxlanParameters } from '../../../linux/vxlan/vxlan.ts';
import {
  type Arguments,
  cannotFindDevice,
  garbage,
  invalid,
  matches,
  readAddress,
  readUnsigned,
} from '../../iproute2/arguments.ts';
import type { Printer } from '../../iproute2/printer.ts';
import { notSimulated, Stop, wrongUsage } from '../../iproute2/stop.ts';
import type { IpContext } from '../context.ts';
import { vxlanUsage } from '../usage/link.ts';

type Mutable<Type> = { -readonly [Key in keyof Type]?: Type[Key] };

export interface VxlanSettings {
  vni: number | undefined;
  local: Address | undefined;
  remote: Address | undefined;
  underlay: NetDevice | undefined;
  port: number | undefined;
  learning: boolean | undefined;
  readonly parameters: Mutable<VxlanParameters>;
}

/** What is so anyway. */
const silent: ReadonlySet<string> = new Set([
  'udpcsum',
  'noudp6zerocsumtx',
  'noudp6zerocsumrx',
  'noremcsumtx',
  'noremcsumrx',
  'noexternal',
  'novnifilter',
  'noproxy',
  'norsc',
]);

const refused = new Set(
  `flowlabel label maxaddress proxy rsc noudpcsum udp6zerocsumtx udp6zerocsumrx remcsumtx remcsumrx external gbp gpe
  vnifilter`.split(/\s+/),
);

export function readVxlan(context: IpContext, words: Arguments): VxlanSettings {
  const settings: VxlanSettings = {
    vni: undefined,
    local: undefined,
    remote: undefined,
    underlay: undefined,
    port: undefined,
    learning: undefined,
    parameters: {},
  };
  let group: Address | undefined;
  for (let { word } = words; word !== undefined; word = words.word) {
    if (matches(word, 'group')) {
      const value = words.next();
      group = readAddress(value, undefined);
      if (!group.isMulticast) throw invalid('invalid group address', value);
    } else readWord(context, words, word, settings);
    words.skip();
  }
  if (group !== undefined && settings.underlay === undefined)
    throw new Stop(1, "vxlan: 'group' requires 'dev' to be specified\n");
  if (group !== undefined) throw notSimulated('ip link type vxlan group');
  return settings;
}

function readWord(context: IpContext, words: Arguments, word: string, settings: VxlanSettings): void {
  const { parameters } = settings;
  if (matches(word, 'id') || matches(word, 'vni')) {
    const value = words.next();
    if (settings.vni !== undefined) throw garbage('id', value);
    settings.vni = readUnsigned(value);
    if (settings.vni === undefined || settings.vni >= 1 << 24) throw invalid('invalid id', value);
  } else if (matches(word, 'remote')) settings.remote = readEnd(words.next(), 'remote');
  else if (matches(word, 'local')) settings.local = readEnd(words.next(), 'local');
  else if (matches(word, 'dev')) {
    const name = words.next();
    settings.underlay = context.namespace.devices.get(name);
    if (settings.underlay === undefined) throw cannotFindDevice(name, wrongUsage);
  } else if (matches(word, 'ttl') || matches(word, 'hoplimit')) readTtl(words.next(), parameters);
  else if (matches(word, 'tos') || matches(word, 'dsfield')) parameters.tos = readTos(words.next());
  else if (matches(word, 'df')) {
    const value = words.next();
    if (value !== 'unset' && value !== 'set' && value !== 'inherit')
      throw invalid("DF must be 'unset', 'set' or 'inherit'", value);
    parameters.df = value;
  } else if (matches(word, 'ageing')) {
    const value = words.next();
    const seconds = value === 'none' ? 0 : readUnsigned(value);
    if (seconds === undefined) throw invalid('ageing timer', value);
    parameters.ageing = seconds * second;
  } else if (matches(word, 'port') || matches(word, 'srcport'))
    parameters.ports = [readPort(words.next(), 'min port'), readPort(words.next(), 'max port')];
  else if (matches(word, 'dstport')) settings.port = readPort(words.next(), 'dst port');
  else if (matches(word, 'nolearning')) settings.learning = false;
  else if (matches(word, 'learning')) settings.learning = true;
  else if (word === 'l2miss' || word === 'nol2miss') parameters.l2miss = word === 'l2miss';
  else if (word === 'l3miss' || word === 'nol3miss') parameters.l3miss = word === 'l3miss';
  else if (refused.has(word)) throw notSimulated(`ip link type vxlan ${word}`);
  else if (!silent.has(word)) {
    if (matches(word, 'help')) throw new Stop(1, vxlanUsage);
    throw new Stop(1, `vxlan: unknown command "${word}"?\n${vxlanUsage}`);
  }
}

function readEnd(word: string, what: string): Address {
  const address = readAddress(word, undefined);
  if (address.isMulticast) throw invalid(`invalid ${what} address`, word);
  return address;
}

function readPort(word: string, what: string): number {
  const port = readUnsigned(word);
  if (port === undefined || port > 65_535) throw invalid(what, word);
  return port;
}

function readTtl(word: string, parameters: Mutable<VxlanParameters>): void {
  parameters.inheritTtl = word === 'inherit';
  if (word === 'inherit' || word === 'auto') {
    parameters.ttl = 0;
    return;
  }
  const ttl = readUnsigned(word);
  if (ttl === undefined) throw invalid('invalid TTL', word);
  if (ttl > 255) throw invalid('TTL must be <= 255', word);
  parameters.ttl = ttl;
}

/** rtnl_dsfield_a2n: hexadecimal. */
function readTos(word: string): number {
  if (word === 'inherit') return 1;
  const value = /^(0[xX])?[0-9a-fA-F]+$/.test(word) ? Number.parseInt(word, 16) : undefined;
  if (value === undefined || value > 255) throw invalid('bad TOS value', word);
  return value;
}

/** vxlan_changelink */
export function changeVxlan(tunnel: Vxlan, settings: VxlanSettings): NetlinkError | undefined {
  const { vni, port, local, remote, underlay, parameters, learning } = settings;
  if (vni !== undefined && vni !== tunnel.vni) return netlinkError('EOPNOTSUPP', 'Cannot change VNI.');
  if (port !== undefined && port !== tunnel.udpPort) return netlinkError('EOPNOTSUPP', 'Cannot change port.');
  if (parameters.ports !== undefined) return netlinkError('EOPNOTSUPP', 'Cannot change port range.');
  if (local !== undefined || remote !== undefined || underlay !== undefined)
    throw notSimulated('ip link set type vxlan local, remote or dev');
  tunnel.parameters = { ...tunnel.parameters, ...parameters };
  tunnel.learning = learning ?? tunnel.learning;
  return undefined;
}

export function printVxlan(printer: Printer, device: Vxlan): void {
  const { ttl, inheritTtl, tos, df, ageing, ports, l2miss, l3miss } = device.parameters;
  printer.any('id', `id ${String(device.vni)} `, device.vni);
  if (device.remote !== undefined) {
    const name = device.remote.isMulticast ? 'group' : 'remote';
    printer.any(name, `${name} ${device.remote.text} `, device.remote.text);
  }
  if (device.local !== undefined) printer.any('local', `local ${device.local.text} `, device.local.text);
  if (device.underlay !== undefined)
    printer.any('link', `dev ${device.underlay.name} `, device.underlay.name);
  printer.text(`srcport ${String(ports[0])} ${String(ports[1])} `);
  printer.openObject('port_range');
  printer.member('low', ports[0]);
  printer.member('high', ports[1]);
  printer.closeObject();
  printer.any('port', `dstport ${String(device.udpPort)} `, device.udpPort);
  printer.any('learning', device.learning ? '' : 'nolearning ', device.learning);
  if (l2miss) printer.any('l2miss', 'l2miss ', true);
  if (l3miss) printer.any('l3miss', 'l3miss ', true);
  printTos(printer, tos);
  if (inheritTtl) printer.any('ttl', 'ttl inherit ', 'inherit');
  else printer.any('ttl', `ttl ${ttl === 0 ? 'auto' : String(ttl)} `, ttl);
  printer.any('df', df === 'unset' ? '' : `df ${df} `, df);
  const seconds = ageing / second;
  if (seconds === 0) printer.any('ageing', 'ageing none ', 0);
  else printer.any('ageing', `ageing ${String(seconds)} `, seconds);
  printer.any('udp_csum', 'udpcsum ', true);
  printer.any('udp_zero_csum6_tx', 'noudp6zerocsumtx ', false);
  printer.any('udp_zero_csum6_rx', 'noudp6zerocsumrx ', false);
}

function printTos(printer: Printer, tos: number): void {
  if (tos === 0) return;
  const text = tos === 1 ? 'inherit' : `0x${tos.toString(16)}`;
  printer.any('tos', `tos ${text} `, text);
}
