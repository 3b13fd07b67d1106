/**
 * A neighbour: the link-layer address of a host on the same link, and how sure the kernel is of it (struct neighbour,
 * RFC 4861 section 7.3.2, which Linux applies to ARP too).
 */
import type { Time, Timer } from '../../clock/clock.ts';
import type { Address } from '../../net/address/address.ts';
import type { Mac } from '../../net/address/mac.ts';
import type { NetDevice } from '../device/device.ts';
import type { Provenance } from '../journey/event.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';

export type NeighbourState =
  'NONE' | 'INCOMPLETE' | 'REACHABLE' | 'STALE' | 'DELAY' | 'PROBE' | 'FAILED' | 'PERMANENT' | 'NOARP';

export class Neighbour {
  readonly device: NetDevice;
  readonly address: Address;
  mac: Mac | undefined;
  state: NeighbourState = 'NONE';
  /** The cached header was built: the fast path may use it (hh_cache). */
  hasHeader = false;
  /** Last time the state or the address changed. */
  updated: Time;
  /** Last proof that it is there. */
  confirmed: Time;
  /** Last packet to it. */
  used: Time;
  /** Requests sent since the state began. */
  probes = 0;
  /** How long this entry stays REACHABLE without proof; drawn between half and one and a half of the base time. */
  reachableTime: Time = 0;
  /** Waiting for the address. */
  readonly queue: PacketBuffer[] = [];
  timer: Timer | undefined;
  isRouter = false;
  provenance: Provenance | undefined;

  constructor(device: NetDevice, address: Address, now: Time) {
    this.device = device;
    this.address = address;
    this.updated = now;
    this.confirmed = now;
    this.used = now;
  }

  /** NUD_CONNECTED: may be used without asking. */
  get isConnected(): boolean {
    return this.state === 'REACHABLE' || this.state === 'PERMANENT' || this.state === 'NOARP';
  }

  /** NUD_VALID: has an address that may be used. */
  get isValid(): boolean {
    return this.isConnected || this.state === 'STALE' || this.state === 'DELAY' || this.state === 'PROBE';
  }
}
