/** Another flow through the reader's own world: the engine is fetched when this is opened. */
import { type ReactElement, useState } from 'react';
import type { Flow } from '../../../engine/lab/probe/flow.ts';
import type { WorldSpec } from '../../world/world-spec.ts';
import { useWorld } from '../../world/use-world.ts';
import type { FlowSuggestions } from '../flow-suggestions.ts';
import type { JourneyModel } from '../model/journey-model.ts';
import { FlowForm } from './FlowForm.tsx';

interface AskProps {
  readonly world: WorldSpec;
  readonly model: JourneyModel;
  readonly onModel: (model: JourneyModel) => void;
}

export function AskAnotherFlow({ world, model, onModel }: AskProps): ReactElement {
  const [store, { status, notice, version }] = useWorld(world);
  const [suggestions, setSuggestions] = useState<FlowSuggestions | undefined>(undefined);
  const [seen, setSeen] = useState<number | undefined>(undefined);
  const ready = async () => {
    if (suggestions !== undefined) return;
    const [opened, { suggestionsFrom }] = await Promise.all([store.open(), import('../flow-suggestions.ts')]);
    setSuggestions(suggestionsFrom(opened.map(), opened.places()));
  };
  const send = async (flow: Flow): Promise<string | undefined> => {
    try {
      const [opened, { projectJourney }] = await Promise.all([
        store.open(),
        import('../model/project-journey.ts'),
      ]);
      const journey = opened.journey(flow);
      if (journey.events.length === 0) return journey.outcome.sentence;
      setSeen(store.snapshot().version);
      onModel(projectJourney(journey, { map: opened.map(), wallTime: opened.wallTime }));
      return undefined;
    } catch (error) {
      return `That could not be sent: ${error instanceof Error ? error.message : String(error)}`;
    }
  };
  const outdated = status === 'open' && (seen === undefined ? store.snapshot().actions > 0 : version > seen);
  return (
    <div className="pj-ask">
      {outdated && (
        <p className="pj-outdated" role="status">
          Your cluster has changed since this packet.{' '}
          <button type="button" className="pj-link" onClick={() => void send(model.flow)}>
            Send it again
          </button>
        </p>
      )}
      <details onToggle={({ currentTarget }) => currentTarget.open && void ready().catch(() => undefined)}>
        <summary>Follow another packet</summary>
        {suggestions === undefined ? (
          <p className="pj-none">{status === 'failed' ? notice : 'Starting the cluster…'}</p>
        ) : (
          <FlowForm flow={model.flow} suggestions={suggestions} onSend={send} />
        )}
      </details>
    </div>
  );
}
