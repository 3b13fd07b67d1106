/**
 * Collecting fragments (ip_defrag, net/ipv4/ip_fragment.c; ipv6_frag_rcv, net/ipv6/reassembly.c): for 30 seconds, or 60
 * for IPv6, then forgotten; the sender is told if the first of them had come (ip_expire).
 *
 * Left out: the memory limits.
 */
import { second, type Clock, type Time, type Timer } from '../../clock/clock.ts';
import { isFragment } from '../../net/fragment/fragment.ts';
import { fragmentKey, reassemble } from '../../net/fragment/reassemble.ts';
import type { IpPacket } from '../../net/packet/ethernet.ts';
import { octets } from '../../net/wire/length.ts';
import { timerExpiry } from '../timer/wheel.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';

interface Waiting {
  readonly pieces: IpPacket[];
  /** The packet with the first of them. */
  first: PacketBuffer | undefined;
  timer: Timer | undefined;
}

export class Reassembly {
  readonly #clock: Clock;
  readonly #patience: () => Time;
  readonly #expired: ((first: PacketBuffer) => void) | undefined;
  readonly #waiting = new Map<string, Waiting>();

  /**
   * @param patience in seconds
   * @param expired told of the first fragment of a packet that never became whole
   */
  constructor(clock: Clock, patience: () => number, expired?: (first: PacketBuffer) => void) {
    this.#clock = clock;
    this.#patience = () => patience() * second;
    this.#expired = expired;
  }

  /** @returns whether `skb` now holds a whole packet; else it was kept */
  collect(skb: PacketBuffer): boolean {
    const { packet } = skb;
    if (packet.kind === 'arp' || !isFragment(packet)) return true;
    const key = fragmentKey(packet);
    const entry = this.#waiting.get(key) ?? this.#begin(key);
    entry.pieces.push(packet);
    if (offsetOf(packet) === 0) entry.first = skb.clone();
    const whole = reassemble(entry.pieces);
    if (whole === undefined) return false;
    entry.timer?.cancel();
    this.#waiting.delete(key);
    skb.packet = whole;
    skb.fragmentSize = Math.max(...entry.pieces.map(octets));
    return true;
  }

  #begin(key: string): Waiting {
    const entry: Waiting = { pieces: [], first: undefined, timer: undefined };
    entry.timer = this.#clock.at(timerExpiry(this.#clock.now, this.#patience()), () => {
      this.#waiting.delete(key);
      if (entry.first !== undefined) this.#expired?.(entry.first);
    });
    this.#waiting.set(key, entry);
    return entry;
  }
}

function offsetOf(packet: IpPacket): number {
  return packet.kind === 'ipv4' ? packet.fragmentOffset : (packet.fragment?.offset ?? 0);
}
