/**
 * What a service is by its spec: what several of its rules turn on (pkg/apis/core/v1/helper and pkg/api/service of
 * Kubernetes). Left out: dual-stack.
 */
import type { Service } from '../objects/service.ts';

export function isHeadless(service: Service): boolean {
  return service.spec.clusterIPs?.length === 1 && service.spec.clusterIPs[0] === 'None';
}

export function isExternallyAccessible({ spec }: Service): boolean {
  return (
    spec.type === 'LoadBalancer' ||
    spec.type === 'NodePort' ||
    (spec.type === 'ClusterIP' && (spec.externalIPs ?? []).length > 0)
  );
}

export function needsHealthCheck({ spec }: Service): boolean {
  return spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';
}
