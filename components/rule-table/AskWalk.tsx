/** Which rules does a packet try? Asked of a copy of the reader's own world; the engine is fetched when this is opened. */
import { type ReactElement, useState } from 'react';
import type { Flow } from '../../engine/lab/probe/flow.ts';
import { type FlowSuggestions, suggestionsFrom } from '../packet-journey/flow-suggestions.ts';
import { FlowForm } from '../packet-journey/parts/FlowForm.tsx';
import type { WorldStore } from '../world/world-store.ts';

interface AskWalkProps {
  readonly store: WorldStore;
  /** What the form begins with; undefined: from some pod to some Service. */
  readonly flow: Flow | undefined;
  /** @returns what went wrong, in words */
  readonly onSend: (flow: Flow) => Promise<string | undefined>;
}

export function AskWalk({ store, flow, onSend }: AskWalkProps): ReactElement {
  const [suggestions, suggest] = useState<FlowSuggestions | undefined>(undefined);
  const [failed, fail] = useState(false);
  const ready = () => {
    if (suggestions !== undefined) return;
    store.open().then(
      (world) => suggest(suggestionsFrom(world.map(), world.places())),
      () => fail(true),
    );
  };
  return (
    <details className="rt-ask kt-tools" onToggle={({ currentTarget }) => currentTarget.open && ready()}>
      <summary>Which rules does a packet try?</summary>
      {suggestions === undefined ? (
        <p className="kt-state">{failed ? 'The cluster could not be started.' : 'Starting the cluster…'}</p>
      ) : (
        <FlowForm flow={flow ?? anyFlow(suggestions)} suggestions={suggestions} onSend={onSend} />
      )}
    </details>
  );
}

function anyFlow({ from, to }: FlowSuggestions): Flow {
  const pod = from.find((place) => place.startsWith('pod/default/')) ?? from[0] ?? '';
  const service = to.find(({ what }) => what.startsWith('Service default/') && !what.endsWith('/kubernetes'));
  return { from: pod, to: service?.value ?? to[0]?.value ?? '', protocol: 'tcp', port: 80 };
}
