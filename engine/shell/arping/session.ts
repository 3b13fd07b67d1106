/**
 * Asking for an address by ARP over a packet socket: the loop of arping (iputils 20221126; busybox's is its child).
 * Broadcast until somebody answers, then that host alone.
 */
import { second, type Time } from '../../clock/clock.ts';
import type { NetDevice } from '../../linux/device/device.ts';
import type { Signal } from '../../linux/process/signal.ts';
import { type Running, WaitQueue } from '../../linux/process/wait.ts';
import type { PacketType } from '../../linux/skb/packet-buffer.ts';
import type { Address } from '../../net/address/address.ts';
import { broadcastMac, type Mac } from '../../net/address/mac.ts';
import type { Arp } from '../../net/packet/arp.ts';
import type { ShellProcess } from '../command.ts';

export interface ArpingOptions {
  readonly device: NetDevice;
  readonly target: Address;
  readonly source: Address;
  readonly mode: 'ask' | 'detect duplicate' | 'announce by request' | 'announce by reply';
  /** 0: until it is stopped. */
  readonly count: number;
  /** Seconds. */
  readonly timeout: number | undefined;
  readonly interval: number;
  readonly quitOnReply: boolean;
  readonly broadcastOnly: boolean;
  /** The signals that end it with its statistics. */
  readonly endsOn: readonly Exclude<Signal, 'SIGKILL'>[];
}

export interface ArpingCounts {
  sent: number;
  broadcastsSent: number;
  received: number;
  broadcastsReceived: number;
  requestsReceived: number;
}

export interface SeenReply {
  readonly arp: Arp;
  readonly type: PacketType;
  readonly took: Time;
}

/** @param show called for each answer */
export function* askByArp(
  process: ShellProcess,
  options: ArpingOptions,
  show: (reply: SeenReply) => void,
): Running<ArpingCounts> {
  const { clock, place } = process;
  const { device, target, source, mode, count, timeout, broadcastOnly } = options;
  const counts: ArpingCounts = {
    sent: 0,
    broadcastsSent: 0,
    received: 0,
    broadcastsReceived: 0,
    requestsReceived: 0,
  };
  const queue: { arp: Arp; type: PacketType }[] = [];
  const readable = new WaitQueue();
  const stop = place.captures.add({
    device,
    see(_, { packet }, type) {
      if (packet.kind !== 'arp' || type === 'outgoing' || type === 'otherhost') return;
      queue.push({ arp: packet, type });
      readable.wake();
    },
  });
  let partner: Mac = broadcastMac;
  let unicast = false;
  let lastSent: Time = clock.now;
  const until = timeout === undefined ? undefined : clock.now + timeout * second;
  let tickAt = clock.now;
  let ticks = 0;

  const send = (): void => {
    const advertises = mode === 'announce by reply';
    place.arp.send(
      device,
      {
        kind: 'arp',
        operation: advertises ? 'reply' : 'request',
        senderMac: device.mac,
        senderAddress: source,
        targetMac: advertises ? device.mac : partner,
        targetAddress: target,
      },
      partner,
    );
    lastSent = clock.now;
    counts.sent++;
    if (!unicast) counts.broadcastsSent++;
  };

  /** @returns whether that was all */
  const take = ({ arp, type }: { arp: Arp; type: PacketType }): boolean => {
    if (arp.senderAddress !== target) return false;
    if (mode === 'detect duplicate') {
      if (arp.senderMac === device.mac) return false;
      if (!source.isUnspecified && arp.targetAddress !== source) return false;
    } else if (arp.targetAddress !== source || arp.targetMac !== device.mac) return false;
    show({ arp, type, took: clock.now - lastSent });
    counts.received++;
    if (timeout !== undefined && counts.received === count) return true;
    if (type !== 'host') counts.broadcastsReceived++;
    if (arp.operation === 'request') counts.requestsReceived++;
    if (options.quitOnReply) return true;
    if (!broadcastOnly) {
      partner = arp.senderMac;
      unicast = true;
    }
    return false;
  };

  for (const signal of options.endsOn) process.handle(signal);
  try {
    for (;;) {
      if (options.endsOn.some((signal) => process.takeSignal(signal))) return counts;
      for (let seen = queue.shift(); seen !== undefined; seen = queue.shift()) if (take(seen)) return counts;
      if (clock.now >= tickAt) {
        ticks++;
        if (count > 0 && ticks > count && timeout === undefined) return counts;
        if (!(count > 0 && ticks > count)) send();
        // A timer without an interval goes off once.
        tickAt = options.interval === 0 ? Number.POSITIVE_INFINITY : tickAt + options.interval * second;
      }
      if (until !== undefined && clock.now >= until) return counts;
      yield { on: [readable], until: Math.min(tickAt, until ?? tickAt) };
    }
  } finally {
    stop();
  }
}
