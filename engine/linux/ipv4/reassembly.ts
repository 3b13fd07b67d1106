/**
 * Collecting fragments (ip_defrag, net/ipv4/ip_fragment.c): up to 30 seconds, then forgotten.
 *
 * Left out: the memory limits; the ICMP message when the time is over.
 */
import { second, type Clock, type Time } from '../../clock/clock.ts';
import { fragmentKey, reassemble } from '../../net/fragment/reassemble.ts';
import type { Ipv4 } from '../../net/packet/ipv4.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';

const patience = 30 * second;

export class Reassembly {
  readonly #clock: Clock;
  readonly #waiting = new Map<string, { readonly pieces: Ipv4[]; readonly since: Time }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @returns whether `skb` now holds a whole packet; else it was kept */
  collect(skb: PacketBuffer): boolean {
    const { packet } = skb;
    if (packet.kind !== 'ipv4' || (!packet.moreFragments && packet.fragmentOffset === 0)) return true;
    const key = fragmentKey(packet);
    const known = this.#waiting.get(key);
    const fresh = known !== undefined && this.#clock.now - known.since <= patience;
    const entry = fresh ? known : { pieces: [], since: this.#clock.now };
    entry.pieces.push(packet);
    const whole = reassemble(entry.pieces);
    if (whole === undefined) {
      this.#waiting.set(key, entry);
      return false;
    }
    this.#waiting.delete(key);
    skb.packet = whole;
    return true;
  }
}
