/**
 * TUN and TAP devices (drivers/net/tun.c, Documentation/networking/tuntap.rst): what is sent into a TUN device a program
 * reads as bare IP packets, what the program writes comes in by it; no link header, no neighbours. A TAP device takes
 * Ethernet frames; no program here opens one, so it stays without a carrier.
 *
 * Left out: several queues, and what packet information and virtio headers change for the program.
 */

import type { IpPacket } from '../../net/packet/ethernet.ts';
import { PacketBuffer } from '../skb/packet-buffer.ts';
import { WaitQueue } from '../process/wait.ts';
import { NetDevice } from './device.ts';

/** What a program reads from the device. */
export interface TunnelledPacket {
  readonly packet: IpPacket;
  /** The packet's number in journeys. */
  readonly number: number;
}

/** What `ip tuntap add` says of the device (struct tun_struct). */
export interface TunSettings {
  readonly mode: 'tun' | 'tap';
  /** Stays when no program has it open. */
  readonly persistent: boolean;
  readonly packetInformation: boolean;
  readonly oneQueue: boolean;
  readonly virtioHeader: boolean;
  /** Who may open it. */
  readonly user: number | undefined;
  readonly group: number | undefined;
}

const opened: TunSettings = {
  mode: 'tun',
  persistent: false,
  packetInformation: false,
  oneQueue: false,
  virtioHeader: false,
  user: undefined,
  group: undefined,
};

export class Tun extends NetDevice {
  readonly kind = 'tun';
  readonly made: TunSettings;
  /** Woken when there is a packet to read. */
  readonly readable = new WaitQueue();
  readonly #queue: TunnelledPacket[] = [];

  /** @param settings where nobody has it open; else a program does */
  constructor(parts: ConstructorParameters<typeof NetDevice>[0], settings = opened) {
    super(parts);
    this.made = settings;
    this.queueLength = settings.mode === 'tap' ? 1000 : 500;
  }

  get isTap(): boolean {
    return this.made.mode === 'tap';
  }

  get isOpen(): boolean {
    return !this.made.persistent;
  }

  get carrier(): boolean {
    return this.up && this.isOpen;
  }

  override get isNoArp(): boolean {
    return !this.isTap || this.arpOff;
  }

  override get isBroadcast(): boolean {
    return this.isTap;
  }

  override get isPointToPoint(): boolean {
    return !this.isTap;
  }

  override get mtuLimits(): { readonly least: number; readonly most: number } {
    return { least: 68, most: this.isTap ? 65_521 : 65_535 };
  }

  protected send(skb: PacketBuffer): void {
    if (!this.isOpen || this.#queue.length >= this.queueLength) {
      this.statistics.txDropped++;
      return;
    }
    if (skb.packet.kind === 'arp') return;
    this.#queue.push({ packet: skb.packet, number: skb.id });
    this.readable.wake();
  }

  /** read(2) without waiting. */
  take(): TunnelledPacket | undefined {
    return this.#queue.shift();
  }

  /** write(2): the packet comes in by the device. */
  write({ packet, number }: TunnelledPacket): void {
    const skb = new PacketBuffer(number, packet);
    skb.source = this.mac;
    skb.destination = this.mac;
    this.receive(skb);
  }
}
