/** A question that stands by itself, between paragraphs. */
import type { ReactElement } from 'react';
import { Predict, type PredictProps } from './Predict.tsx';

export function PredictCard(props: PredictProps): ReactElement {
  return (
    <div className="pr-card not-content" id={props.id}>
      <Predict {...props} />
    </div>
  );
}
