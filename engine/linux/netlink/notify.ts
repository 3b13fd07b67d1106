/**
 * Where the kernel says what changed, for those who listen to rtnetlink (rtnl_notify): links, addresses, routes,
 * neighbours, rules, parameters of devices and next-hop objects. What listeners are told of it is in `listen.ts`.
 */
import type { InterfaceAddress, NetDevice } from '../device/device.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { Neighbour } from '../neighbour/neighbour.ts';
import type { NexthopObject } from '../nexthop/nexthop.ts';
import type { Route } from '../route/route.ts';
import type { PolicyRule } from '../route/rule.ts';

export type News = { readonly deleted?: boolean } & (
  | { readonly kind: 'link'; readonly device: NetDevice }
  | { readonly kind: 'device'; readonly device: NetDevice }
  | { readonly kind: 'address'; readonly device: NetDevice; readonly address: InterfaceAddress }
  | { readonly kind: 'route'; readonly route: Route }
  | { readonly kind: 'neighbour'; readonly neighbour: Neighbour }
  | { readonly kind: 'rule'; readonly rule: PolicyRule }
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'nexthop'; readonly object: NexthopObject }
);

/** Whoever listens to a namespace; absent: nobody. */
export interface Audience {
  hear(news: News): void;
}

export function tell({ listeners }: NetworkNamespace, news: News): void {
  listeners?.hear(news);
}

/** A link changed. */
export function tellLink(device: NetDevice): void {
  tell(device.namespace, { kind: 'link', device });
}

/** A device came or went. */
export function tellDevice(device: NetDevice, deleted: boolean): void {
  tell(device.namespace, { kind: 'device', device, deleted });
}

export function tellRoute(namespace: NetworkNamespace, route: Route, deleted = false): void {
  tell(namespace, { kind: 'route', route, deleted });
}

/** It is new, or something of it changed. */
export function tellAddress(device: NetDevice, address: InterfaceAddress): void {
  tell(device.namespace, { kind: 'address', device, address });
}

/** A parameter was set. */
export function tellParameter(namespace: NetworkNamespace, name: string): void {
  tell(namespace, { kind: 'parameter', name });
}
