/**
 * The LimitRanger admission plugin: a new pod's containers get the defaults of its namespace's LimitRanges and must keep
 * within their limits (plugin/pkg/admission/limitranger).
 *
 * Left out: limits of whole pods (`type: Pod`) and ratios, which are told as not simulated where a LimitRange is made;
 * resizing.
 */
import type { LimitRange, LimitRangeItem, PersistentVolumeClaim, ResourceList } from '../objects/cluster.ts';
import type { KubeObject } from '../objects/meta.ts';
import type { Container, Pod } from '../objects/pod.ts';
import { resource, type Resource } from '../api/resources.ts';
import { forbidden } from '../api/status.ts';
import type { Store } from '../api/store.ts';
import { quantityValue } from '../schema/quantity.ts';

const limitRanges = resource('limitranges');
const annotation = 'kubernetes.io/limit-ranger';

function rangesIn(store: Store, namespace: string | undefined): readonly LimitRange[] {
  return store.list(limitRanges, namespace ?? '') as readonly LimitRange[];
}

function itemsOf(range: LimitRange, type: string): readonly LimitRangeItem[] {
  return (range.spec.limits ?? []).filter((item) => item.type === type);
}

/** Requests and limits that a container does not name, by the LimitRanges' defaults. */
export function withDefaultLimits(pod: Pod, store: Store): Pod {
  let next = pod;
  for (const range of rangesIn(store, pod.metadata.namespace)) {
    const items = itemsOf(range, 'Container');
    const defaults = {
      requests: Object.assign({}, ...items.map((item) => item.defaultRequest ?? {})) as ResourceList,
      limits: Object.assign({}, ...items.map((item) => item.default ?? {})) as ResourceList,
    };
    next = withDefaults(next, defaults);
  }
  return next;
}

type Defaults = Readonly<Record<'requests' | 'limits', ResourceList>>;

function withDefaults(pod: Pod, defaults: Defaults): Pod {
  const said: string[] = [];
  const fill = (container: Container, what: string): Container => {
    const { requests = {}, limits = {} } = container.resources ?? {};
    for (const [kind, own] of [
      ['requests', requests],
      ['limits', limits],
    ] as const) {
      const missing = Object.keys(defaults[kind]).filter((name) => own[name] === undefined);
      if (missing.length > 0)
        said.push(`${missing.sort().join(', ')} ${kind.slice(0, -1)} for ${what} ${container.name}`);
    }
    const resources = {
      ...container.resources,
      limits: { ...defaults.limits, ...limits },
      requests: { ...defaults.requests, ...requests },
    };
    return { ...container, resources };
  };
  if (Object.keys(defaults.requests).length === 0 && Object.keys(defaults.limits).length === 0) return pod;
  const containers = pod.spec.containers.map((one) => fill(one, 'container'));
  const initContainers = pod.spec.initContainers?.map((one) => fill(one, 'init container'));
  if (said.length === 0) return pod;
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      annotations: {
        ...pod.metadata.annotations,
        [annotation]: `LimitRanger plugin set: ${said.join('; ')}`,
      },
    },
    spec: { ...pod.spec, containers, ...(initContainers === undefined ? {} : { initContainers }) },
  };
}

/** @throws ApiError Forbidden when a new object asks for more or less than it may */
export function checkLimits(of: Resource, object: KubeObject, store: Store): void {
  const isPod = of.name === 'pods' && of.group === '';
  if (!isPod && of.name !== 'persistentvolumeclaims') return;
  for (const range of rangesIn(store, object.metadata.namespace)) {
    const faults = isPod
      ? podFaults(object as Pod, range)
      : claimFaults(object as PersistentVolumeClaim, range);
    if (faults.length > 0)
      throw forbidden(
        of,
        object.metadata.name,
        faults.length === 1 ? (faults[0] ?? '') : `[${[...new Set(faults)].join(', ')}]`,
      );
  }
}

function podFaults({ spec }: Pod, range: LimitRange): readonly string[] {
  const containers = [...spec.containers, ...(spec.initContainers ?? [])];
  return itemsOf(range, 'Container').flatMap((item) =>
    containers.flatMap(({ resources }) => {
      const { requests = {}, limits = {} } = resources ?? {};
      return [
        ...Object.entries(item.min ?? {}).flatMap(([name, least]) =>
          minimumFault('Container', name, least, requests[name], limits[name]),
        ),
        ...Object.entries(item.max ?? {}).flatMap(([name, most]) => {
          const head = `maximum ${name} usage per Container is ${most}`;
          const limit = limits[name];
          if (limit === undefined) return [`${head}.  No limit is specified`];
          if (isMore(limit, most)) return [`${head}, but limit is ${limit}`];
          const request = requests[name];
          return request !== undefined && isMore(request, most) ? [`${head}, but request is ${request}`] : [];
        }),
      ];
    }),
  );
}

function claimFaults({ spec }: PersistentVolumeClaim, range: LimitRange): readonly string[] {
  const requests = spec.resources?.requests ?? {};
  const type = 'PersistentVolumeClaim';
  return itemsOf(range, type).flatMap((item) => [
    ...Object.entries(item.min ?? {}).flatMap(([name, least]) =>
      minimumFault(type, name, least, requests[name], undefined),
    ),
    ...Object.entries(item.max ?? {}).flatMap(([name, most]) => {
      const head = `maximum ${name} usage per ${type} is ${most}`;
      const request = requests[name];
      if (request === undefined) return [`${head}.  No request is specified`];
      return isMore(request, most) ? [`${head}, but request is ${request}`] : [];
    }),
  ]);
}

type Amount = string | number;

function minimumFault(
  type: string,
  name: string,
  least: Amount,
  request: Amount | undefined,
  limit: Amount | undefined,
): readonly string[] {
  const head = `minimum ${name} usage per ${type} is ${least}`;
  if (request === undefined) return [`${head}.  No request is specified`];
  if (isMore(least, request)) return [`${head}, but request is ${request}`];
  return limit !== undefined && isMore(least, limit) ? [`${head}, but limit is ${limit}`] : [];
}

function isMore(one: Amount, other: Amount): boolean {
  return (quantityValue(one) ?? 0) > (quantityValue(other) ?? 0);
}
