/** Arrow keys, Home, End and space step the journey while the focus is in the figure and not in a field of its own. */
import { type RefObject, useEffect, useRef } from 'react';
import type { JourneyPosition } from './use-journey-position.ts';

/** @param locked a question waits for its answer: nothing moves */
export function useJourneyKeys(
  figure: RefObject<HTMLElement | null>,
  position: JourneyPosition,
  locked: boolean,
): void {
  const latest = useRef(position);
  useEffect(() => {
    latest.current = position;
  });
  useEffect(() => {
    const { current } = figure;
    if (current === null || locked) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || isField(event.target)) return;
      const move = moveFor(event, latest.current);
      if (move === undefined) return;
      event.preventDefault();
      move();
    };
    const onClick = ({ target }: MouseEvent) => {
      const station = target instanceof Element ? target.closest<SVGElement>('[data-step]') : null;
      if (station?.dataset.step !== undefined) latest.current.toStep(Number(station.dataset.step));
    };
    current.addEventListener('keydown', onKey);
    current.addEventListener('click', onClick);
    return () => {
      current.removeEventListener('keydown', onKey);
      current.removeEventListener('click', onClick);
    };
  }, [figure, locked]);
}

function moveFor({ key, target }: KeyboardEvent, position: JourneyPosition): (() => void) | undefined {
  switch (key) {
    case 'ArrowLeft':
      return position.back;
    case 'ArrowRight':
      return position.forward;
    case 'Home':
      return position.first;
    case 'End':
      return position.last;
    case ' ':
      // Space presses the button it is on; elsewhere it plays.
      return target instanceof HTMLButtonElement || isSummary(target) ? undefined : position.togglePlay;
    default:
      return undefined;
  }
}

const isSummary = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.tagName === 'SUMMARY';

/** Fields use these keys themselves; the scrubber means the same by them. */
function isField(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return target.type !== 'range' && target.type !== 'checkbox';
  return target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
}
