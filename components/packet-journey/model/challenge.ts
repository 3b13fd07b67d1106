/**
 * Challenge mode: before a step that decides something, the figure asks what it will be. The right answer is the step's;
 * the wrong ones are what the same journey holds elsewhere, so they are never absurd.
 */
import type { JourneyModel, Step } from './journey-model.ts';
import { fieldOf } from './header-field.ts';
import { decisionWords } from './step-words.ts';

export interface Challenge {
  readonly ask: string;
  readonly answer: string;
  readonly choices: readonly string[];
}

/** @returns undefined when there is nothing in this step worth asking, or nothing to choose from */
export function challengeFor(model: JourneyModel, step: Step): Challenge | undefined {
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
        [outcome(model, step, 'Time to live', 'before') ?? ''],
      );
    case 'drop':
    case 'encapsulate':
    case 'decapsulate':
    case 'deliver':
    case 'socket-receive':
      return ask(model, step, 'What happens to it next?', (each) =>
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
    `Which ${side.toLowerCase()} address does it have now?`,
    (each) => outcome(model, each, side),
    others,
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

function ask(
  model: JourneyModel,
  step: Step,
  words: string,
  of: (each: Step) => string | undefined,
  others: readonly string[] = [],
): Challenge | undefined {
  const answer = of(step);
  if (answer === undefined) return undefined;
  const all = [...others, ...model.steps.flatMap((each) => of(each) ?? [])];
  const wrong = [...new Set(all)].filter((each) => each !== answer && each !== '').slice(0, most - 1);
  if (wrong.length === 0) return undefined;
  return { ask: words, answer, choices: [answer, ...wrong].sort() };
}
