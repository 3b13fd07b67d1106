/**
 * A pod as a controller makes it of its template (pkg/controller GetPodFromTemplate).
 */
import type { Unborn } from '../client/client.ts';
import type { KubeObject, OwnerReference } from '../objects/meta.ts';
import type { Pod, PodSpec, PodTemplateSpec } from '../objects/pod.ts';

/** What differs from the template. */
export interface PodParts {
  /** One of both. */
  readonly name?: string;
  readonly generateName?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly spec?: Partial<PodSpec>;
}

export function podFromTemplate(
  owner: KubeObject,
  { metadata, spec }: PodTemplateSpec,
  parts: PodParts,
): Unborn<Pod> {
  const labels = { ...metadata?.labels, ...parts.labels };
  const annotations = { ...metadata?.annotations, ...parts.annotations };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...(parts.name === undefined ? {} : { name: parts.name }),
      ...(parts.generateName === undefined ? {} : { generateName: parts.generateName }),
      namespace: owner.metadata.namespace ?? '',
      ...(Object.keys(labels).length === 0 ? {} : { labels }),
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      ownerReferences: [controlledBy(owner)],
    },
    spec: { ...spec, enableServiceLinks: spec.enableServiceLinks ?? true, ...parts.spec },
    status: {},
  };
}

export function controlledBy({ apiVersion, kind, metadata: { name, uid } }: KubeObject): OwnerReference {
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}
