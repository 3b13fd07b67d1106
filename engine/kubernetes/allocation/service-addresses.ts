/**
 * Giving a service its cluster IP and node ports, and taking them back: what the registry does around storing it
 * (pkg/registry/core/service/storage alloc.go). Single-stack IPv4; a second family answers as an unconfigured one.
 */
import { Address } from '../../net/address/address.ts';
import type { Prefix } from '../../net/address/prefix.ts';
import type { Random } from '../../clock/random.ts';
import type { Service, ServicePort } from '../objects/service.ts';
import { type ApiError, type FieldError, fieldError, invalid } from '../api/status.ts';
import { later } from '../api/later-code.ts';
import { isHeadless, needsHealthCheck } from '../strategy/service-traits.ts';
import type { Store } from '../api/store.ts';
import type { StrategyContext } from '../strategy/strategy.ts';
import { readyRanges } from './ip-addresses.ts';
import { addressBandOffset, Bands, portBandOffset } from './bands.ts';

const clusterIpErrors = later(({ validateClusterIps }) => validateClusterIps);

export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** What to undo when the service is not stored after all. */
export type Undo = () => void;

export interface Allocated {
  readonly service: Service;
  readonly undo: Undo;
  /** To do once the new state is stored: give back what only the old one had. */
  readonly commit: () => void;
}

export class ServiceAddresses {
  readonly #addresses: Bands;
  readonly #random: Random;
  /** The ranges of further ServiceCIDRs, by their text. */
  #further: ReadonlyMap<string, Bands> = new Map();
  readonly #ports: Bands;
  readonly #range: PortRange;
  readonly #network: string;
  readonly #length: number;

  constructor(serviceRange: Prefix, nodePorts: PortRange, random: Random) {
    this.#random = random;
    this.#addresses = bandsOf(serviceRange, random.fork('cluster ips'));
    const ports = nodePorts.last - nodePorts.first + 1;
    this.#ports = new Bands(nodePorts.first, ports, portBandOffset(ports), random.fork('node ports'));
    this.#range = nodePorts;
    this.#network = serviceRange.network.text;
    this.#length = serviceRange.length;
  }

  /** @throws ApiError (Invalid) as the registry's, with nothing taken */
  allocate(
    given: Service,
    old: Service | undefined,
    { dryRun, store }: Pick<StrategyContext, 'dryRun' | 'store'>,
  ): Allocated {
    if (given.spec.type === 'ExternalName')
      return { service: given, undo: () => undefined, commit: () => this.#release(old, given) };
    this.#lookForRanges(store);
    const taken: Undo[] = [];
    const undo = (): void => {
      for (const back of taken) back();
    };
    try {
      let service = withFamilies(given, old);
      service = this.#clusterIp(service, old, taken, dryRun);
      service = this.#nodePorts(service, old, taken, dryRun);
      if (dryRun) undo();
      return {
        service,
        undo,
        commit: () => {
          this.#release(old, service);
        },
      };
    } catch (error) {
      undo();
      throw error;
    }
  }

  /** The service is gone: its addresses and ports are free again. */
  free(service: Service): void {
    this.#release(service, undefined);
  }

  #release(old: Service | undefined, now: Service | undefined): void {
    if (old === undefined) return;
    const kept = new Set(now?.spec.clusterIPs ?? []);
    for (const address of old.spec.clusterIPs ?? [])
      if (!kept.has(address)) for (const bands of this.#all()) bands.release(numberOf(address));
    const keptPorts = new Set(now === undefined ? [] : nodePortsOf(now));
    for (const port of nodePortsOf(old)) if (!keptPorts.has(port)) this.#ports.release(port);
  }

  #all(): readonly Bands[] {
    return [this.#addresses, ...this.#further.values()];
  }

  #bandsWith(address: number): Bands | undefined {
    return this.#all().find((bands) => bands.has(address));
  }

  /** From the first range that has one left. */
  #next(): number | undefined {
    for (const bands of this.#all()) {
      const address = bands.next();
      if (address !== undefined) return address;
    }
    return undefined;
  }

  #lookForRanges(store: Store): void {
    const further = readyRanges(store)
      .filter(({ network, length }) => network.text !== this.#network || length !== this.#length)
      .map((range) => [String(range), this.#further.get(String(range)) ?? this.#bandsFor(range)] as const);
    this.#further = new Map(further);
  }

  #bandsFor(range: Prefix): Bands {
    return bandsOf(range, this.#random.fork(`cluster ips ${String(range)}`));
  }

  #clusterIp(service: Service, old: Service | undefined, taken: Undo[], dryRun: boolean): Service {
    if (isHeadless(service)) return service;
    const wanted = service.spec.clusterIPs?.[0] ?? '';
    if (wanted !== '' && old?.spec.clusterIPs?.[0] === wanted) return service;
    // An update that would change the address fails in validation; do not take the new one.
    const before = old?.spec.clusterIPs?.[0];
    if (old !== undefined && old.spec.type !== 'ExternalName' && before !== undefined && wanted !== before)
      return service;
    let address: number | undefined;
    if (wanted === '') {
      if (dryRun) return withClusterIp(service, this.#network);
      address = this.#next();
      if (address === undefined)
        throw this.#failure(service, [
          fieldError.invalid('spec.clusterIPs', [], 'failed to allocate a serviceIP: range is full'),
        ]);
    } else {
      address = numberOf(wanted);
      const bands = this.#bandsWith(address);
      const why =
        bands === undefined
          ? 'the provided network does not match the current range'
          : bands.isTaken(address)
            ? 'provided IP is already allocated'
            : undefined;
      if (why !== undefined)
        throw this.#failure(service, [
          fieldError.invalid('spec.clusterIPs', [wanted], `failed to allocate IP ${wanted}: ${why}`),
        ]);
    }
    const chosen = address;
    const from = this.#bandsWith(chosen);
    from?.take(chosen);
    taken.push(() => {
      from?.release(chosen);
    });
    return withClusterIp(service, Address.v4(chosen).text);
  }

  #nodePorts(service: Service, old: Service | undefined, taken: Undo[], dryRun: boolean): Service {
    const { spec } = service;
    const wantsPorts =
      spec.type === 'NodePort' ||
      (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);
    const had = new Set(old === undefined ? [] : nodePortsOf(old));
    // One number may serve two protocols of one service.
    const mine = new Map<number, Set<string>>();
    const ports: ServicePort[] = [];
    for (const [index, port] of (spec.ports ?? []).entries()) {
      const protocol = port.protocol ?? 'TCP';
      if (port.nodePort === undefined || (spec.type !== 'NodePort' && spec.type !== 'LoadBalancer')) {
        if (port.nodePort !== undefined || !wantsPorts || dryRun) {
          ports.push(port);
          continue;
        }
        const shared = spec.ports?.some(
          (other, at) => at < index && other.port === port.port && other.protocol !== protocol,
        );
        const twin = shared === true ? ports.find((other) => other.port === port.port)?.nodePort : undefined;
        const number = twin ?? this.#ports.next();
        if (number === undefined)
          throw this.#failure(service, [
            fieldError.invalid(
              `spec.ports[${index}].nodePort`,
              0,
              'failed to allocate a nodePort: range is full',
            ),
          ]);
        this.#takePort(number, taken);
        mine.set(number, (mine.get(number) ?? new Set()).add(protocol));
        ports.push({ ...port, nodePort: number });
        continue;
      }
      const number = port.nodePort;
      if (!had.has(number)) {
        if (!this.#ports.has(number))
          throw this.#failure(service, [
            fieldError.invalid(
              `spec.ports[${index}].nodePort`,
              number,
              `provided port is not in the valid range. The range of valid ports is ${this.#range.first}-${this.#range.last}`,
            ),
          ]);
        const others = mine.get(number);
        if (others?.has(protocol) === true || (others === undefined && this.#ports.isTaken(number)))
          throw this.#failure(service, [
            fieldError.invalid(`spec.ports[${index}].nodePort`, number, 'provided port is already allocated'),
          ]);
        if (others === undefined) this.#takePort(number, taken);
        mine.set(number, (others ?? new Set()).add(protocol));
      }
      ports.push(port);
    }
    const next: Service = ports.length === 0 ? service : { ...service, spec: { ...spec, ports } };
    if (!needsHealthCheck(next) || next.spec.healthCheckNodePort !== undefined || dryRun) return next;
    const number = old?.spec.healthCheckNodePort ?? this.#ports.next() ?? 0;
    this.#takePort(number, taken);
    return { ...next, spec: { ...next.spec, healthCheckNodePort: number } };
  }

  #takePort(number: number, taken: Undo[]): void {
    this.#ports.take(number);
    taken.push(() => {
      this.#ports.release(number);
    });
  }

  #failure(service: Service, errors: readonly FieldError[]): ApiError {
    return invalid('Service', '', service.metadata.name, errors);
  }
}

/** The network's own address and the broadcast address are never given away. */
function bandsOf(range: Prefix, random: Random): Bands {
  const first = (range.network.words[0] ?? 0) + 1;
  return new Bands(first, range.size - 2, addressBandOffset(range.size), random);
}

function withClusterIp(service: Service, address: string): Service {
  return { ...service, spec: { ...service.spec, clusterIP: address, clusterIPs: [address] } };
}

/** initIPFamilyFields: the policy and families a service has on this single-stack cluster. */
function withFamilies(service: Service, old: Service | undefined): Service {
  const spec = { ...service.spec };
  const headlessWithoutSelector = spec.clusterIP === 'None' && Object.keys(spec.selector ?? {}).length === 0;
  spec.ipFamilyPolicy ??=
    old?.spec.ipFamilyPolicy ?? (headlessWithoutSelector ? 'RequireDualStack' : 'SingleStack');
  const errors: FieldError[] = [...clusterIpErrors({ ...service, spec })];
  if (errors.length > 0) throw invalid('Service', '', service.metadata.name, errors);
  const families = [...(spec.ipFamilies ?? [])];
  if (spec.ipFamilyPolicy === 'SingleStack') {
    if (spec.clusterIPs?.length === 2) errors.push(needsDualStack('cluster IPs are specified'));
    if (families.length === 2) errors.push(needsDualStack('IP families are specified'));
  }
  for (const [index, address] of (spec.clusterIPs ?? []).entries()) {
    if (address === 'None') break;
    if (index < families.length) continue;
    if (address.includes(':'))
      errors.push(
        fieldError.invalid(
          `spec.clusterIPs[${index}]`,
          spec.clusterIPs,
          'IPv6 is not configured on this cluster',
        ),
      );
    else families.push('IPv4');
  }
  if (errors.length > 0) throw invalid('Service', '', service.metadata.name, errors);
  if (headlessWithoutSelector) {
    if (families.length === 0) families.push('IPv4');
    if (families.length < 2 && spec.ipFamilyPolicy !== 'SingleStack')
      families.push(families[0] === 'IPv4' ? 'IPv6' : 'IPv4');
    return { ...service, spec: { ...spec, ipFamilies: families } };
  }
  if (spec.ipFamilyPolicy === 'RequireDualStack')
    errors.push(
      fieldError.invalid(
        'spec.ipFamilyPolicy',
        'RequireDualStack',
        'this cluster is not configured for dual-stack services',
      ),
    );
  for (const [index, family] of families.entries())
    if (family !== 'IPv4')
      errors.push(fieldError.invalid(`spec.ipFamilies[${index}]`, family, 'not configured on this cluster'));
  if (errors.length > 0) throw invalid('Service', '', service.metadata.name, errors);
  return { ...service, spec: { ...spec, ipFamilies: families.length === 0 ? ['IPv4'] : families } };
}

function needsDualStack(what: string): FieldError {
  return fieldError.invalid(
    'spec.ipFamilyPolicy',
    'SingleStack',
    `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${what}`,
  );
}

function nodePortsOf(service: Service): readonly number[] {
  const ports = (service.spec.ports ?? []).flatMap(({ nodePort }) =>
    nodePort === undefined ? [] : [nodePort],
  );
  const { healthCheckNodePort } = service.spec;
  return healthCheckNodePort === undefined ? ports : [...ports, healthCheckNodePort];
}

/** -1 for what is no IPv4 address. */
function numberOf(text: string): number {
  const address = Address.tryParse(text);
  return address?.family === 4 ? (address.words[0] ?? -1) : -1;
}
