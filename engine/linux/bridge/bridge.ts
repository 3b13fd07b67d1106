/**
 * The bridge device: a switch in software, with a port for the host itself (net/bridge/br_device.c, bridge(8)).
 *
 * Spanning tree is off, as every CNI leaves it. What happens to frames is in bridging.ts.
 */
import { second, type Time } from '../../clock/clock.ts';
import type { Mac } from '../../net/address/mac.ts';
import { zeroMac } from '../../net/address/mac.ts';
import { NetDevice } from '../device/device.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import { ForwardingDatabase } from './fdb.ts';
import type { BridgePort } from './port.ts';

export class Bridge extends NetDevice {
  readonly kind = 'bridge';
  readonly ports: BridgePort[] = [];
  readonly fdb = new ForwardingDatabase();
  ageing: Time = 300 * second;
  forwardDelay: Time = 15 * second;
  /** The address was given, not taken from a port. */
  hasOwnMac = false;
  /** The MTU was given, not taken from the ports. */
  hasOwnMtu = false;
  /** What is set and does nothing here: times of spanning tree, what to do with groups nobody joins (br_netlink.c). */
  readonly tunables = new Map<string, number>();
  /** The address spanning tree would speak to. */
  groupAddress: Mac = '01:80:c2:00:00:00' as Mac;
  /** Its first report had nowhere to go. */
  wasUpWithoutPort = false;

  /**
   * Before its first port, or its first address from a person, a bridge counts as connected; from then on it has the signal
   * of its ports (br_port_state_selection).
   */
  get carrier(): boolean {
    return this.up && (!this.looksAtPorts || this.ports.some((port) => port.device.carrier));
  }

  get hadNoPort(): boolean {
    return !this.#hadPort;
  }

  protected send(skb: PacketBuffer): void {
    this.namespace.bridging.sendFromHost(this, skb);
  }

  /** Its signal is its ports'. */
  looksAtPorts = false;
  #hadPort = false;
  /** The ports' numbers; below `#lowest` none is free. */
  readonly #numbers = new Set<number>();
  #lowest = 1;

  /** find_portno: the first that is free. */
  #freeNumber(): number {
    let number = this.#lowest;
    while (this.#numbers.has(number)) number++;
    this.#numbers.add(number);
    this.#lowest = number + 1;
    return number;
  }

  /** br_add_if. */
  addPort(device: NetDevice): BridgePort {
    this.#hadPort = true;
    this.looksAtPorts = true;
    const port: BridgePort = {
      bridge: this,
      device,
      number: this.#freeNumber(),
      state: 'forwarding',
      hairpin: false,
      learning: true,
      flood: true,
      multicastFlood: true,
      broadcastFlood: true,
      isolated: false,
      locked: false,
      idle: new Set(),
      cost: 2,
      priority: 32,
      multicastRouter: 1,
      groupForwardMask: 0,
    };
    this.ports.push(port);
    device.port = port;
    device.promiscuity++;
    const now = this.namespace.environment.clock.now;
    this.fdb.set({
      mac: device.mac,
      port,
      local: true,
      permanent: true,
      updated: now,
      used: now,
      provenance: undefined,
    });
    this.#chooseMac();
    this.chooseMtu();
    return port;
  }

  /** br_del_if. */
  removePort(port: BridgePort): void {
    this.ports.splice(this.ports.indexOf(port), 1);
    this.#numbers.delete(port.number);
    this.#lowest = Math.min(this.#lowest, port.number);
    port.device.port = undefined;
    port.device.promiscuity--;
    this.fdb.deletePort(port);
    this.#chooseMac();
    this.chooseMtu();
  }

  /** br_fdb_changeaddr: the port's own entry follows its address. */
  portChangedMac(port: BridgePort): void {
    const { now } = this.namespace.environment.clock;
    for (const entry of this.fdb.ofPort(port)) if (entry.local) this.fdb.delete(entry.mac);
    const { mac } = port.device;
    this.fdb.set({ mac, port, local: true, permanent: true, updated: now, used: now, provenance: undefined });
    this.#chooseMac();
  }

  /** Set by a person: kept from then on. */
  setMac(mac: Mac): void {
    this.hasOwnMac = true;
    this.looksAtPorts = true;
    this.#useMac(mac);
  }

  #useMac(mac: Mac): void {
    const old = this.fdb.find(this.mac);
    if (old?.port === undefined) this.fdb.delete(this.mac);
    this.mac = mac;
    if (mac === zeroMac || this.fdb.find(mac)?.local === true) return;
    const now = this.namespace.environment.clock.now;
    this.fdb.set({
      mac,
      port: undefined,
      local: true,
      permanent: true,
      updated: now,
      used: now,
      provenance: undefined,
    });
  }

  /** The entry of the bridge's own address. */
  setOwnEntry(): void {
    this.#useMac(this.mac);
  }

  /** br_stp_recalculate_bridge_id: without an address of its own a bridge takes its ports' lowest. */
  #chooseMac(): void {
    if (this.hasOwnMac) return;
    this.#useMac(this.ports.map((port) => port.device.mac).sort()[0] ?? zeroMac);
  }

  /** br_mtu_auto_adjust: the smallest MTU of the ports (without ports that of Ethernet), unless one was set. */
  chooseMtu(): void {
    if (this.hasOwnMtu) return;
    this.mtu = this.ports.length === 0 ? 1500 : Math.min(...this.ports.map((port) => port.device.mtu));
  }
}
