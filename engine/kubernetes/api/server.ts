/**
 * The API server: takes requests at the one door, decodes, admits, validates, stores and answers
 * (k8s.io/apiserver pkg/endpoints/handlers and pkg/registry/generic/registry/store.go).
 *
 * Requests of the cluster's own components (users `system:…`) carry objects that the engine itself made: they are
 * stored as they are, without decoding and without field validation.
 *
 * Left out: managed fields, list chunks, old resource versions, authorization.
 */
import type { Condition, KubeObject } from '../objects/meta.ts';
import type { Pod } from '../objects/pod.ts';
import type { Random } from '../../clock/random.ts';
import type { Begun, Strategy, StrategyContext } from '../strategy/strategy.ts';
import { discoveryAnswer } from './discovery.ts';
import { decodeBody } from './decode-body.ts';
import { deletion } from './deletion.ts';
import { keptMeta, newMeta } from './metadata.ts';
import { same } from './same.ts';
import { parsePath, type Target } from './path.ts';
import { patched } from './patch-request.ts';
import { type ApiAnswer, type ApiDoor, type ApiRequest, type ApiResponse, isComponent } from './request.ts';
import { apiVersionOf, isMissing, type Resource } from './resources.ts';
import { ok, Reader } from './list.ts';
import {
  alreadyExists,
  ApiError,
  badRequest,
  conflict,
  forbidden,
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
import type { WallClock } from './wall-clock.ts';

export interface ServerOptions {
  readonly wallClock: WallClock;
  readonly random: Random;
  readonly strategies: readonly Strategy[];
  /** `v1.36.3` */
  readonly version: string;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

const endpointsWarning = 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice';

export class ApiServer implements ApiDoor {
  readonly store = new Store(180);
  readonly version: string;
  readonly #wallClock: WallClock;
  readonly #random: Random;
  readonly #reader: Reader;
  readonly #strategies: ReadonlyMap<Resource, Strategy>;

  constructor(options: ServerOptions) {
    this.#wallClock = options.wallClock;
    this.#random = options.random.fork('api server');
    this.#reader = new Reader(this.store, options.wallClock);
    this.version = options.version;
    this.#strategies = new Map(options.strategies.map((strategy) => [strategy.resource, strategy]));
  }

  request(request: ApiRequest): ApiAnswer {
    try {
      return this.#answer(request);
    } catch (error) {
      const warnings =
        request.path.includes('/endpoints') &&
        !request.path.includes('/endpointslices') &&
        !isComponent(request)
          ? [endpointsWarning]
          : [];
      if (error instanceof ApiError) return { ...respondWith(error), warnings };
      // Whatever input found a hole in validation: the caller gets a Status, as from the real server's recovery.
      const message = error instanceof Error ? error.message : String(error);
      return respondWith(new ApiError(500, 'InternalError', `Internal error occurred: ${message}`));
    }
  }

  #answer(request: ApiRequest): ApiAnswer {
    const target = parsePath(request.path);
    if (target === undefined) return discoveryAnswer(request, this.version) ?? respondWith(noSuchPath());
    const warnings =
      target.resource.name === 'endpoints' && !isComponent(request) ? [endpointsWarning] : ([] as string[]);
    if (target.subresource !== undefined) return this.#subresource(request, target, warnings);
    switch (request.method) {
      case 'GET':
        if (target.name === undefined) return this.#reader.list(request, target, warnings);
        return ok(
          this.#reader.render(request, target, this.get(target.resource, target.namespace, target.name)),
          warnings,
        );
      case 'POST':
        if (target.name !== undefined) throw methodNotAllowed();
        return this.#create(request, target, warnings);
      case 'PUT':
      case 'PATCH':
        if (target.name === undefined) throw methodNotAllowed();
        return this.#change(request, target, target.name, warnings);
      case 'DELETE':
        return target.name === undefined
          ? this.#deleteCollection(request, target, warnings)
          : this.#delete(request, target, target.name, warnings);
    }
  }

  /** @throws ApiError NotFound */
  get(resource: Resource, namespace: string | undefined, name: string): KubeObject {
    const found = this.store.get(resource, resource.namespaced ? (namespace ?? '') : '', name);
    if (found === undefined && isMissing(resource)) throw notSimulated(qualified(resource));
    if (found === undefined) throw notFound(resource, name);
    return found;
  }

  #create(request: ApiRequest, target: Target, warnings: readonly string[]): ApiResponse {
    const { resource } = target;
    const strategy = this.#strategy(resource);
    const texts = [...warnings];
    const given = decodeBody(request, resource, strategy, texts);
    const context = this.#context(request);
    const metadata = newMeta(given, target, strategy, context.now, this.#random);
    let object: KubeObject = { ...given, metadata };
    if (resource.namespaced) this.#checkNamespace(resource, object, request);
    object = strategy.prepareForCreate?.(object, context) ?? object;
    object = strategy.admit?.(object, context) ?? object;
    const begun = this.#begin(strategy, object, undefined, context);
    ({ object } = begun);
    try {
      if (!isComponent(request)) {
        const errors = strategy.validate(object);
        if (errors.length > 0) throw invalid(resource.kind, resource.group, object.metadata.name, errors);
      }
      const existing = this.store.get(resource, object.metadata.namespace ?? '', object.metadata.name);
      if (existing !== undefined) throw alreadyExists(resource, object.metadata.name);
    } catch (error) {
      begun.undo();
      throw error;
    }
    if (!isComponent(request)) texts.push(...(strategy.warnings?.(object, undefined) ?? []));
    if (context.dryRun) {
      begun.undo();
    } else {
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
    return (
      strategy.begin?.(object, old, context) ?? { object, undo: () => undefined, commit: () => undefined }
    );
  }

  #stored(resource: Resource, object: KubeObject): KubeObject {
    const next = { ...object, metadata: { ...object.metadata, resourceVersion: this.store.nextRevision() } };
    this.store.put(resource, next);
    return next;
  }

  #checkNamespace(resource: Resource, object: KubeObject, request: ApiRequest): void {
    const namespace = object.metadata.namespace ?? '';
    const found = this.store.get(namespaces(this.#strategies), '', namespace);
    if (found === undefined) throw notFound(namespaces(this.#strategies), namespace);
    if (
      found.metadata.deletionTimestamp !== undefined &&
      !(isComponent(request) && resource.kind === 'Event')
    )
      throw forbidden(
        resource,
        object.metadata.name,
        `unable to create new content in namespace ${namespace} because it is being terminated`,
      );
  }

  #change(request: ApiRequest, target: Target, name: string, warnings: readonly string[]): ApiResponse {
    const { resource } = target;
    const strategy = this.#strategy(resource);
    const namespace = resource.namespaced ? (target.namespace ?? '') : '';
    const old = this.store.get(resource, namespace, name);
    const texts = [...warnings];
    if (old === undefined) {
      if (request.method === 'PUT' && resource.name === 'services')
        return this.#create({ ...request, method: 'POST' }, { ...target, name: undefined }, warnings);
      throw notFound(resource, name);
    }
    const body = request.method === 'PATCH' ? patched(request, resource, old) : request.body;
    const given = body as KubeObject;
    if (request.method === 'PUT' && (given.metadata as Partial<KubeObject['metadata']>).name !== name)
      throw badRequest(
        `the name of the object (${(given.metadata as Partial<KubeObject['metadata']>).name ?? ''}) does not match the name on the URL (${name})`,
      );
    const object = decodeBody({ ...request, body }, resource, strategy, texts);
    const updated = this.update(resource, object, old, request, 'spec');
    if (!isComponent(request)) texts.push(...(strategy.warnings?.(updated, old) ?? []));
    return ok(this.#reader.render(request, target, updated), texts);
  }

  /** Store a new state of `old`. @param part `status`: everything but the status stays, and the other way round */
  update(
    resource: Resource,
    given: KubeObject,
    old: KubeObject,
    request: ApiRequest,
    part: 'spec' | 'status',
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
      if (
        context.dryRun ||
        same(strategy.prepareStatus?.(status) ?? status, (old as KubeObject & { status?: unknown }).status)
      )
        return old;
      const next = {
        ...old,
        metadata: { ...old.metadata, resourceVersion: this.store.nextRevision() },
        status: strategy.prepareStatus?.(status) ?? status,
      } as KubeObject;
      this.store.put(resource, next);
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
    } catch (error) {
      begun.undo();
      throw error;
    }
    if (strategy.counted === true) {
      const bumped = !same(specOf(object), specOf(old));
      const generation = (old.metadata.generation ?? 1) + (bumped ? 1 : 0);
      object = { ...object, metadata: { ...object.metadata, generation } };
    }
    if (context.dryRun) {
      begun.undo();
      return object;
    }
    begun.commit();
    if (same(object, old)) return old;
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

  #delete(request: ApiRequest, target: Target, name: string, warnings: readonly string[]): ApiResponse {
    const { resource } = target;
    this.#strategy(resource);
    const object = this.get(resource, target.namespace, name);
    const result = this.deleteObject(resource, object, request);
    const body =
      result === undefined
        ? {
            kind: 'Status',
            apiVersion: 'v1',
            metadata: {},
            status: 'Success',
            details: {
              name,
              ...(resource.group === '' ? {} : { group: resource.group }),
              kind: resource.name,
              uid: object.metadata.uid,
            },
          }
        : result;
    return ok(body, warnings);
  }

  #deleteCollection(request: ApiRequest, target: Target, warnings: readonly string[]): ApiResponse {
    this.#strategy(target.resource);
    const items = this.#reader.matching(request, target);
    for (const object of items) this.deleteObject(target.resource, object, request);
    return ok(
      { kind: `${target.resource.kind}List`, apiVersion: apiVersionOf(target.resource), metadata: {}, items },
      warnings,
    );
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

  /** The scheduler's decision: node and PodScheduled condition in one write. */
  bindPod(resource: Resource, pod: Pod, node: string): void {
    const scheduled: Condition = {
      type: 'PodScheduled',
      status: 'True',
      lastProbeTime: null,
      lastTransitionTime: this.#wallClock.timestamp,
      observedGeneration: pod.metadata.generation ?? 1,
    };
    const conditions = (pod.status.conditions ?? []).filter(({ type }) => type !== 'PodScheduled');
    const next: Pod = {
      ...pod,
      metadata: { ...pod.metadata, resourceVersion: this.store.nextRevision() },
      spec: { ...pod.spec, nodeName: node },
      status: { ...pod.status, conditions: [...conditions, scheduled] },
    };
    this.store.put(resource, next);
  }

  /** The object's end: out of the store, its allocations free. */
  remove(resource: Resource, object: KubeObject): void {
    const last = { ...object, metadata: { ...object.metadata, resourceVersion: this.store.nextRevision() } };
    this.store.remove(resource, last);
    this.#strategies.get(resource)?.deleted?.(object);
  }

  #subresource(request: ApiRequest, target: Target, warnings: readonly string[]): ApiAnswer {
    const strategy = this.#strategy(target.resource);
    const answer = subresourceAnswer(this, request, target, strategy);
    return { ...answer, warnings: [...warnings, ...answer.warnings] };
  }

  #strategy(resource: Resource): Strategy {
    const strategy = this.#strategies.get(resource);
    if (strategy === undefined) throw notSimulated(qualified(resource));
    return strategy;
  }

  #context(request: ApiRequest): StrategyContext {
    return {
      store: this.store,
      random: this.#random,
      now: this.#wallClock.timestamp,
      dryRun: request.query?.['dryRun'] === 'All',
    };
  }
}

function namespaces(strategies: ReadonlyMap<Resource, Strategy>): Resource {
  for (const one of strategies.keys()) if (one.name === 'namespaces') return one;
  throw new Error('no namespaces');
}

function specOf(object: KubeObject): unknown {
  const { metadata: _metadata, status: _status, ...rest } = object as KubeObject & { status?: unknown };
  return rest;
}
