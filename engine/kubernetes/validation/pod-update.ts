/**
 * What an update of a pod may change, and how it is told that something else was changed: the difference of the two specs
 * as the server has them inside (pkg/apis/core/validation ValidatePodUpdate).
 *
 * Left out: what only pods with scheduling gates may change.
 */
import type { Pod, PodSpec, Toleration } from '../objects/pod.ts';
import { same } from '../api/same.ts';
import { type FieldError, fieldError } from '../api/status.ts';
import { internalPodSpec } from '../schema/internal-json.ts';
import { unifiedDiff } from '../schema/unified-diff.ts';
import { validatePod } from './pod.ts';

const changeable =
  '`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

export function validatePodUpdate(pod: Pod, old: Pod): readonly FieldError[] {
  const errors = [...validatePod(pod)];
  if (pod.spec === old.spec) return errors;
  for (const list of ['containers', 'initContainers'] as const)
    if ((pod.spec[list] ?? []).length !== (old.spec[list] ?? []).length)
      return [
        ...errors,
        fieldError.forbidden(`spec.${list}`, 'pod updates may not add or remove containers'),
      ];
  const deadline = deadlineError(pod.spec, old.spec);
  if (deadline !== undefined) errors.push(deadline);
  if (deadline !== undefined && pod.spec.activeDeadlineSeconds !== undefined) return errors;
  errors.push(...tolerationErrors(pod.spec.tolerations ?? [], old.spec.tolerations ?? []));
  const [before, after] = [internalPodSpec(old.spec), internalPodSpec(withoutChangeable(pod.spec, old.spec))];
  if (before === after) return errors;
  const difference = unifiedDiff(before.split('\n'), after.split('\n'), 3)
    .map((line) => `${line}\n`)
    .join('');
  const words = `pod updates may not change fields other than ${changeable}\n${difference}`;
  return [...errors, fieldError.forbidden('spec', words)];
}

/** The new spec with the old one's value wherever a change is allowed. */
function withoutChangeable(spec: PodSpec, old: PodSpec): PodSpec {
  const { activeDeadlineSeconds: _deadline, tolerations: _tolerations, ...rest } = spec;
  const grace = spec.terminationGracePeriodSeconds === 1 && (old.terminationGracePeriodSeconds ?? 0) < 0;
  const images = (list: 'containers' | 'initContainers'): PodSpec['containers'] =>
    (spec[list] ?? []).map((container, index) => ({ ...container, image: old[list]?.[index]?.image ?? '' }));
  return {
    ...rest,
    containers: images('containers'),
    ...(spec.initContainers === undefined ? {} : { initContainers: images('initContainers') }),
    ...(old.activeDeadlineSeconds === undefined ? {} : { activeDeadlineSeconds: old.activeDeadlineSeconds }),
    ...(old.tolerations === undefined ? {} : { tolerations: old.tolerations }),
    ...(grace ? { terminationGracePeriodSeconds: old.terminationGracePeriodSeconds ?? 0 } : {}),
  };
}

function deadlineError(spec: PodSpec, old: PodSpec): FieldError | undefined {
  const path = 'spec.activeDeadlineSeconds';
  const [now, before] = [spec.activeDeadlineSeconds, old.activeDeadlineSeconds];
  if (now === undefined)
    return before === undefined
      ? undefined
      : fieldError.invalid(path, null, 'must not update from a positive integer to nil value');
  if (now < 0 || now > 2_147_483_647)
    return fieldError.invalid(path, now, 'must be between 0 and 2147483647, inclusive');
  return before !== undefined && before < now
    ? fieldError.invalid(path, now, 'must be less than or equal to previous value')
    : undefined;
}

/** Tolerations may be added, and the seconds of one changed; none may go. */
function tolerationErrors(now: readonly Toleration[], before: readonly Toleration[]): readonly FieldError[] {
  const withoutSeconds = ({ tolerationSeconds: _seconds, ...rest }: Toleration): object => rest;
  const isKept = before.every((one) => now.some((other) => same(withoutSeconds(one), withoutSeconds(other))));
  return isKept
    ? []
    : [
        fieldError.forbidden(
          'spec.tolerations',
          'existing toleration can not be modified except its tolerationSeconds',
        ),
      ];
}
