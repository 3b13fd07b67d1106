/**
 * Owners as an object's `metadata.managedFields` tells them, and back (k8s.io/apimachinery
 * pkg/util/managedfields/internal/managedfields.go).
 */
import type { ManagedFieldsEntry, Timestamp } from '../objects/meta.ts';
import { fromFieldsV1, toFieldsV1 } from './field-set.ts';
import type { Owner, Owners } from './managers.ts';

/** Appliers first, then by time. */
export function toEntries(owners: Owners): readonly ManagedFieldsEntry[] {
  return [...owners].sort(inOrder).map(({ manager, operation, apiVersion, time, fields, subresource }) => ({
    manager,
    operation,
    apiVersion,
    time,
    fieldsType: 'FieldsV1',
    fieldsV1: toFieldsV1(fields),
    ...(subresource === '' ? {} : { subresource }),
  }));
}

function inOrder(a: Owner, b: Owner): number {
  for (const [one, other] of [
    [a.operation, b.operation],
    [a.time, b.time],
    [a.manager, b.manager],
    [a.apiVersion, b.apiVersion],
    [a.subresource, b.subresource],
  ] as const)
    if (one !== other) return one < other ? -1 : 1;
  return 0;
}

/** @returns undefined where an entry is not complete: then what was said counts for nothing */
export function fromEntries(entries: readonly ManagedFieldsEntry[], now: Timestamp): Owners | undefined {
  const owners: Owner[] = [];
  for (const {
    manager = '',
    operation,
    apiVersion = '',
    time = now,
    fieldsType,
    fieldsV1,
    subresource = '',
  } of entries) {
    if (operation === undefined || fieldsType !== 'FieldsV1' || fieldsV1 === undefined) return undefined;
    owners.push({ manager, operation, apiVersion, time, subresource, fields: fromFieldsV1(fieldsV1) });
  }
  return owners;
}
