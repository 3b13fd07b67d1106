/**
 * Validation of kinds that have no rules of their own: every object's metadata (k8s.io/apimachinery
 * pkg/api/validation ValidateObjectMeta), with the kind's rule for names.
 */
import type { KubeObject } from '../objects/meta.ts';
import type { FieldError } from '../api/status.ts';
import { validateMeta } from './meta.ts';
import { isDns1123Subdomain, isPathSegment } from './names.ts';

/** Names that need only be fit to stand in a path. */
const freelyNamed = /^(ClusterRole|Role)(Binding)?$/;

export function validatePlain(object: KubeObject): readonly FieldError[] {
  return validateMeta(object, freelyNamed.test(object.kind) ? isPathSegment : isDns1123Subdomain);
}
