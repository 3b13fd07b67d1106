/**
 * A packet socket with a filter (AF_PACKET as libpcap uses it): frames of one device, or of all behind a cooked header,
 * wait in a queue until they are printed.
 */
import { emit } from '../../net/wire/emit.ts';
import { emitLinuxSll, emitLinuxSll2, type Sll2Direction } from '../../net/pcap/linux-sll2.ts';
import type { NetDevice } from '../../linux/device/device.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import { WaitQueue } from '../../linux/process/wait.ts';
import type { PacketBuffer, PacketType } from '../../linux/skb/packet-buffer.ts';
import type { CapturedFrame, LinkType } from './filter/frame.ts';
import { runProgram } from './filter/machine.ts';
import type { Program } from './filter/program.ts';
import type { CaptureTarget } from './interfaces.ts';
import type { CapturedPacket } from './print/packet.ts';

const directions: Readonly<Record<PacketType, Sll2Direction>> = {
  host: 'host',
  broadcast: 'broadcast',
  multicast: 'multicast',
  otherhost: 'otherHost',
  outgoing: 'outgoing',
};

/** Frames that nobody has printed yet; beyond it the kernel drops them. */
const longestQueue = 4096;

export class PacketCapture {
  readonly readable = new WaitQueue();
  readonly linkType: LinkType;
  /** Frames the filter took. */
  received = 0;
  dropped = 0;
  readonly #queue: CapturedPacket[] = [];
  readonly #namespace: NetworkNamespace;
  readonly #target: CaptureTarget;
  readonly #filter: Program;
  readonly #direction: 'in' | 'out' | 'inout';
  readonly #snapLength: number;
  readonly #stop: () => void;
  readonly #promiscuous: boolean;

  constructor(
    namespace: NetworkNamespace,
    target: CaptureTarget,
    linkType: LinkType,
    filter: Program,
    options: {
      readonly direction: 'in' | 'out' | 'inout';
      readonly promiscuous: boolean;
      readonly snapLength: number;
    },
  ) {
    this.#namespace = namespace;
    this.#target = target;
    this.#filter = filter;
    this.#direction = options.direction;
    this.#snapLength = options.snapLength;
    this.#promiscuous = options.promiscuous;
    this.linkType = linkType;
    if (target !== 'any' && options.promiscuous) target.promiscuity++;
    this.#stop = namespace.captures.add({
      device: target === 'any' ? undefined : target,
      see: (device, skb, type) => {
        this.#see(device, skb, type);
      },
    });
  }

  take(): CapturedPacket | undefined {
    return this.#queue.shift();
  }

  close(): void {
    this.#stop();
    if (this.#target !== 'any' && this.#promiscuous) this.#target.promiscuity--;
  }

  #see(device: NetDevice, skb: PacketBuffer, type: PacketType): void {
    const outgoing = type === 'outgoing';
    // What leaves by lo comes in again at once: it would be seen twice.
    if (outgoing && device.kind === 'loopback') return;
    if (this.#direction === 'in' && outgoing) return;
    if (this.#direction === 'out' && !outgoing) return;
    const bytes = this.#octets(device, skb, type);
    const frame: CapturedFrame = {
      linkType: this.linkType,
      bytes,
      length: bytes.length,
      outgoing,
      interfaceIndex: device.index,
    };
    if (runProgram(this.#filter, frame) === 0) return;
    this.received++;
    if (this.#queue.length >= longestQueue) {
      this.dropped++;
      return;
    }
    const { environment } = this.#namespace;
    this.#queue.push({
      time: Math.round(environment.epoch * 1000 + environment.clock.now),
      linkType: this.linkType,
      bytes: bytes.length > this.#snapLength ? bytes.subarray(0, this.#snapLength) : bytes,
      length: bytes.length,
      partialChecksum: skb.partialChecksum,
    });
    this.readable.wake();
  }

  #octets(device: NetDevice, skb: PacketBuffer, type: PacketType): Uint8Array {
    switch (this.linkType) {
      case 'ethernet':
        return emit(skb.frame);
      case 'raw':
        return emit(skb.packet);
      case 'sll':
      case 'sll2': {
        const hardware = device.kind === 'loopback' ? 772 : device.isPointToPoint ? 768 : 1;
        const source = device.isPointToPoint ? undefined : skb.source;
        const cooked = { interfaceIndex: device.index, hardware, direction: directions[type], source };
        return (this.linkType === 'sll' ? emitLinuxSll : emitLinuxSll2)(cooked, skb.packet);
      }
    }
  }
}
