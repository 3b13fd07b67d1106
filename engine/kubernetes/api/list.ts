/**
 * Reading: what a request's selectors let through, as objects, as a table, or as a watch that goes on
 * (k8s.io/apiserver pkg/endpoints/handlers get.go).
 */
import type { KubeObject } from '../objects/meta.ts';
import type { ListMeta } from '../table/render.ts';
import type { Target } from './path.ts';
import type { ApiAnswer, ApiRequest, ApiResponse } from './request.ts';
import { laterApi } from './later-code.ts';
import { continueToken, readContinueToken, tokenExpired } from './continue-token.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { apiVersionOf, type Resource } from './resources.ts';
import { fieldFilter, matches, type ObjectFilter } from './selector.ts';
import { ApiError, methodNotAllowed, respondWith } from './status.ts';
import type { Store } from './store.ts';
import type { WallClock } from './wall-clock.ts';
import { Watch } from './watch.ts';

export function ok(body: unknown, warnings: readonly string[]): ApiResponse {
  return { kind: 'response', status: 200, body, warnings };
}

const metaVersion = 'meta.k8s.io/v1';

function wantsTable(request: ApiRequest): boolean {
  return request.accept?.includes('as=Table') === true;
}

function wantsMetadata(request: ApiRequest): boolean {
  return request.accept?.includes('as=PartialObjectMetadata') === true;
}

function onlyMetadata({ metadata }: KubeObject): KubeObject {
  return { kind: 'PartialObjectMetadata', apiVersion: metaVersion, metadata };
}

/** etcd's key behind that of the collection: as it orders them. */
function keyIn(
  { resource, namespace: asked }: Target,
  { metadata: { namespace = '', name } }: KubeObject,
): string {
  return resource.namespaced && asked === undefined ? `/${namespace}/${name}` : `/${name}`;
}

/** Of a custom kind. */
type StrategyOf = (resource: Resource) => Strategy | undefined;

/** Kinds that are only created have no table: who takes nothing else is refused (ErrorNegotiated, NegotiateOutputMediaType). @throws ApiError */
export function checkAccepted({ accept = '' }: ApiRequest, { listed }: Resource): void {
  if (listed || accept === '' || accept.split(',').some((type) => !type.includes('as=Table'))) return;
  throw new ApiError(
    406,
    'NotAcceptable',
    'only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf',
  );
}

export class Reader {
  readonly #store: Store;
  readonly #wallClock: WallClock;
  readonly #shown: (object: KubeObject) => KubeObject;
  readonly #custom: StrategyOf;

  /**
   * @param shown an object with its managed fields in it
   * @param custom of the kinds whose objects change as they come out of the store
   */
  constructor(
    store: Store,
    wallClock: WallClock,
    shown: (object: KubeObject) => KubeObject,
    custom: StrategyOf,
  ) {
    this.#store = store;
    this.#wallClock = wallClock;
    this.#shown = shown;
    this.#custom = custom;
  }

  /** One object as the request wants it. */
  render(request: ApiRequest, target: Target, object: KubeObject): unknown {
    return this.#rendering(request, target.resource)?.(object) ?? object;
  }

  list(request: ApiRequest, target: Target, warnings: readonly string[]): ApiAnswer {
    const { resource } = target;
    if (!resource.listed) throw methodNotAllowed();
    const query = request.query ?? {};
    if (query['watch'] === 'true' || query['watch'] === '1') return this.#watch(request, target, warnings);
    const { items, metadata } = this.#piece(request, target);
    if (wantsTable(request))
      return ok(
        laterApi().renderTable(resource, items, { ...this.#tableOptions(request), metadata }),
        warnings,
      );
    const render = this.#rendering(request, resource);
    const rendered = render === undefined ? items : items.map(render);
    const [kind, apiVersion] = wantsMetadata(request)
      ? ['PartialObjectMetadataList', metaVersion]
      : [`${resource.kind}List`, apiVersionOf(resource)];
    return ok({ kind, apiVersion, metadata, items: rendered }, warnings);
  }

  /** All that matches, or with `limit` a piece of it and where the next begins. */
  #piece(
    request: ApiRequest,
    target: Target,
  ): { readonly items: readonly KubeObject[]; readonly metadata: ListMeta } {
    const { limit = '', continue: token = '', labelSelector = '', fieldSelector = '' } = request.query ?? {};
    let items = this.#matching(target, filterOf(request, target));
    let { revision } = this.#store;
    if (token !== '') {
      const { revision: first, after } = readContinueToken(token);
      if (this.#store.since(target.resource, first) === undefined) throw tokenExpired();
      revision = first;
      items = items.filter((object) => keyIn(target, object) > after);
    }
    const resourceVersion = String(revision);
    const most = Number(limit);
    if (limit === '' || !(most > 0)) return { items, metadata: { resourceVersion } };
    const piece = items.slice(0, most);
    const last = piece.at(-1);
    // Whether what is left would match a selector is not known before it is read.
    const rest = last === undefined ? [] : this.#after(target, keyIn(target, last));
    if (piece.length !== most || rest.length === 0) return { items: piece, metadata: { resourceVersion } };
    return {
      items: piece,
      metadata: {
        resourceVersion,
        continue: continueToken({ revision, after: last === undefined ? '' : keyIn(target, last) }),
        ...(labelSelector === '' && fieldSelector === '' ? { remainingItemCount: rest.length } : {}),
      },
    };
  }

  #after(target: Target, key: string): readonly KubeObject[] {
    const { resource, namespace } = target;
    return this.#store
      .list(resource, resource.namespaced ? namespace : '')
      .filter((object) => keyIn(target, object) > key);
  }

  #watch(request: ApiRequest, target: Target, warnings: readonly string[]): Watch {
    const { resource } = target;
    const filter = filterOf(request, target);
    const { resourceVersion: since = '', sendInitialEvents } = request.query ?? {};
    const fromStart = since === '' || since === '0' || sendInitialEvents === 'true';
    const missed = fromStart ? [] : this.#store.since(resource, Number(since));
    const render = this.#rendering(request, resource);
    return new Watch(this.#store, {
      resource,
      namespace: resource.namespaced ? target.namespace : undefined,
      filter,
      initial: fromStart && sendInitialEvents !== 'false' ? this.#matching(target, filter) : [],
      missed: missed ?? [],
      bookmark: sendInitialEvents === 'true' ? this.#bookmark(resource) : undefined,
      failure: missed === undefined ? this.#tooOld(since) : undefined,
      warnings,
      render,
    });
  }

  #rendering(request: ApiRequest, resource: Resource): ((object: KubeObject) => KubeObject) | undefined {
    if (wantsTable(request))
      return (object) =>
        laterApi().renderTable(resource, [object], this.#tableOptions(request)) as unknown as KubeObject;
    const shown = inTurn(
      request.managedFields === true ? this.#shown : undefined,
      reading(this.#custom(resource)),
    );
    if (!wantsMetadata(request)) return shown;
    return (object) => onlyMetadata(shown?.(object) ?? object);
  }

  /** An object of the kind with nothing but how far the client now is. */
  #bookmark(resource: Resource): KubeObject {
    return {
      kind: resource.kind,
      apiVersion: apiVersionOf(resource),
      metadata: {
        resourceVersion: String(this.#store.revision),
        annotations: { 'k8s.io/initial-events-end': 'true' },
      },
    } as unknown as KubeObject;
  }

  #tooOld(since: string): KubeObject {
    const message = `too old resource version: ${since} (${String(this.#store.revision)})`;
    return respondWith(new ApiError(410, 'Expired', message)).body as KubeObject;
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

function reading(strategy: Strategy | undefined): Step {
  return strategy?.read === undefined ? undefined : (object) => strategy.read?.(object) ?? object;
}

type Step = ((object: KubeObject) => KubeObject) | undefined;

function inTurn(first: Step, second: Step): Step {
  if (first === undefined || second === undefined) return first ?? second;
  return (object) => second(first(object));
}

function filterOf(request: ApiRequest, { resource }: Target): ObjectFilter | undefined {
  const { labelSelector = '', fieldSelector = '' } = request.query ?? {};
  const requirements = labelSelector === '' ? undefined : laterApi().parseSelector(labelSelector);
  const fields = fieldFilter(fieldSelector, resource.kind);
  if (requirements === undefined) return fields;
  return (object) =>
    matches(requirements, object.metadata.labels) && (fields === undefined || fields(object));
}
