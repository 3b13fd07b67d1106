/** The journey as text: for screen readers, print, and pages without JavaScript. */
import type { ReactElement } from 'react';
import { Quoted } from '../parts/Happened.tsx';
import type { JourneyModel } from '../model/journey-model.ts';
import { whereText } from '../model/step-words.ts';

export function StepsInWords({ model }: { readonly model: JourneyModel }): ReactElement {
  const told = model.trips.filter(({ way }) => way !== 'aside');
  return (
    <details className="pj-words">
      <summary>All steps in words</summary>
      {told.map(({ packet, way, label, steps }) => (
        <section key={packet}>
          <h5>
            {way === 'back' ? '← ' : '→ '}
            {label}
          </h5>
          <ol>
            {steps.map((index) => {
              const step = model.steps[index];
              return step === undefined ? null : (
                <li key={index}>
                  <b>{whereText(model, step)}:</b> <Quoted text={step.sentence} />
                </li>
              );
            })}
          </ol>
        </section>
      ))}
      <p>{model.outcome.sentence}</p>
    </details>
  );
}
