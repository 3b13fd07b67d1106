/** A figure's question: whether it still waits for an answer, and how it looks. */
import { type ReactElement, useMemo } from 'react';
import { Predict, useGiven } from '../predict/Predict.tsx';
import { answerOf, type AskedPrediction } from '../predict/prediction.ts';
import type { JourneyModel } from './model/journey-model.ts';

export interface AskedQuestion {
  readonly locked: boolean;
  readonly view: ReactElement;
}

/** @returns undefined when nothing is asked, or the question does not fit this journey */
export function useQuestion(
  model: JourneyModel,
  question: AskedPrediction | undefined,
): AskedQuestion | undefined {
  const given = useGiven(question?.id ?? '');
  const answer = useMemo(
    () => (question === undefined ? undefined : answerOf(model, question.key)),
    [model, question],
  );
  const suggestions = useMemo(() => [...new Set(model.lanes.map(({ label }) => label))], [model]);
  if (question === undefined || answer === undefined) return undefined;
  return {
    locked: given === undefined,
    view: (
      <Predict
        prediction={question}
        answer={answer}
        suggestions={question.key.kind === 'place' ? suggestions : []}
      />
    ),
  };
}
