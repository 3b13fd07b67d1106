/**
 * A connection written by hand (`conntrack -I`): ctnetlink_create_conntrack of net/netfilter/nf_conntrack_netlink.c.
 */
import { second } from '../../clock/clock.ts';
import { type FlowTuple, invert } from '../../net/flow/flow.ts';
import { ipProtocol } from '../../net/packet/transport.ts';
import type { Address } from '../../net/address/address.ts';
import { Connection, status } from '../../linux/netfilter/conntrack/connection.ts';
import type { Conntrack } from '../../linux/netfilter/conntrack/conntrack.ts';
import { type TcpState, tcpStates } from '../../linux/netfilter/conntrack/tcp/states.ts';
import { newTracking } from '../../linux/netfilter/conntrack/tcp/tracking.ts';
import type { ConntrackOptions } from './option-tables.ts';

const protocolsWithPorts: ReadonlySet<number> = new Set([
  ipProtocol.tcp,
  ipProtocol.udp,
  ipProtocol.sctp,
  47,
  136,
]);

/** INT_MAX ticks of the clock, in seconds (__nf_ct_set_timeout; CONFIG_HZ=250). */
export const longestTimeout = 0x7fff_ffff / 250;

/** One direction, from the options of its ends. */
function tuple(
  { addresses, numbers, protocol = 0 }: ConntrackOptions,
  [source, destination]: readonly ['s' | 'r', 'd' | 'q'],
  [sourcePort, destinationPort]: readonly [string, string],
): FlowTuple | undefined {
  const from = addresses.get(source)?.address;
  const to = addresses.get(destination)?.address;
  if (from === undefined || to === undefined) return undefined;
  const isIcmp = protocol === ipProtocol.icmp || protocol === ipProtocol.icmpv6;
  const ports = isIcmp
    ? [numbers.get('icmp-id') ?? 0, (numbers.get('icmp-type') ?? 0) * 256 + (numbers.get('icmp-code') ?? 0)]
    : [numbers.get(sourcePort) ?? 0, numbers.get(destinationPort) ?? 0];
  const [one = 0, other = 0] = ports;
  return {
    family: from.family,
    protocol,
    source: from,
    destination: to,
    sourcePort: one,
    destinationPort: other,
  };
}

/** @returns the error in conntrack's words */
export function create(conntrack: Conntrack, options: ConntrackOptions, by: number): string | undefined {
  const { numbers, protocol = 0, state } = options;
  const asked = tuple(options, ['s', 'd'], ['sport', 'dport']);
  const answered = tuple(options, ['r', 'q'], ['reply-port-src', 'reply-port-dst']);
  const original = asked ?? (answered === undefined ? undefined : invert(answered));
  if (original === undefined) return 'invalid parameters';
  const hasPorts = protocolsWithPorts.has(protocol);
  if (asked !== undefined && answered !== undefined && hasPorts && !numbers.has('reply-port-src'))
    return 'invalid parameters';
  let reply = answered ?? invert(original);
  let bits = (options.statusBits ?? 0) | status.confirmed;
  for (const [option, { address, port }] of options.nat) {
    reply = translated(reply, option, address, port);
    bits |= option === 'n' ? status.sourceNat : status.destinationNat;
  }
  if (options.nat.size > 0) bits |= status.sourceNatDone | status.destinationNatDone;
  const connection = new Connection(original, reply, options.zone ?? 0, options.zoneOf);
  connection.status = bits;
  connection.mark = options.mark === undefined ? 0 : (options.mark.value & options.mark.mask) >>> 0;
  connection.expires = conntrack.now + Math.min(options.timeout ?? 0, longestTimeout) * second;
  if (protocol === ipProtocol.tcp) {
    connection.tcp = newTracking();
    connection.tcp.state = (tcpStates as readonly string[]).includes(state ?? '')
      ? (state as TcpState)
      : 'NONE';
    for (const side of [connection.tcp.original, connection.tcp.reply]) side.liberal = true;
  } else if (protocol === ipProtocol.sctp)
    connection.sctp = {
      state: state ?? 'NONE',
      tags: [numbers.get('orig-vtag') ?? 0, numbers.get('reply-vtag') ?? 0],
    };
  return conntrack.insert(connection, by) ? undefined : 'Such conntrack exists, try -U to update';
}

function translated(
  reply: FlowTuple,
  option: 'n' | 'g' | 'j',
  address: Address | undefined,
  port: number | undefined,
): FlowTuple {
  if (option === 'n')
    return {
      ...reply,
      destination: address ?? reply.destination,
      destinationPort: port ?? reply.destinationPort,
    };
  return { ...reply, source: address ?? reply.source, sourcePort: port ?? reply.sourcePort };
}
