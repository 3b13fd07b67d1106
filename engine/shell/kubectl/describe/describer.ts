/**
 * One kind's description: the object, where to write, and what stands around it.
 */
import type { Resource } from '../../../kubernetes/api/resources.ts';
import type { Event } from '../../../kubernetes/objects/config.ts';
import type { KubeObject } from '../../../kubernetes/objects/meta.ts';
import type { Pod } from '../../../kubernetes/objects/pod.ts';
import type { EndpointSlice } from '../../../kubernetes/objects/service.ts';
import type { ReplicaSet } from '../../../kubernetes/objects/workload.ts';
import type { DescribeText } from './text.ts';

/** What a description needs beside the object. */
export interface Surroundings {
  /** undefined: not asked for. */
  readonly events: readonly Event[] | undefined;
  readonly slices: readonly EndpointSlice[];
  readonly replicaSets: readonly ReplicaSet[];
  readonly pods: readonly Pod[];
  /** Objects of a kind, in the described object's namespace where they have one; none when they cannot be had. */
  list(of: Resource, labelSelector?: string): readonly KubeObject[];
}

export type Describe<Kind extends KubeObject> = (
  object: Kind,
  out: DescribeText,
  around: Surroundings,
) => void;

export function head(object: KubeObject, out: DescribeText): void {
  out.line(0, `Name:\t${object.metadata.name}`);
  if (object.metadata.namespace !== undefined) out.line(0, `Namespace:\t${object.metadata.namespace}`);
}
