/**
 * The VXLAN header in octets (RFC 7348 section 5): flags with the I bit, and the network identifier. It has no number
 * of its own: a datagram is VXLAN because it goes to a port that somebody said is VXLAN's.
 * Left out: group policy and the generic protocol extension.
 */
import { get24, get8, put24 } from './network-order.ts';

/** IANA's port, and the one Linux used before (flannel still does). */
export const vxlanPorts: ReadonlySet<number> = new Set([4789, 8472]);

const validNetwork = 0x08;

export function writeVxlanHeader(bytes: Uint8Array, at: number, vni: number): void {
  bytes[at] = validNetwork;
  put24(bytes, at + 4, vni);
}

/** @returns the network identifier; undefined when this is no VXLAN header */
export function readVxlanHeader(bytes: Uint8Array, at: number): number | undefined {
  return (get8(bytes, at) & validNetwork) === 0 ? undefined : get24(bytes, at + 4);
}
