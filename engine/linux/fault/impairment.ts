/**
 * What a bad line does to packets: it loses, delays, reorders, repeats, damages and slows them, by chance that comes from
 * the world's seed. The order of the questions and their arithmetic are the kernel's network emulator's (netem_enqueue,
 * tabledist, get_crandom, packet_time_ns; net/sched/sch_netem.c), which is this with a queue's counters around it.
 *
 * `pattern` is for lessons: which packets are lost is written down, not drawn. Left out: loss models with states, tables
 * of delays (`distribution`), slots, ECN marks instead of loss.
 */
import { second, type Time } from '../../clock/clock.ts';
import type { Random } from '../../clock/random.ts';
import { type Mac, macFromBytes, macToBytes } from '../../net/address/mac.ts';
import { ethernetHeader, ipv4HeaderOctets } from '../../net/wire/length.ts';
import type { Environment } from '../environment.ts';
import { Damage } from './damage.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';

/** How often, from 0 to 1, and how much each draw keeps of the one before. */
export interface Chance {
  readonly probability: number;
  readonly correlation?: number | undefined;
}

export interface Impairments {
  readonly delay?: Time | undefined;
  readonly jitter?: Time | undefined;
  readonly delayCorrelation?: number | undefined;
  readonly loss?: Chance | undefined;
  /** Instead of chance: `.` passes, `x` is lost, and again from the beginning. */
  readonly pattern?: string | undefined;
  readonly duplicate?: Chance | undefined;
  readonly corrupt?: Chance | undefined;
  readonly reorder?: (Chance & { readonly gap?: number | undefined }) | undefined;
  readonly rate?: Rate | undefined;
}

export interface Rate {
  /** Octets a second. */
  readonly octets: number;
  readonly packetOverhead?: number | undefined;
  readonly cell?: number | undefined;
  readonly cellOverhead?: number | undefined;
}

/** When a copy of a packet goes on, in the world's time; `lost`: it does not. */
export interface Fate {
  readonly lost: boolean;
  readonly copies: readonly { readonly skb: PacketBuffer; readonly at: Time }[];
}

/** get_crandom: a number in [0, 1) that depends on the last one as far as the correlation says. */
class Draw {
  readonly #random: Random;
  #last = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  next(correlation = 0): number {
    const fresh = this.#random.fraction();
    this.#last = correlation === 0 ? fresh : fresh * (1 - correlation) + this.#last * correlation;
    return this.#last;
  }

  happens(chance: Chance | undefined): boolean {
    if (chance === undefined || chance.probability === 0) return false;
    return this.next(chance.correlation) < chance.probability;
  }
}

export class Impairment {
  settings: Impairments;
  readonly #environment: Environment;
  readonly #random: Random;
  readonly #delays: Draw;
  readonly #losses: Draw;
  readonly #duplicates: Draw;
  readonly #damages: Draw;
  readonly #reorders: Draw;
  #sinceReorder = 0;
  #seen = 0;
  /** When the last packet leaves that waits. */
  #last: Time = 0;

  constructor(environment: Environment, name: string, settings: Impairments) {
    this.#environment = environment;
    this.settings = settings;
    this.#random = environment.random.fork(`impairment/${name}`);
    this.#delays = new Draw(this.#random);
    this.#losses = new Draw(this.#random);
    this.#duplicates = new Draw(this.#random);
    this.#damages = new Draw(this.#random);
    this.#reorders = new Draw(this.#random);
  }

  /** @param length octets that a rate counts */
  decide(skb: PacketBuffer, length: number): Fate {
    const { settings } = this;
    const twice = this.#duplicates.happens(settings.duplicate);
    const loses = this.#loses();
    if (loses && !twice) return { lost: true, copies: [] };
    // The second copy goes first and through everything else again.
    const copies = twice && !loses ? [this.#pass(skb.clone(), length)] : [];
    return { lost: false, copies: [...copies, this.#pass(skb, length)] };
  }

  #loses(): boolean {
    const { pattern } = this.settings;
    if (pattern === undefined || pattern === '') return this.#losses.happens(this.settings.loss);
    return pattern[this.#seen++ % pattern.length] === 'x';
  }

  #pass(skb: PacketBuffer, length: number): { readonly skb: PacketBuffer; readonly at: Time } {
    const { reorder, corrupt } = this.settings;
    if (this.#damages.happens(corrupt)) damage(skb, this.#random);
    const { now } = this.#environment.clock;
    const gap = reorder === undefined ? 0 : (reorder.gap ?? 1);
    if (gap === 0 || this.#sinceReorder < gap - 1 || !this.#reorders.happens(reorder)) {
      this.#sinceReorder++;
      return { skb, at: this.#timeToSend(now, length) };
    }
    this.#sinceReorder = 0;
    return { skb, at: now };
  }

  #timeToSend(now: Time, length: number): Time {
    const { delay = 0, jitter = 0, delayCorrelation, rate } = this.settings;
    const drawn = jitter === 0 ? 0 : (this.#delays.next(delayCorrelation) * 2 - 1) * jitter;
    let wait = Math.max(0, Math.round(delay + drawn));
    let from = now;
    if (rate !== undefined && rate.octets > 0) {
      if (this.#last > now) {
        wait = Math.max(0, wait - (this.#last - now));
        from = this.#last;
      }
      wait += Math.ceil((chargedOctets(rate, length) * second) / rate.octets);
      this.#last = from + wait;
    }
    return from + wait;
  }
}

/** packet_time_ns: with cells every packet fills whole ones. */
function chargedOctets(rate: Rate, length: number): number {
  const octets = length + (rate.packetOverhead ?? 0);
  const { cell = 0, cellOverhead = 0 } = rate;
  return cell === 0 ? octets : Math.ceil(octets / cell) * (cell + cellOverhead);
}

/**
 * One bit of the packet is turned. Where it lies decides who notices: the IP layer of the next hop, whose header checksum
 * is wrong, or the transport of the receiver. In the Ethernet header it makes another address or another type of it.
 */
function damage(skb: PacketBuffer, random: Random): void {
  const at = random.integer(0, skb.length + ethernetHeader - 1);
  const bit = 1 << random.integer(0, 7);
  if (at < 6) skb.destination = turned(skb.destination, at, bit);
  else if (at < 12) skb.source = turned(skb.source, at - 6, bit);
  else if (at < ethernetHeader) skb.damage = new Damage('link');
  else {
    const header = skb.packet.kind === 'ipv4' ? ipv4HeaderOctets(skb.packet) : 0;
    skb.damage = new Damage(at < ethernetHeader + header ? 'network' : 'transport');
  }
}

function turned(mac: Mac, at: number, bit: number): Mac {
  const bytes = macToBytes(mac).map((octet, index) => (index === at ? octet ^ bit : octet));
  return macFromBytes(bytes);
}
