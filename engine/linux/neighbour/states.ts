/**
 * How sure a host is of a neighbour: the state machine on its timers (neigh_timer_handler, __neigh_event_send,
 * __neigh_update; net/core/neighbour.c). What ARP and neighbour discovery do differently is behind protocol.ts.
 *
 * An idle world has nothing to do: that REACHABLE becomes STALE is seen when somebody looks (`look`), with the time at
 * which the kernel's timer would have said so. Only an entry used shortly before that time needs a timer, because the
 * kernel then asks again by itself.
 */
import { millisecond, second, type Time } from '../../clock/clock.ts';
import type { Mac } from '../../net/address/mac.ts';
import { note } from '../journey/note.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import { timerExpiry } from '../timer/wheel.ts';
import { tell } from '../netlink/notify.ts';
import { consultNeighbours } from './consult.ts';
import type { Neighbour, NeighbourState } from './neighbour.ts';
import type { NeighbourProtocol } from './protocol.ts';

/** What a program or a packet says of a neighbour (NEIGH_UPDATE_F_*). */
export interface UpdateFlags {
  /** Another address than the known one is taken. */
  readonly override: boolean;
  /** A person says so: permanent entries change too, and STALE means STALE. */
  readonly admin?: boolean;
}

export class NeighbourStates {
  readonly #namespace: NetworkNamespace;
  readonly #reachable: (neighbour: Neighbour) => Time;

  /** @param reachable how long an entry of this device is believed without proof */
  constructor(namespace: NetworkNamespace, reachable: (neighbour: Neighbour) => Time) {
    this.#namespace = namespace;
    this.#reachable = reachable;
  }

  get #now(): Time {
    return this.#namespace.environment.clock.now;
  }

  protocol({ address }: Neighbour): NeighbourProtocol {
    return address.family === 4 ? this.#namespace.arp : this.#namespace.ipv6.discovery;
  }

  parameter(neighbour: Neighbour, name: string): number {
    const { parameters } = this.protocol(neighbour);
    return this.#namespace.sysctl.number(`${parameters}.${neighbour.device.name}.${name}`);
  }

  #retransmit(neighbour: Neighbour): Time {
    return Math.max(10, this.parameter(neighbour, 'retrans_time_ms')) * millisecond;
  }

  #delay(neighbour: Neighbour): Time {
    return this.parameter(neighbour, 'delay_first_probe_time') * second;
  }

  /** REACHABLE ends unseen. */
  look(neighbour: Neighbour): void {
    if (neighbour.state !== 'REACHABLE' || neighbour.timer !== undefined) return;
    const { confirmed, reachableTime } = neighbour;
    if (this.#now <= confirmed + reachableTime) return;
    const end = timerExpiry(confirmed, reachableTime);
    if (this.#now < end) return;
    neighbour.state = 'STALE';
    neighbour.updated = end;
  }

  #enter(neighbour: Neighbour, state: NeighbourState): void {
    neighbour.state = state;
    neighbour.updated = this.#now;
    if (state === 'STALE' || state === 'REACHABLE' || state === 'PROBE' || state === 'FAILED')
      this.#tell(neighbour);
  }

  /** neigh_update_notify */
  #tell(neighbour: Neighbour): void {
    if (this.#namespace.listeners !== undefined) tell(this.#namespace, { kind: 'neighbour', neighbour });
  }

  #stop(neighbour: Neighbour): void {
    neighbour.timer?.cancel();
    neighbour.timer = undefined;
  }

  /** neigh_add_timer */
  #arm(neighbour: Neighbour, delay: Time): void {
    neighbour.timer?.cancel();
    if (neighbour.used < neighbour.confirmed) neighbour.used = neighbour.confirmed;
    const { clock } = this.#namespace.environment;
    neighbour.timer = clock.at(timerExpiry(clock.now, delay), () => {
      this.#expire(neighbour);
    });
  }

  /** It is reachable from now on; a timer only where the kernel would ask at its end. */
  #believe(neighbour: Neighbour): void {
    if (neighbour.used < neighbour.confirmed) neighbour.used = neighbour.confirmed;
    neighbour.reachableTime = this.#reachable(neighbour);
    const end = neighbour.confirmed + neighbour.reachableTime;
    if (end <= neighbour.used + this.#delay(neighbour)) this.#arm(neighbour, Math.max(0, end - this.#now));
  }

  /** neigh_timer_handler */
  #expire(neighbour: Neighbour): void {
    neighbour.timer = undefined;
    const now = this.#now;
    if (neighbour.state === 'REACHABLE') {
      const end = neighbour.confirmed + neighbour.reachableTime;
      if (now <= end) this.#arm(neighbour, end - now);
      else if (now <= neighbour.used + this.#delay(neighbour)) {
        this.#enter(neighbour, 'DELAY');
        this.#arm(neighbour, this.#delay(neighbour));
      } else this.#enter(neighbour, 'STALE');
      return;
    }
    if (neighbour.state === 'DELAY') {
      if (now <= neighbour.confirmed + this.#delay(neighbour)) {
        this.#enter(neighbour, 'REACHABLE');
        this.#believe(neighbour);
        return;
      }
      this.#enter(neighbour, 'PROBE');
      neighbour.probes = 0;
    } else if (neighbour.state !== 'INCOMPLETE' && neighbour.state !== 'PROBE') return;
    if (neighbour.probes >= this.#most(neighbour)) {
      this.#fail(neighbour);
      return;
    }
    this.#arm(neighbour, this.#retransmit(neighbour));
    this.#probe(neighbour);
  }

  /** neigh_max_probes */
  #most(neighbour: Neighbour): number {
    const last = neighbour.state === 'PROBE' ? 'mcast_resolicit' : 'mcast_solicit';
    return (
      this.parameter(neighbour, 'ucast_solicit') +
      this.parameter(neighbour, 'app_solicit') +
      this.parameter(neighbour, last)
    );
  }

  #probe(neighbour: Neighbour): void {
    this.protocol(neighbour).solicit(neighbour);
    neighbour.probes++;
  }

  /** neigh_event_send: somebody wants to send to it. @param skb what; undefined: later */
  want(neighbour: Neighbour, skb?: PacketBuffer): void {
    neighbour.used = this.#now;
    switch (neighbour.state) {
      case 'STALE':
        this.#enter(neighbour, 'DELAY');
        this.#arm(neighbour, this.#delay(neighbour));
        return;
      case 'NONE':
      case 'FAILED':
        this.#enter(neighbour, 'INCOMPLETE');
        neighbour.probes = this.parameter(neighbour, 'ucast_solicit');
        if (this.#most(neighbour) <= neighbour.probes) {
          // Nobody may be asked.
          if (skb !== undefined) neighbour.queue.push(skb);
          this.#fail(neighbour);
          return;
        }
        if (skb !== undefined) this.#wait(neighbour, skb);
        this.#arm(neighbour, this.#retransmit(neighbour));
        // The first request goes out at once (immediate_probe).
        this.#probe(neighbour);
        return;
      case 'INCOMPLETE':
        if (skb !== undefined) this.#wait(neighbour, skb);
        return;
      default:
    }
  }

  /** The queue is counted in octets of kernel memory; the oldest makes room. */
  #wait(neighbour: Neighbour, skb: PacketBuffer): void {
    const { device, queue } = neighbour;
    if (this.#namespace.environment.journeys.recording)
      note(this.#namespace, skb, {
        decision: 'neighbour',
        layer: 'network',
        direction: 'out',
        device: device.name,
        consulted: [consultNeighbours(this.#namespace.neighbours, device, neighbour.address)],
        sentence: `The MAC address of ${neighbour.address.text} is not known on ${device.name}; the packet waits while ${this.protocol(neighbour).name} asks for it.`,
      });
    queue.push(skb);
    const room = this.parameter(neighbour, 'unres_qlen_bytes');
    let octets = queue.reduce((sum, waiting) => sum + memoryOf(waiting), 0);
    while (octets > room && queue.length > 1) {
      const oldest = queue.shift();
      if (oldest !== undefined) octets -= memoryOf(oldest);
    }
  }

  /** neigh_invalidate: whoever waited hears that the host is unreachable. */
  #fail(neighbour: Neighbour): void {
    this.#stop(neighbour);
    this.#enter(neighbour, 'FAILED');
    neighbour.mac = undefined;
    const { device, address } = neighbour;
    for (const skb of neighbour.queue.splice(0)) {
      if (this.#namespace.environment.journeys.recording)
        note(this.#namespace, skb, {
          decision: 'drop',
          layer: 'network',
          direction: 'out',
          device: device.name,
          after: 'dropped',
          consulted: [consultNeighbours(this.#namespace.neighbours, device, address)],
          sentence: `Nobody on ${device.name} answered for ${address.text}: the neighbour entry failed and the packet is dropped.`,
        });
      this.protocol(neighbour).report(skb);
    }
  }

  /** __neigh_update: something was heard of the neighbour, or somebody entered it. */
  update(neighbour: Neighbour, mac: Mac | undefined, wanted: NeighbourState, flags: UpdateFlags): void {
    this.look(neighbour);
    const { state: old, isValid: wasValid } = neighbour;
    if (flags.admin !== true && (old === 'PERMANENT' || old === 'NOARP')) return;
    if (wanted === 'FAILED' || wanted === 'INCOMPLETE' || wanted === 'NONE') {
      this.#stop(neighbour);
      if (wanted === 'FAILED' && (old === 'INCOMPLETE' || old === 'PROBE')) this.#fail(neighbour);
      else {
        neighbour.state = wanted;
        this.#tell(neighbour);
      }
      return;
    }
    const changed = mac !== undefined && mac !== neighbour.mac;
    const now = this.#now;
    const connected = wanted === 'REACHABLE' || wanted === 'PERMANENT' || wanted === 'NOARP';
    if (connected) neighbour.confirmed = now;
    let state: NeighbourState = wanted;
    if (wasValid) {
      if (changed && !flags.override) return;
      if (!changed && wanted === 'STALE' && flags.admin !== true) state = old;
    }
    if (state !== old || changed) neighbour.updated = now;
    if (changed) {
      neighbour.mac = mac;
      if (!connected)
        neighbour.confirmed = now - 2 * this.parameter(neighbour, 'base_reachable_time_ms') * millisecond;
    }
    if (state === old) {
      if (changed) this.#tell(neighbour);
      return;
    }
    this.#stop(neighbour);
    neighbour.state = state;
    this.#tell(neighbour);
    if (state === 'PROBE') neighbour.probes = 0;
    if (state === 'REACHABLE') this.#believe(neighbour);
    else if (state === 'DELAY' || state === 'PROBE') this.#arm(neighbour, 0);
    if (!wasValid)
      for (const skb of neighbour.queue.splice(0)) this.#namespace.neighbours.output(neighbour, skb);
  }

  /** neigh_delete: those who waited hear of it. */
  drop(neighbour: Neighbour): void {
    this.#stop(neighbour);
    if (neighbour.queue.length > 0) this.#fail(neighbour);
  }
}

/** skb->truesize: struct sk_buff, and its data with headroom and shared info in a slab of the allocator. */
function memoryOf(skb: PacketBuffer): number {
  const data = skb.length + 31 + 320;
  let slab = 512;
  while (slab < data) slab *= 2;
  return slab + 256;
}
