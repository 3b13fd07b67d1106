/**
 * The network emulator as a queueing discipline (net/sched/sch_netem.c, tc-netem(8)): packets wait in it until their time
 * has come, at most `limit` of them. It stands before the device: what it loses was never sent, so captures do not see it.
 */
import { Impairment, type Impairments } from '../fault/impairment.ts';
import type { NetDevice } from '../device/device.ts';
import { note } from '../journey/note.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import { emptyStatistics, type QueueDiscipline } from './discipline.ts';

export class Netem implements QueueDiscipline {
  readonly kind = 'netem';
  readonly handle: number;
  limit: number;
  readonly statistics = emptyStatistics();
  readonly #device: NetDevice;
  readonly #impairment: Impairment;
  /** Grows with each reset: packets of an earlier one no longer go out. */
  #generation = 0;

  constructor(device: NetDevice, handle: number, settings: Impairments, limit: number) {
    const { namespace } = device;
    this.handle = handle;
    this.limit = limit;
    this.#device = device;
    this.#impairment = new Impairment(
      namespace.environment,
      `${namespace.machine.name}/${namespace.name}/${device.name}/${String(handle)}`,
      settings,
    );
  }

  get impairments(): Impairments {
    return this.#impairment.settings;
  }

  /** netem_change */
  change(settings: Impairments, limit: number): void {
    this.#impairment.settings = settings;
    this.limit = limit;
  }

  enqueue(skb: PacketBuffer): void {
    const octets = this.#device.frameLength(skb);
    const { lost, copies } = this.#impairment.decide(skb, octets);
    if (lost) this.#drop(skb, 'by chance');
    for (const copy of copies)
      if (this.statistics.length >= this.limit) this.#drop(copy.skb, 'its queue is full');
      else this.#hold(copy.skb, copy.at, octets);
  }

  #hold(skb: PacketBuffer, at: number, octets: number): void {
    const { clock } = this.#device.namespace.environment;
    const generation = this.#generation;
    const { statistics } = this;
    statistics.length++;
    statistics.backlog += octets;
    const leave = () => {
      if (generation !== this.#generation) return;
      statistics.length--;
      statistics.backlog -= octets;
      statistics.packets++;
      statistics.octets += octets;
      this.#device.sendNow(skb);
    };
    if (at <= clock.now) leave();
    else clock.at(at, leave);
  }

  #drop(skb: PacketBuffer, why: string): void {
    this.statistics.dropped++;
    const { namespace, name } = this.#device;
    if (namespace.environment.journeys.recording)
      note(namespace, skb, {
        decision: 'drop',
        layer: 'link',
        direction: 'out',
        device: name,
        after: 'dropped',
        sentence: `The netem queue of ${name} drops the packet: ${why}.`,
      });
  }

  reset(): void {
    this.#generation++;
    this.statistics.length = 0;
    this.statistics.backlog = 0;
  }
}
