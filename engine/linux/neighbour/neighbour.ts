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
  /** Last packet that had to look at the entry; those that found the cached header do not count. */
  used: Time;
  /** How long it is REACHABLE without proof, as drawn for its device when that was proven last. */
  reachableTime: Time = 0;
  /** Requests sent since the state began. */
  probes = 0;
  /** Waiting for the address. */
  readonly queue: PacketBuffer[] = [];
  timer: Timer | undefined;
  isRouter = false;
  /** Entered by a control plane (NTF_EXT_LEARNED): not collected, and not forgotten when the carrier goes. */
  isExternal = false;
  /** Who entered it, as a number of /etc/iproute2/rt_protos; 0: not told. */
  protocol = 0;
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
