/**
 * The API server: takes requests at the one door, decodes, admits, validates, stores and answers
 * (k8s.io/apiserver pkg/endpoints/handlers and pkg/registry/generic/registry/store.go).
 *
 * Requests of the cluster's own components (users `system:…`) carry objects that the engine itself made: they are
 * stored as they are, without decoding and without field validation.
 *
 * Left out: managed fields, list chunks, old resource versions, authorization.
 */
import type { KubeObject, Timestamp } from '../objects/meta.ts';
import { Interruption } from '../../clock/clock.ts';
import type { Random } from '../../clock/random.ts';
import type { Begun, Strategy, StrategyContext } from '../strategy/strategy.ts';
import { CustomResources } from '../custom/custom-resources.ts';
import { type Beginning, firstObjects, hasFirstObjects, lastFirstRevision } from './first-objects.ts';
import { checkNamespace } from '../admission/namespace-lifecycle.ts';
import { checkLimits, countQuotas } from '../admission/limits.ts';
import { decodeBody } from './decode-body.ts';
import { deletedCollection, deletedOne } from './delete-request.ts';
import { deletion } from './deletion.ts';
import type { Owners } from '../managed-fields/managers.ts';
import { checkName, keptMeta, newMeta, statusMeta } from './metadata.ts';
import { same } from './same.ts';
import { laterApi } from './later-code.ts';
import { type FindResource, parsePath, type Target } from './path.ts';
import { authorize, reviewAnswer } from './authorize.ts';
import { decodePatched } from './patch-request.ts';
import { type ApiAnswer, type ApiDoor, type ApiRequest, type ApiResponse, isComponent } from './request.ts';
import { type Resource } from './resources.ts';
import { checkAccepted, ok, Reader } from './list.ts';
import { applyPatchType, Ownership } from './ownership.ts';
import {
  alreadyExists,
  ApiError,
  conflict,
  invalid,
  methodNotAllowed,
  noSuchPath,
  notFound,
  notSimulated,
  qualified,
  respondWith,
} from './status.ts';
import { Store } from './store.ts';
import { subresourceAnswer } from './subresources.ts';
import { inVersion } from './version.ts';
import type { WallClock } from './wall-clock.ts';

export interface ServerOptions extends Beginning {
  readonly strategies: readonly Strategy[];
  /** `v1.36.3` */
  readonly version: string;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

const endpointsWarning = 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice';

export class ApiServer implements ApiDoor {
  readonly store: Store;
  readonly ownership = new Ownership();
  readonly version: string;
  readonly #wallClock: WallClock;
  readonly #random: Random;
  #dryRuns = 0;
  readonly #reader: Reader;
  readonly #custom: CustomResources;
  readonly #findCustom: FindResource = (...of) => this.#custom.find(...of);
  readonly #strategies: ReadonlyMap<Resource, Strategy>;

  constructor(options: ServerOptions) {
    this.#wallClock = options.wallClock;
    this.#random = options.random.fork('api server');
    this.store = new Store(lastFirstRevision, (resource) => firstObjects(resource, options));
    this.#custom = new CustomResources(this.store);
    this.#reader = new Reader(
      this.store,
      options.wallClock,
      (object) => this.ownership.shown(object),
      (resource) => this.#custom.strategy(resource),
    );
    this.version = options.version;
    this.#strategies = new Map(options.strategies.map((strategy) => [strategy.resource, strategy]));
  }

  request(request: ApiRequest): ApiAnswer {
    try {
      const answer = this.#answer(request);
      if (request.method !== 'GET')
        countQuotas(request.path, this.store, (of, quota) => this.#stored(of, quota));
      return answer;
    } catch (error) {
      const warnings =
        request.path.includes('/endpoints') &&
        !request.path.includes('/endpointslices') &&
        !isComponent(request)
          ? [endpointsWarning]
          : [];
      if (error instanceof Interruption) throw error;
      if (error instanceof ApiError) return { ...respondWith(error), warnings };
      // Whatever input found a hole in validation: the caller gets a Status, as from the real server's recovery.
      const message = error instanceof Error ? error.message : String(error);
      return respondWith(new ApiError(500, 'InternalError', `Internal error occurred: ${message}`));
    }
  }

  #answer(request: ApiRequest): ApiAnswer {
    const target = parsePath(request.path, this.#findCustom);
    authorize(this.store, request, target);
    if (target === undefined)
      return laterApi().discoveryAnswer(request, this, this.#custom.all()) ?? respondWith(noSuchPath());
    const warnings =
      target.resource.name === 'endpoints' && !isComponent(request) ? [endpointsWarning] : ([] as string[]);
    const { storedAs } = target.resource;
    if (storedAs !== undefined)
      return inVersion(target.resource, request, (stored) =>
        this.#respond(stored, { ...target, resource: storedAs }, warnings),
      );
    return this.#respond(request, target, warnings);
  }

  #respond(request: ApiRequest, target: Target, warnings: readonly string[]): ApiAnswer {
    if (target.subresource !== undefined) return this.#subresource(request, target, warnings);
    switch (request.method) {
      case 'GET':
        if (hasFirstObjects(target.resource) && !isComponent(request)) laterApi();
        if (target.name === undefined) return this.#reader.list(request, target, warnings);
        return ok(
          this.#reader.render(request, target, this.get(target.resource, target.namespace, target.name)),
          warnings,
        );
      case 'POST':
        if (target.name !== undefined) throw methodNotAllowed();
        checkAccepted(request, target.resource);
        return reviewAnswer(this.store, request, target.resource) ?? this.#create(request, target, warnings);
      case 'PUT':
      case 'PATCH':
        if (target.name === undefined) throw methodNotAllowed();
        return this.#change(request, target, target.name, warnings);
      case 'DELETE':
        this.#strategy(target.resource);
        return ok(
          target.name === undefined
            ? deletedCollection(this, request, target.resource, this.#reader.matching(request, target))
            : deletedOne(
                this,
                request,
                target.resource,
                this.get(target.resource, target.namespace, target.name),
              ),
          warnings,
        );
    }
  }

  /** @throws ApiError NotFound */
  get(resource: Resource, namespace: string | undefined, name: string): KubeObject {
    const found = this.store.get(resource, resource.namespaced ? (namespace ?? '') : '', name);
    if (found === undefined) throw notFound(resource, name);
    return found;
  }

  /** @param owners of its fields; undefined: they are found by what was asked for */
  #create(request: ApiRequest, target: Target, warnings: readonly string[], owners?: Owners): ApiResponse {
    const { resource } = target;
    const strategy = this.#strategy(resource);
    const texts = [...warnings];
    const given = decodeBody(request, resource, strategy, texts);
    const context = this.#context(request);
    const metadata = newMeta(given, target, strategy, context.now, context.random);
    let object: KubeObject = { ...given, metadata };
    if (resource.namespaced) checkNamespace(resource, object, request, this.store);
    object = strategy.prepareForCreate?.(object, context) ?? object;
    object = strategy.admit?.(object, context) ?? object;
    const begun = this.#begin(strategy, object, undefined, context);
    ({ object } = begun);
    try {
      if (!isComponent(request)) {
        const errors = strategy.validate(object);
        if (errors.length > 0) throw invalid(resource.kind, resource.group, object.metadata.name, errors);
      }
      checkLimits(resource, object, undefined, this.store);
      const existing = this.store.get(resource, object.metadata.namespace ?? '', object.metadata.name);
      if (existing !== undefined) throw alreadyExists(resource, object.metadata.name);
    } catch (error) {
      begun.undo();
      throw error;
    }
    if (!isComponent(request)) texts.push(...(strategy.warnings?.(object, undefined) ?? []));
    // Watches show it as soon as it is stored.
    if (owners === undefined) this.ownership.created(object, given, request, resource);
    else this.ownership.settled(object, owners);
    if (context.dryRun) begun.undo();
    else {
      // Its metadata is still ours alone.
      (object.metadata as Writable<KubeObject['metadata']>).resourceVersion = this.store.nextRevision();
      this.store.put(resource, object);
      begun.commit();
    }
    return { ...ok(this.#reader.render(request, target, object), texts), status: 201 };
  }

  #begin(
    strategy: Strategy,
    object: KubeObject,
    old: KubeObject | undefined,
    context: StrategyContext,
  ): Begun<KubeObject> {
    const nothing = (): void => undefined;
    return strategy.begin?.(object, old, context) ?? { object, undo: nothing, commit: nothing };
  }

  #stored(resource: Resource, object: KubeObject): KubeObject {
    const next = { ...object, metadata: { ...object.metadata, resourceVersion: this.store.nextRevision() } };
    this.ownership.passOn(object, next);
    this.store.put(resource, next);
    return next;
  }

  #change(request: ApiRequest, target: Target, name: string, warnings: readonly string[]): ApiResponse {
    const { resource } = target;
    const strategy = this.#strategy(resource);
    const namespace = resource.namespaced ? (target.namespace ?? '') : '';
    const old = this.store.get(resource, namespace, name);
    const texts = [...warnings];
    if (request.contentType === applyPatchType) return this.#apply(request, target, name, old, warnings);
    if (old === undefined) {
      if (request.method === 'PUT' && resource.name === 'services')
        return this.#create({ ...request, method: 'POST' }, { ...target, name: undefined }, warnings);
      throw notFound(resource, name);
    }
    const object =
      request.method === 'PATCH'
        ? decodePatched(request, resource, strategy, texts, { old, ownership: this.ownership })
        : decodeBody(request, resource, strategy, texts);
    checkName(object, target, name);
    const updated = this.update(resource, object, old, request, 'spec');
    if (!isComponent(request)) texts.push(...(strategy.warnings?.(updated, old) ?? []));
    return ok(this.#reader.render(request, target, updated), texts);
  }

  /** Server-side apply: creates what is not there. */
  #apply(
    request: ApiRequest,
    target: Target,
    name: string,
    old: KubeObject | undefined,
    warnings: readonly string[],
  ): ApiResponse {
    const { resource } = target;
    const { now } = this.#context(request);
    const { object: body, owners } = this.ownership.apply(request, resource, old, {
      name,
      now,
      custom: this.#custom.strategy(resource),
    });
    const asJson = { ...request, body, contentType: 'application/json' };
    if (old === undefined)
      return this.#create({ ...asJson, method: 'POST' }, { ...target, name: undefined }, warnings, owners);
    const texts = [...warnings];
    const object = decodeBody(asJson, resource, this.#strategy(resource), texts);
    const updated = this.update(resource, object, old, asJson, 'spec', owners);
    return ok(this.#reader.render(request, target, updated), texts);
  }

  /** Store a new state of `old`. @param part `status`: everything but the status stays, and the other way round */
  update(
    resource: Resource,
    given: KubeObject,
    old: KubeObject,
    request: ApiRequest,
    part: 'spec' | 'status',
    owners?: Owners,
  ): KubeObject {
    const strategy = this.#strategy(resource);
    const context = this.#context(request);
    const { metadata } = given;
    const asked = metadata.resourceVersion as string | undefined;
    if (asked !== undefined && asked !== '' && asked !== old.metadata.resourceVersion)
      throw conflict(
        resource,
        old.metadata.name,
        'the object has been modified; please apply your changes to the latest version and try again',
      );
    if (part === 'status') {
      const { status } = given as KubeObject & { status?: unknown };
      const kept = isComponent(request) ? old.metadata : statusMeta(resource, metadata, old.metadata);
      const next: Writable<KubeObject> & { status?: unknown } = {
        ...old,
        metadata: kept,
        status: strategy.prepareStatus?.(status) ?? status,
      };
      if (same(next, old)) return old;
      if (!context.dryRun) next.metadata = { ...kept, resourceVersion: this.store.nextRevision() };
      this.ownership.updated(next, old, request, resource, { subresource: 'status', now: context.now });
      if (!context.dryRun) this.store.put(resource, next);
      return next;
    }
    let object: KubeObject = { ...given, metadata: keptMeta(metadata, old.metadata) };
    object = strategy.prepareForUpdate?.(object, old, context) ?? object;
    const begun = this.#begin(strategy, object, old, context);
    ({ object } = begun);
    try {
      if (!isComponent(request)) {
        const errors = (strategy.validateUpdate ?? strategy.validate.bind(strategy))(object, old);
        if (errors.length > 0) throw invalid(resource.kind, resource.group, old.metadata.name, errors);
      }
      checkLimits(resource, object, old, this.store);
    } catch (error) {
      begun.undo();
      throw error;
    }
    if (strategy.counted === true) {
      const bumped = !same(specOf(object), specOf(old));
      const generation = (old.metadata.generation ?? 1) + (bumped ? 1 : 0);
      object = { ...object, metadata: { ...object.metadata, generation } };
    }
    if (owners === undefined)
      this.ownership.updated(object, old, request, resource, { subresource: '', now: context.now, given });
    else this.ownership.settled(object, owners);
    if (context.dryRun) {
      begun.undo();
      return object;
    }
    begun.commit();
    if (same(object, old) && (owners === undefined || same(owners, this.ownership.ownersOf(old)))) return old;
    if (object.metadata.deletionTimestamp !== undefined && (object.metadata.finalizers ?? []).length === 0) {
      const graceLeft = object.metadata.deletionGracePeriodSeconds ?? 0;
      const held =
        resource.name === 'namespaces' &&
        ((object as { spec?: { finalizers?: readonly string[] } }).spec?.finalizers ?? []).length > 0;
      if (graceLeft === 0 && !held) {
        this.remove(resource, object);
        return object;
      }
    }
    return this.#stored(resource, object);
  }

  /** @returns the object while it has to wait for its end, undefined when it is gone */
  deleteObject(resource: Resource, object: KubeObject, request: ApiRequest): KubeObject | undefined {
    const context = this.#context(request);
    const decision = deletion(resource, object, request, (seconds) => this.#wallClock.after(seconds));
    if (context.dryRun || decision.kind === 'keep') return object;
    if (decision.kind === 'remove') {
      this.remove(resource, object);
      return undefined;
    }
    return this.#stored(resource, decision.next);
  }

  get now(): Timestamp {
    return this.#wallClock.timestamp;
  }

  /** The object's end: out of the store, its allocations free. */
  remove(resource: Resource, object: KubeObject): void {
    const last = { ...object, metadata: { ...object.metadata, resourceVersion: this.store.nextRevision() } };
    this.ownership.passOn(object, last);
    this.store.remove(resource, last);
    this.#strategies.get(resource)?.deleted?.(object, this.#context({}));
  }

  #subresource(request: ApiRequest, target: Target, warnings: readonly string[]): ApiAnswer {
    const strategy = this.#strategy(target.resource);
    const answer = subresourceAnswer(this, request, target, strategy);
    return { ...answer, warnings: [...warnings, ...answer.warnings] };
  }

  #strategy(resource: Resource): Strategy {
    const strategy = this.#strategies.get(resource) ?? this.#custom.strategy(resource);
    if (strategy === undefined) throw notSimulated(qualified(resource));
    return strategy;
  }

  #context(request: Pick<ApiRequest, 'query'>): StrategyContext {
    const dryRun = request.query?.['dryRun'] === 'All';
    return {
      store: this.store,
      // Nothing remains of a dry run: what it draws must not change what others draw.
      random: dryRun ? this.#random.fork(`dry run ${++this.#dryRuns}`) : this.#random,
      now: this.#wallClock.timestamp,
      dryRun,
    };
  }
}

function specOf(object: KubeObject): unknown {
  const { metadata: _metadata, status: _status, ...rest } = object as KubeObject & { status?: unknown };
  return rest;
}
