/**
 * Services at the API server: allocation, what an update clears or keeps, warnings (pkg/registry/core/service).
 */
import type { Service, ServicePort, ServiceSpec } from '../objects/service.ts';
import { later } from '../api/later-code.ts';
import { resource } from '../api/resources.ts';
import { recordAddresses } from '../allocation/ip-addresses.ts';
import type { ServiceAddresses } from '../allocation/service-addresses.ts';
import { defaultService } from '../defaults/service.ts';
import type { Strategy } from './strategy.ts';

export function serviceStrategy(addresses: ServiceAddresses): Strategy<Service> {
  return {
    resource: resource('services'),
    hasStatus: true,
    defaults: defaultService,
    prepareForCreate: (service) => ({
      ...service,
      spec: withClusterIps(service.spec),
      status: { loadBalancer: {} },
    }),
    prepareForUpdate: (service, old) => ({
      ...service,
      spec: nextSpec(service.spec, old.spec),
      status: old.status,
    }),
    prepareStatus: withIpModes,
    begin(service, old, context) {
      const { service: object, undo, commit } = addresses.allocate(service, old, context);
      return {
        object,
        undo,
        commit() {
          commit();
          recordAddresses(old, object, context);
        },
      };
    },
    validate: later(({ validateServiceCreate }) => validateServiceCreate),
    validateUpdate: later(({ validateServiceUpdate }) => validateServiceUpdate),
    warnings,
    deleted(service, context) {
      addresses.free(service);
      recordAddresses(service, undefined, context);
    },
  };
}

/** An address of a load balancer is a virtual one unless said otherwise. */
function withIpModes(given: unknown): unknown {
  const status = (given ?? { loadBalancer: {} }) as Service['status'];
  const { ingress } = status.loadBalancer;
  if (ingress === undefined || ingress.every(({ ip, ipMode }) => ip === undefined || ipMode !== undefined))
    return status;
  return {
    ...status,
    loadBalancer: { ingress: ingress.map((one) => (one.ip === undefined ? one : { ipMode: 'VIP', ...one })) },
  };
}

/** normalizeClusterIPs on create: the one speaks for the other. */
function withClusterIps(spec: ServiceSpec): ServiceSpec {
  return spec.clusterIP !== undefined && spec.clusterIP !== '' && (spec.clusterIPs ?? []).length === 0
    ? { ...spec, clusterIPs: [spec.clusterIP] }
    : spec;
}

type Changing = { -readonly [Field in keyof ServiceSpec]: ServiceSpec[Field] };

/** normalizeClusterIPs, patchAllocatedValues and dropTypeDependentFields on update. */
function nextSpec(given: ServiceSpec, old: ServiceSpec): ServiceSpec {
  const spec: Changing = { ...given };
  const same = JSON.stringify(spec.clusterIPs ?? []) === JSON.stringify(old.clusterIPs ?? []);
  if (spec.clusterIP !== old.clusterIP && same)
    if (spec.clusterIP === undefined || spec.clusterIP === '') delete spec.clusterIPs;
    else spec.clusterIPs = [spec.clusterIP];
  if (spec.clusterIP === '') delete spec.clusterIP;
  if (
    needsClusterIp(old) &&
    needsClusterIp(spec) &&
    spec.clusterIP === undefined &&
    spec.clusterIPs === undefined
  ) {
    if (old.clusterIP !== undefined) spec.clusterIP = old.clusterIP;
    if (old.clusterIPs !== undefined) spec.clusterIPs = old.clusterIPs;
  }
  if (spec.clusterIP !== undefined && (spec.clusterIPs ?? []).length === 0)
    spec.clusterIPs =
      spec.clusterIP === old.clusterIP && old.clusterIPs !== undefined ? old.clusterIPs : [spec.clusterIP];
  if (needsNodePort(old) && needsNodePort(spec))
    spec.ports = keepNodePorts(spec.ports ?? [], old.ports ?? []);
  if (old.healthCheckNodePort !== undefined && spec.healthCheckNodePort === undefined && needsHealth(spec))
    spec.healthCheckNodePort = old.healthCheckNodePort;
  dropTypeDependent(spec, old);
  return spec;
}

function needsClusterIp(spec: ServiceSpec): boolean {
  return spec.type !== 'ExternalName';
}

function needsNodePort(spec: ServiceSpec): boolean {
  return (
    spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false)
  );
}

function needsHealth(spec: ServiceSpec): boolean {
  return spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';
}

/** A port that stayed and names no node port keeps the one it had. */
function keepNodePorts(ports: readonly ServicePort[], old: readonly ServicePort[]): readonly ServicePort[] {
  const asked = new Set(ports.map(({ nodePort }) => nodePort));
  return ports.map((port) => {
    if (port.nodePort !== undefined) return port;
    const before = old.find((one) => one.port === port.port && one.protocol === port.protocol)?.nodePort;
    return before === undefined || asked.has(before) ? port : { ...port, nodePort: before };
  });
}

function dropTypeDependent(spec: Changing, old: ServiceSpec): void {
  if (needsClusterIp(old) && !needsClusterIp(spec)) {
    if (JSON.stringify(spec.clusterIPs) === JSON.stringify(old.clusterIPs)) {
      delete spec.clusterIP;
      delete spec.clusterIPs;
    }
    if (JSON.stringify(spec.ipFamilies) === JSON.stringify(old.ipFamilies)) delete spec.ipFamilies;
    if (spec.ipFamilyPolicy === old.ipFamilyPolicy) delete spec.ipFamilyPolicy;
    if (spec.internalTrafficPolicy === old.internalTrafficPolicy) delete spec.internalTrafficPolicy;
  }
  const hadPorts = old.type === 'NodePort' || old.type === 'LoadBalancer';
  const hasPorts = spec.type === 'NodePort' || spec.type === 'LoadBalancer';
  if (hadPorts && !hasPorts && spec.ports !== undefined)
    spec.ports = spec.ports.map((port, index) => {
      if (port.nodePort === undefined || port.nodePort !== old.ports?.[index]?.nodePort) return port;
      const { nodePort: _nodePort, ...rest } = port;
      return rest;
    });
  const external = (one: ServiceSpec): boolean =>
    one.type === 'NodePort' || one.type === 'LoadBalancer' || (one.externalIPs ?? []).length > 0;
  if (external(old) && !external(spec) && spec.externalTrafficPolicy === old.externalTrafficPolicy)
    delete spec.externalTrafficPolicy;
  if (needsHealth(old) && !needsHealth(spec) && spec.healthCheckNodePort === old.healthCheckNodePort)
    delete spec.healthCheckNodePort;
  if (old.type === 'LoadBalancer' && spec.type !== 'LoadBalancer') {
    if (spec.allocateLoadBalancerNodePorts === old.allocateLoadBalancerNodePorts)
      delete spec.allocateLoadBalancerNodePorts;
    if (spec.loadBalancerClass === old.loadBalancerClass) delete spec.loadBalancerClass;
  }
}

function warnings({ spec }: Service): readonly string[] {
  const texts: string[] = [];
  const headless = spec.type === 'ClusterIP' && spec.clusterIP === 'None';
  const hasExternal = (spec.externalIPs ?? []).length > 0;
  if (headless) {
    if (spec.loadBalancerIP !== undefined) texts.push('spec.loadBalancerIP is ignored for headless services');
    if (hasExternal) texts.push('spec.externalIPs is ignored for headless services');
    if (spec.sessionAffinity !== 'None') texts.push('spec.SessionAffinity is ignored for headless services');
  }
  if (hasExternal && !headless && spec.type !== 'ExternalName')
    texts.push('spec.externalIPs is deprecated and may no longer be implemented in some clusters');
  if (spec.type === 'ExternalName' && hasExternal)
    texts.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
  if (spec.type !== 'ExternalName' && spec.externalName !== undefined)
    texts.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  if (spec.trafficDistribution === 'PreferClose')
    texts.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"');
  return texts;
}
