/**
 * The API as the cluster's components use it: typed requests through the one door. Errors come back as Status objects;
 * components look at `reason` and go on.
 */
import type { KubeObject } from '../objects/meta.ts';
import type { ApiDoor, ApiResponse, ApiWatch } from '../api/request.ts';
import { type Resource, resourcePath } from '../api/resources.ts';
import { isStatus, type Status } from '../api/status.ts';

export class Client {
  readonly door: ApiDoor;
  readonly user: string;

  /** @param user `system:` and the component's name */
  constructor(door: ApiDoor, user: string) {
    this.door = door;
    this.user = user;
  }

  get(resource: Resource, namespace: string | undefined, name: string): KubeObject | undefined {
    const { status, body } = this.#send('GET', resourcePath(resource, namespace, name));
    return status === 200 ? (body as KubeObject) : undefined;
  }

  list(resource: Resource, namespace?: string): readonly KubeObject[] {
    const { status, body } = this.#send('GET', resourcePath(resource, namespace));
    return status === 200 ? (body as { items: readonly KubeObject[] }).items : [];
  }

  create<Kind extends KubeObject>(resource: Resource, object: Unborn<Kind>): Kind | Status {
    return this.#send('POST', resourcePath(resource, object.metadata.namespace), object).body as
      Kind | Status;
  }

  update<Kind extends KubeObject>(resource: Resource, object: Kind): Kind | Status {
    return this.#send('PUT', resourcePath(resource, object.metadata.namespace, object.metadata.name), object)
      .body as Kind | Status;
  }

  updateStatus<Kind extends KubeObject>(resource: Resource, object: Kind): Kind | Status {
    return this.updateSubresource(resource, object, 'status');
  }

  subresource(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    subresource: string,
  ): KubeObject | Status {
    return this.#send('GET', `${resourcePath(resource, namespace, name)}/${subresource}`).body as
      KubeObject | Status;
  }

  updateSubresource<Kind extends KubeObject>(
    resource: Resource,
    object: Kind,
    subresource: string,
  ): Kind | Status {
    const path = resourcePath(resource, object.metadata.namespace, object.metadata.name);
    return this.#send('PUT', `${path}/${subresource}`, object).body as Kind | Status;
  }

  /** @returns undefined when it was done */
  delete(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    options?: DeleteOptions,
  ): Status | undefined {
    const { status, body } = this.#send('DELETE', resourcePath(resource, namespace, name), options);
    return status < 300 || !isStatus(body) ? undefined : body;
  }

  /** POST to a subresource. */
  post(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    subresource: string,
    body: unknown,
  ): Status | undefined {
    const answer = this.#send('POST', `${resourcePath(resource, namespace, name)}/${subresource}`, body);
    return answer.status < 300 || !isStatus(answer.body) ? undefined : answer.body;
  }

  /** All objects of a resource, then their changes. */
  watch(resource: Resource, namespace?: string): ApiWatch {
    const answer = this.door.request({
      method: 'GET',
      path: resourcePath(resource, namespace),
      query: { watch: 'true' },
      user: this.user,
    });
    if (answer.kind !== 'watch') throw new Error(`cannot watch ${resource.name}`);
    return answer;
  }

  #send(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): ApiResponse {
    const answer = this.door.request({
      method,
      path,
      user: this.user,
      ...(body === undefined ? {} : { body }),
    });
    if (answer.kind === 'watch') throw new Error('not a watch');
    return answer;
  }
}

/** An object to be created: what the server sets may be missing. */
export type Unborn<Kind extends KubeObject> = Omit<Kind, 'metadata'> & {
  readonly metadata: Partial<Kind['metadata']>;
};

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  readonly preconditions?: { readonly uid?: string };
}

export function failed(result: KubeObject | Status): result is Status {
  return isStatus(result);
}
