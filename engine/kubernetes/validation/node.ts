/**
 * Validation of Node and Namespace (pkg/apis/core/validation ValidateNode, ValidateNamespace).
 *
 * Left out: a node's capacity.
 */
import type { Namespace, Node } from '../objects/node.ts';
import { type FieldError, fieldError } from '../api/status.ts';
import { validateMeta } from './meta.ts';
import { isCidr, isDns1123Label, isDns1123Subdomain } from './names.ts';

export function validateNamespace(namespace: Namespace): readonly FieldError[] {
  return validateMeta(namespace, isDns1123Label);
}

export function validateNode(node: Node): readonly FieldError[] {
  return [...validateMeta(node, isDns1123Subdomain), ...validateTaints(node), ...validateRanges(node)];
}

/** As the internal object has it: one list, in which an older client's single range prevails. */
function rangesOf({ spec: { podCIDR, podCIDRs = [] } }: Node): readonly string[] {
  return podCIDR === undefined || podCIDR === podCIDRs[0] ? podCIDRs : [podCIDR];
}

function validateRanges(node: Node): readonly FieldError[] {
  const ranges = rangesOf(node);
  const errors = ranges.flatMap((range, index) =>
    isCidr(range).map((message) => fieldError.invalid(`spec.podCIDRs[${index}]`, range, message)),
  );
  if (ranges.length < 2 || errors.length > 0) return errors;
  const families = new Set(ranges.map((range) => range.includes(':')));
  return ranges.length === 2 && families.size === 2
    ? []
    : [fieldError.invalid('spec.podCIDRs', ranges, 'may specify no more than one CIDR for each IP family')];
}

export function validateNodeUpdate(node: Node, old: Node): readonly FieldError[] {
  const [now, before] = [rangesOf(node), rangesOf(old)];
  const changed = fieldError.forbidden(
    'spec.podCIDRs',
    'node updates may not change podCIDR except from "" to valid',
  );
  // A list of another length is told of once, ranges of a list each.
  const changes =
    before.length === 0
      ? []
      : now.length === before.length
        ? now.filter((range, index) => range !== before[index]).map(() => changed)
        : [changed];
  return [...validateNode(node), ...changes];
}

function validateTaints(node: Node): readonly FieldError[] {
  const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
  const errors: FieldError[] = [];
  for (const [index, taint] of (node.spec.taints ?? []).entries()) {
    if (!effects.includes(taint.effect))
      errors.push(fieldError.notSupported(`spec.taints[${index}].effect`, taint.effect, effects));
    const twin = node.spec.taints?.findIndex((one) => one.key === taint.key && one.effect === taint.effect);
    if (twin !== undefined && twin < index) errors.push(fieldError.duplicate(`spec.taints[${index}]`, taint));
  }
  return errors;
}
