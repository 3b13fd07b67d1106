/** Another flow through the reader's own world: the engine is fetched when this is opened. */
import { type ReactElement, useState } from 'react';
import type { Flow } from '../../../engine/lab/probe/flow.ts';
import type { WorldSpec } from '../../world/world-spec.ts';
import { useWorld } from '../../world/use-world.ts';
import type { FlowSuggestions } from '../flow-suggestions.ts';
import { FlowForm } from './FlowForm.tsx';

interface AskProps {
  readonly world: WorldSpec;
  readonly flow: Flow;
  /** @returns what went wrong, in words */
  readonly onSend: (flow: Flow) => Promise<string | undefined>;
}

export function AskAnotherFlow({ world, flow, onSend }: AskProps): ReactElement {
  const [store, { status, notice }] = useWorld(world);
  const [suggestions, setSuggestions] = useState<FlowSuggestions | undefined>(undefined);
  const ready = async () => {
    const [opened, { suggestionsFrom }] = await Promise.all([store.open(), import('../flow-suggestions.ts')]);
    setSuggestions(suggestionsFrom(opened.map(), opened.places()));
  };
  return (
    <details
      className="pj-ask"
      onToggle={({ currentTarget }) => currentTarget.open && void ready().catch(() => undefined)}
    >
      <summary>Follow another packet</summary>
      {suggestions === undefined ? (
        <p className="pj-none">{status === 'failed' ? notice : 'Starting the cluster…'}</p>
      ) : (
        <FlowForm key={JSON.stringify(flow)} flow={flow} suggestions={suggestions} onSend={onSend} />
      )}
    </details>
  );
}
