/** What came of a load of connections, as bars and a sentence. */
import type { Flow } from '../../engine/lab/probe/flow.ts';
import type { LoadTally } from '../../engine/lab/probe/load.ts';
import type { MapService, MapView } from '../../engine/lab/view/map.ts';
import { chanceOfMore, chiSquare } from './chi-square.ts';

export interface LoadBar {
  /** `10.8.1.8:8080` */
  readonly endpoint: string;
  /** `web-1`; undefined where the map knows no such pod. */
  readonly pod: string | undefined;
  readonly count: number;
}

export interface LoadView {
  /** How many connections were wanted. */
  readonly wanted: number;
  readonly tried: number;
  readonly failed: number;
  readonly error: string | undefined;
  /** Ready endpoints of the Service and whoever else took one, by their addresses. */
  readonly bars: readonly LoadBar[];
  /** `default/web`; undefined: the destination is no Service's address. */
  readonly service: string | undefined;
  /** The Service sends a client to the same endpoint again, for so many seconds. */
  readonly affinity: number | undefined;
}

export function loadView(
  tally: LoadTally,
  wanted: number,
  map: MapView,
  flow: Flow,
  affinity: number | undefined,
): LoadView {
  const service = serviceOf(map, flow);
  const ready = (service?.endpoints ?? [])
    .filter((endpoint) => endpoint.ready)
    .map(({ address, port }) => `${address}:${String(port)}`);
  const counts = new Map(tally.shares.map(({ endpoint, count }) => [endpoint, count]));
  const endpoints = [...new Set([...ready, ...counts.keys()])].sort(byNumber);
  return {
    wanted,
    tried: tally.tried,
    failed: tally.failed,
    error: tally.error,
    bars: endpoints.map((endpoint) => ({
      endpoint,
      pod: map.pods.find(({ address }) => address === endpoint.replace(/:\d+$/, ''))?.name,
      count: counts.get(endpoint) ?? 0,
    })),
    service: service?.id,
    affinity: service === undefined ? undefined : affinity,
  };
}

const byNumber = (one: string, other: string) => one.localeCompare(other, 'en', { numeric: true });

/** The Service a destination is: its address, its node port, or its name. */
export function serviceOf(map: MapView, { to, port = 80 }: Flow): MapService | undefined {
  const [name, namespace = 'default'] = to.split('.');
  return (
    map.services.find(({ clusterIp }) => clusterIp === to) ??
    map.services.find(({ ports }) => ports.some((text) => text.includes(`:${String(port)}→`))) ??
    map.services.find(({ id }) => id === `${namespace}/${name ?? ''}`)
  );
}

/** What each would have had, were all equally likely; undefined where there is nothing to choose. */
export function expectedShare({ bars, tried, failed }: LoadView): number | undefined {
  return bars.length < 2 || tried === failed ? undefined : (tried - failed) / bars.length;
}

/** Below this, χ² says nothing: each endpoint should have at least so many (Cochran's rule). */
const least = 5;

/** Of one hundred runs. */
const doubtful = 1;

/** The result in plain words. */
export function loadSentence(view: LoadView): string {
  const { tried, failed, error, bars, service, affinity } = view;
  const count = (value: number) => value.toLocaleString('en');
  if (tried === 0) return 'No connection was opened yet.';
  if (failed === tried)
    return bars.length === 0 && service !== undefined
      ? `Nobody took any of ${count(tried)} connections (${error ?? ''}): Service ${service} has no ready endpoint.`
      : `Nobody took any of ${count(tried)} connections: ${error ?? ''}.`;
  const lost = failed === 0 ? '' : ` ${count(failed)} failed: ${error ?? ''}.`;
  const took = bars.filter((bar) => bar.count > 0);
  const [only] = took;
  if (took.length === 1 && only !== undefined) return `${allToOne(view, only)}${lost}`;
  const expected = expectedShare(view) ?? 0;
  if (expected < least)
    return `Too few to judge: let each endpoint have at least ${String(least)}, that is ${count(least * bars.length)} connections.${lost}`;
  const statistic = chiSquare(
    bars.map((bar) => bar.count),
    expected,
  );
  const chance = chanceOfMore(statistic, bars.length - 1) * 100;
  const often =
    chance < doubtful
      ? 'in fewer than one of 100 runs'
      : `in about ${String(Math.round(chance))} of 100 runs`;
  const verdict =
    chance < doubtful
      ? 'The endpoints are not equally likely.'
      : 'Nothing here speaks against equal chances: no turns are taken, each connection is drawn anew.';
  const sticky =
    affinity === undefined ? '' : ` Each client keeps its endpoint for ${count(affinity)} seconds.`;
  return `χ² is ${statistic.toFixed(2)} with ${String(bars.length - 1)} degree${bars.length === 2 ? '' : 's'} of freedom: by chance alone, endpoints drawn equally differ as much or more ${often}. ${verdict}${sticky}${lost}`;
}

function allToOne({ bars, tried, failed, service, affinity }: LoadView, only: LoadBar): string {
  const count = (tried - failed).toLocaleString('en');
  const who = only.pod ?? only.endpoint;
  if (service === undefined)
    return `${who} took all ${count}: the destination is its own address, so nothing is chosen.`;
  if (affinity !== undefined)
    return `${who} took all ${count}: the Service has session affinity, so a client keeps its first endpoint for ${affinity.toLocaleString('en')} seconds after its last connection. The draw was made once.`;
  if (bars.length === 1) return `${who} took all ${count}: it is the only ready endpoint.`;
  return `${who} took all ${count}, though ${String(bars.length)} endpoints are ready: something keeps the others from being chosen, as session affinity or a traffic policy would.`;
}

/** From the object, as the API has it. @returns undefined where there is none */
export function affinityOf(service: unknown): number | undefined {
  const { spec } = (service ?? {}) as {
    readonly spec?: {
      readonly sessionAffinity?: string;
      readonly sessionAffinityConfig?: { readonly clientIP?: { readonly timeoutSeconds?: number } };
    };
  };
  if (spec?.sessionAffinity !== 'ClientIP') return undefined;
  return spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10_800;
}
