/**
 * Making devices that stand on top of others, and tunnels of IP in IP (macvlan_common_newlink, ipvlan_link_new,
 * ip_tunnel_newlink, ip_tunnel_create; drivers/net/macvlan.c, drivers/net/ipvlan/ipvlan_main.c, net/ipv4/ip_tunnel.c).
 */
import { zeroMac } from '../../net/address/mac.ts';
import type { NetDevice } from '../device/device.ts';
import { Ipip, IpTunnels, type TunnelParameters, tunnelMtu } from '../ipip/ipip.ts';
import { Ipvlan, type IpvlanFlag, type IpvlanMode, IpvlanPort } from '../ipvlan/ipvlan.ts';
import { Macvlan, type MacvlanMode, MacvlanPort } from '../macvlan/macvlan.ts';
import type { Machine } from '../machine/machine.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { netlinkError, type NetlinkError } from './error.ts';
import { common, type LinkOptions, randomMac, refusal } from './new-link.ts';

export interface MacvlanOptions extends LinkOptions {
  readonly lower: NetDevice | undefined;
  readonly mode?: MacvlanMode | undefined;
}

export interface IpvlanOptions extends LinkOptions {
  readonly lower: NetDevice | undefined;
  readonly mode?: IpvlanMode | undefined;
  readonly flag?: IpvlanFlag | undefined;
}

export function addMacvlan(
  namespace: NetworkNamespace,
  name: string,
  options: MacvlanOptions,
): Macvlan | NetlinkError {
  const { mode = 'vepa' } = options;
  const lower = options.lower instanceof Macvlan ? options.lower.lower : options.lower;
  const error = refusal(namespace, name, options);
  if (error !== undefined) return error;
  if (lower === undefined || lower.kind === 'loopback' || lower.isPointToPoint) return netlinkError('EINVAL');
  if (options.mtu !== undefined && options.mtu > lower.mtu) return netlinkError('EINVAL');
  const known = lower.uppers;
  if (lower.port !== undefined || (known !== undefined && !(known instanceof MacvlanPort)))
    return netlinkError('EBUSY');
  const port = known ?? new MacvlanPort();
  if (
    port.devices.some((other) => other.mode === 'passthru') ||
    (mode === 'passthru' && port.devices.length > 0)
  )
    return netlinkError('EINVAL');
  const mac = mode === 'passthru' ? lower.mac : randomMac(namespace);
  if (options.mac !== undefined && port.find(options.mac) !== undefined) return netlinkError('EADDRINUSE');
  const macvlan = new Macvlan({
    ...common(namespace, name, { ...options, mac: options.mac ?? mac }, lower.mtu),
    lower,
  });
  macvlan.mode = mode;
  port.devices.push(macvlan);
  lower.uppers = port;
  namespace.devices.add(macvlan);
  return macvlan;
}

export function addIpvlan(
  namespace: NetworkNamespace,
  name: string,
  options: IpvlanOptions,
): Ipvlan | NetlinkError {
  const lower = options.lower instanceof Ipvlan ? options.lower.lower : options.lower;
  const error = refusal(namespace, name, options);
  if (error !== undefined) return error;
  if (lower === undefined) return netlinkError('EINVAL');
  if (lower.kind === 'loopback' || lower.isPointToPoint)
    return netlinkError('EINVAL', 'Master is either lo or non-ether device.');
  const known = lower.uppers;
  if (lower.port !== undefined || (known !== undefined && !(known instanceof IpvlanPort)))
    return netlinkError('EBUSY', 'Device is already in use.');
  const port = known ?? new IpvlanPort();
  const ipvlan = new Ipvlan({ ...common(namespace, name, { ...options, mac: lower.mac }, lower.mtu), lower });
  // The mode is the port's: the last one counts for all.
  ipvlan.mode = options.mode ?? 'l3';
  ipvlan.flag = options.flag ?? 'bridge';
  for (const other of port.devices) if (options.mode !== undefined) other.mode = options.mode;
  port.devices.push(ipvlan);
  lower.uppers = port;
  namespace.devices.add(ipvlan);
  return ipvlan;
}

export interface IpipOptions extends LinkOptions, Partial<TunnelParameters> {}

/** @param how by a link message, or by the older way of `ip tunnel` */
export function addIpip(
  namespace: NetworkNamespace,
  name: string,
  options: IpipOptions,
  how: 'link' | 'tunnel' = 'link',
): Ipip | NetlinkError {
  loadTunnels(namespace.machine);
  const error = refusal(namespace, name, { ...options, mac: undefined }, 0, 0);
  if (error !== undefined) return error;
  const parameters: TunnelParameters = {
    local: options.local,
    remote: options.remote,
    ttl: options.ttl ?? 0,
    tos: options.tos ?? 0,
    pathMtuDiscovery: options.pathMtuDiscovery ?? true,
    underlay: options.underlay,
  };
  if (parameters.ttl > 0 && !parameters.pathMtuDiscovery) return netlinkError('EINVAL');
  if (twin(namespace, parameters, undefined) !== undefined) return netlinkError('EEXIST');
  const tunnel = new Ipip(
    common(namespace, name, { ...options, mac: zeroMac }, tunnelMtu(underlayOf(namespace, parameters))),
  );
  tunnel.parameters = parameters;
  tunnel.wasMadeByTunnel = how === 'tunnel';
  register(tunnel);
  return tunnel;
}

/** ip_tunnel_bind_dev: the device that leads to the other end, where none was given. */
function underlayOf(namespace: NetworkNamespace, { underlay, remote, local }: TunnelParameters) {
  if (underlay !== undefined || remote === undefined) return underlay;
  const route = namespace.ipv4.routeOutput({ destination: remote, source: local });
  return route.kind === 'route' ? route.device : undefined;
}

function register(tunnel: Ipip): void {
  const { namespace } = tunnel;
  namespace.devices.add(tunnel);
  namespace.ipTunnels?.add(tunnel);
}

/** Another tunnel between the same two. */
export function twin(
  namespace: NetworkNamespace,
  { local, remote, underlay }: TunnelParameters,
  but: Ipip | undefined,
): Ipip | undefined {
  return namespace.ipTunnels?.list.find(
    (other) =>
      other !== but &&
      !other.isFallback &&
      other.parameters.local === local &&
      other.parameters.remote === remote &&
      other.parameters.underlay === underlay,
  );
}

/** The module makes `tunl0` in every namespace there is, and in those to come (ip_tunnel_init_net). */
export function loadTunnels(machine: Machine): void {
  if (machine.host.ipTunnels !== undefined) return;
  for (const namespace of [machine.host, ...machine.namespaces.values()]) addFallback(namespace);
  machine.onNamespace = addFallback;
}

function addFallback(namespace: NetworkNamespace): void {
  namespace.ipTunnels = new IpTunnels();
  const name = 'tunl0';
  if (namespace.devices.get(name) !== undefined) return;
  const tunnel = new Ipip(common(namespace, name, { mac: zeroMac }, tunnelMtu(undefined)), true);
  tunnel.parameters.pathMtuDiscovery = false;
  register(tunnel);
}
