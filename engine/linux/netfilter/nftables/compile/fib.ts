/**
 * What the routing tables say of a packet's address: its type, or the device its way leads out of
 * (net/ipv4/netfilter/nft_fib_ipv4.c, net/ipv6/netfilter/nft_fib_ipv6.c).
 */
import type { Address } from '../../../../net/address/address.ts';
import type { NetDevice } from '../../../device/device.ts';
import type { NetworkNamespace } from '../../../namespace/namespace.ts';
import type { HookState } from '../../hook.ts';
import { typeNamed } from '../datatype.ts';
import type { Expression } from '../syntax.ts';
import type { Read } from './expression.ts';

const addressTypes = typeNamed('fib_addrtype').symbols;

type Fib = Extract<Expression, { kind: 'fib' }>;

/** The device whose addresses and routes alone count. */
function deviceOf({ by }: Fib, state: HookState): NetDevice | undefined {
  return by.includes('iif') ? state.in : by.includes('oif') ? state.out : undefined;
}

export function readFib(fib: Fib, namespace: NetworkNamespace): Read {
  const { by, result } = fib;
  const isSource = by.includes('saddr');
  if (result === 'type')
    return ({ packet }, state) => {
      if (packet.kind === 'arp') return undefined;
      const address = isSource ? packet.source : packet.destination;
      const device = deviceOf(fib, state);
      const type =
        packet.kind === 'ipv4'
          ? namespace.ipv4.addressType(address, device)
          : typeOfV6(namespace, address, device, state);
      return addressTypes[type === 'unspecified' ? 'unspec' : type];
    };
  const withDevice = by.includes('iif') || by.includes('oif');
  return ({ packet, mark }, state) => {
    if (packet.kind === 'arp') return undefined;
    const [destination, source] = isSource
      ? [packet.source, packet.destination]
      : [packet.destination, packet.source];
    const wanted = by.includes('oif') ? state.out : state.in;
    if (state.in?.kind === 'loopback') return result === 'oif' ? state.in.index : state.in.name;
    const ip = namespace.ip(state.family);
    const answer = ip.routeOutput({
      destination,
      mark: by.includes('mark') ? mark : 0,
      output: nearDevice(destination, deviceOf(fib, state), state),
      ...(ip.isLocal(source) ? { source } : {}),
    });
    // The way to an address of this host leads out of no device.
    const found = answer.kind === 'route' && answer.type !== 'local' ? answer.device : undefined;
    const device = withDevice && found !== wanted ? undefined : found;
    if (result === 'oif') return device?.index ?? 0;
    return device?.name ?? '';
  };
}

/** A link-local address of IPv6 is one of a link (nft_fib6_flowi_init). */
function nearDevice(
  address: Address,
  device: NetDevice | undefined,
  state: HookState,
): NetDevice | undefined {
  return address.family === 6 && address.isLinkLocal ? (device ?? state.in ?? state.out) : undefined;
}

const failures: Readonly<Record<string, string>> = { EINVAL: 'blackhole', EACCES: 'prohibit' };

/** __nft_fib6_eval_type: what the route says, and whose the address is. */
function typeOfV6(
  { ipv6 }: NetworkNamespace,
  address: Address,
  device: NetDevice | undefined,
  state: HookState,
): string {
  const answer = ipv6.routeOutput({ destination: address, output: nearDevice(address, device, state) });
  if (answer.kind === 'failure') return failures[answer.errno] ?? 'unreachable';
  const type = ipv6.addressType(address);
  if (type !== 'local' || device === undefined) return type;
  const isOwn = device.addresses.some(({ prefix }) => prefix.address === address);
  return isOwn ? 'local' : 'unicast';
}
