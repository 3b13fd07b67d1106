/** The three panes that follow the step. */
import type { ReactElement } from 'react';
import type { WorldSpec } from '../../world/world-spec.ts';
import type { JourneyModel } from '../model/journey-model.ts';
import { Happened } from './Happened.tsx';
import { PacketPane } from './PacketPane.tsx';
import { TablePane } from './TablePane.tsx';

interface PanesProps {
  readonly model: JourneyModel;
  readonly current: number;
  readonly world: WorldSpec | undefined;
  readonly onOctets: () => void;
}

export function Panes({ model, current, world, onOctets }: PanesProps): ReactElement | null {
  const step = model.steps[current];
  const before = model.packets[step?.before ?? -1];
  if (step === undefined || before === undefined) return null;
  // What scrolls must be reachable by keyboard.
  /* eslint-disable jsx-a11y/no-noninteractive-tabindex */
  return (
    <div className="pj-panes">
      <section className="pj-pane pj-happened" aria-label="What happened" aria-live="polite" tabIndex={0}>
        <Happened model={model} step={step} />
      </section>
      <section className="pj-pane pj-table-pane" aria-label="The table" tabIndex={0}>
        <TablePane key={current} consulted={step.consulted} world={world} />
      </section>
      <section className="pj-pane pj-packet-pane" aria-label="The packet" tabIndex={0}>
        <PacketPane
          before={before}
          onOctets={onOctets}
          after={step.after === undefined ? undefined : model.packets[step.after]}
        />
      </section>
    </div>
  );
  /* eslint-enable jsx-a11y/no-noninteractive-tabindex */
}
