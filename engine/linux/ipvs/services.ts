/**
 * The table of virtual services of a namespace (net/netfilter/ipvs/ip_vs_ctl.c): what `ipvsadm` and a proxy's agent
 * write, and what a packet is looked up in. Errors are the kernel's numbers; ipvsadm has words of its own for them.
 *
 * Left out: the FTP service's data ports, `schedule_icmp`, the connection synchronisation daemon.
 */
import type { Address } from '../../net/address/address.ts';
import type { Errno } from '../errno.ts';
import { schedulers } from './scheduler.ts';
import {
  Destination,
  type DestinationOptions,
  type ServiceKey,
  type ServiceOptions,
  VirtualService,
} from './service.ts';

export interface ServicesParts {
  readonly now: () => number;
  /** Unicast, or one of this host's own. */
  readonly isReachable: (address: Address) => boolean;
  /** The first service came. */
  readonly onFirst: () => void;
}

export class VirtualServices {
  readonly #parts: ServicesParts;
  readonly #byAddress = new Map<Address, VirtualService[]>();
  readonly #byMark = new Map<number, VirtualService[]>();
  readonly #all = new Set<VirtualService>();
  /** Deleted, and still used by connections (the kernel's trash): one added again takes up its counts. */
  readonly #trash = new Set<Destination>();

  constructor(parts: ServicesParts) {
    this.#parts = parts;
  }

  /** In the order of addition. */
  list(): readonly VirtualService[] {
    return [...this.#all];
  }

  get(key: ServiceKey): VirtualService | undefined {
    if (key.mark !== undefined)
      return this.#byMark.get(key.mark)?.find(({ family }) => family === key.family);
    return this.#at(key.address, key.protocol, key.port);
  }

  #at(address: Address, protocol: number, port: number): VirtualService | undefined {
    return this.#byAddress
      .get(address)
      ?.find((service) => service.protocol === protocol && service.port === port);
  }

  /** For a packet: by its mark, else by its address and port, else the address's service for all ports. */
  find(
    family: 4 | 6,
    mark: number,
    protocol: number,
    address: Address,
    port: number,
  ): VirtualService | undefined {
    if (mark !== 0) {
      const marked = this.get({ mark, family });
      if (marked !== undefined) return marked;
    }
    return this.#at(address, protocol, port) ?? this.#at(address, protocol, 0);
  }

  /** EEXIST; ENOENT: no such scheduler. */
  add(key: ServiceKey, options: ServiceOptions): Errno | undefined {
    if (this.get(key) !== undefined) return 'EEXIST';
    const scheduler = schedulers.get(options.scheduler);
    if (scheduler === undefined) return 'ENOENT';
    const service = new VirtualService(key, { pick: () => undefined }, this.#parts.now());
    set(service, options);
    service.scheduling = scheduler(service);
    const rows = key.mark === undefined ? this.#byAddress : this.#byMark;
    const at = (key.mark ?? key.address) as Address & number;
    const row = rows.get(at);
    if (row === undefined) rows.set(at, [service]);
    else row.push(service);
    this.#all.add(service);
    if (this.#all.size === 1) this.#parts.onFirst();
    return undefined;
  }

  /** ESRCH, ENOENT. A scheduler that stays keeps its place in the round. */
  edit(key: ServiceKey, options: ServiceOptions): Errno | undefined {
    const service = this.get(key);
    if (service === undefined) return 'ESRCH';
    const scheduler = schedulers.get(options.scheduler);
    if (scheduler === undefined) return 'ENOENT';
    const stays = service.scheduler === options.scheduler;
    set(service, options);
    if (!stays) service.scheduling = scheduler(service);
    return undefined;
  }

  /** ESRCH. */
  delete(key: ServiceKey): Errno | undefined {
    const service = this.get(key);
    if (service === undefined) return 'ESRCH';
    for (const one of [...service.destinations]) this.#unlink(service, one);
    const rows = service.address === undefined ? this.#byMark : this.#byAddress;
    const at = (service.address ?? service.mark) as Address & number;
    const rest = rows.get(at)?.filter((one) => one !== service) ?? [];
    if (rest.length === 0) rows.delete(at);
    else rows.set(at, rest);
    this.#all.delete(service);
    return undefined;
  }

  flush(): void {
    for (const service of this.#all) {
      for (const one of [...service.destinations]) this.#unlink(service, one);
    }
    this.#all.clear();
    this.#byAddress.clear();
    this.#byMark.clear();
  }

  /** ESRCH: no such service. EEXIST, EINVAL: no host's address. ERANGE: the thresholds cross. */
  addDestination(key: ServiceKey, options: DestinationOptions): Errno | undefined {
    const service = this.get(key);
    if (service === undefined) return 'ESRCH';
    const wrong = check(options);
    if (wrong !== undefined) return wrong;
    const { address, port } = options;
    if (service.destination(address, port) !== undefined) return 'EEXIST';
    const old = this.#takeFromTrash(service, options);
    if (old === undefined && !this.#parts.isReachable(address)) return 'EINVAL';
    const one = old ?? new Destination(service, address, port, this.#parts.now());
    one.available = true;
    one.lastWeight = options.weight;
    setDestination(one, options);
    service.destinations.unshift(one);
    service.scheduling.changed?.();
    return undefined;
  }

  #takeFromTrash(service: VirtualService, { address, port }: DestinationOptions): Destination | undefined {
    for (const one of this.#trash) {
      if (one.connections + one.persistent === 0) this.#trash.delete(one);
      else if (one.service === service && one.address === address && one.port === port) {
        this.#trash.delete(one);
        return one;
      }
    }
    return undefined;
  }

  /** ESRCH: no such service. ENOENT: no such server. ERANGE. */
  editDestination(key: ServiceKey, options: DestinationOptions): Errno | undefined {
    const service = this.get(key);
    if (service === undefined) return 'ESRCH';
    const wrong = check(options);
    if (wrong !== undefined) return wrong;
    const one = service.destination(options.address, options.port);
    if (one === undefined) return 'ENOENT';
    setDestination(one, options);
    service.scheduling.changed?.();
    return undefined;
  }

  /** ESRCH: no such service. ENOENT: no such server. Its connections stay, but find it gone. */
  deleteDestination(key: ServiceKey, address: Address, port: number): Errno | undefined {
    const service = this.get(key);
    if (service === undefined) return 'ESRCH';
    const one = service.destination(address, port);
    if (one === undefined) return 'ENOENT';
    this.#unlink(service, one);
    return undefined;
  }

  #unlink(service: VirtualService, one: Destination): void {
    const at = service.destinations.indexOf(one);
    const before = service.destinations[at - 1];
    service.destinations.splice(at, 1);
    one.available = false;
    if (one.connections + one.persistent > 0) this.#trash.add(one);
    service.scheduling.changed?.(one, before);
  }
}

function check({ weight, upperThreshold = 0, lowerThreshold = 0 }: DestinationOptions): Errno | undefined {
  return weight < 0 || lowerThreshold > upperThreshold ? 'ERANGE' : undefined;
}

function set(service: VirtualService, options: ServiceOptions): void {
  service.scheduler = options.scheduler;
  service.schedulerFlags = options.schedulerFlags ?? 0;
  service.persistence = options.persistence;
  service.prefixLength = options.prefixLength ?? (service.family === 4 ? 32 : 128);
  service.onePacket = options.onePacket ?? false;
  service.provenance = options.provenance;
}

/** __ip_vs_update_dest. */
function setDestination(one: Destination, options: DestinationOptions): void {
  const { weight, forwarding, upperThreshold = 0, lowerThreshold = 0 } = options;
  if (weight !== 0) one.lastWeight = weight;
  one.weight = weight;
  one.forwarding = forwarding;
  if (upperThreshold === 0 || upperThreshold > one.upperThreshold) one.overloaded = false;
  one.upperThreshold = upperThreshold;
  one.lowerThreshold = lowerThreshold;
  one.provenance = options.provenance;
}
