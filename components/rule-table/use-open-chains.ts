/** Which chains are open: built-in ones to begin with, those a packet visits, and whatever the reader opens. */
import { type RefObject, useCallback, useEffect, useMemo, useState } from 'react';
import type { ChainPlace } from './chain-tree.ts';
import type { StopHere } from './walk-stops.ts';

export interface OpenChains {
  readonly isOpen: (key: string, chain: ChainPlace) => boolean;
  readonly fold: (key: string, open: boolean) => void;
  readonly foldAll: (keys: readonly string[], open: boolean) => void;
  /** Opens it, and brings reader and focus there. */
  readonly jump: (key: string) => void;
  readonly elementId: (key: string) => string;
}

/**
 * @param stop where a followed packet is: its chain is open and in view
 * @param onTable another table is to be shown
 */
export function useOpenChains(
  id: string,
  scroll: RefObject<HTMLElement | null>,
  stop: StopHere | undefined,
  onTable: (table: string) => void,
): OpenChains {
  const [folded, set] = useState<ReadonlyMap<string, boolean>>(new Map());
  const elementId = useCallback((key: string) => `${id}-${key.replaceAll(/[^\w-]/g, '-')}`, [id]);
  const fold = useCallback((key: string, open: boolean) => {
    set((before) => (before.get(key) === open ? before : new Map(before).set(key, open)));
  }, []);
  const foldAll = useCallback((keys: readonly string[], open: boolean) => {
    set((before) => new Map([...before, ...keys.map((key) => [key, open] as const)]));
  }, []);
  const jump = useCallback(
    (key: string) => {
      fold(key, true);
      requestAnimationFrame(() => {
        const element = document.getElementById(elementId(key));
        if (element === null) return;
        bring(scroll.current, element);
        element.querySelector('summary')?.focus({ preventScroll: true });
      });
    },
    [fold, elementId, scroll],
  );

  const followed = stop === undefined ? undefined : `${stop.table}/${stop.chain}`;
  useEffect(() => {
    if (stop === undefined || followed === undefined) return;
    onTable(stop.table);
    fold(followed, true);
  }, [stop, followed, fold, onTable]);
  const isOpened = followed !== undefined && folded.get(followed) === true;
  useEffect(() => {
    if (!isOpened || stop === undefined) return;
    const frame = requestAnimationFrame(() => {
      const chain = document.getElementById(elementId(followed));
      const row = [...(chain?.querySelectorAll<HTMLElement>('[data-now=true]') ?? [])].at(-1);
      if (chain !== null) bring(scroll.current, row ?? chain);
    });
    return () => cancelAnimationFrame(frame);
  }, [isOpened, stop, followed, elementId, scroll]);

  return useMemo(
    () => ({
      isOpen: (key, { chain, depth }) => folded.get(key) ?? (depth === 0 && chain.rules.length > 0),
      fold,
      foldAll,
      jump,
      elementId,
    }),
    [folded, fold, foldAll, jump, elementId],
  );
}

/** Only the figure's own window moves, never the page. */
function bring(window: HTMLElement | null, element: HTMLElement): void {
  if (window === null) return;
  const from = window.getBoundingClientRect();
  const to = element.getBoundingClientRect();
  if (to.top < from.top + 40 || to.bottom > from.bottom - 20)
    window.scrollTop += to.top - from.top - from.height / 3;
}
