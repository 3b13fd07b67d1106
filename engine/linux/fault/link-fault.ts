/**
 * A fault of a device's cable: what leaves by it is lost, delayed, damaged as its impairments say, and what comes from
 * some neighbours never arrives (a partition). It is no part of the machine: counters and captures of the sender see the
 * packet, no tool shows the fault.
 */
import type { Mac } from '../../net/address/mac.ts';
import type { NetDevice } from '../device/device.ts';
import { note } from '../journey/note.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import { Impairment, type Impairments } from './impairment.ts';

export class LinkFault {
  readonly #device: NetDevice;
  #impairment: Impairment | undefined;
  /** Neighbours whose frames do not arrive, with how many partitions say so. */
  readonly #kept = new Map<Mac, number>();

  constructor(device: NetDevice) {
    this.#device = device;
  }

  get impairments(): Impairments | undefined {
    return this.#impairment?.settings;
  }

  impair(settings: Impairments | undefined): void {
    const { namespace, name } = this.#device;
    this.#impairment =
      settings === undefined
        ? undefined
        : new Impairment(
            namespace.environment,
            `${namespace.machine.name}/${namespace.name}/${name}`,
            settings,
          );
  }

  /** @param by 1 to keep its frames out, -1 to take that back */
  keepOut(mac: Mac, by: 1 | -1): void {
    const count = (this.#kept.get(mac) ?? 0) + by;
    if (count > 0) this.#kept.set(mac, count);
    else this.#kept.delete(mac);
  }

  get isNone(): boolean {
    return this.#impairment === undefined && this.#kept.size === 0;
  }

  /** A frame leaves by the device. */
  transmit(skb: PacketBuffer): void {
    const device = this.#device;
    if (this.#impairment === undefined) {
      device.putOnWire(skb);
      return;
    }
    const { clock } = device.namespace.environment;
    const { lost, copies } = this.#impairment.decide(skb, device.frameLength(skb));
    if (lost) this.#note(skb, 'out', `The cable of ${device.name} loses the packet.`);
    for (const copy of copies)
      if (copy.at <= clock.now) device.putOnWire(copy.skb);
      else
        clock.at(copy.at, () => {
          device.putOnWire(copy.skb);
        });
  }

  /** A frame arrives at the device. */
  keepsOut(skb: PacketBuffer): boolean {
    if (!this.#kept.has(skb.source)) return false;
    this.#note(
      skb,
      'in',
      `Nothing from ${skb.source} arrives at ${this.#device.name}: the two are cut off from each other.`,
    );
    return true;
  }

  #note(skb: PacketBuffer, direction: 'in' | 'out', sentence: string): void {
    const { namespace, name } = this.#device;
    if (!namespace.environment.journeys.recording) return;
    note(namespace, skb, {
      decision: 'drop',
      layer: 'link',
      direction,
      device: name,
      after: 'dropped',
      sentence,
    });
  }
}
