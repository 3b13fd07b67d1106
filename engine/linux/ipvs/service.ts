/**
 * What IPVS balances and between whom: virtual services and their real servers (struct ip_vs_service and ip_vs_dest,
 * include/net/ip_vs.h). ipvsadm(8) calls real servers destinations' addresses; the kernel calls them destinations.
 *
 * Left out: persistence engines (`--pe`), tunnels other than IPIP.
 */
import type { Address } from '../../net/address/address.ts';
import type { Provenance } from '../journey/event.ts';
import type { Scheduling } from './scheduler.ts';
import { Statistics } from './statistics.ts';

/** By address, or by the mark a rule gave the packet. */
export type ServiceKey =
  | { readonly protocol: number; readonly address: Address; readonly port: number; readonly mark?: undefined }
  | { readonly mark: number; readonly family: 4 | 6 };

export interface ServiceOptions {
  /** `rr`, `wlc`, … */
  readonly scheduler: string;
  /** `sh-port`, `mh-fallback`, …: the first is 1, the second 2, the third 4 (IP_VS_SVC_F_SCHED1 …). */
  readonly schedulerFlags?: number;
  /** Clients stay with their server for so many seconds; absent: no persistence. */
  readonly persistence?: number | undefined;
  /** Clients of one network count as one: how many bits of their address count; 32 and 128 unless given. */
  readonly prefixLength?: number | undefined;
  /** Every datagram is scheduled anew (`--ops`). */
  readonly onePacket?: boolean;
  readonly provenance?: Provenance | undefined;
}

export type Forwarding = 'masquerade' | 'direct' | 'tunnel';

export interface DestinationOptions {
  readonly address: Address;
  readonly port: number;
  readonly weight: number;
  readonly forwarding: Forwarding;
  readonly upperThreshold?: number;
  readonly lowerThreshold?: number;
  readonly provenance?: Provenance | undefined;
}

export class Destination {
  readonly service: VirtualService;
  readonly address: Address;
  readonly port: number;
  weight = 0;
  /** The latest that was not 0: the tables of hashing schedulers outlive a pause. */
  lastWeight = 0;
  forwarding: Forwarding = 'direct';
  upperThreshold = 0;
  lowerThreshold = 0;
  active = 0;
  inactive = 0;
  persistent = 0;
  /** False once it was deleted while connections still use it. */
  available = true;
  overloaded = false;
  readonly statistics: Statistics;
  provenance: Provenance | undefined;

  constructor(service: VirtualService, address: Address, port: number, now: number) {
    this.service = service;
    this.address = address;
    this.port = port;
    this.statistics = new Statistics(now);
  }

  get connections(): number {
    return this.active + this.inactive;
  }

  /** May it be given a new connection? */
  get isEligible(): boolean {
    return this.weight > 0 && !this.overloaded;
  }

  /** A connection came: is it full now (ip_vs_bind_dest)? */
  filled(): void {
    if (this.upperThreshold !== 0 && this.connections >= this.upperThreshold) this.overloaded = true;
  }

  /** A connection went (ip_vs_dest_update_overload). */
  drained(): void {
    const { connections, lowerThreshold, upperThreshold } = this;
    if (lowerThreshold !== 0) {
      if (connections < lowerThreshold) this.overloaded = false;
    } else if (upperThreshold === 0 || connections * 4 < upperThreshold * 3) this.overloaded = false;
  }
}

export class VirtualService {
  readonly family: 4 | 6;
  readonly protocol: number;
  /** Undefined: known by its mark. */
  readonly address: Address | undefined;
  readonly port: number;
  readonly mark: number;
  scheduler = '';
  schedulerFlags = 0;
  persistence: number | undefined;
  prefixLength = 32;
  onePacket = false;
  scheduling: Scheduling;
  /** The last added first, as the kernel links them. */
  readonly destinations: Destination[] = [];
  readonly statistics: Statistics;
  provenance: Provenance | undefined;

  constructor(key: ServiceKey, scheduling: Scheduling, now: number) {
    const byMark = key.mark !== undefined;
    this.mark = key.mark ?? 0;
    this.family = byMark ? key.family : key.address.family;
    this.protocol = byMark ? 6 : key.protocol;
    this.address = byMark ? undefined : key.address;
    this.port = byMark ? 0 : key.port;
    this.scheduling = scheduling;
    this.statistics = new Statistics(now);
  }

  destination(address: Address, port: number): Destination | undefined {
    return this.destinations.find((one) => one.address === address && one.port === port);
  }
}
