/**
 * Defaults of services (pkg/apis/core/v1 SetDefaults_Service). The object is a decoded copy: filled in place.
 */
import type { Service, ServicePort, ServiceSpec } from '../objects/service.ts';
import { isExternallyAccessible } from '../strategy/service-traits.ts';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

export function defaultService(service: Service): void {
  const spec = service.spec as Writable<ServiceSpec>;
  spec.sessionAffinity ??= 'None';
  if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig;
  if (spec.sessionAffinity === 'ClientIP') {
    const timeoutSeconds = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10_800;
    spec.sessionAffinityConfig = { clientIP: { timeoutSeconds } };
  }
  spec.type ??= 'ClusterIP';
  for (const port of (spec.ports ?? []) as Writable<ServicePort>[]) {
    port.protocol ??= 'TCP';
    if (port.targetPort === undefined || port.targetPort === 0 || port.targetPort === '')
      port.targetPort = port.port;
  }
  if (isExternallyAccessible(service)) spec.externalTrafficPolicy ??= 'Cluster';
  if (spec.type !== 'ExternalName') spec.internalTrafficPolicy ??= 'Cluster';
  if (spec.type === 'LoadBalancer') spec.allocateLoadBalancerNodePorts ??= true;
}
