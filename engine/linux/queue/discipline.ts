/**
 * Queueing disciplines of a device (struct Qdisc; net/sched/sch_generic.c, tc(8)): what stands between a frame and the
 * device that sends it. Devices of software have none (`noqueue`); a figure or `tc qdisc` gives them one.
 *
 * The first-in-first-out disciplines never hold anything here, since devices take frames at once: they count. Left out:
 * classes, filters, several queues, disciplines that shape by themselves (tbf, htb, fq).
 */
import type { NetDevice } from '../device/device.ts';
import type { Machine } from '../machine/machine.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import type { Impairments } from '../fault/impairment.ts';

export interface QueueStatistics {
  octets: number;
  packets: number;
  dropped: number;
  /** Waiting now. */
  backlog: number;
  length: number;
}

export interface QueueDiscipline {
  readonly kind: string;
  /** The upper half of its number, as in `8001:`. */
  readonly handle: number;
  readonly statistics: QueueStatistics;
  /** Packets, or octets for bfifo, that may wait. */
  readonly limit: number;
  /** Of netem. */
  readonly impairments?: Impairments | undefined;
  /** A frame wants to leave; `device.sendNow` when it may. */
  enqueue(skb: PacketBuffer): void;
  /** qdisc_reset: what waits is thrown away. */
  reset(): void;
}

export function emptyStatistics(): QueueStatistics {
  return { octets: 0, packets: 0, dropped: 0, backlog: 0, length: 0 };
}

export class Fifo implements QueueDiscipline {
  readonly kind: 'pfifo' | 'bfifo' | 'pfifo_fast' | 'noqueue';
  readonly handle: number;
  limit: number;
  readonly statistics = emptyStatistics();
  readonly #device: NetDevice;

  constructor(device: NetDevice, kind: Fifo['kind'], handle: number, limit: number) {
    this.#device = device;
    this.kind = kind;
    this.handle = handle;
    this.limit = limit;
  }

  enqueue(skb: PacketBuffer): void {
    // A device without a queue does not even count.
    if (this.kind !== 'noqueue') {
      this.statistics.packets++;
      this.statistics.octets += this.#device.frameLength(skb);
    }
    this.#device.sendNow(skb);
  }

  reset(): void {
    this.statistics.length = 0;
  }
}

/** qdisc_alloc_handle: the machine's next free number, from 8001 on. */
export function nextHandle(machine: Machine): number {
  return 0x8000 + ++machine.lastQueueHandle;
}
