/** The picture's window: the lanes, and over them the packet at its station. A long way moves through the window. */
import type { ReactElement, RefObject } from 'react';
import { type JourneyLayout, stationOf } from '../geometry/journey-layout.ts';
import type { JourneyModel } from '../model/journey-model.ts';
import type { JourneyPosition } from '../use-journey-position.ts';
import { PacketStack, stackWidth } from './PacketStack.tsx';
import { Path } from './Path.tsx';

interface StageProps {
  readonly frame: RefObject<HTMLDivElement | null>;
  readonly model: JourneyModel;
  readonly layout: JourneyLayout;
  readonly position: JourneyPosition;
  readonly width: number;
  /** The way ahead is not shown on the screen: a question about it waits. Paper has it. */
  readonly secret: boolean;
}

const stackBottom = 52;

export function Stage({ frame, model, layout, position, width, secret }: StageProps): ReactElement {
  const step = model.steps[position.current];
  const station = stationOf(layout, position.current);
  const before = model.packets[step?.before ?? 0];
  const after = step?.after === undefined ? undefined : model.packets[step.after];
  const x = station?.x ?? 0;
  const camera = clamp(x - width / 2, 0, layout.width - width);
  const shown = after ?? before;
  const full = shown === undefined ? 0 : stackWidth(shown, false);
  const compact = full > width - 12;
  const wide = shown === undefined ? 0 : compact ? stackWidth(shown, true) : full;
  const left = clamp(x - camera - wide / 2, 4, width - wide - 4);
  const stem = x - camera;
  return (
    <div className="pj-stage" ref={frame} data-secret={secret}>
      {before !== undefined && (
        <div className="pj-packet" style={{ transform: `translateX(${left.toFixed(1)}px)` }}>
          <PacketStack before={before} after={after} compact={compact} dropped={step?.after === undefined} />
        </div>
      )}
      <i
        className="pj-stem"
        aria-hidden="true"
        style={{
          transform: `translateX(${stem.toFixed(1)}px)`,
          height: `${String((station?.y ?? 0) - 10)}px`,
          top: `${String(stackBottom)}px`,
        }}
      />
      <Path model={model} layout={layout} current={position.current} camera={camera} />
      {camera > 0 && <i className="pj-more pj-more-left" aria-hidden="true" />}
      {camera < layout.width - width - 1 && <i className="pj-more pj-more-right" aria-hidden="true" />}
    </div>
  );
}

const clamp = (value: number, low: number, high: number) =>
  Math.max(low, Math.min(value, Math.max(low, high)));
