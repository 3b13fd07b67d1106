/**
 * Next-hop objects: ways that have a number, which routes share (net/ipv4/nexthop.c, ip-nexthop(8)). A route that names
 * one carries its next hops, and follows when it changes or goes.
 *
 * Left out: resilient groups, objects for forwarding databases (`fdb`), encapsulation, statistics.
 */
import type { NetDevice } from '../device/device.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { tell } from '../netlink/notify.ts';
import type { Nexthop, Route, RouteScope } from '../route/route.ts';

export interface NexthopGroupMember {
  readonly id: number;
  /** 1 to 256. */
  readonly weight: number;
}

export interface NexthopObject {
  readonly id: number;
  /** Undefined for a group. */
  readonly family: 4 | 6 | undefined;
  readonly protocol: number;
  readonly way:
    | { readonly kind: 'hop'; readonly hop: Nexthop; readonly scope: RouteScope }
    | { readonly kind: 'blackhole' }
    | { readonly kind: 'group'; readonly members: readonly NexthopGroupMember[] };
}

export class NexthopTable {
  readonly #namespace: NetworkNamespace;
  readonly #objects = new Map<number, NexthopObject>();

  constructor(namespace: NetworkNamespace) {
    this.#namespace = namespace;
  }

  get(id: number): NexthopObject | undefined {
    return this.#objects.get(id);
  }

  /** By number. */
  list(): readonly NexthopObject[] {
    return [...this.#objects.values()].sort((one, other) => one.id - other.id);
  }

  freeId(): number {
    let id = 1;
    while (this.#objects.has(id)) id++;
    return id;
  }

  /** What a route through this object goes by; empty: nowhere. */
  hops({ way }: NexthopObject): readonly Nexthop[] {
    if (way.kind === 'hop') return [way.hop];
    if (way.kind === 'blackhole') return [];
    return way.members.flatMap(({ id, weight }) => {
      const member = this.#objects.get(id)?.way;
      return member?.kind === 'hop' ? [{ ...member.hop, weight }] : [];
    });
  }

  isBlackhole({ way }: NexthopObject): boolean {
    if (way.kind !== 'group') return way.kind === 'blackhole';
    return way.members.some(({ id }) => this.#objects.get(id)?.way.kind === 'blackhole');
  }

  set(object: NexthopObject): void {
    this.#objects.set(object.id, object);
    tell(this.#namespace, { kind: 'nexthop', object });
    this.#changed(object.id);
    for (const group of this.#groupsWith(object.id)) this.#changed(group.id);
  }

  /** remove_nexthop: groups lose it, an empty group goes too, and so do the routes of what is gone. */
  remove(id: number): void {
    const object = this.#objects.get(id);
    this.#objects.delete(id);
    if (object !== undefined) tell(this.#namespace, { kind: 'nexthop', object, deleted: true });
    this.#changed(id);
    for (const group of this.#groupsWith(id)) {
      const { way } = group;
      if (way.kind !== 'group') continue;
      const members = way.members.filter((member) => member.id !== id);
      if (members.length === 0) this.remove(group.id);
      else this.set({ ...group, way: { kind: 'group', members } });
    }
  }

  /** nexthop_flush_dev: a device went down, lost its carrier, or is gone. */
  deviceDown(device: NetDevice): void {
    for (const { id, way } of this.list())
      if (way.kind === 'hop' && way.hop.device === device) this.remove(id);
  }

  #groupsWith(id: number): readonly NexthopObject[] {
    return this.list().filter(({ way }) => way.kind === 'group' && way.members.some((one) => one.id === id));
  }

  #changed(id: number): void {
    const { routes } = this.#namespace;
    const object = this.#objects.get(id);
    for (const table of routes.tables())
      for (const route of table.list()) {
        if (route.nexthopId !== id) continue;
        if (object === undefined) routes.removeSilently(route);
        else routes.replace(route, this.follow(route, object));
      }
  }

  /** A route as its object has it go. A blackhole of IPv6 hangs on `lo`, as such routes do. */
  follow(route: Route, object: NexthopObject): Route {
    const refuses = this.isBlackhole(object);
    const device = this.#namespace.devices.loopback;
    const nowhere: Nexthop = { device, gateway: undefined, onlink: false, weight: 1 };
    return {
      ...route,
      type: refuses ? 'blackhole' : route.type === 'blackhole' ? 'unicast' : route.type,
      nexthops: refuses ? (route.destination.family === 6 ? [nowhere] : []) : this.hops(object),
    };
  }
}
