/**
 * Validation of Deployment, ReplicaSet and DaemonSet (pkg/apis/apps/validation).
 */
import type { IntOrString, LabelSelector } from '../objects/meta.ts';
import type { PodTemplateSpec } from '../objects/pod.ts';
import type { DaemonSet, Deployment, ReplicaSet } from '../objects/workload.ts';
import { matches, selectorRequirements } from '../api/selector.ts';
import { internalStruct } from '../schema/internal-json.ts';
import { type FieldError, fieldError } from '../api/status.ts';
import { validateLabelSelector, validateMeta } from './meta.ts';
import { isDns1123Subdomain } from './names.ts';
import { validateTemplate } from './pod.ts';

export function validateDeployment(deployment: Deployment): readonly FieldError[] {
  const { spec } = deployment;
  return [
    ...validateMeta(deployment, isDns1123Subdomain),
    ...notNegative('spec.replicas', spec.replicas),
    ...validateSelector(spec.selector, 'deployment'),
    ...validateWorkloadTemplate(spec.template, spec.selector, spec.replicas ?? 1),
    ...validateStrategy(deployment),
    ...notNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...notNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit),
    ...validateDeadline(deployment),
  ];
}

export function validateReplicaSet(replicaSet: ReplicaSet): readonly FieldError[] {
  const { spec } = replicaSet;
  return [
    ...validateMeta(replicaSet, isDns1123Subdomain),
    ...notNegative('spec.replicas', spec.replicas),
    ...notNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...validateSelector(spec.selector, 'replicaset'),
    ...validateWorkloadTemplate(spec.template, spec.selector, spec.replicas ?? 1),
  ];
}

export function validateDaemonSet(daemonSet: DaemonSet): readonly FieldError[] {
  const { spec } = daemonSet;
  return [
    ...validateMeta(daemonSet, isDns1123Subdomain),
    ...validateSelector(spec.selector, 'daemonset'),
    ...validateWorkloadTemplate(spec.template, spec.selector, 1),
  ];
}

/** The selector of a workload may not change. */
export function validateSelectorUnchanged(
  now: { readonly spec: { readonly selector: LabelSelector } },
  old: { readonly spec: { readonly selector: LabelSelector } },
): readonly FieldError[] {
  const { selector } = now.spec;
  return JSON.stringify(selector) === JSON.stringify(old.spec.selector)
    ? []
    : [fieldError.invalid('spec.selector', selector, 'field is immutable')];
}

export function notNegative(field: string, value: number | undefined): readonly FieldError[] {
  return value !== undefined && value < 0
    ? [fieldError.invalid(field, value, 'must be greater than or equal to 0')]
    : [];
}

export function validateSelector(
  selector: LabelSelector | null | undefined,
  kind: string,
): readonly FieldError[] {
  if (selector === null || selector === undefined) return [fieldError.required('spec.selector')];
  const errors = [...validateLabelSelector(selector, 'spec.selector')];
  if (selectorRequirements(selector).length === 0)
    errors.push(fieldError.invalid('spec.selector', selector, `empty selector is invalid for ${kind}`));
  return errors;
}

export function validateWorkloadTemplate(
  template: PodTemplateSpec,
  selector: LabelSelector | null | undefined,
  replicas: number,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  const labels = template.metadata?.labels;
  const requirements = selectorRequirements(selector ?? undefined);
  // A missing selector matches nothing (LabelSelectorAsSelector of nil).
  const matching = selector !== null && selector !== undefined && matches(requirements, labels);
  const isEmpty = selector !== null && selector !== undefined && requirements.length === 0;
  if (!isEmpty && !matching)
    errors.push(
      fieldError.invalid(
        'spec.template.metadata.labels',
        labels ?? null,
        '`selector` does not match template `labels`',
      ),
    );
  errors.push(...validateTemplate(template, 'spec.template'));
  if (replicas > 0 && template.spec.restartPolicy !== undefined && template.spec.restartPolicy !== 'Always')
    if (['OnFailure', 'Never'].includes(template.spec.restartPolicy))
      errors.push(
        fieldError.notSupported('spec.template.spec.restartPolicy', template.spec.restartPolicy, ['Always']),
      );
  if (template.spec.activeDeadlineSeconds !== undefined)
    errors.push(
      fieldError.forbidden(
        'spec.template.spec.activeDeadlineSeconds',
        'activeDeadlineSeconds in ReplicaSet is not Supported',
      ),
    );
  return errors;
}

function validateStrategy({ spec }: Deployment): readonly FieldError[] {
  const { strategy } = spec;
  if (strategy === undefined) return [];
  const type = strategy.type as string | undefined;
  if (type === 'Recreate')
    return strategy.rollingUpdate === undefined
      ? []
      : [
          fieldError.forbidden(
            'spec.strategy.rollingUpdate',
            "may not be specified when strategy `type` is 'Recreate'",
          ),
        ];
  if (type !== 'RollingUpdate')
    return [
      fieldError.notSupported('spec.strategy', internalStruct('DeploymentStrategy', strategy), [
        'Recreate',
        'RollingUpdate',
      ]),
    ];
  const errors: FieldError[] = [];
  const { maxSurge = '25%', maxUnavailable = '25%' } = strategy.rollingUpdate ?? {};
  const at = 'spec.strategy.rollingUpdate';
  errors.push(...validateIntOrPercent(maxUnavailable, `${at}.maxUnavailable`));
  errors.push(...validateIntOrPercent(maxSurge, `${at}.maxSurge`));
  if (isZero(maxUnavailable) && isZero(maxSurge))
    errors.push(
      fieldError.invalid(`${at}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0'),
    );
  if (typeof maxUnavailable === 'string' && Number.parseInt(maxUnavailable, 10) > 100)
    errors.push(fieldError.invalid(`${at}.maxUnavailable`, maxUnavailable, 'must not be greater than 100%'));
  return errors;
}

function isZero(value: IntOrString): boolean {
  return Number.parseInt(String(value), 10) === 0;
}

function validateIntOrPercent(value: IntOrString, field: string): readonly FieldError[] {
  if (typeof value === 'number') return notNegative(field, value);
  return /^[0-9]+%$/.test(value)
    ? []
    : [
        fieldError.invalid(
          field,
          value,
          "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
        ),
      ];
}

function validateDeadline({ spec }: Deployment): readonly FieldError[] {
  const errors = [...notNegative('spec.progressDeadlineSeconds', spec.progressDeadlineSeconds)];
  if (
    spec.progressDeadlineSeconds !== undefined &&
    spec.progressDeadlineSeconds <= (spec.minReadySeconds ?? 0)
  )
    errors.push(
      fieldError.invalid(
        'spec.progressDeadlineSeconds',
        spec.progressDeadlineSeconds,
        'must be greater than minReadySeconds',
      ),
    );
  return errors;
}

export function validateDeploymentUpdate(deployment: Deployment, old: Deployment): readonly FieldError[] {
  return [...validateDeployment(deployment), ...validateSelectorUnchanged(deployment, old)];
}

export function validateReplicaSetUpdate(replicaSet: ReplicaSet, old: ReplicaSet): readonly FieldError[] {
  return [...validateReplicaSet(replicaSet), ...validateSelectorUnchanged(replicaSet, old)];
}

export function validateDaemonSetUpdate(daemonSet: DaemonSet, old: DaemonSet): readonly FieldError[] {
  return [...validateDaemonSet(daemonSet), ...validateSelectorUnchanged(daemonSet, old)];
}
