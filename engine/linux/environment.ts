/**
 * What all kernels of one world share: the clock, the chance, their modules, and who listens to journeys.
 */
import type { Clock } from '../clock/clock.ts';
import type { Random } from '../clock/random.ts';
import type { IpPacket } from '../net/packet/ethernet.ts';
import type { JourneyBus } from './journey/event.ts';
import type { KernelModule } from './module/kernel-module.ts';

export class Environment {
  readonly clock: Clock;
  readonly random: Random;
  readonly journeys: JourneyBus;
  /** The wall-clock time at virtual time 0, in milliseconds since 1970 (UTC). */
  readonly epoch: number;
  /** What every kernel has beside its core. */
  readonly modules: readonly KernelModule[];
  /** How many packet sockets are open in all: what nobody would see need not be sent. */
  captures = 0;
  /**
   * A packet's payload as octets, for a program that reads what another kernel's tunnel sent: there once a tunnel is. The
   * core itself never makes octets.
   */
  octetsOf: ((packet: IpPacket) => Uint8Array) | undefined;
  #lastPacket = 0;

  constructor(parts: {
    clock: Clock;
    random: Random;
    journeys: JourneyBus;
    epoch: number;
    modules?: readonly KernelModule[];
  }) {
    this.clock = parts.clock;
    this.random = parts.random;
    this.journeys = parts.journeys;
    this.epoch = parts.epoch;
    this.modules = parts.modules ?? [];
  }

  /** A number for a packet that starts its journey now. */
  nextPacket(): number {
    return ++this.#lastPacket;
  }

  /** The wall clock, in milliseconds since 1970 (UTC). */
  get wallTime(): number {
    return this.epoch + this.clock.now / 1000;
  }
}
