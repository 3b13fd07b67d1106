/**
 * Evaluates one check of an exercise: by sending packets in a copy of the reader's world, or by asking the API. A check
 * that cannot be made (the sender's pod is gone) says why, and is neither passed nor failed.
 */
import { second } from '../../clock/clock.ts';
import type { EndpointSlice } from '../../kubernetes/objects/service.ts';
import type { JourneyEvent } from '../../linux/journey/event.ts';
import { devNull } from '../../linux/process/stream.ts';
import { lookupError, resolve } from '../../linux/resolver/lookup.ts';
import { destinationOf } from '../probe/destination.ts';
import type { Flow } from '../probe/flow.ts';
import { recordFlow, type RecordedFlow } from '../probe/record-flow.ts';
import type { Stage } from '../stage/stage.ts';
import type { Check, CheckOutcome, Clause } from './check.ts';

export interface CheckContext {
  /** A copy of the world to try things in; a new one each time. */
  readonly stage: () => Stage;
}

/** Whether the clause holds, and what was seen. */
interface Found {
  readonly holds: boolean;
  readonly saw: string;
}

export function evaluate(check: Check, context: CheckContext): CheckOutcome {
  const found = look(check.clause, context.stage());
  if (typeof found === 'string') return { state: 'cannot-check', why: found };
  const pass = found.holds !== (check.not ?? false);
  return { state: pass ? 'pass' : 'not-yet', saw: found.saw };
}

/** @returns why it cannot be checked, as text */
function look(clause: Clause, stage: Stage): Found | string {
  switch (clause.kind) {
    case 'reaches':
      return withFlow(stage, clause.flow, ({ outcome, events }) => {
        if (outcome.verdict !== 'answered') return { holds: false, saw: outcome.sentence };
        if (clause.by === undefined) return { holds: true, saw: outcome.sentence };
        const answered = events.some(
          (event) => event.namespace === clause.by && event.decision === 'socket-send',
        );
        return {
          holds: answered,
          saw: answered ? `${clause.by} answered.` : `Somebody else than ${clause.by} answered.`,
        };
      });
    case 'ends':
      return withFlow(stage, clause.flow, ({ outcome }) => ({
        holds: outcome.verdict === clause.verdict,
        saw: outcome.sentence,
      }));
    case 'crosses':
      return withFlow(stage, clause.flow, ({ events }) => {
        const crossed = events.some((event) => deviceOf(event) === clause.device);
        return {
          holds: crossed,
          saw: crossed ? `The packet passed ${clause.device}.` : `The packet did not pass ${clause.device}.`,
        };
      });
    case 'resolves':
      return resolves(stage, clause.from, clause.name, clause.to);
    case 'field':
      return field(stage, clause.path, clause.jsonpath, clause.equals);
    case 'endpoints':
      return endpoints(stage, clause.service, clause.count);
  }
}

function deviceOf(event: JourneyEvent): string {
  return `${event.machine}/${event.namespace}/${event.device ?? ''}`;
}

function withFlow(stage: Stage, flow: Flow, judge: (recorded: RecordedFlow) => Found): Found | string {
  if (stage.stand(flow.from) === undefined) return `There is no ${flow.from} to send from.`;
  return judge(recordFlow(stage, destinationOf(stage, flow)));
}

function resolves(stage: Stage, from: string, name: string, to: string): Found | string {
  const standing = stage.stand(from);
  if (standing === undefined) return `There is no ${from} to ask from.`;
  let answer: string | undefined;
  standing.processes.start({
    program: function* (process) {
      const found = yield* resolve(process, name);
      answer = typeof found === 'string' ? lookupError(found) : (found.addresses[0]?.text ?? '');
      return 0;
    },
    arguments: ['getent'],
    place: standing.namespace,
    files: standing.files,
    stdin: devNull,
    stdout: devNull,
    stderr: devNull,
  });
  const { clock } = stage.environment;
  clock.runWhile(() => answer === undefined, clock.now + 30 * second);
  return { holds: answer === to, saw: `${name}: ${answer ?? 'no answer'}` };
}

function field(stage: Stage, path: string, jsonpath: string, equals: string): Found | string {
  const answer = stage.api?.request({ method: 'GET', path });
  if (answer?.kind !== 'response') return 'This world has no API server.';
  if (answer.status !== 200) return { holds: false, saw: `${path} is not there.` };
  let value: unknown = answer.body;
  for (const step of jsonpath.replace(/^[{.]+|}$/g, '').split('.'))
    value =
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[step] : undefined;
  const text = typeof value === 'string' || value === undefined ? value : JSON.stringify(value);
  return { holds: text === equals, saw: `${jsonpath} is ${text ?? 'not set'}.` };
}

function endpoints(stage: Stage, service: string, count: number): Found | string {
  const [namespace, name] = service.split('/');
  const answer = stage.api?.request({
    method: 'GET',
    path: `/apis/discovery.k8s.io/v1/namespaces/${namespace ?? ''}/endpointslices`,
    query: { labelSelector: `kubernetes.io/service-name=${name ?? ''}` },
  });
  if (answer?.kind !== 'response') return 'This world has no API server.';
  const items = (answer.body as { readonly items?: readonly EndpointSlice[] }).items ?? [];
  const ready = items
    .flatMap((slice) => slice.endpoints ?? [])
    .filter((endpoint) => endpoint.conditions?.ready !== false).length;
  return {
    holds: ready === count,
    saw: `${service} has ${String(ready)} ready endpoint${ready === 1 ? '' : 's'}.`,
  };
}
