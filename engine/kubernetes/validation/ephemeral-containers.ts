/**
 * Validation of ephemeral containers: like any container, with a name of its own, a target that there is, and without what
 * a workload would depend on (pkg/apis/core/validation validateEphemeralContainers).
 */
import type { EphemeralContainer, PodSpec } from '../objects/pod.ts';
import { type FieldError, fieldError } from '../api/status.ts';
import { validateContainer } from './container.ts';

const notForThem = [
  'ports',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
] as const;

export function validateEphemeralContainers(
  spec: PodSpec,
  path: string,
  volumes: ReadonlySet<string>,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  const containers = (spec.containers as PodSpec['containers'] | null) ?? [];
  const others = new Set([...containers, ...(spec.initContainers ?? [])].map(({ name }) => name));
  const names = new Set(others);
  for (const [index, container] of (spec.ephemeralContainers ?? []).entries()) {
    const at = `${path}.ephemeralContainers[${index}]`;
    const { name, targetContainerName: target = '', volumeMounts = [] } = container;
    const image = (container.image as string | undefined) ?? '';
    errors.push(...validateContainer(container, at, volumes));
    if (image !== image.trim())
      errors.push(fieldError.invalid(`${at}.image`, image, 'must not have leading or trailing whitespace'));
    if (names.has(name)) errors.push(fieldError.duplicate(`${at}.name`, name));
    names.add(name);
    if (target !== '' && !others.has(target))
      errors.push(fieldError.notFound(`${at}.targetContainerName`, target));
    for (const field of notForThem) if (isSet(container, field)) errors.push(cannot(`${at}.${field}`));
    for (const [number, mount] of volumeMounts.entries())
      for (const field of ['subPath', 'subPathExpr'])
        if (((mount as unknown as Readonly<Record<string, string>>)[field] ?? '') !== '')
          errors.push(cannot(`${at}.volumeMounts[${number}].${field}`));
  }
  return errors;
}

function isSet(container: EphemeralContainer, field: string): boolean {
  const value = (container as unknown as Readonly<Record<string, unknown>>)[field];
  return value !== undefined && !(field === 'resources' && Object.keys(value as object).length === 0);
}

function cannot(path: string): FieldError {
  return fieldError.forbidden(path, 'cannot be set for an Ephemeral Container');
}
