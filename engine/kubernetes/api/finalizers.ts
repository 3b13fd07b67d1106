/**
 * What a delete request does to an object's finalizers: `foregroundDeletion` and `orphan` wait for the garbage
 * collector (k8s.io/apiserver pkg/registry/generic/registry).
 */
import type { KubeObject } from '../objects/meta.ts';

export type Propagation = 'Background' | 'Foreground' | 'Orphan';

export function finalizersFor(object: KubeObject, propagation: Propagation): readonly string[] {
  const kept = (object.metadata.finalizers ?? []).filter(
    (one) => one !== 'foregroundDeletion' && one !== 'orphan',
  );
  if (propagation === 'Foreground') return [...kept, 'foregroundDeletion'];
  return propagation === 'Orphan' ? [...kept, 'orphan'] : kept;
}
