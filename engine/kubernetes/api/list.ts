/**
 * Reading: what a request's selectors let through, as objects, as a table, or as a watch that goes on
 * (k8s.io/apiserver pkg/endpoints/handlers get.go).
 */
import type { KubeObject } from '../objects/meta.ts';
import { renderTable } from '../table/render.ts';
import type { Target } from './path.ts';
import type { ApiAnswer, ApiRequest, ApiResponse } from './request.ts';
import { apiVersionOf, isMissing } from './resources.ts';
import { fieldFilter, matches, type ObjectFilter, parseSelector } from './selector.ts';
import { methodNotAllowed, notSimulated, qualified } from './status.ts';
import type { Store } from './store.ts';
import type { WallClock } from './wall-clock.ts';
import { Watch } from './watch.ts';

export function ok(body: unknown, warnings: readonly string[]): ApiResponse {
  return { kind: 'response', status: 200, body, warnings };
}

function wantsTable(request: ApiRequest): boolean {
  return request.accept?.includes('as=Table') === true;
}

export class Reader {
  readonly #store: Store;
  readonly #wallClock: WallClock;

  constructor(store: Store, wallClock: WallClock) {
    this.#store = store;
    this.#wallClock = wallClock;
  }

  /** One object as the request wants it. */
  render(request: ApiRequest, target: Target, object: KubeObject): unknown {
    return wantsTable(request) ? renderTable(target.resource, [object], this.#tableOptions(request)) : object;
  }

  list(request: ApiRequest, target: Target, warnings: readonly string[]): ApiAnswer {
    const { resource } = target;
    if (!resource.listed) throw methodNotAllowed();
    if (isMissing(resource)) throw notSimulated(qualified(resource));
    const filter = filterOf(request, target);
    const query = request.query ?? {};
    if (query['watch'] === 'true' || query['watch'] === '1') {
      const since = query['resourceVersion'];
      const fromStart = since === undefined || since === '' || since === '0';
      return new Watch(this.#store, {
        resource,
        namespace: resource.namespaced ? target.namespace : undefined,
        filter,
        initial: fromStart ? this.#matching(target, filter) : [],
        warnings,
        render: wantsTable(request)
          ? (object) => renderTable(resource, [object], this.#tableOptions(request)) as unknown as KubeObject
          : undefined,
      });
    }
    const items = this.#matching(target, filter);
    const resourceVersion = String(this.#store.revision);
    if (wantsTable(request))
      return ok(renderTable(resource, items, { ...this.#tableOptions(request), resourceVersion }), warnings);
    return ok(
      {
        kind: `${resource.kind}List`,
        apiVersion: apiVersionOf(resource),
        metadata: { resourceVersion },
        items,
      },
      warnings,
    );
  }

  matching(request: ApiRequest, target: Target): readonly KubeObject[] {
    return this.#matching(target, filterOf(request, target));
  }

  #matching(target: Target, filter: ObjectFilter | undefined): readonly KubeObject[] {
    const all = this.#store.list(target.resource, target.resource.namespaced ? target.namespace : '');
    return filter === undefined ? all : all.filter(filter);
  }

  #tableOptions(request: ApiRequest): {
    readonly now: number;
    readonly include: 'Object' | 'Metadata' | 'None';
  } {
    const include = request.query?.['includeObject'];
    return {
      now: this.#wallClock.milliseconds,
      include: include === 'Object' || include === 'None' ? include : 'Metadata',
    };
  }
}

function filterOf(request: ApiRequest, { resource }: Target): ObjectFilter | undefined {
  const { labelSelector = '', fieldSelector = '' } = request.query ?? {};
  const requirements = labelSelector === '' ? undefined : parseSelector(labelSelector);
  const fields = fieldFilter(fieldSelector, resource.kind, {
    resource: `${resource.group}/${resource.version}, Resource=${resource.name}`,
    labelSelector,
  });
  if (requirements === undefined) return fields;
  return (object) =>
    matches(requirements, object.metadata.labels) && (fields === undefined || fields(object));
}
