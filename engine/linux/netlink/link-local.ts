/**
 * The link-local addresses that devices make themselves (addrconf_dev_config, addrconf_addr_gen; net/ipv6/addrconf.c), and
 * what `disable_ipv6` does to them (addrconf_disable_ipv6).
 */
import { Address } from '../../net/address/address.ts';
import { macToBytes } from '../../net/address/mac.ts';
import { Prefix } from '../../net/address/prefix.ts';
import type { NetDevice } from '../device/device.ts';
import { Veth } from '../device/veth.ts';
import { announce } from '../ipv6/announce.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { applyForwarding, insertIpv6Address, removeAddress, tentativeUntil } from './address.ts';

const loopbackPrefix = Prefix.parse('::1/128');

/**
 * addrconf_dev_config: a device that goes up makes itself a link-local address: from its MAC address (RFC 4862, EUI-64),
 * a tunnel without one from chance (RFC 7217; addrconf_addr_gen).
 */
export function addLinkLocal(device: NetDevice): void {
  const { namespace } = device;
  const { random } = namespace.environment;
  if (device.addresses.some((own) => own.prefix.family === 6 && own.scope !== 'global')) return;
  const parameter = (leaf: string) => namespace.sysctl.numberOf('net.ipv6.conf', device.name, leaf);
  if (parameter('disable_ipv6') > 0 || device.mtu < 1280) return;
  const loopback = device.kind === 'loopback';
  const mode = parameter('addr_gen_mode');
  if (mode === 1 && !loopback) return;
  // A stable address (2) is made of a secret; here it is drawn, too.
  const tunnel = mode > 1 || (device.kind === 'tun' && device.isPointToPoint);
  if (!loopback && !tunnel && !device.isBroadcast) return;
  const chosen = tunnel ? randomLinkLocal(() => random.integer(0, 0xffff_ffff)) : linkLocalOf(device);
  insertIpv6Address(device, {
    prefix: loopback ? loopbackPrefix : new Prefix(chosen, 64),
    scope: loopback ? 'host' : 'link',
    broadcast: undefined,
    peer: undefined,
    label: undefined,
    secondary: false,
    stablePrivacy: tunnel,
    tentativeUntil: tentativeUntil(device, random.fraction()),
    provenance: { writer: 'kernel' },
  });
  if (loopback) return;
  if (namespace.environment.captures > 0) {
    const own = device.addresses.find(({ prefix }) => prefix.address === chosen);
    if (own !== undefined) announce(device, own, true);
    return;
  }
  device.announcingSince = namespace.environment.clock.now;
  teachBridge(device);
}

/**
 * A device that starts to speak IPv6 sends reports, a solicitation for its own address and router solicitations. While
 * nobody captures they are not sent, but what they leave behind is: the bridge at the other end of the cable knows its MAC
 * address.
 */
function teachBridge(device: NetDevice): void {
  const port = device instanceof Veth ? device.peer?.port : undefined;
  if (port?.bridge.up !== true || !port.learning) return;
  port.bridge.fdb.learn(device.mac, port, device.namespace.environment.clock.now);
}

function randomLinkLocal(word: () => number): Address {
  return Address.v6([0xfe80_0000, 0, word(), word()]);
}

/** RFC 4291 appendix A: the MAC address with ff:fe in its middle and the universal bit turned. */
export function linkLocalOf(device: NetDevice): Address {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = macToBytes(device.mac);
  return Address.fromBytes([0xfe, 0x80, 0, 0, 0, 0, 0, 0, a ^ 2, b, c, 0xff, 0xfe, d, e, f]);
}

/** A parameter was set: what it changes at once on the devices it is for. */
export function applyIpv6Parameter(namespace: NetworkNamespace, name: string): void {
  const [, device, leaf] = /^net\.ipv6\.conf\.(.+)\.(disable_ipv6|forwarding)$/.exec(name) ?? [];
  if (device === undefined || device === 'default') return;
  for (const one of namespace.devices.list()) {
    if (device !== 'all' && device !== one.name) continue;
    if (leaf === 'forwarding') applyForwarding(one);
    else applyDisableIpv6(namespace, one);
  }
}

/** `net.ipv6.conf.DEVICE.disable_ipv6` was set: the addresses go, or a link-local one comes. */
function applyDisableIpv6(namespace: NetworkNamespace, one: NetDevice): void {
  const disabled = namespace.sysctl.number(`net.ipv6.conf.${one.name}.disable_ipv6`) > 0;
  if (one.up) one.groups.setIpv6(!disabled);
  if (!disabled && one.carrier) addLinkLocal(one);
  if (disabled)
    for (const own of one.addresses.filter(({ prefix }) => prefix.family === 6))
      removeAddress(one, own.prefix);
}
