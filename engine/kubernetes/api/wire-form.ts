/**
 * A body as the real server writes it: fields in the order of the Go structs, a list's elements without kind and version
 * (k8s.io/apimachinery pkg/runtime/serializer/json).
 */
import { isObject } from '../patch/merge.ts';
import { inGoOrder } from '../schema/go-order.ts';
import { type Resource, resourceOfKind } from './resources.ts';

export function wireForm(body: unknown): unknown {
  if (!isObject(body)) return body;
  const { kind, apiVersion } = body;
  if (typeof kind !== 'string' || typeof apiVersion !== 'string') return body;
  const resource = resourceOfKind(apiVersion, kind);
  if (resource !== undefined) return ordered(resource, body);
  const { items, metadata } = body;
  const item = kind.endsWith('List') ? resourceOfKind(apiVersion, kind.slice(0, -4)) : undefined;
  if (item === undefined || !Array.isArray(items)) return body;
  return { kind, apiVersion, metadata, items: items.map((one: unknown) => withoutKind(ordered(item, one))) };
}

function ordered({ struct }: Resource, object: unknown): unknown {
  return struct === undefined ? object : inGoOrder(struct, object);
}

function withoutKind(object: unknown): unknown {
  const { kind: _kind, apiVersion: _apiVersion, ...rest } = object as Readonly<Record<string, unknown>>;
  return rest;
}
