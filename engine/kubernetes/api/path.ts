/**
 * Reading a request's path, as RequestInfo does (k8s.io/apiserver pkg/endpoints/request).
 */
import { findResource, type Resource } from './resources.ts';

export interface Target {
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

export type FindResource = (group: string, version: string, name: string) => Resource | undefined;

/** Collections of namespaces, by their path: most requests are about something in one. */
const collections = new Map<string, Target>();
const namespaces = '/namespaces/';

/**
 * @param find resources that are not in the table
 * @returns undefined when the path is no resource's
 */
export function parsePath(path: string, find: FindResource): Target | undefined {
  const at = path.indexOf(namespaces);
  if (at < 0) return parseParts(path, find);
  const afterNamespace = path.indexOf('/', at + namespaces.length);
  if (afterNamespace < 0) return parseParts(path, find);
  const afterResource = path.indexOf('/', afterNamespace + 1);
  const prefix = afterResource < 0 ? path : path.slice(0, afterResource);
  let collection = collections.get(prefix);
  if (collection === undefined) {
    collection = parseParts(prefix, find);
    if (collection?.name !== undefined || collection?.namespace === undefined) return parseParts(path, find);
    // A custom kind is one world's, and goes.
    const { group, version, name } = collection.resource;
    if (findResource(group, version, name) === undefined) return parseParts(path, find);
    if (collections.size > 10_000) collections.clear();
    collections.set(prefix, collection);
  }
  if (afterResource < 0) return collection;
  const afterName = path.indexOf('/', afterResource + 1);
  const { resource, namespace } = collection;
  return afterName < 0
    ? { resource, namespace, name: path.slice(afterResource + 1), subresource: undefined }
    : {
        resource,
        namespace,
        name: path.slice(afterResource + 1, afterName),
        subresource: path.slice(afterName + 1),
      };
}

function parseParts(path: string, find: FindResource): Target | undefined {
  const parts = path.split('/');
  let at = 1;
  let group = '';
  if (parts[at] === 'apis') group = parts[++at] ?? '';
  else if (parts[at] !== 'api') return undefined;
  const version = parts[++at] ?? '';
  let namespace: string | undefined;
  if (parts[at + 1] === 'namespaces' && parts.length > at + 3 && isInNamespace(parts[at + 3])) {
    namespace = parts[at + 2];
    at += 2;
  }
  const name = parts[at + 1] ?? '';
  const resource = findResource(group, version, name) ?? find(group, version, name);
  if (resource === undefined) return undefined;
  return { resource, namespace, name: parts[at + 2], subresource: parts[at + 3] };
}

/** `/namespaces/NAME/status` and `/finalize` belong to the namespace itself. */
function isInNamespace(next: string | undefined): boolean {
  return next !== 'status' && next !== 'finalize';
}
