/** The journey as text: for screen readers, print, and pages without JavaScript. */
import type { ReactElement } from 'react';
import { Quoted } from '../../text/Quoted.tsx';
import type { JourneyModel, Trip } from '../model/journey-model.ts';
import { everyStep, passes } from '../model/step-filter.ts';
import { whereText } from '../model/step-words.ts';

export function StepsInWords({ model }: { readonly model: JourneyModel }): ReactElement {
  const told = model.trips.filter(({ way }) => way !== 'aside');
  const whole = [told.find(({ way }) => way === 'forth'), told.find(({ way }) => way === 'back')];
  return (
    <details className="pj-words">
      <summary>All steps in words</summary>
      {told.map((trip) => {
        const { packet, way, label, steps } = trip;
        return (
          <section key={packet}>
            <h3>
              {way === 'back' ? '← ' : '→ '}
              {label}
            </h3>
            {!whole.includes(trip) && <p>{repeated(model, trip)}</p>}
            <ol>
              {(whole.includes(trip) ? steps : []).map((index, turn) => {
                const step = model.steps[index];
                return step === undefined ? null : (
                  <li
                    key={index}
                    value={turn + 1}
                    data-minor={!passes(model, step, { ...everyStep, only: 'decisions' })}
                  >
                    <b>{whereText(model, step)}:</b> <Quoted text={step.sentence} />
                  </li>
                );
              })}
            </ol>
          </section>
        );
      })}
      <p>{model.outcome.sentence}</p>
    </details>
  );
}

/** Later packets go the way of the first ones: what they are and where they end is enough. */
function repeated(model: JourneyModel, { steps, end }: Trip): string {
  const first = model.steps[steps[0] ?? -1];
  const last = model.steps[steps.at(-1) ?? -1];
  const summary = model.packets[first?.before ?? -1]?.summary ?? '';
  const where = last === undefined ? '' : whereText(model, last);
  return `${summary}. ${String(steps.length)} steps to ${where}: ${end === 'dropped' ? 'dropped' : 'arrived'}. ${last?.sentence ?? ''}`;
}
