/**
 * Packet sockets (AF_PACKET, packet(7)): who watches a namespace's devices. tcpdump, the journey's probes and the
 * oracle's hop lists all look here, so they see one truth: `out` before a frame leaves, `in` when it arrives.
 */
import type { NetDevice } from '../device/device.ts';
import type { Environment } from '../environment.ts';
import type { PacketBuffer, PacketType } from '../skb/packet-buffer.ts';

export interface Capture {
  /** Undefined: every device (`-i any`). */
  readonly device: NetDevice | undefined;
  see(device: NetDevice, skb: PacketBuffer, type: PacketType): void;
}

export class CaptureTable {
  readonly #captures = new Set<Capture>();
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** @returns a function that stops the capture */
  add(capture: Capture): () => void {
    this.#captures.add(capture);
    this.#environment.captures++;
    return () => {
      if (this.#captures.delete(capture)) this.#environment.captures--;
    };
  }

  seen(device: NetDevice, skb: PacketBuffer, type: PacketType): void {
    if (this.#captures.size === 0) return;
    for (const capture of this.#captures)
      if (capture.device === undefined || capture.device === device) capture.see(device, skb, type);
  }
}
