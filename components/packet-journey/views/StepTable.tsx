/** Every step of the flow as one table, and as the capture of a device. */
import { type ReactElement, useEffect, useMemo, useState } from 'react';
import { Quoted } from '../../text/Quoted.tsx';
import type { JourneyModel } from '../model/journey-model.ts';
import { decisionWords, sinceText, whereText } from '../model/step-words.ts';
import { captureDevices, captureLines, type FramePrinter } from './tcpdump-lines.ts';

interface ViewProps {
  readonly model: JourneyModel;
  readonly current: number;
  readonly onStep: (index: number) => void;
}

export function StepTable({ model, current, onStep }: ViewProps): ReactElement {
  return (
    <table className="pj-table">
      <thead>
        <tr>
          <th scope="col">Step</th>
          <th scope="col">Time</th>
          <th scope="col">Where</th>
          <th scope="col">Packet</th>
          <th scope="col">Decision</th>
          <th scope="col">Why</th>
        </tr>
      </thead>
      <tbody>
        {model.steps.map((step) => (
          <tr key={step.index} aria-current={step.index === current ? 'step' : undefined}>
            <td>
              <button type="button" className="pj-link" onClick={() => onStep(step.index)}>
                {step.index + 1}
              </button>
            </td>
            <td>{sinceText(step.at)}</td>
            <td>{whereText(model, step)}</td>
            <td>{model.trips[step.trip]?.label}</td>
            <td>{decisionWords[step.decision]}</td>
            <td>
              <Quoted text={step.sentence} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Capture({ model, current, onStep }: ViewProps): ReactElement {
  const devices = captureDevices(model);
  const [device, setDevice] = useState<string | undefined>(undefined);
  const [tcpdump, setTcpdump] = useState<(() => FramePrinter) | undefined>(undefined);
  useEffect(() => {
    void import('./real-tcpdump.ts').then(({ tcpdumpPrinter }) => setTcpdump(() => tcpdumpPrinter));
  }, []);
  const lines = useMemo(() => captureLines(model, device, tcpdump?.()), [model, device, tcpdump]);
  return (
    <>
      <label className="pj-choose">
        Capture on{' '}
        <select
          value={device ?? ''}
          onChange={({ target }) => setDevice(target.value === '' ? undefined : target.value)}
        >
          <option value="">every device</option>
          {devices.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <ol className="pj-capture">
        {lines.map(({ step, text }) => (
          <li key={step.index} aria-current={step.index === current ? 'step' : undefined}>
            <button type="button" onClick={() => onStep(step.index)}>
              {text}
            </button>
          </li>
        ))}
      </ol>
    </>
  );
}
