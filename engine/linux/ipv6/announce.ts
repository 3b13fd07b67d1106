/**
 * What a device says over IPv6 by itself when an address comes: multicast listener reports (RFC 3810, net/ipv6/mcast.c),
 * the solicitation by which it looks for somebody who has the address already (RFC 4862 section 5.4; addrconf_dad_work),
 * and router solicitations, ever more rarely (RFC 7559; addrconf_rs_timer).
 *
 * A cluster's thousands of devices at rest say nothing for real: reports and router solicitations are sent only while
 * somebody captures; what they would leave behind in counters is in device/counters.ts. Left out: listener queries.
 */
import { second } from '../../clock/clock.ts';
import { Address, anyV6 } from '../../net/address/address.ts';
import { ipv6 } from '../../net/packet/ipv6.ts';
import { ipProtocol } from '../../net/packet/transport.ts';
import { putChecksum, pseudoHeaderSum } from '../../net/wire/checksum.ts';
import type { InterfaceAddress, NetDevice } from '../device/device.ts';
import { solicitedNode } from '../device/multicast.ts';
import { linkRoute, solicitation } from './discovery.ts';

const allRouters = Address.parse('ff02::2');
const allReporters = Address.parse('ff02::16');
/** Router alert and padding: every report carries them. */
const routerAlert = Uint8Array.of(5, 2, 0, 0, 1, 0);
/** Record types: everything to the group is wanted from now on; nothing is. */
const changeToExclude = 4;
const changeToInclude = 3;
const rsInterval = 4 * second;
const rsLongest = 3600 * second;

/** An address came to a device that is up. @param first the device's own link-local one: routers are asked for, too */
export function announce(device: NetDevice, own: InterfaceAddress, first: boolean): void {
  const { environment } = device.namespace;
  const { clock, random } = environment;
  const { tentativeUntil } = own;
  if (tentativeUntil === undefined) return;
  const isThere = () => device.up && device.addresses.includes(own);
  const group = solicitedNode(own.prefix.address);
  const at = (time: number, act: () => void) =>
    clock.at(time, () => {
      if (isThere()) act();
    });
  at(tentativeUntil - second, () => {
    const nonce = Uint8Array.from({ length: 6 }, () => random.integer(0, 255));
    const { discovery } = device.namespace.ipv6;
    discovery.send(device, anyV6, group, { ...solicitation(device, own.prefix.address, anyV6), nonce });
  });
  if (environment.captures === 0) return;
  const { now } = clock;
  const soon = () => Math.round(random.fraction() * second);
  for (const time of [now + 10_000, now + soon()])
    at(time, () => {
      report(device, group, changeToExclude);
    });
  if (!first) return;
  at(tentativeUntil + soon(), () => {
    report(device, group, changeToExclude);
  });
  at(tentativeUntil, () => {
    report(device, group, changeToExclude);
    askForRouters(device, own, rsInterval);
  });
}

/** An address went: its group is left (igmp6_leave_group). */
export function announceLeaving(device: NetDevice, address: Address): void {
  const { clock, captures, random } = device.namespace.environment;
  const group = solicitedNode(address);
  if (captures === 0 || !device.up || device.groups.inet6.includes(group)) return;
  for (const wait of [10_000, Math.round(random.fraction() * second)])
    clock.after(wait, () => {
      if (device.up) report(device, group, changeToInclude);
    });
}

/** MLDv2 */
function report(device: NetDevice, group: Address, type: number): void {
  const source = device.addresses.find(
    ({ scope, tentativeUntil }) =>
      scope === 'link' && (tentativeUntil ?? 0) <= device.namespace.environment.clock.now,
  );
  const from = source?.prefix.family === 6 ? source.prefix.address : anyV6;
  const data = new Uint8Array(28);
  data.set([143, 0, 0, 0, 0, 0, 0, 1, type, 0, 0, 0]);
  data.set(group.toBytes(), 12);
  putChecksum(data, 0, 28, 2, pseudoHeaderSum(from, allReporters, ipProtocol.icmpv6, 28));
  const payload = { kind: 'bytes', protocol: ipProtocol.icmpv6, data } as const;
  device.namespace.ipv6.send({
    packet: ipv6({ source: from, destination: allReporters, hopLimit: 1, hopByHop: routerAlert, payload }),
    route: linkRoute(device, allReporters, from),
  });
}

/** A host asks; a router does not (accept_ra counts only without forwarding). */
function askForRouters(device: NetDevice, own: InterfaceAddress, interval: number): void {
  const { environment, sysctl, ipv6: stack } = device.namespace;
  const parameter = (name: string) => sysctl.number(`net.ipv6.conf.${device.name}.${name}`);
  if (parameter('forwarding') > 0 || parameter('accept_ra') === 0) return;
  if (parameter('router_solicitations') === 0 || environment.captures === 0) return;
  if (!device.up || !device.addresses.includes(own)) return;
  const { address } = own.prefix;
  stack.discovery.send(device, address, allRouters, {
    ...solicitation(device, anyV6),
    type: 'routerSolicitation',
  });
  // A tenth more or less, and twice as long each time.
  const wait = Math.round(interval * (0.9 + 0.2 * environment.random.fraction()));
  environment.clock.after(wait, () => {
    askForRouters(device, own, Math.min(2 * interval, rsLongest));
  });
}
