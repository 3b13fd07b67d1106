/**
 * The neighbour table of a namespace: who is known on which device, and for whom this host answers as a proxy
 * (struct neigh_table; net/core/neighbour.c). The states are in states.ts.
 *
 * Left out: collecting old entries (gc_thresh1 to 3; with fewer than 128 the kernel keeps them too).
 */
import { millisecond, second, type Time } from '../../clock/clock.ts';
import { type Address, type Family } from '../../net/address/address.ts';
import type { Mac } from '../../net/address/mac.ts';
import type { NetDevice } from '../device/device.ts';
import type { Provenance } from '../journey/event.ts';
import { note } from '../journey/note.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import { tell } from '../netlink/notify.ts';
import { consultNeighbours } from './consult.ts';
import { Neighbour, type NeighbourState } from './neighbour.ts';
import { NeighbourStates, type UpdateFlags } from './states.ts';

/** How long an entry is believed: drawn for a device, between half and one and a half of the base time. */
interface Reachable {
  readonly base: number;
  readonly time: Time;
  readonly drawn: Time;
}

/** neigh_periodic_work draws it anew. */
const redraw = 300 * second;

export class NeighbourTable {
  readonly #namespace: NetworkNamespace;
  readonly #states: NeighbourStates;
  readonly #byDevice = new Map<NetDevice, Map<Address, Neighbour>>();
  readonly #reachable = new WeakMap<NetDevice, Partial<Record<Family, Reachable>>>();
  #proxies: { readonly address: Address; readonly device: NetDevice | undefined }[] | undefined;

  constructor(namespace: NetworkNamespace) {
    this.#namespace = namespace;
    this.#states = new NeighbourStates(namespace, ({ device, address }) =>
      this.reachableTime(device, address.family),
    );
  }

  /** How long an entry of a device is believed now (neigh_parms.reachable_time). */
  reachableTime(device: NetDevice, family: Family): Time {
    const { sysctl, environment } = this.#namespace;
    const base = sysctl.number(`net.ipv${String(family)}.neigh.${device.name}.base_reachable_time_ms`);
    const { clock, random } = environment;
    let own = this.#reachable.get(device);
    if (own === undefined) this.#reachable.set(device, (own = {}));
    let drawn = own[family];
    if (drawn?.base !== base || clock.now > drawn.drawn + redraw) {
      const time = Math.round(base * (0.5 + random.fraction())) * millisecond;
      own[family] = drawn = { base, time, drawn: clock.now };
    }
    return drawn.time;
  }

  lookup(device: NetDevice, address: Address): Neighbour | undefined {
    const neighbour = this.#byDevice.get(device)?.get(address);
    if (neighbour?.state === 'REACHABLE') this.#states.look(neighbour);
    return neighbour;
  }

  /** neigh_lookup, else __neigh_create. */
  lookupOrCreate(device: NetDevice, address: Address): Neighbour {
    return this.lookup(device, address) ?? this.#create(device, address);
  }

  #create(device: NetDevice, address: Address): Neighbour {
    const { now } = this.#namespace.environment.clock;
    const neighbour = new Neighbour(device, address, now);
    neighbour.confirmed = now - 2 * this.#states.parameter(neighbour, 'base_reachable_time_ms') * millisecond;
    neighbour.mac = this.#states.protocol(neighbour).known(device, address);
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
    if (!neighbour.hasHeader || !neighbour.isConnected) {
      this.#states.want(neighbour, skb);
      if (!neighbour.isValid || neighbour.mac === undefined) return;
      neighbour.hasHeader = true;
    }
    const { mac } = neighbour;
    if (mac === undefined) return;
    if (this.#namespace.environment.journeys.recording && device.kind !== 'loopback')
      note(this.#namespace, skb, {
        decision: 'neighbour',
        layer: 'link',
        direction: 'out',
        device: device.name,
        consulted: [consultNeighbours(this, device, neighbour.address)],
        sentence: `${neighbour.address.text} on ${device.name} is ${mac} (${neighbour.state}), so the frame goes there.`,
      });
    skb.source = device.mac;
    skb.destination = mac;
    device.transmit(skb);
  }

  /** neigh_event_send without a packet: somebody will want it. */
  resolve(neighbour: Neighbour): void {
    this.#states.want(neighbour);
  }

  /** neigh_update */
  update(
    neighbour: Neighbour,
    mac: Mac | undefined,
    state: NeighbourState,
    override: boolean | UpdateFlags,
  ): void {
    this.#states.update(neighbour, mac, state, typeof override === 'boolean' ? { override } : override);
  }

  /** dst_confirm_neigh: a transport proved that the neighbour is there. */
  confirm(neighbour: Neighbour): void {
    neighbour.confirmed = this.#namespace.environment.clock.now;
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
    this.#states.update(neighbour, mac, state, { override: true, admin: true });
    neighbour.provenance = provenance;
    return neighbour;
  }

  delete(neighbour: Neighbour): void {
    this.#byDevice.get(neighbour.device)?.delete(neighbour.address);
    this.#states.drop(neighbour);
    tell(this.#namespace, { kind: 'neighbour', neighbour, deleted: true });
  }

  #drop(device: NetDevice, goes: (neighbour: Neighbour) => boolean): void {
    for (const neighbour of [...(this.#byDevice.get(device)?.values() ?? [])])
      if (goes(neighbour)) {
        neighbour.queue.length = 0;
        this.delete(neighbour);
      }
  }

  /** neigh_ifdown, neigh_changeaddr: everything of a device, permanent entries too. */
  flush(device: NetDevice, family?: Family): void {
    this.#drop(device, ({ address }) => family === undefined || address.family === family);
  }

  /** neigh_carrier_down: everything of a device but what somebody entered. */
  forget(device: NetDevice, family: Family): void {
    this.#drop(
      device,
      ({ state, isExternal, address }) => address.family === family && state !== 'PERMANENT' && !isExternal,
    );
  }

  list(family: Family): readonly Neighbour[] {
    const all: Neighbour[] = [];
    for (const [device, table] of this.#byDevice)
      for (const address of table.keys()) {
        if (address.family !== family) continue;
        const neighbour = this.lookup(device, address);
        if (neighbour !== undefined) all.push(neighbour);
      }
    return all;
  }

  /** `ip neigh add proxy`: this host answers for the address, on one device or on all. */
  addProxy(address: Address, device: NetDevice | undefined): void {
    if (!this.isProxy(address, device, true)) (this.#proxies ??= []).push({ address, device });
  }

  /** @returns false when there is none */
  deleteProxy(address: Address, device: NetDevice | undefined): boolean {
    const all = this.#proxies ?? [];
    const at = all.findIndex((proxy) => proxy.address === address && proxy.device === device);
    if (at >= 0) all.splice(at, 1);
    return at >= 0;
  }

  /** pneigh_lookup. @param exactly this device, not one for all */
  isProxy(address: Address, device: NetDevice | undefined, exactly = false): boolean {
    return (
      this.#proxies?.some(
        (proxy) =>
          proxy.address === address && (proxy.device === device || (!exactly && proxy.device === undefined)),
      ) === true
    );
  }

  proxies(family: Family): readonly { readonly address: Address; readonly device: NetDevice | undefined }[] {
    return this.#proxies?.filter(({ address }) => address.family === family) ?? [];
  }

  /** pneigh_ifdown */
  forgetProxies(device: NetDevice): void {
    if (this.#proxies !== undefined) this.#proxies = this.#proxies.filter((proxy) => proxy.device !== device);
  }
}
