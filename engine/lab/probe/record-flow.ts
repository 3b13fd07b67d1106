/**
 * Sends a flow on a stage while somebody listens, and keeps the events that belong to it: its own packets and what they
 * caused (ARP, DNS, answers, ICMP errors), not what else happens in the world meanwhile.
 */
import { millisecond, second, type Time } from '../../clock/clock.ts';
import { finish, runningUntil, runningWhile, type Work } from '../../clock/work.ts';
import type { JourneyEvent } from '../../linux/journey/event.ts';
import type { Stage } from '../stage/stage.ts';
import type { Flow, FlowOutcome } from './flow.ts';
import { startFlow } from './send-flow.ts';

export interface RecordedFlow {
  readonly events: readonly JourneyEvent[];
  readonly outcome: FlowOutcome;
}

/** What still happens after the sender is done: the rest of closing a connection. */
const afterglow: Time = 60 * millisecond;

/** @param flow its destination is a name or an address by now */
export function recordFlow(stage: Stage, flow: Flow): RecordedFlow {
  return finish(recordingFlow(stage, flow));
}

/** `recordFlow` in pieces. */
export function* recordingFlow(stage: Stage, flow: Flow): Work<RecordedFlow> {
  const standing = stage.stand(flow.from);
  if (standing === undefined)
    return {
      events: [],
      outcome: { verdict: 'failed', sentence: `There is no place ${flow.from} to send from.` },
    };
  const { clock, journeys } = stage.environment;
  const all: JourneyEvent[] = [];
  const stop = journeys.listen((event) => all.push(event));
  let outcome: FlowOutcome | undefined;
  startFlow(standing, flow, (came) => {
    outcome = came;
  });
  yield* runningWhile(clock, () => outcome === undefined, clock.now + 30 * second);
  yield* runningUntil(clock, clock.now + afterglow);
  stop();
  return {
    events: ownEvents(all, standing.machine.name, standing.namespace.label),
    outcome: outcome ?? {
      verdict: 'timeout',
      sentence: 'The sender was still waiting after thirty seconds.',
    },
  };
}

/** Packets that began at the sender, and whatever they caused. */
function ownEvents(
  all: readonly JourneyEvent[],
  machine: string,
  namespace: string,
): readonly JourneyEvent[] {
  const own = new Set<number>();
  const foreign = new Set<number>();
  return all.filter((event) => {
    const { packet, cause } = event;
    if (own.has(packet)) return true;
    if (foreign.has(packet)) return false;
    const caused = cause !== undefined && own.has(cause);
    const begun =
      cause === undefined &&
      event.machine === machine &&
      event.namespace === namespace &&
      event.direction === 'out';
    (caused || begun ? own : foreign).add(packet);
    return caused || begun;
  });
}
