/**
 * Owners of fields around the API server's writes: who a request comes from is remembered with each write; whose a field is
 * then is found out when somebody asks, by code that comes then (`server-side-apply.ts`).
 *
 * Left out: what the scheduler's binding and admission plugins write is nobody's.
 */
import { OwnershipHistory } from '../managed-fields/history.ts';
import type { Author, Owners } from '../managed-fields/managers.ts';
import type { KubeObject, Timestamp } from '../objects/meta.ts';
import { laterApi, laterApiIfThere } from './later-code.ts';
import type { Strategy } from '../strategy/strategy.ts';
import type { ApiRequest } from './request.ts';
import { apiVersionOf, type Resource } from './resources.ts';

export const applyPatchType = 'application/apply-patch+yaml';

export class Ownership {
  readonly #history = new OwnershipHistory(
    (...write) => laterApi().foldOwners(...write),
    () => laterApiIfThere() !== undefined,
  );

  /** @param given what the client asked for, defaults filled in */
  created(object: KubeObject, given: KubeObject, request: ApiRequest, resource: Resource): void {
    this.#history.wrote(object, undefined, {
      author: authorOf(request, resource, ''),
      time: object.metadata.creationTimestamp,
      leavesStatus: true,
      from: undefined,
      to: given,
    });
  }

  updated(
    object: KubeObject,
    old: KubeObject,
    request: ApiRequest,
    resource: Resource,
    {
      subresource,
      now,
      given,
    }: { readonly subresource: string; readonly now: Timestamp; readonly given?: KubeObject },
  ): void {
    const entries = given?.metadata.managedFields;
    if (entries?.length === 1 && Object.keys(entries[0] ?? {}).length === 0) return;
    const said =
      entries === undefined || entries.length === 0 ? undefined : laterApi().fromEntries(entries, now);
    if (said !== undefined) this.#history.set(old, said);
    this.#history.wrote(object, old, {
      author: authorOf(request, resource, subresource),
      time: now,
      leavesStatus: subresource === '',
      from: old,
      to: object,
    });
  }

  /** A new state that nobody is the author of. */
  passOn(old: KubeObject, object: KubeObject): void {
    this.#history.passOn(old, object);
  }

  settled(object: KubeObject, owners: Owners): void {
    this.#history.set(object, owners);
  }

  ownersOf(object: KubeObject): Owners {
    return this.#history.ownersOf(object);
  }

  /** The object with its managed fields in it. */
  shown(object: KubeObject): KubeObject {
    const owners = this.#history.ownersOf(object);
    if (owners.length === 0) return object;
    return { ...object, metadata: { ...object.metadata, managedFields: laterApi().toEntries(owners) } };
  }

  /** The object that a patch is about: one that names places in it may name the entries. */
  seenBy(request: ApiRequest, object: KubeObject): KubeObject {
    return request.contentType === 'application/json-patch+json' ? this.shown(object) : object;
  }

  /** Server-side apply (`server-side-apply.ts`). @throws ApiError */
  apply(
    request: ApiRequest,
    resource: Resource,
    old: KubeObject | undefined,
    asked: { readonly name: string; readonly now: Timestamp; readonly custom: Strategy | undefined },
  ): { readonly object: KubeObject; readonly owners: Owners } {
    const owners = old === undefined ? [] : this.#history.ownersOf(old);
    return laterApi().applied(request, resource, old, { ...asked, owners });
  }
}

export function authorOf(request: ApiRequest, resource: Resource, subresource: string): Author {
  return {
    manager: managerOf(request),
    operation: request.contentType === applyPatchType ? 'Apply' : 'Update',
    apiVersion: apiVersionOf(resource),
    subresource,
  };
}

/** As it names itself, else the program's name (managerOrUserAgent of k8s.io/apiserver). */
function managerOf({ query, agent, user = '' }: ApiRequest): string {
  const said = query?.['fieldManager'];
  if (said !== undefined && said !== '') return said;
  if (agent !== undefined) return agent.split('/')[0]?.slice(0, 128) ?? 'unknown';
  if (user.startsWith('system:node:')) return 'kubelet';
  if (user === 'system:apiserver') return 'kube-apiserver';
  return user.startsWith('system:') ? user.slice('system:'.length) : 'unknown';
}
