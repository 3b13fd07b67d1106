/**
 * The multicast groups a device belongs to (struct ip_mc_list, ifmcaddr6, and the MAC filter dev->mc they fill;
 * net/ipv4/igmp.c, net/ipv6/mcast.c). Nothing is filtered by them: `bridge fdb` and `ip maddr` show them.
 *
 * Left out: IGMP and MLD reports, source filters, groups that sockets join.
 */
import { Address } from '../../net/address/address.ts';
import { type Mac, macFromBytes } from '../../net/address/mac.ts';

const allSystems = Address.parse('224.0.0.1');
const allSnoopers = Address.parse('224.0.0.106');
const interfaceNodes = Address.parse('ff01::1');
const linkNodes = Address.parse('ff02::1');
/** RFC 4291 section 2.7.1: all routers of the link, the interface and the site. */
const routers = ['ff02::2', 'ff01::2', 'ff05::2'].map((text) => Address.parse(text));
const allSnoopersV6 = Address.parse('ff02::6a');

export class MulticastGroups {
  /** Newest first, as the kernel lists them. */
  readonly inet: Address[] = [];
  readonly inet6: Address[] = [];
  /** Groups that more than one address of the device needs, with how many do. */
  #shared: Map<Address, number> | undefined;
  /** Addresses of the filter that a person entered (`ip maddr add`). */
  #static: Set<Mac> | undefined;
  /** The device's filter, oldest first, with how many groups need each address. */
  readonly #link = new Map<Mac, number>();

  get link(): readonly Mac[] {
    return [...this.#link.keys()];
  }

  users(mac: Mac): number {
    return this.#link.get(mac) ?? 0;
  }

  isStatic(mac: Mac): boolean {
    return this.#static?.has(mac) === true;
  }

  /** dev_mc_add_global: once, however often it is asked for. */
  addStatic(mac: Mac): void {
    if (this.isStatic(mac)) return;
    (this.#static ??= new Set()).add(mac);
    this.#link.set(mac, this.users(mac) + 1);
  }

  /** dev_mc_del_global. @returns whether it was there */
  removeStatic(mac: Mac): boolean {
    if (this.#static?.delete(mac) !== true) return false;
    if (this.users(mac) > 1) this.#link.set(mac, this.users(mac) - 1);
    else this.#link.delete(mac);
    return true;
  }

  /** ipv6_add_dev: at registration, up or not. */
  register(): void {
    this.inet.length = 0;
    this.inet6.length = 0;
    this.#link.clear();
    this.join(interfaceNodes);
    this.join(linkNodes);
  }

  /** __dev_open, ip_mc_up, ipv6_mc_up. @param snooping a bridge that listens to reports */
  up(snooping: boolean): void {
    if (snooping) for (const group of [allSnoopers, allSnoopersV6]) this.join(group);
    this.join(allSystems);
    for (const group of this.inet6) if (!this.#link.has(multicastMac(group))) this.#count(group, 1);
  }

  /** ip_mc_down, ipv6_mc_down: the IPv6 groups stay joined, only the filter is emptied. */
  down(snooping: boolean): void {
    this.leave(allSystems);
    if (snooping) for (const group of [allSnoopers, allSnoopersV6]) this.leave(group);
    this.#link.clear();
    for (const mac of this.#static ?? []) this.#link.set(mac, 1);
    for (const group of this.inet) this.#count(group, 1);
  }

  /** IPv6 was switched off or on, on a device that is up: only its groups leave or come back to the filter. */
  setIpv6(on: boolean): void {
    for (const group of this.inet6) {
      const mac = multicastMac(group);
      if (!on) this.#link.delete(mac);
      else if (!this.#link.has(mac)) this.#count(group, 1);
    }
  }

  /** dev_forward_change: a router hears what is for all routers. */
  setRouter(on: boolean): void {
    if (on === this.inet6.some((group) => routers.includes(group))) return;
    for (const group of routers)
      if (on) this.join(group);
      else this.leave(group);
  }

  /** addrconf_ifdown: with the addresses go their solicited-node groups. */
  leaveSolicited(): void {
    this.#shared = undefined;
    for (const group of this.inet6.filter((one) => one.text.startsWith('ff02::1:ff'))) this.leave(group);
  }

  /** How many need the group (`ip maddr`). */
  usersOf(group: Address): number {
    return this.#shared?.get(group) ?? 1;
  }

  /** addrconf_join_solict */
  joinSolicited(address: Address): void {
    const group = solicitedNode(address);
    if (!this.inet6.includes(group)) {
      this.join(group);
      return;
    }
    this.#shared ??= new Map();
    this.#shared.set(group, this.usersOf(group) + 1);
  }

  leaveSolicitedOf(address: Address): void {
    const group = solicitedNode(address);
    const users = this.usersOf(group);
    if (users > 2) this.#shared?.set(group, users - 1);
    else if (users === 2) this.#shared?.delete(group);
    else this.leave(group);
  }

  join(group: Address): void {
    const list = group.family === 4 ? this.inet : this.inet6;
    if (list.includes(group)) return;
    list.unshift(group);
    this.#count(group, 1);
  }

  leave(group: Address): void {
    const list = group.family === 4 ? this.inet : this.inet6;
    const at = list.indexOf(group);
    if (at < 0) return;
    list.splice(at, 1);
    this.#count(group, -1);
  }

  /** Groups of the interface's own scope never reach the device (igmp6_group_added). */
  #count(group: Address, change: number): void {
    if (group.bits >>> 16 === 0xff01) return;
    const mac = multicastMac(group);
    const count = (this.#link.get(mac) ?? 0) + change;
    if (count > 0) this.#link.set(mac, count);
    else this.#link.delete(mac);
  }
}

/** RFC 1112 section 6.4 and RFC 2464 section 7. */
export function multicastMac(group: Address): Mac {
  const { bits, words } = group;
  if (group.family === 4)
    return macFromBytes([1, 0, 0x5e, (bits >>> 16) & 127, (bits >>> 8) & 255, bits & 255]);
  const last = words[3] ?? 0;
  return macFromBytes([0x33, 0x33, last >>> 24, (last >>> 16) & 255, (last >>> 8) & 255, last & 255]);
}

/** RFC 4291 section 2.7.1: ff02::1:ff and the last 24 bits. */
export function solicitedNode(address: Address): Address {
  return Address.v6([0xff02_0000, 0, 1, (0xff00_0000 | ((address.words[3] ?? 0) & 0xff_ffff)) >>> 0]);
}
