/**
 * Challenge mode: the figure asks what will be decided before any step says it. The right answer is the deciding step's;
 * the wrong ones are what the same journey holds elsewhere, so they are never absurd.
 */
import type { JourneyModel, Step } from './journey-model.ts';
import { fieldOf } from './header-field.ts';
import { decisionWords } from './step-words.ts';

export interface Challenge {
  readonly ask: string;
  readonly answer: string;
  readonly choices: readonly string[];
  /** It is an address or a number: typed, and the choices only help. */
  readonly typed: boolean;
}

/** A challenge and the step it stands before: the one that decides, or an earlier one whose words give the answer away. */
export interface PlacedChallenge extends Challenge {
  readonly before: number;
  readonly decides: number;
}

/** Everything worth asking about a journey, in the order of its steps. */
export function challengesOf(model: JourneyModel): readonly PlacedChallenge[] {
  const placed = new Map<number, PlacedChallenge>();
  for (const step of model.steps) {
    const challenge = challengeFor(model, step);
    if (challenge === undefined) continue;
    const before = firstTold(model, step, challenge);
    // Two decisions that one sentence tells: the nearer one is asked about.
    if (placed.has(before)) continue;
    const ask =
      before === step.index || challenge.ask !== whatNext ? challenge.ask : 'What becomes of it here?';
    placed.set(before, { ...challenge, ask, before, decides: step.index });
  }
  return [...placed.values()].sort((one, other) => one.before - other.before);
}

/** @returns the challenge on the way from one step to the next one shown; what that step itself decides comes first */
export function challengeBetween(
  model: JourneyModel,
  challenges: readonly PlacedChallenge[],
  current: number,
  next: number,
): PlacedChallenge | undefined {
  const trip = model.steps[next]?.trip;
  const from = model.steps[current]?.trip === trip ? current : -1;
  const due = challenges.filter(
    ({ before }) => before > from && before <= next && model.steps[before]?.trip === trip,
  );
  return due.find(({ decides }) => decides === next) ?? due.find(({ decides }) => decides >= next);
}

/** The first step whose sentence tells the answer, in the same place and since the same was asked last. */
function firstTold(model: JourneyModel, step: Step, { ask, answer }: Challenge): number {
  const trip = model.trips[step.trip]?.steps ?? [];
  const literal = answer.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const told = new RegExp(`(?<![\\w.])${literal}(?!\\w|\\.\\d)`, 'i');
  let first = step.index;
  for (const index of trip.slice(0, trip.indexOf(step.index)).reverse()) {
    const each = model.steps[index];
    if (each === undefined || each.lane !== step.lane || challengeFor(model, each)?.ask === ask) break;
    // What it came in by is told as where it is, not as where it goes.
    if (each.decision !== 'receive' && told.test(each.sentence)) first = index;
  }
  return first;
}

const whatNext = 'What happens to it next?';

/** @returns undefined when there is nothing in this step worth asking, or nothing to choose from */
function challengeFor(model: JourneyModel, step: Step): Challenge | undefined {
  switch (step.decision) {
    case 'translate':
      return translated(model, step);
    case 'transmit':
      return ask(model, step, 'By which device does it leave?', (each) =>
        each.decision === 'transmit' && each.lane === step.lane ? each.device : undefined,
      );
    case 'forward':
      return ask(
        model,
        step,
        'With which TTL does it go on?',
        (each) => outcome(model, each, 'Time to live'),
        { typed: true, others: [outcome(model, step, 'Time to live', 'before') ?? ''] },
      );
    case 'drop':
    case 'encapsulate':
    case 'decapsulate':
    case 'deliver':
    case 'socket-receive':
      return ask(model, step, whatNext, (each) =>
        each.decision === 'transmit' || each.decision === 'receive'
          ? undefined
          : decisionWords[each.decision],
      );
    default:
      return undefined;
  }
}

function translated(model: JourneyModel, step: Step): Challenge | undefined {
  const side = ['Source', 'Destination'].find(
    (field) => outcome(model, step, field) !== outcome(model, step, field, 'before'),
  );
  if (side === undefined) return undefined;
  const others = model.steps.flatMap((each) =>
    ['Source', 'Destination'].flatMap((field) => outcome(model, each, field) ?? []),
  );
  return ask(
    model,
    step,
    `Which ${side.toLowerCase()} address does it get?`,
    (each) => outcome(model, each, side),
    { typed: true, others },
  );
}

/** A field of the innermost IP header after the step, or before it. */
function outcome(
  model: JourneyModel,
  step: Step,
  field: string,
  when: 'before' | 'after' = 'after',
): string | undefined {
  const packet = model.packets[when === 'before' ? step.before : (step.after ?? step.before)];
  const header = packet?.headers.findLast(({ name, quoted }) => name === 'IPv4' && !quoted);
  const value = header === undefined ? '' : fieldOf(header.fields, field);
  return value === '' ? undefined : value;
}

const most = 4;

interface AskOptions {
  readonly typed: boolean;
  /** Wrong answers besides what other steps hold. */
  readonly others: readonly string[];
}

function ask(
  model: JourneyModel,
  step: Step,
  words: string,
  of: (each: Step) => string | undefined,
  { typed, others }: AskOptions = { typed: false, others: [] },
): Challenge | undefined {
  const answer = of(step);
  if (answer === undefined) return undefined;
  const all = [...others, ...model.steps.flatMap((each) => of(each) ?? [])];
  const wrong = [...new Set(all)].filter((each) => each !== answer && each !== '').slice(0, most - 1);
  if (wrong.length === 0) return undefined;
  return { ask: words, answer, choices: [answer, ...wrong].sort(), typed };
}
