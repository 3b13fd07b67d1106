/** A packet followed through rules: which flow, which of its packets, which decision. */
import { useState } from 'react';
import type { Flow } from '../../engine/lab/probe/flow.ts';
import type { WorldStore } from '../world/world-store.ts';
import type { RuleWalk } from './walk-stops.ts';

export interface Walking {
  /** Undefined: no packet is followed. */
  readonly walk: RuleWalk | undefined;
  /** Position in the walk's packets. */
  readonly packet: number;
  /** Position among the packet's stops at the place that is shown. */
  readonly at: number;
  readonly toPacket: (packet: number) => void;
  readonly toStop: (at: number) => void;
  /** Sends it in a copy of the world. @returns what went wrong, in words */
  readonly send: (flow: Flow) => Promise<string | undefined>;
  readonly end: () => void;
}

export function useWalk(store: WorldStore, given: RuleWalk | undefined): Walking {
  const [walk, setWalk] = useState(given);
  const [packet, setPacket] = useState(0);
  const [at, setAt] = useState(0);
  const toPacket = (other: number) => {
    setPacket(other);
    setAt(0);
  };
  const send = async (flow: Flow): Promise<string | undefined> => {
    try {
      const [world, { projectJourney }, { ruleWalk }] = await Promise.all([
        store.open(),
        import('../packet-journey/model/project-journey.ts'),
        import('./rule-walk.ts'),
      ]);
      const journey = await store.trace(flow);
      if (journey.events.length === 0) return journey.outcome.sentence;
      const found = ruleWalk(projectJourney(journey, { map: world.map(), wallTime: world.wallTime }));
      if (found.packets.length === 0) return 'Its packets meet no rule on any machine.';
      setWalk(found);
      toPacket(0);
      return undefined;
    } catch (error) {
      return `That could not be sent: ${error instanceof Error ? error.message : String(error)}`;
    }
  };
  return { walk, packet, at, toPacket, toStop: setAt, send, end: () => setWalk(undefined) };
}
