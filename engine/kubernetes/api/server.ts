/**
 * The API server: takes requests at the one door, decodes, admits, validates, stores and answers
 * (k8s.io/apiserver pkg/endpoints/handlers and pkg/registry/generic/registry/store.go).
 *
 * Requests of the cluster's own components (users `system:…`) carry objects that the engine itself made: they are
 * stored as they are, without decoding and without field validation.
 *
 * Left out: managed fields, list chunks, old resource versions, authorization.
 */
import type { Condition, KubeObject, Timestamp } from '../objects/meta.ts';
import type { Pod } from '../objects/pod.ts';
import type { Random } from '../../clock/random.ts';
import { decode } from '../schema/decode.ts';
import type { Begun, Strategy, StrategyContext } from '../strategy/strategy.ts';
import { generateName, uid } from '../allocation/names.ts';
import { renderTable } from '../table/render.ts';
import { discoveryAnswer } from './discovery.ts';
import { finalizersFor, type Propagation } from './finalizers.ts';
import { parsePath, type Target } from './path.ts';
import { patched } from './patch-request.ts';
import type { ApiAnswer, ApiDoor, ApiRequest, ApiResponse } from './request.ts';
import { apiVersionOf, type Resource } from './resources.ts';
import { fieldFilter, matches, type ObjectFilter, parseSelector } from './selector.ts';
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
  respondWith,
} from './status.ts';
import { Store } from './store.ts';
import { subresourceAnswer } from './subresources.ts';
import type { WallClock } from './wall-clock.ts';
import { Watch } from './watch.ts';

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
  readonly #strategies: ReadonlyMap<Resource, Strategy>;

  constructor(options: ServerOptions) {
    this.#wallClock = options.wallClock;
    this.#random = options.random.fork('api server');
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
        if (target.name === undefined) return this.#list(request, target, warnings);
        return ok(
          this.#render(request, target, this.get(target.resource, target.namespace, target.name)),
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
    if (found === undefined) throw notFound(resource, name);
    return found;
  }

  #render(request: ApiRequest, target: Target, object: KubeObject): unknown {
    return wantsTable(request) ? renderTable(target.resource, [object], this.#tableOptions(request)) : object;
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

  #list(request: ApiRequest, target: Target, warnings: readonly string[]): ApiAnswer {
    const { resource } = target;
    if (!resource.listed) throw methodNotAllowed();
    const filter = this.#filter(request, target);
    const query = request.query ?? {};
    if (query['watch'] === 'true' || query['watch'] === '1') {
      const since = query['resourceVersion'];
      const initial =
        since === undefined || since === '' || since === '0'
          ? this.#matching(target, filter)
          : ([] as KubeObject[]);
      return new Watch(this.store, {
        resource,
        namespace: resource.namespaced ? target.namespace : undefined,
        filter,
        initial,
        warnings,
        render: wantsTable(request)
          ? (object) => renderTable(resource, [object], this.#tableOptions(request)) as unknown as KubeObject
          : undefined,
      });
    }
    const items = this.#matching(target, filter);
    if (wantsTable(request))
      return ok(
        renderTable(resource, items, {
          ...this.#tableOptions(request),
          resourceVersion: String(this.store.revision),
        }),
        warnings,
      );
    return ok(
      {
        kind: `${resource.kind}List`,
        apiVersion: apiVersionOf(resource),
        metadata: { resourceVersion: String(this.store.revision) },
        items,
      },
      warnings,
    );
  }

  #matching(target: Target, filter: ObjectFilter | undefined): readonly KubeObject[] {
    const all = this.store.list(target.resource, target.resource.namespaced ? target.namespace : '');
    return filter === undefined ? all : all.filter(filter);
  }

  #filter(request: ApiRequest, target: Target): ObjectFilter | undefined {
    const { labelSelector = '', fieldSelector = '' } = request.query ?? {};
    const { resource } = target;
    const requirements = labelSelector === '' ? undefined : parseSelector(labelSelector);
    const fields = fieldFilter(fieldSelector, resource.kind, {
      resource: `${resource.group}/${resource.version}, Resource=${resource.name}`,
      labelSelector,
    });
    if (requirements === undefined) return fields;
    return (object) =>
      matches(requirements, object.metadata.labels) && (fields === undefined || fields(object));
  }

  #create(request: ApiRequest, target: Target, warnings: readonly string[]): ApiResponse {
    const { resource } = target;
    const strategy = this.#strategy(resource);
    const texts = [...warnings];
    const given = this.#decode(request, resource, strategy, texts);
    const context = this.#context(request);
    const metadata = this.#newMeta(given, target, strategy, context.now);
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
    return { ...ok(this.#render(request, target, object), texts), status: 201 };
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

  /** Namespace, name and what only the server may set. The object is the caller's to write to. */
  #newMeta(object: KubeObject, target: Target, strategy: Strategy, now: Timestamp): KubeObject['metadata'] {
    const { resource } = target;
    const given = object.metadata as Partial<KubeObject['metadata']>;
    if (given.resourceVersion !== undefined && given.resourceVersion !== '')
      throw badRequest('resourceVersion should not be set on objects to be created');
    const metadata: Writable<KubeObject['metadata']> = {
      ...given,
      name: given.name ?? '',
      uid: uid(this.#random),
      resourceVersion: '',
      creationTimestamp: now,
    };
    if (metadata.name === '' && given.generateName !== undefined)
      metadata.name = generateName(this.#random, given.generateName);
    if (strategy.counted === true) metadata.generation = 1;
    if (resource.namespaced) {
      if (given.namespace !== undefined && given.namespace !== target.namespace)
        throw badRequest(
          'the namespace of the provided object does not match the namespace sent on the request',
        );
      metadata.namespace = target.namespace ?? '';
    } else delete metadata.namespace;
    return metadata;
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

  #decode(request: ApiRequest, resource: Resource, strategy: Strategy, warnings: string[]): KubeObject {
    if (isComponent(request)) return request.body as KubeObject;
    const body = request.body as { kind?: unknown; apiVersion?: unknown } | undefined;
    const kind = typeof body?.kind === 'string' ? body.kind : '';
    const version = resource.version;
    const cannot = (why: string): ApiError =>
      badRequest(
        `${kind || resource.kind} in version "${version}" cannot be handled as a ${resource.kind}: ${why}`,
      );
    if (kind !== '' && kind !== resource.kind)
      throw cannot(
        `no kind "${kind}" is registered for version "${apiVersionOf(resource)}" in scheme "pkg/runtime/scheme.go:111"`,
      );
    const decoded = decode(resource.struct ?? '', body);
    if (decoded.kind === 'failed') throw cannot(decoded.message);
    const mode = request.query?.['fieldValidation'] ?? 'Warn';
    const unknown = decoded.unknownFields.map((field) => `unknown field "${field}"`);
    if (mode === 'Strict' && unknown.length > 0) throw cannot(`strict decoding error: ${unknown.join(', ')}`);
    if (mode === 'Warn') warnings.push(...unknown);
    const object = {
      ...decoded.object,
      kind: resource.kind,
      apiVersion: apiVersionOf(resource),
    } as unknown as KubeObject;
    strategy.defaults?.(object);
    return object;
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
    const object = this.#decode({ ...request, body }, resource, strategy, texts);
    const updated = this.update(resource, object, old, request, 'spec');
    if (!isComponent(request)) texts.push(...(strategy.warnings?.(updated, old) ?? []));
    return ok(this.#render(request, target, updated), texts);
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
    const items = this.#matching(target, this.#filter(request, target));
    for (const object of items) this.deleteObject(target.resource, object, request);
    return ok(
      { kind: `${target.resource.kind}List`, apiVersion: apiVersionOf(target.resource), metadata: {}, items },
      warnings,
    );
  }

  /** @returns the object while it has to wait for its end, undefined when it is gone */
  deleteObject(resource: Resource, object: KubeObject, request: ApiRequest): KubeObject | undefined {
    const options = (request.body ?? {}) as {
      gracePeriodSeconds?: number;
      propagationPolicy?: Propagation;
      preconditions?: { uid?: string };
      dryRun?: readonly string[];
    };
    const wantedUid = options.preconditions?.uid;
    if (wantedUid !== undefined && wantedUid !== object.metadata.uid)
      throw conflict(
        resource,
        object.metadata.name,
        `Precondition failed: UID in precondition: ${wantedUid}, UID in object meta: ${object.metadata.uid}`,
      );
    if (this.#context(request).dryRun || options.dryRun !== undefined) return object;
    const propagation =
      options.propagationPolicy ??
      (request.query?.['propagationPolicy'] as Propagation | undefined) ??
      'Background';
    const finalizers = finalizersFor(object, propagation);
    const grace = graceOf(resource, object, options.gracePeriodSeconds ?? graceQuery(request));
    const held = resource.name === 'namespaces';
    if (grace === 0 && finalizers.length === 0 && !held) {
      this.remove(resource, object);
      return undefined;
    }
    const { metadata } = object;
    const left = metadata.deletionGracePeriodSeconds;
    if (
      metadata.deletionTimestamp !== undefined &&
      (left === undefined || left <= grace) &&
      same(finalizers, metadata.finalizers ?? [])
    )
      return object;
    const next = {
      ...object,
      metadata: {
        ...metadata,
        ...(finalizers.length === 0 ? { finalizers: undefined } : { finalizers }),
        deletionTimestamp: this.#wallClock.after(grace),
        deletionGracePeriodSeconds: grace,
        ...(metadata.generation === undefined ? {} : { generation: metadata.generation + 1 }),
      },
      ...(held ? { status: { phase: 'Terminating' } } : {}),
    } as unknown as KubeObject;
    if (finalizers.length === 0) Reflect.deleteProperty(next.metadata, 'finalizers');
    if (held) Reflect.deleteProperty(next.metadata, 'deletionGracePeriodSeconds');
    return this.#stored(resource, next);
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
    if (strategy === undefined)
      throw notSimulated(`${resource.name}${resource.group === '' ? '' : `.${resource.group}`}`);
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

function ok(body: unknown, warnings: readonly string[]): ApiResponse {
  return { kind: 'response', status: 200, body, warnings };
}

function isComponent(request: ApiRequest): boolean {
  return request.user?.startsWith('system:') === true;
}

function wantsTable(request: ApiRequest): boolean {
  return request.accept?.includes('as=Table') === true;
}

/** What an update may not change. */
function keptMeta(given: KubeObject['metadata'], old: KubeObject['metadata']): KubeObject['metadata'] {
  return {
    ...given,
    name: old.name,
    uid: old.uid,
    creationTimestamp: old.creationTimestamp,
    resourceVersion: old.resourceVersion,
    ...(old.namespace === undefined ? {} : { namespace: old.namespace }),
    ...(old.generateName === undefined ? {} : { generateName: old.generateName }),
    ...(old.generation === undefined ? {} : { generation: old.generation }),
    ...(old.deletionTimestamp === undefined ? {} : { deletionTimestamp: old.deletionTimestamp }),
    ...(old.deletionGracePeriodSeconds === undefined
      ? {}
      : { deletionGracePeriodSeconds: old.deletionGracePeriodSeconds }),
  };
}

function specOf(object: KubeObject): unknown {
  const { metadata: _metadata, status: _status, ...rest } = object as KubeObject & { status?: unknown };
  return rest;
}

function graceQuery(request: ApiRequest): number | undefined {
  const text = request.query?.['gracePeriodSeconds'];
  return text === undefined ? undefined : Number(text);
}

/** Only pods end gracefully (pkg/registry/core/pod CheckGracefulDelete). */
function graceOf(resource: Resource, object: KubeObject, asked: number | undefined): number {
  if (resource.name !== 'pods') return 0;
  const pod = object as KubeObject & {
    spec: { nodeName?: string; terminationGracePeriodSeconds?: number };
    status?: { phase?: string };
  };
  if (pod.spec.nodeName === undefined || pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded')
    return 0;
  return Math.max(0, asked ?? pod.spec.terminationGracePeriodSeconds ?? 30);
}

/** Deep equality of values that share what is the same. */
export function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const left = one as Record<string, unknown>;
  const right = other as Record<string, unknown>;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  for (const key of keys) if (!same(left[key], right[key])) return false;
  return true;
}
