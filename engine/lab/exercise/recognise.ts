/**
 * Which of an exercise's wrong attempts somebody has made: the one whose state has come about, however it was brought
 * about, or whose lines were typed where it changes nothing that could be seen.
 */
import type { Action } from '../world/action.ts';
import type { Check, CheckOutcome, Exercise, WrongAttempt } from './check.ts';

/** What must be looked at to know them all. */
export function checksOfWrong({ wrong }: Exercise): readonly Check[] {
  return wrong.flatMap(({ brings }) => brings ?? []);
}

/**
 * @param outcomes of `checksOfWrong`, in its order; none while they were not looked at yet
 * @returns the last of the list that was made
 */
export function recognised(
  { wrong }: Exercise,
  actions: readonly Action[],
  outcomes: readonly (CheckOutcome | undefined)[],
): WrongAttempt | undefined {
  let from = 0;
  return wrong
    .map((attempt) => {
      const { brings, lines } = attempt;
      if (brings === undefined) return typed(lines, actions) ? attempt : undefined;
      const own = outcomes.slice(from, (from += brings.length));
      return own.length > 0 && own.every((outcome) => outcome?.state === 'pass') ? attempt : undefined;
    })
    .findLast((attempt) => attempt !== undefined);
}

/** Were the lines typed, in order, whatever stands between? */
function typed(lines: WrongAttempt['lines'], actions: readonly Action[]): boolean {
  const all = actions.flatMap((action) => (action.kind === 'type' ? [squeezed(action.line)] : []));
  let from = 0;
  return lines.every(({ line }) => {
    const at = all.indexOf(squeezed(line), from);
    from = at + 1;
    return at >= 0;
  });
}

const squeezed = (line: string) => line.trim().replace(/\s+/g, ' ');
