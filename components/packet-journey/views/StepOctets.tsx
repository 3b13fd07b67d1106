/** The packet of a step octet by octet; its code is fetched when a reader asks for it. */
import { lazy, type ReactElement, Suspense } from 'react';
import type { JourneyModel } from '../model/journey-model.ts';
import { decisionWords, whereText } from '../model/step-words.ts';

const PacketOctets = lazy(async () => ({
  default: (await import('../../header-bytes/HeaderBytes.tsx')).PacketOctets,
}));

interface StepOctetsProps {
  readonly model: JourneyModel;
  readonly current: number;
}

export function StepOctets({ model, current }: StepOctetsProps): ReactElement | null {
  const step = model.steps[current];
  const packet = model.packets[step?.after ?? step?.before ?? -1];
  if (step === undefined || packet === undefined) return null;
  return (
    <section className="pj-octets" aria-label="Octets of the packet">
      <p>
        {decisionWords[step.decision]} at {whereText(model, step)}
        {step.after === undefined ? ', as it came' : ', as it goes on'}
      </p>
      <Suspense fallback={<p className="pj-none">Reading the octets…</p>}>
        <PacketOctets packet={packet} />
      </Suspense>
    </section>
  );
}
