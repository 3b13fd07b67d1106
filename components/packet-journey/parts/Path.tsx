/** The way of one packet through its lanes: a picture of what the panes below say in words. */
import type { ReactElement } from 'react';
import { heights, type JourneyLayout, type Station, stationOf } from '../geometry/journey-layout.ts';
import type { JourneyModel, NetworkKind } from '../model/journey-model.ts';
import { isDecision } from '../model/step-filter.ts';
import { DecisionMark } from './decision-icons.tsx';

interface PathProps {
  readonly model: JourneyModel;
  readonly layout: JourneyLayout;
  /** The step the reader stands at. */
  readonly current: number;
  /** How far the window has moved along the picture. */
  readonly camera: number;
}

export function Path({ model, layout, current, camera }: PathProps): ReactElement {
  return (
    <svg
      className="pj-path"
      width={layout.width}
      height={heights.end}
      viewBox={`0 0 ${String(layout.width)} ${String(heights.end)}`}
      aria-hidden="true"
    >
      <g className="pj-camera" style={{ transform: `translateX(${String(-camera)}px)` }}>
        <Rooms model={model} layout={layout} current={current} />
        <Ports layout={layout} current={current} />
        <Way model={model} stations={layout.stations} current={current} />
        {layout.stations.map((station) => (
          <StationMark key={station.steps[0].index} station={station} current={current} />
        ))}
      </g>
    </svg>
  );
}

function Rooms({ model, layout, current }: Omit<PathProps, 'camera'>): ReactElement {
  const here = stationOf(layout, current)?.x ?? -1;
  return (
    <>
      {layout.machines.map(({ name, x, width }) => (
        <g key={x} className="pj-machine">
          <rect x={x - 5} y={2} width={width + 10} height={heights.end - 4} rx={3} />
          <text x={x + 2} y={heights.machine}>
            {name}
          </text>
        </g>
      ))}
      {layout.lanes.map(({ lane, x, width, visited }) => {
        const { kind, label } = model.lanes[lane] ?? { kind: 'outside', label: '' };
        return (
          <g
            key={x}
            className={`pj-lane pj-lane-${kind}`}
            data-here={here >= x && here <= x + width}
            data-visited={visited}
          >
            <rect
              x={x}
              y={heights.machine + 8}
              width={width}
              height={heights.end - heights.machine - 18}
              rx={2}
            />
            <text x={x + 9} y={heights.lane + 7}>
              {kind === 'pod' ? label : laneTitle(kind)}
            </text>
          </g>
        );
      })}
    </>
  );
}

const laneTitle = (kind: string) => (kind === 'wire' ? '' : kind === 'outside' ? 'host' : 'node');

function Ports({ layout, current }: Pick<PathProps, 'layout' | 'current'>): ReactElement {
  return (
    <>
      {layout.ports.map(({ name, x, row, steps }) => (
        <g key={`${name} ${String(steps[0])}`} className="pj-port" data-here={steps.includes(current)}>
          <path d={`M${String(x)} ${String(heights.link + 12)}V${String(heights.ports + row * 17 - 4)}`} />
          <text x={x} y={heights.ports + 8 + row * 17}>
            {name}
          </text>
        </g>
      ))}
    </>
  );
}

/** Between stations a curve that leaves and arrives level; a wrapped packet travels in a tube. */
function Way({
  model,
  stations,
  current,
}: {
  readonly model: JourneyModel;
  readonly stations: readonly Station[];
  readonly current: number;
}): ReactElement {
  const pieces = stations.slice(1).map((to, at) => {
    const from = stations[at] ?? to;
    const leaving = from.steps.at(-1) ?? from.steps[0];
    const packet = model.packets[leaving.after ?? leaving.before];
    const wrapped = packet?.headers.some(({ depth, quoted }) => depth > 0 && !quoted) ?? false;
    return {
      key: to.steps[0].index,
      d: curve(from, to),
      outer: packet?.headers[0]?.network,
      inner: packet?.headers.findLast(({ quoted }) => !quoted)?.network,
      wrapped,
      walked: to.steps[0].index <= current,
    };
  });
  return (
    <g className="pj-way" fill="none">
      {pieces
        .filter(({ walked }) => !walked)
        .map(({ key, d }) => (
          <path key={key} className="pj-ahead" d={d} />
        ))}
      {pieces
        .filter(({ walked }) => walked)
        .map(({ key, d, outer, inner, wrapped }) => (
          <g key={key}>
            {wrapped && <path className={`pj-tube ${networkClass(outer)}`} d={d} />}
            {wrapped && <path className="pj-bore" d={d} />}
            <path className={`pj-walked ${networkClass(inner)}`} d={d} />
          </g>
        ))}
    </g>
  );
}

const networkClass = (network: NetworkKind | undefined) => `pj-net-${network ?? 'none'}`;

function curve(from: Station, to: Station): string {
  const middle = (from.x + to.x) / 2;
  return `M${r(from.x)} ${r(from.y)}C${r(middle)} ${r(from.y)} ${r(middle)} ${r(to.y)} ${r(to.x)} ${r(to.y)}`;
}

const r = (value: number) => value.toFixed(1);

function StationMark({
  station: { steps, x, y },
  current,
}: {
  readonly station: Station;
  readonly current: number;
}): ReactElement {
  const at = steps.findIndex(({ index }) => index === current);
  const [first] = steps;
  const shown = steps[at] ?? first;
  const state = at >= 0 ? 'here' : first.index < current ? 'visited' : 'ahead';
  return (
    <g
      className={`pj-station pj-on-${shown.decision}`}
      data-state={state}
      data-step={first.index}
      transform={`translate(${r(x)} ${r(y)})`}
    >
      <circle className="pj-touch" r={14} />
      {isDecision(shown) ? (
        <>
          <circle className="pj-dot" r={10} />
          <g transform="scale(.82)">
            <DecisionMark decision={shown.decision} />
          </g>
        </>
      ) : (
        <rect className="pj-dot" x={-4.5} y={-4.5} width={9} height={9} />
      )}
      {steps.length > 1 && (
        <text className="pj-many" y={-15}>
          {at >= 0 ? `${String(at + 1)}/${String(steps.length)}` : steps.length}
        </text>
      )}
    </g>
  );
}
