/** What a reader should know of the whole flow: where a packet was dropped, that the cluster changed under it. */
import type { ReactElement } from 'react';
import { Quoted } from '../../text/Quoted.tsx';
import type { JourneyModel, Step } from '../model/journey-model.ts';
import { whereText } from '../model/step-words.ts';

interface NotesProps {
  readonly model: JourneyModel;
  /** From here the packet goes another way since the cluster changed. */
  readonly parted: number | undefined;
  readonly onStep: (index: number) => void;
}

export function Notes({ model, parted, onStep }: NotesProps): ReactElement {
  const dropped = droppedAt(model);
  const changed = parted === undefined ? undefined : model.steps[parted];
  return (
    <div className="pj-notes" role="status">
      {changed !== undefined && (
        <p className="pj-changed">
          Your cluster has changed, and the packet goes another way:{' '}
          <button type="button" className="pj-link" onClick={() => onStep(changed.index)}>
            see where it parts
          </button>
        </p>
      )}
      {dropped !== undefined && (
        <p className="pj-lost">
          <b>Dropped at {whereText(model, dropped)}:</b> <Quoted text={dropped.sentence} />{' '}
          <button type="button" className="pj-link" onClick={() => onStep(dropped.index)}>
            Go there
          </button>
        </p>
      )}
    </div>
  );
}

/** The first packet of the flow that was dropped, and where; side talk only when nothing else was. */
export function droppedAt({ trips, steps }: JourneyModel): Step | undefined {
  const lost = trips.filter(({ end }) => end === 'dropped');
  const trip = lost.find(({ way }) => way !== 'aside') ?? lost[0];
  return steps[trip?.steps.at(-1) ?? -1];
}
