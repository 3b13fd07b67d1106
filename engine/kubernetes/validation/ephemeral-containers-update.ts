/**
 * What an update of a pod's ephemeral containers may change: nothing of those there are (pkg/apis/core/validation
 * ValidatePodEphemeralContainersUpdate).
 */
import type { Pod } from '../objects/pod.ts';
import { same } from '../api/same.ts';
import { type FieldError, fieldError } from '../api/status.ts';
import { internalEphemeralContainer } from '../schema/internal-json.ts';
import { unifiedDiff } from '../schema/unified-diff.ts';
import { validatePod } from './pod.ts';

/** @param pod differs from `old` in its ephemeral containers only */
export function validateEphemeralContainersUpdate(pod: Pod, old: Pod): readonly FieldError[] {
  const path = 'spec.ephemeralContainers';
  if (old.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined)
    return [fieldError.forbidden('', 'static pods do not support ephemeral containers')];
  const errors = [...validatePod(pod)];
  const now = new Map((pod.spec.ephemeralContainers ?? []).map((one) => [one.name, one]));
  for (const before of old.spec.ephemeralContainers ?? []) {
    const which = `existing ephemeral containers ${JSON.stringify(before.name)}`;
    const after = now.get(before.name);
    if (after === undefined) errors.push(fieldError.forbidden(path, `${which} may not be removed\n`));
    else if (!same(before, after)) {
      const [one, other] = [before, after].map((each) => internalEphemeralContainer(each).split('\n'));
      const difference = unifiedDiff(one ?? [], other ?? [], 3).map((line) => `${line}\n`);
      errors.push(fieldError.forbidden(path, `${which} may not be changed\n${difference.join('')}`));
    }
  }
  return errors;
}
