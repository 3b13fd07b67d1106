/** What happened, in the one sentence the kernel's decision gave. */
import type { ReactElement } from 'react';
import { Quoted } from '../../text/Quoted.tsx';
import type { JourneyModel, Step } from '../model/journey-model.ts';
import { decisionWords, sinceText, whereText } from '../model/step-words.ts';
import { DecisionIcon } from './decision-icons.tsx';

export function Happened({
  model,
  step,
}: {
  readonly model: JourneyModel;
  readonly step: Step;
}): ReactElement {
  return (
    <>
      <div className="pj-pane-head">
        <h3>What happened</h3>
        <span className={`pj-decision pj-on-${step.decision}`}>
          <DecisionIcon decision={step.decision} />
          {decisionWords[step.decision]}
        </span>
      </div>
      <p className="pj-sentence">
        <Quoted text={step.sentence} />
      </p>
      <p className="pj-where">
        {whereText(model, step)} · {layerWords[step.layer]} · {sinceText(step.at)}
      </p>
    </>
  );
}

const layerWords = {
  link: 'link layer',
  network: 'network layer',
  transport: 'transport layer',
  application: 'application',
};
