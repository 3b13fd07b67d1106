/**
 * Evaluates one check of an exercise: by sending packets in a copy of the reader's world, or by looking at the world itself.
 * A check that cannot be made (the sender's pod is gone) says why, and is neither passed nor failed. So does a negative one
 * that would prove nothing: nobody reaches a pod that is not there.
 */
import { second } from '../../clock/clock.ts';
import { runningWhile, type Work } from '../../clock/work.ts';
import type { Consulted, JourneyEvent } from '../../linux/journey/event.ts';
import { devNull } from '../../linux/process/stream.ts';
import { lookupError, resolve } from '../../linux/resolver/lookup.ts';
import { destinationOf } from '../probe/destination.ts';
import type { Flow } from '../probe/flow.ts';
import { type RecordedFlow, recordingFlow } from '../probe/record-flow.ts';
import type { CheckContext, Stage } from '../stage/stage.ts';
import type { Check, CheckOutcome, Clause } from './check.ts';
import { type Found, isState, listens, observe, type StateClause } from './observe.ts';

export function* evaluating({ clause, not, baseline }: Check, context: CheckContext): Work<CheckOutcome> {
  const found = yield* look(clause, context);
  if (typeof found === 'string') return { state: 'cannot-check', why: found };
  const { holds, saw, moot } = found;
  if (not !== true) return { state: holds ? 'pass' : 'not-yet', saw };
  if (holds) return { state: 'not-yet', saw };
  if (moot !== undefined) return { state: 'cannot-check', why: moot };
  for (const other of baseline ?? []) {
    const control = yield* look(other, context);
    if (typeof control === 'string') return { state: 'cannot-check', why: control };
    if (!control.holds) return { state: 'cannot-check', why: `That alone proves nothing: ${control.saw}` };
  }
  return { state: 'pass', saw };
}

/**
 * What clauses came to, by the look at a world (a context each): a copy costs more than all else, and the same clauses come
 * back in baselines and mistakes.
 */
const looks = new WeakMap<CheckContext, Map<string, Found | string>>();

/** @returns why it cannot be checked, as text */
function* look(clause: Clause, context: CheckContext): Work<Found | string> {
  if (isState(clause)) return observe(clause, context.stage);
  const found = looks.get(context) ?? new Map<string, Found | string>();
  looks.set(context, found);
  const key = JSON.stringify(clause);
  const known = found.get(key);
  if (known !== undefined) return known;
  const result = yield* tryOut(clause, yield* context.copying());
  found.set(key, result);
  return result;
}

function* tryOut(clause: Exclude<Clause, StateClause>, stage: Stage): Work<Found | string> {
  switch (clause.kind) {
    case 'reaches':
      return yield* withFlow(stage, clause.flow, ({ outcome, events }) => {
        const { verdict, sentence: saw } = outcome;
        if (verdict !== 'answered') return { holds: false, saw, ...nobodyThere(stage, clause.flow, outcome) };
        if (clause.by === undefined) return { holds: true, saw };
        const holds = events.some(
          (event) => event.namespace === clause.by && event.decision === 'socket-send',
        );
        return { holds, saw: holds ? `${clause.by} answered.` : `Somebody else than ${clause.by} answered.` };
      });
    case 'answers':
      return yield* withFlow(stage, clause.flow, ({ outcome: { answer, sentence } }) => {
        if (answer === undefined) return { holds: false, saw: sentence, moot: sentence };
        const holds = answer.includes(clause.text);
        return { holds, saw: `The answer ${holds ? 'contains' : 'does not contain'} \`${clause.text}\`.` };
      });
    case 'ends':
      return yield* withFlow(stage, clause.flow, ({ outcome }) => ({
        holds: outcome.verdict === clause.verdict,
        saw: outcome.sentence,
      }));
    case 'stopped':
      return yield* withFlow(stage, clause.flow, ({ outcome, events }) => {
        const name = events.findLast(droppedByRule)?.consulted.findLast(isRules)?.name;
        if (name === undefined) return { holds: false, saw: `No rule stopped it. ${outcome.sentence}` };
        const wanted = [clause.table, clause.chain].filter((each) => each !== undefined);
        const holds = wanted.every((each) => name.split('/').includes(each));
        return { holds, saw: `A rule of \`${name}\` stopped it.` };
      });
    case 'crosses':
      return yield* withFlow(stage, clause.flow, ({ outcome, events }) => {
        const holds = events.some((event) => deviceOf(event) === clause.device);
        const saw = `The packet ${holds ? 'passed' : 'did not pass'} ${clause.device}.`;
        // A packet that was lost on the way has passed little.
        return { holds, saw, ...(outcome.verdict === 'answered' ? {} : { moot: outcome.sentence }) };
      });
    case 'resolves':
      return yield* resolves(stage, clause.from, clause.name, clause.to);
  }
}

function deviceOf(event: JourneyEvent): string {
  return `${event.machine}/${event.namespace}/${event.device ?? ''}`;
}

const isRules = ({ table }: Consulted) => table === 'rules';

/** A rule, or the policy of the chain, ended it: then the rules are what was consulted last. */
const droppedByRule = ({ decision, consulted }: JourneyEvent) =>
  decision === 'drop' && consulted.some(isRules);

/** That a flow fails says something only where somebody would answer it. */
function nobodyThere(stage: Stage, { to, protocol, port }: Flow, { verdict }: RecordedFlow['outcome']) {
  if (verdict === 'unresolved') return { moot: `${to} has no address, so nothing was sent.` };
  const { pods, services } = stage.map();
  const pod = pods.find(({ place, address }) => place === to || address === to);
  const proves = 'that nobody reaches it proves nothing';
  if (pod === undefined ? to.startsWith('pod/') : !pod.ready)
    return { moot: `${pod?.id ?? to.slice('pod/'.length)} is not there, or not ready: ${proves}.` };
  const service = services.find(
    ({ id, name, namespace, clusterIp }) =>
      [clusterIp, name, id, `${name}.${namespace}`].includes(to) || to.startsWith(`${name}.${namespace}.svc`),
  );
  if (service?.endpoints.some(({ ready }) => ready) === false)
    return { moot: `Service ${service.id} has no ready endpoints: ${proves}.` };
  const namespace = pod && stage.stand(pod.place)?.namespace;
  if (namespace !== undefined && protocol !== 'icmp' && !listens(namespace, protocol, port ?? 80))
    return { moot: `Nothing in ${pod?.id ?? to} listens on port ${String(port ?? 80)}: ${proves}.` };
  return {};
}

function* withFlow(stage: Stage, flow: Flow, judge: (recorded: RecordedFlow) => Found): Work<Found | string> {
  if (stage.stand(flow.from) === undefined) return `There is no ${flow.from} to send from.`;
  return judge(yield* recordingFlow(stage, destinationOf(stage, flow)));
}

function* resolves(stage: Stage, from: string, name: string, to: string): Work<Found | string> {
  const standing = stage.stand(from);
  if (standing === undefined) return `There is no ${from} to ask from.`;
  let answer:
    { readonly address: string } | { readonly failure: string; readonly heard: boolean } | undefined;
  standing.processes.start({
    program: function* (process) {
      const found = yield* resolve(process, name);
      answer =
        typeof found === 'string'
          ? { failure: lookupError(found), heard: found === 'noName' }
          : { address: found.addresses[0]?.text ?? '' };
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
  yield* runningWhile(clock, () => answer === undefined, clock.now + 30 * second);
  if (answer !== undefined && 'address' in answer)
    return { holds: answer.address === to, saw: `${name}: ${answer.address}` };
  const saw = `${name}: ${answer?.failure ?? 'no answer'}`;
  return {
    holds: false,
    saw,
    ...(answer?.heard === true ? {} : { moot: `No name server answered. ${saw}` }),
  };
}
