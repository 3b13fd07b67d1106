/**
 * Reading one object or all of a kind, with what cli-runtime's builder adds to the server's errors: which selector found
 * nothing (resource/selector.go, Visit), and that it is the namespace that does not exist (resource/visitor.go,
 * Info.Get).
 */
import { resource as resourceNamed, type Resource, resourcePath } from '../../kubernetes/api/resources.ts';
import { Failure, StatusFailure, isNotFound } from './failure.ts';
import type { Invocation } from './invocation.ts';

interface Reading {
  readonly accept?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly subresource?: string;
}

/** @throws StatusFailure */
export function readOne(
  run: Invocation,
  resource: Resource,
  namespace: string | undefined,
  name: string,
  { subresource, ...reading }: Reading = {},
): unknown {
  if (name === '') throw new Failure('resource name may not be empty');
  try {
    const path = resourcePath(resource, namespace, name);
    return run.request({
      method: 'GET',
      path: subresource === undefined ? path : `${path}/${subresource}`,
      ...reading,
    });
  } catch (error) {
    if (isNotFound(error) && resource.namespaced) checkNamespace(run, namespace ?? '');
    throw error;
  }
}

/** The server does not say that a namespace is missing; `default` never is. */
function checkNamespace(run: Invocation, namespace: string): void {
  if (namespace === '' || namespace === 'default') return;
  try {
    run.request({ method: 'GET', path: resourcePath(resourceNamed('namespaces'), undefined, namespace) });
  } catch (error) {
    if (isNotFound(error)) throw error;
  }
}

/** @throws StatusFailure */
export function readAll(
  run: Invocation,
  resource: Resource,
  namespace: string | undefined,
  reading: Reading = {},
): unknown {
  try {
    return run.request({ method: 'GET', path: resourcePath(resource, namespace), ...reading });
  } catch (error) {
    if (!(error instanceof StatusFailure)) throw error;
    const { status } = error;
    if (status.reason !== 'BadRequest' && status.reason !== 'NotFound') throw error;
    throw new StatusFailure({ ...status, message: `${notFoundBy(resource, reading)}: ${error.message}` });
  }
}

function notFoundBy({ group, version, name }: Resource, { query = {} }: Reading): string {
  const of = `"${group}/${version}, Resource=${name}"`;
  const [labels = '', fields = ''] = [query['labelSelector'], query['fieldSelector']];
  return labels === '' && fields === ''
    ? `Unable to list ${of}`
    : `Unable to find ${of} that match label selector ${JSON.stringify(labels)}, field selector ${JSON.stringify(fields)}`;
}
