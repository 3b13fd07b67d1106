/**
 * What `ip rule` and the choice among several next hops look at beside addresses: protocol, ports, and whose socket it is
 * (struct flowi; fib4_rules_early_flow_dissect). Only asked for where the tables have such a rule or route (`looksAtFlow`).
 */
import { protocolOf } from '../../net/flow/flow.ts';
import type { IpPacket } from '../../net/packet/ethernet.ts';
import type { SocketOwner } from '../socket/owner.ts';

export interface FlowFields {
  readonly user: number | undefined;
  readonly protocol: number;
  readonly sourcePort: number | undefined;
  readonly destinationPort: number | undefined;
}

export function flowOf({ payload }: IpPacket, socket?: SocketOwner): FlowFields {
  const hasPorts = payload.kind === 'tcp' || payload.kind === 'udp';
  return {
    user: socket?.uid,
    protocol: protocolOf(payload),
    sourcePort: hasPorts ? payload.sourcePort : undefined,
    destinationPort: hasPorts ? payload.destinationPort : undefined,
  };
}
