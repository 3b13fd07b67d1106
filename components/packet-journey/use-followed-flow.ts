/**
 * The flow a figure shows, sent again by itself when the reader's cluster changes, while somebody looks at the figure: in
 * a copy of the world, a slice at a time. What the cluster does by itself changes few packets, so looks at it grow rare
 * until the reader does something.
 */
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import type { Flow } from '../../engine/lab/probe/flow.ts';
import { useWorld } from '../world/use-world.ts';
import type { WorldSpec } from '../world/world-spec.ts';
import type { WorldStore } from '../world/world-store.ts';
import { parting } from './model/comparable-step.ts';
import type { JourneyModel } from './model/journey-model.ts';
import { useVisible } from './use-visible.ts';

/** Milliseconds after a change before the flow is sent again, at first and at most. */
const soon = 300;
const late = 10_000;

export interface FollowedFlow {
  readonly model: JourneyModel;
  /** It is what the page was built with. */
  readonly isBuilt: boolean;
  /** The cluster changed and the packet with it: from this step on. */
  readonly parted: number | undefined;
  readonly sending: boolean;
  /** Another flow. @returns what went wrong, in words */
  readonly send: (flow: Flow) => Promise<string | undefined>;
}

interface Live {
  readonly model: JourneyModel;
  readonly parted: number | undefined;
}

/** @param held a question about the flow waits for its answer: nothing is told until then */
export function useFollowedFlow(
  built: JourneyModel,
  world: WorldSpec,
  figure: RefObject<HTMLElement | null>,
  held: boolean,
): FollowedFlow {
  const [store, { status, version, actions, generation }] = useWorld(world);
  const [live, setLive] = useState<Live | undefined>(undefined);
  const [sending, setSending] = useState(false);
  const visible = useVisible(figure);
  const shown = live?.model ?? built;
  /** The state of the world that was looked at last. */
  const looked = useRef<string | undefined>(undefined);
  const done = useRef(0);
  const patience = useRef(soon);
  const due = useRef<number | undefined>(undefined);

  useEffect(() => {
    if (visible && store.hasSaved) void store.open().catch(() => undefined);
  }, [store, visible]);

  const trace = useCallback(
    async (flow: Flow) => {
      looked.current = stateOf(store);
      setSending(true);
      try {
        return await traced(store, flow);
      } finally {
        setSending(false);
      }
    },
    [store],
  );

  useEffect(() => {
    if (held || !visible || status !== 'open' || sending) return;
    if (looked.current === stateOf(store) || (looked.current === undefined && actions === 0)) return;
    if (done.current !== actions) patience.current = soon;
    done.current = actions;
    // A busy cluster changes all the time: each change must not put the look off again.
    due.current = Math.min(due.current ?? Infinity, performance.now() + patience.current);
    const timer = setTimeout(
      () => {
        due.current = undefined;
        if (actions === 0 && shown.flow === built.flow) {
          looked.current = stateOf(store);
          setLive(undefined);
          return;
        }
        trace(shown.flow).then(
          (model) => {
            const parted = typeof model === 'string' ? undefined : parting(shown, model);
            patience.current = parted === undefined ? Math.min(late, patience.current * 2) : soon;
            if (typeof model !== 'string' && (parted !== undefined || live === undefined))
              setLive({ model, parted });
          },
          () => undefined,
        );
      },
      Math.max(0, due.current - performance.now()),
    );
    return () => clearTimeout(timer);
  }, [store, status, version, generation, actions, held, visible, sending, shown, live, built, trace]);

  return {
    model: shown,
    isBuilt: live === undefined,
    parted: live?.parted,
    sending,
    send: async (flow) => {
      try {
        const model = await trace(flow);
        if (typeof model === 'string') return model;
        setLive({ model, parted: undefined });
        return undefined;
      } catch (error) {
        return `That could not be sent: ${error instanceof Error ? error.message : String(error)}`;
      }
    },
  };
}

function stateOf(store: WorldStore): string {
  const { generation, version } = store.snapshot();
  return `${String(generation)} ${String(version)}`;
}

/** @returns why there is no journey, where nobody could send */
async function traced(store: WorldStore, flow: Flow): Promise<JourneyModel | string> {
  const [opened, { projectJourney }] = await Promise.all([
    store.open(),
    import('./model/project-journey.ts'),
  ]);
  const journey = await store.trace(flow);
  if (journey.events.length === 0) return journey.outcome.sentence;
  return projectJourney(journey, { map: opened.map(), wallTime: opened.wallTime });
}
