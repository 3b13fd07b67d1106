/**
 * The neighbour table of a namespace and its state machine (net/core/neighbour.c). What ARP and neighbour discovery do
 * differently is behind protocol.ts.
 *
 * A REACHABLE entry becomes STALE when it is next looked at after its time, not by a timer: so an idle world has
 * nothing to do. The kernel would ask an entry in use again by a unicast request; we wait for the next packet.
 * Left out: garbage collection by number of entries.
 */
import { millisecond, second, type Time } from '../../clock/clock.ts';
import { type Address, type Family } from '../../net/address/address.ts';
import type { Mac } from '../../net/address/mac.ts';
import type { NetDevice } from '../device/device.ts';
import type { Provenance } from '../journey/event.ts';
import { note } from '../journey/note.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import { timerExpiry } from '../timer/wheel.ts';
import { consultNeighbours } from './consult.ts';
import { Neighbour, type NeighbourState } from './neighbour.ts';
import type { NeighbourProtocol } from './protocol.ts';

export class NeighbourTable {
  readonly #namespace: NetworkNamespace;
  readonly #byDevice = new Map<NetDevice, Map<Address, Neighbour>>();

  constructor(namespace: NetworkNamespace) {
    this.#namespace = namespace;
  }

  get #now(): Time {
    return this.#namespace.environment.clock.now;
  }

  #protocol(address: Address): NeighbourProtocol {
    return address.family === 4 ? this.#namespace.arp : this.#namespace.ipv6.discovery;
  }

  #parameter({ device, address }: Neighbour, name: string): number {
    const { parameters } = this.#protocol(address);
    return this.#namespace.sysctl.number(`${parameters}.${device.name}.${name}`);
  }

  #retransmit(neighbour: Neighbour): Time {
    return Math.max(10, this.#parameter(neighbour, 'retrans_time_ms')) * millisecond;
  }

  lookup(device: NetDevice, address: Address): Neighbour | undefined {
    const neighbour = this.#byDevice.get(device)?.get(address);
    if (neighbour?.state === 'REACHABLE' && this.#now > neighbour.confirmed + neighbour.reachableTime) {
      neighbour.state = 'STALE';
      neighbour.updated = neighbour.confirmed + neighbour.reachableTime;
    }
    return neighbour;
  }

  /** neigh_lookup, else __neigh_create. */
  lookupOrCreate(device: NetDevice, address: Address): Neighbour {
    return this.lookup(device, address) ?? this.#create(device, address);
  }

  #create(device: NetDevice, address: Address): Neighbour {
    const neighbour = new Neighbour(device, address, this.#now);
    const base = this.#parameter(neighbour, 'base_reachable_time_ms') * millisecond;
    const random = this.#namespace.environment.random.fraction();
    neighbour.reachableTime = Math.round(base / 2 + random * base);
    neighbour.mac = this.#protocol(address).known(device, address);
    if (neighbour.mac !== undefined) neighbour.state = 'NOARP';
    let table = this.#byDevice.get(device);
    if (table === undefined) {
      table = new Map();
      this.#byDevice.set(device, table);
    }
    table.set(address, neighbour);
    return neighbour;
  }

  /** neigh_output: send `skb` to the neighbour by its device, now or when its address is known. */
  output(neighbour: Neighbour, skb: PacketBuffer): void {
    const { device } = neighbour;
    neighbour.used = this.#now;
    if (neighbour.state === 'STALE') {
      this.#enter(neighbour, 'DELAY');
      this.#arm(neighbour, this.#parameter(neighbour, 'delay_first_probe_time') * second);
    } else if (neighbour.state === 'NONE' || neighbour.state === 'FAILED') {
      this.#solicit(neighbour, skb);
    }
    if (!neighbour.isValid || neighbour.mac === undefined) {
      this.#wait(neighbour, skb);
      return;
    }
    neighbour.hasHeader = true;
    if (this.#namespace.environment.journeys.recording && device.kind !== 'loopback')
      note(this.#namespace, skb, {
        decision: 'neighbour',
        layer: 'link',
        direction: 'out',
        device: device.name,
        consulted: [consultNeighbours(this, device, neighbour.address)],
        sentence: `${neighbour.address.text} on ${device.name} is ${neighbour.mac} (${neighbour.state}), so the frame goes there.`,
      });
    this.#send(neighbour, neighbour.mac, skb);
  }

  #send(neighbour: Neighbour, mac: Mac, skb: PacketBuffer): void {
    skb.source = neighbour.device.mac;
    skb.destination = mac;
    neighbour.device.transmit(skb);
  }

  /** The first of the requests goes out at once (immediate_probe). */
  #solicit(neighbour: Neighbour, skb?: PacketBuffer): void {
    this.#enter(neighbour, 'INCOMPLETE');
    neighbour.probes = this.#parameter(neighbour, 'ucast_solicit');
    if (skb !== undefined) neighbour.queue.push(skb);
    this.#arm(neighbour, this.#retransmit(neighbour));
    this.#probe(neighbour);
    if (skb !== undefined) neighbour.queue.pop();
  }

  /** neigh_event_send without a packet: somebody will want it. */
  resolve(neighbour: Neighbour): void {
    if (neighbour.state === 'NONE' || neighbour.state === 'FAILED') this.#solicit(neighbour);
  }

  #wait(neighbour: Neighbour, skb: PacketBuffer): void {
    if (this.#namespace.environment.journeys.recording)
      note(this.#namespace, skb, {
        decision: 'neighbour',
        layer: 'network',
        direction: 'out',
        device: neighbour.device.name,
        consulted: [consultNeighbours(this, neighbour.device, neighbour.address)],
        sentence: `The MAC address of ${neighbour.address.text} is not known on ${neighbour.device.name}; the packet waits while ${this.#protocol(neighbour.address).name} asks for it.`,
      });
    neighbour.queue.push(skb);
    if (neighbour.queue.length > this.#parameter(neighbour, 'unres_qlen')) neighbour.queue.shift();
  }

  #enter(neighbour: Neighbour, state: NeighbourState): void {
    neighbour.state = state;
    neighbour.updated = this.#now;
  }

  #arm(neighbour: Neighbour, delay: Time): void {
    neighbour.timer?.cancel();
    const { clock } = this.#namespace.environment;
    neighbour.timer = clock.at(timerExpiry(clock.now, delay), () => {
      this.#expire(neighbour);
    });
  }

  #probe(neighbour: Neighbour): void {
    neighbour.probes++;
    this.#protocol(neighbour.address).solicit(neighbour);
  }

  /** neigh_timer_handler for the states that have a timer here. */
  #expire(neighbour: Neighbour): void {
    neighbour.timer = undefined;
    if (neighbour.state === 'DELAY') {
      if (this.#now <= neighbour.confirmed + this.#parameter(neighbour, 'delay_first_probe_time') * second) {
        this.#enter(neighbour, 'REACHABLE');
        return;
      }
      this.#enter(neighbour, 'PROBE');
      neighbour.probes = 0;
    } else if (neighbour.state !== 'INCOMPLETE' && neighbour.state !== 'PROBE') {
      return;
    }
    const unicast = this.#parameter(neighbour, 'ucast_solicit');
    const most = unicast + (neighbour.state === 'PROBE' ? 0 : this.#parameter(neighbour, 'mcast_solicit'));
    if (neighbour.probes >= most) {
      this.#enter(neighbour, 'FAILED');
      this.#fail(neighbour);
      return;
    }
    this.#arm(neighbour, this.#retransmit(neighbour));
    this.#probe(neighbour);
  }

  /** neigh_invalidate: whoever waited hears that the host is unreachable. */
  #fail(neighbour: Neighbour): void {
    neighbour.hasHeader = false;
    neighbour.mac = undefined;
    for (const skb of neighbour.queue.splice(0)) {
      if (this.#namespace.environment.journeys.recording)
        note(this.#namespace, skb, {
          decision: 'drop',
          layer: 'network',
          direction: 'out',
          device: neighbour.device.name,
          after: 'dropped',
          consulted: [consultNeighbours(this, neighbour.device, neighbour.address)],
          sentence: `Nobody on ${neighbour.device.name} answered for ${neighbour.address.text}: the neighbour entry failed and the packet is dropped.`,
        });
      this.#protocol(neighbour.address).report(skb);
    }
  }

  /**
   * neigh_update: something was heard of the neighbour.
   * @param override a different known address is replaced
   */
  update(
    neighbour: Neighbour,
    mac: Mac,
    state: 'REACHABLE' | 'STALE' | 'PERMANENT' | 'NOARP',
    override: boolean,
  ): void {
    if (neighbour.state === 'PERMANENT' && state !== 'PERMANENT') return;
    const changed = neighbour.mac !== undefined && neighbour.mac !== mac;
    if (neighbour.isValid && changed && !override) return;
    if (neighbour.isValid && !changed && state === 'STALE') return;
    const wasValid = neighbour.isValid;
    neighbour.mac = mac;
    neighbour.hasHeader = neighbour.hasHeader && !changed;
    if (state === 'REACHABLE') neighbour.confirmed = this.#now;
    this.#enter(neighbour, state);
    neighbour.timer?.cancel();
    neighbour.timer = undefined;
    if (wasValid) return;
    for (const skb of neighbour.queue.splice(0)) this.output(neighbour, skb);
  }

  /** dst_confirm: a transport proved that the neighbour is there. */
  confirm(device: NetDevice, address: Address): void {
    const neighbour = this.lookup(device, address);
    if (neighbour !== undefined) neighbour.confirmed = this.#now;
  }

  /** `ip neigh replace`: set by a program. */
  set(
    device: NetDevice,
    address: Address,
    mac: Mac | undefined,
    state: NeighbourState,
    provenance?: Provenance,
  ): Neighbour {
    const neighbour = this.lookupOrCreate(device, address);
    if (mac !== undefined) neighbour.mac = mac;
    neighbour.timer?.cancel();
    neighbour.timer = undefined;
    neighbour.hasHeader = false;
    this.#enter(neighbour, state);
    neighbour.provenance = provenance;
    if (neighbour.isValid) for (const skb of neighbour.queue.splice(0)) this.output(neighbour, skb);
    return neighbour;
  }

  delete(neighbour: Neighbour): void {
    neighbour.timer?.cancel();
    this.#byDevice.get(neighbour.device)?.delete(neighbour.address);
  }

  /** neigh_ifdown: everything of a device, permanent entries too. */
  flush(device: NetDevice, family?: Family): void {
    for (const neighbour of [...(this.#byDevice.get(device)?.values() ?? [])])
      if (family === undefined || neighbour.address.family === family) this.delete(neighbour);
  }

  /** neigh_carrier_down: everything of a device but what somebody entered. */
  forget(device: NetDevice): void {
    for (const neighbour of [...(this.#byDevice.get(device)?.values() ?? [])])
      if (neighbour.state !== 'PERMANENT') this.delete(neighbour);
  }

  list(family: Family): readonly Neighbour[] {
    const all: Neighbour[] = [];
    for (const [device, table] of this.#byDevice)
      for (const address of table.keys()) {
        const neighbour = this.lookup(device, address);
        if (neighbour !== undefined && address.family === family) all.push(neighbour);
      }
    return all;
  }
}
