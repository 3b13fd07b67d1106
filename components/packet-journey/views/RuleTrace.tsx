/** Every rule the packet tried, kernel by kernel, with the reason where it did not match. */
import '../../unseen/unseen.css';
import { type ReactElement, useMemo, useState } from 'react';
import type { ConsultedRow } from '../../../engine/linux/journey/event.ts';
import { Quoted } from '../../text/Quoted.tsx';
import type { JourneyModel, Step } from '../model/journey-model.ts';
import { whereText } from '../model/step-words.ts';
import { type Passage, ruleTrace, type TriedChain } from './rule-trace.ts';

interface RuleTraceProps {
  readonly model: JourneyModel;
  /** Position in the model's trips. */
  readonly trip: number;
  readonly current: number;
  readonly onStep: (index: number) => void;
}

const ways: Readonly<Record<Step['direction'], string>> = {
  in: 'coming in',
  out: 'going out',
  through: 'passing through',
};

export function RuleTrace({ model, trip, current, onStep }: RuleTraceProps): ReactElement {
  const { passages, tried, matched } = useMemo(() => ruleTrace(model, trip), [model, trip]);
  const [all, setAll] = useState(true);
  if (tried === 0) return <p className="pj-none">This packet met no rule: choose another packet above.</p>;
  return (
    <div className="pj-rules">
      <p className="pj-rules-head">
        <span>
          {model.trips[trip]?.label}: {tried} {tried === 1 ? 'rule' : 'rules'} tried, {matched} matched
        </span>
        <label className="pj-check">
          <input type="checkbox" checked={all} onChange={({ target }) => setAll(target.checked)} />
          Show the rules that did not match
        </label>
      </p>
      {passages.map((passage, at) => (
        <section key={at}>
          <h3>{headOf(model, passage)}</h3>
          <ol>
            {passage.chains.map((chain, turn) => (
              <Chain
                key={turn}
                chain={chain}
                next={passage.chains[turn + 1]}
                all={all}
                current={current}
                onStep={onStep}
              />
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

function headOf(model: JourneyModel, { chains, direction, outer }: Passage): string {
  const step = chains[0]?.step;
  if (step === undefined) return '';
  return `${whereText(model, step)}, ${ways[direction]}${outer ? " (the tunnel's packet)" : ''}`;
}

interface ChainProps {
  readonly chain: TriedChain;
  readonly next: TriedChain | undefined;
  readonly all: boolean;
  readonly current: number;
  readonly onStep: (index: number) => void;
}

function Chain({ chain, next, all, current, onStep }: ChainProps): ReactElement {
  const { step, name, depth, rows, sentence } = chain;
  // Where a jump leads is seen from the next chain.
  const jumps = next !== undefined && next.depth > depth;
  return (
    <li
      aria-current={step.index === current ? 'step' : undefined}
      style={{ paddingInlineStart: `${String(depth * 1.25)}rem` }}
    >
      <button type="button" className="pj-link" onClick={() => onStep(step.index)}>
        {name}
      </button>
      <ul>{rows.map((row, at) => (row.matched || all ? <Tried key={at} row={row} /> : null))}</ul>
      {!jumps && (
        <p>
          <Quoted text={sentence} />
        </p>
      )}
    </li>
  );
}

function Tried({
  row: { text, matched, because, provenance },
}: {
  readonly row: ConsultedRow;
}): ReactElement {
  return (
    <li data-matched={matched}>
      <span aria-hidden="true">{matched ? '✓' : '✕'}</span>
      <code>{text}</code>
      {matched && <span className="unseen"> matched</span>}
      {!matched && because !== undefined && <small>{because}</small>}
      {matched && provenance?.subject !== undefined && <small>for {provenance.subject}</small>}
    </li>
  );
}
