/**
 * A TUN device (drivers/net/tun.c, Documentation/networking/tuntap.rst): what is routed into it a program reads as bare
 * IP packets, what the program writes comes in by it. No link header, no neighbours.
 *
 * Left out: TAP mode, several queues, packet information headers.
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

export class Tun extends NetDevice {
  readonly kind = 'tun';
  /** Woken when there is a packet to read. */
  readonly readable = new WaitQueue();
  readonly #queue: TunnelledPacket[] = [];
  override queueLength = 500;

  get carrier(): boolean {
    return this.up;
  }

  override get isNoArp(): boolean {
    return true;
  }

  override get isBroadcast(): boolean {
    return false;
  }

  override get isPointToPoint(): boolean {
    return true;
  }

  protected send(skb: PacketBuffer): void {
    if (skb.packet.kind === 'arp') return;
    if (this.#queue.length >= this.queueLength) {
      this.statistics.txDropped++;
      return;
    }
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
