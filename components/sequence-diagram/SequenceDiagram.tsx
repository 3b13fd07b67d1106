/** A sequence diagram as a figure of its own: it follows the reader's cluster as a packet journey does. */
import '../figure-frame/figure-frame.css';
import { type ReactElement, useRef, useState } from 'react';
import { guarded } from '../figure-guard/figure-guard.tsx';
import { BuiltJourney, type JourneySource } from '../packet-journey/BuiltJourney.tsx';
import type { JourneyModel } from '../packet-journey/model/journey-model.ts';
import { flowTitle } from '../packet-journey/model/step-words.ts';
import { useFollowedFlow } from '../packet-journey/use-followed-flow.ts';
import type { WorldSpec } from '../world/world-spec.ts';
import { arrowSentence, sequenceOf } from './sequence.ts';
import { Sequence } from './Sequence.tsx';

export interface SequenceDiagramProps {
  /** Unique in the page. */
  readonly id: string;
  readonly packed: JourneySource;
  readonly world: WorldSpec;
}

export const SequenceDiagram = guarded('The sequence diagram', WholeFigure);

function WholeFigure({ packed, ...rest }: SequenceDiagramProps): ReactElement {
  return <BuiltJourney source={packed}>{(built) => <Following built={built} {...rest} />}</BuiltJourney>;
}

interface FollowingProps extends Omit<SequenceDiagramProps, 'packed'> {
  readonly built: JourneyModel;
}

function Following({ id, built, world }: FollowingProps): ReactElement {
  const figure = useRef<HTMLElement>(null);
  const { model, isBuilt, sending } = useFollowedFlow(built, world, figure, false);
  const [asides, setAsides] = useState(false);
  const { verdict, sentence } = model.outcome;
  return (
    <figure
      className="figure-frame sd not-content"
      id={id}
      ref={figure}
      aria-label={`Sequence diagram: ${flowTitle(model)}`}
      aria-busy={sending}
    >
      <header className="sd-head">
        <p>
          <b>{flowTitle(model)}</b>{' '}
          <span data-verdict={verdict}>
            <span aria-hidden="true">{verdict === 'answered' ? '✓ ' : '✕ '}</span>
            {sentence}
          </span>
        </p>
        <label>
          <input type="checkbox" checked={asides} onChange={({ target }) => setAsides(target.checked)} /> ARP
          too
        </label>
      </header>
      {!isBuilt && <p className="sd-live">As it goes through your cluster now.</p>}
      <Sequence model={model} asides={asides} />
      <details className="sd-words">
        <summary>The packets in words</summary>
        <ol>
          {sequenceOf(model, false).arrows.map((arrow) => (
            <li key={arrow.trip}>{arrowSentence(model, arrow)}</li>
          ))}
        </ol>
      </details>
    </figure>
  );
}
