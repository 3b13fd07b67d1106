/**
 * Collecting fragments (ip_defrag, net/ipv4/ip_fragment.c; ipv6_frag_rcv, net/ipv6/reassembly.c): for 30 seconds, or 60
 * for IPv6, then forgotten.
 *
 * Left out: the memory limits; the ICMP message when the time is over.
 */
import { second, type Clock, type Time } from '../../clock/clock.ts';
import { isFragment } from '../../net/fragment/fragment.ts';
import { fragmentKey, reassemble } from '../../net/fragment/reassemble.ts';
import type { IpPacket } from '../../net/packet/ethernet.ts';
import { octets } from '../../net/wire/length.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';

export class Reassembly {
  readonly #clock: Clock;
  readonly #patience: Time;
  readonly #waiting = new Map<string, { readonly pieces: IpPacket[]; readonly since: Time }>();

  /** @param patience in seconds */
  constructor(clock: Clock, patience = 30) {
    this.#clock = clock;
    this.#patience = patience * second;
  }

  /** @returns whether `skb` now holds a whole packet; else it was kept */
  collect(skb: PacketBuffer): boolean {
    const { packet } = skb;
    if (packet.kind === 'arp' || !isFragment(packet)) return true;
    const key = fragmentKey(packet);
    const known = this.#waiting.get(key);
    const fresh = known !== undefined && this.#clock.now - known.since <= this.#patience;
    const entry = fresh ? known : { pieces: [] as IpPacket[], since: this.#clock.now };
    entry.pieces.push(packet);
    const whole = reassemble(entry.pieces);
    if (whole === undefined) {
      this.#waiting.set(key, entry);
      return false;
    }
    this.#waiting.delete(key);
    skb.packet = whole;
    skb.fragmentSize = Math.max(...entry.pieces.map(octets));
    return true;
  }
}
