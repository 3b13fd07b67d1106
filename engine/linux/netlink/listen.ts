/**
 * Those who listen to rtnetlink (`ip monitor`), and what they are told (rtnl_notify and its groups RTNLGRP_LINK, _IPV4_IFADDR,
 * _NEIGH, … of rtnetlink.h). Left out: the state between (a device that is up and whose carrier is noticed a moment later),
 * prefixes, names of namespaces, what a bridge tells of its ports.
 *
 * A module: a kernel to which nobody listens has no more of it than the calls in notify.ts.
 */
import type { Family } from '../../net/address/address.ts';
import { Prefix } from '../../net/address/prefix.ts';
import type { InterfaceAddress, NetDevice } from '../device/device.ts';
import { PerNamespace } from '../module/per-namespace.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { Route } from '../route/route.ts';
import type { Audience, News } from './notify.ts';

/** A message: news in the form a listener gets them. */
export type Change =
  | Exclude<News, { readonly kind: 'device' | 'parameter' }>
  /** @param leaf the one that changed; all of a new device */
  | {
      readonly kind: 'netconf';
      readonly family: Family;
      readonly name: string;
      readonly leaf?: string | undefined;
      readonly deleted?: boolean;
    };

export type ChangeListener = (change: Change) => void;

/** The parameters `ip netconf` shows, by the names of their files. */
export const netconfLeaves: readonly string[] = [
  'forwarding',
  'rp_filter',
  'mc_forwarding',
  'proxy_arp',
  'proxy_ndp',
  'ignore_routes_with_linkdown',
];

/** IPv6's own route for an address is there when nobody else was found to have it (addrconf_dad_completed). */
export function isInserted(namespace: NetworkNamespace, route: Route): boolean {
  if (route.destination.family === 4 || route.type !== 'local') return true;
  const { now } = namespace.environment.clock;
  return !(route.nexthops[0]?.device.addresses ?? []).some(
    (own) =>
      own.prefix.address === route.destination.address &&
      own.tentativeUntil !== undefined &&
      own.tentativeUntil > now,
  );
}

class Listeners implements Audience {
  readonly #namespace: NetworkNamespace;
  readonly all = new Set<ChangeListener>();

  constructor(namespace: NetworkNamespace) {
    this.#namespace = namespace;
  }

  #tell(change: Change): void {
    for (const listener of this.all) listener(change);
  }

  hear(news: News): void {
    switch (news.kind) {
      case 'device':
        this.#device(news.device, news.deleted === true);
        return;
      case 'parameter':
        this.#parameter(news.name);
        return;
      case 'address':
        if (news.deleted === true) this.#tell(news);
        else this.#address(news.device, news.address);
        return;
      case 'route':
        if (isInserted(this.#namespace, news.route)) this.#tell(news);
        return;
      default:
        this.#tell(news);
    }
  }

  /** It came or went: what its families keep of it, and the link. */
  #device(device: NetDevice, deleted: boolean): void {
    for (const family of [4, 6] as const) this.#tell({ kind: 'netconf', family, name: device.name, deleted });
    this.#tell({ kind: 'link', device, deleted });
  }

  /** It was set (devinet_conf_proc, inet_forward_change); one switch sets every device. */
  #parameter(parameter: string): void {
    const name = parameter === 'net.ipv4.ip_forward' ? 'net.ipv4.conf.all.forwarding' : parameter;
    const [, version, device, leaf] = /^net\.ipv([46])\.conf\.(.+)\.([a-z_]+)$/.exec(name) ?? [];
    if (device === undefined || leaf === undefined || !netconfLeaves.includes(leaf)) return;
    const all = device === 'all' && leaf === 'forwarding';
    const devices = this.#namespace.devices.list().map((one) => one.name);
    for (const one of all ? ['all', 'default', ...devices] : [device])
      this.#tell({ kind: 'netconf', family: version === '4' ? 4 : 6, name: one, leaf });
  }

  /** It is there, or is from the end of duplicate address detection on. */
  #address(device: NetDevice, address: InterfaceAddress): void {
    const { clock } = this.#namespace.environment;
    const { tentativeUntil, prefix } = address;
    if (tentativeUntil === undefined || tentativeUntil <= clock.now) {
      this.#tell({ kind: 'address', device, address });
      return;
    }
    clock.at(tentativeUntil, () => {
      const own = device.addresses.find((one) => one.prefix.address === prefix.address);
      if (own === undefined || own.dadFailed === true) return;
      this.#tell({ kind: 'address', device, address: own });
      for (const route of device.namespace.routes.table(255).exact(Prefix.host(prefix.address)))
        if (route.type === 'local') this.#tell({ kind: 'route', route });
    });
  }
}

const listeners = new PerNamespace((namespace) => new Listeners(namespace));

/** @returns how to stop listening */
export function listen(namespace: NetworkNamespace, listener: ChangeListener): () => void {
  const { all } = (namespace.listeners = listeners.of(namespace));
  all.add(listener);
  return () => {
    all.delete(listener);
    if (all.size === 0) namespace.listeners = undefined;
  };
}
