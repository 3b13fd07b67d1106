/**
 * kubectl events: what happened, oldest first, for everything or one object, and what happens then (k8s.io/kubectl
 * pkg/cmd/events).
 */
import type { ApiWatch } from '../../../kubernetes/api/request.ts';
import { apiVersionOf, resource, resourcePath } from '../../../kubernetes/api/resources.ts';
import type { Event } from '../../../kubernetes/objects/config.ts';
import type { KubeList, KubeObject } from '../../../kubernetes/objects/meta.ts';
import { humanDuration } from '../../../kubernetes/table/duration.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { Failure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { type ObjectPrinter, objectPrinter } from '../printers/output.ts';
import { TabWriter } from '../printers/tab-writer.ts';
import { mappedType } from '../resource-names.ts';

export function* events(run: Invocation): Running<number> {
  const types = run.values('types');
  for (const type of types)
    if (!['normal', 'warning'].includes(type.toLowerCase()))
      throw new Failure('valid --types are Normal or Warning');
  const about = selectorFor(run);
  const printer = objectPrinter(run, 'typed');
  const path = resourcePath(resource('events'), run.allNamespaces ? undefined : run.namespace);
  const query = about === undefined ? undefined : { fieldSelector: about };
  const isWanted = ({ type }: Event): boolean =>
    types.length === 0 || types.some((one) => one.toLowerCase() === type.toLowerCase());
  if (run.is('watch')) {
    const watch = run.watch({ method: 'GET', path, query: { ...query, watch: 'true' } });
    return yield* watched(run, watch, isWanted, printer);
  }
  const list = run.request({
    method: 'GET',
    path,
    ...(query === undefined ? {} : { query }),
  }) as KubeList<Event>;
  const found = list.items
    .filter(isWanted)
    .map((event) => ({ event, seen: lastSeen(event) }))
    .sort((one, other) => one.seen - other.seen)
    .map(({ event }) => event);
  if (found.length === 0) {
    run.complain(
      run.allNamespaces ? 'No events found.\n' : `No events found in ${run.namespace} namespace.\n`,
    );
    return 0;
  }
  if (printer !== undefined) {
    // A typed list has no name to be printed.
    if (run.value('output') === 'name') return 0;
    const all = { apiVersion: 'v1', kind: 'List', metadata: {}, items: found };
    run.print(printer.print(all as unknown as KubeObject));
    return 0;
  }
  run.print(new TabWriter().format([...(run.is('no-headers') ? [] : [head(run)]), ...rows(run, found)]));
  return 0;
}

/** Each as it comes, until Ctrl-C. */
function* watched(
  run: Invocation,
  watch: ApiWatch,
  isWanted: (event: Event) => boolean,
  printer: ObjectPrinter | undefined,
): Running<number> {
  const table = new TabWriter();
  let isFirst = !run.is('no-headers');
  run.process.handle('SIGINT');
  try {
    while (!run.process.takeSignal('SIGINT')) {
      for (const { type, object } of watch.take()) {
        const event = object as unknown as Event;
        if (type === 'DELETED' || !isWanted(event)) continue;
        if (printer !== undefined) run.print(printer.print(object));
        else run.print(table.format([...(isFirst ? [head(run)] : []), ...rows(run, [event])]));
        isFirst = false;
      }
      if (watch.ended) return 0;
      yield { on: [watch.changed] };
    }
    return 1;
  } finally {
    watch.stop();
  }
}

function head(run: Invocation): readonly string[] {
  return [...(run.allNamespaces ? ['NAMESPACE'] : []), 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'];
}

function rows(run: Invocation, found: readonly Event[]): readonly (readonly string[])[] {
  const namespaced = run.allNamespaces;
  return found.map((event) => [
    ...(namespaced ? [event.metadata.namespace ?? ''] : []),
    interval(run, event),
    event.type,
    event.reason,
    `${event.involvedObject.kind ?? ''}/${event.involvedObject.name ?? ''}`,
    event.message.trim(),
  ]);
}

/** `--for=pod/web` */
function selectorFor(run: Invocation): string | undefined {
  const target = run.text('for');
  if (target === '') return undefined;
  const [type = '', name = '', more] = target.split('/');
  if (!target.includes('/')) throw new Failure('--for must be in resource/name form');
  if (more !== undefined)
    throw new Failure('arguments in resource/name form may not have more than one slash');
  if (type === '' || name === '')
    throw new Failure('arguments in resource/name form must have a single resource and name');
  const of = mappedType(type, run.resources);
  return `involvedObject.kind=${of.kind},involvedObject.apiVersion=${apiVersionOf(of)},involvedObject.name=${name}`;
}

function lastSeen({ lastTimestamp, firstTimestamp, eventTime }: Event): number {
  return Date.parse(lastTimestamp ?? firstTimestamp ?? eventTime ?? '') || 0;
}

function interval(run: Invocation, event: Event): string {
  const { count = 0, firstTimestamp, eventTime } = event;
  const ago = (time: number): string => humanDuration(run.services.now() - time);
  const first = Date.parse(firstTimestamp ?? eventTime ?? '') || 0;
  const last = ago(lastSeen(event));
  return count > 1 ? `${last} (x${count} over ${ago(first)})` : ago(first);
}
