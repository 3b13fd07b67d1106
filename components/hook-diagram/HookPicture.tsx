/** The stations and the ways between them; the packet's own way is inked, where it is now is lit. */
import type { ReactElement } from 'react';
import { type Box, layouts, pathBetween } from './picture-layout.ts';
import type { Pass } from './passes.ts';
import { hooks, type Station, stationWords, ways } from './stations.ts';

interface PictureProps {
  readonly pass: Pass;
  readonly current: Station | undefined;
  readonly onStation: (station: Station) => void;
}

/** Twice: lying for a wide page, standing for a phone; the style sheet shows one of them. */
export function HookPicture(props: PictureProps): ReactElement {
  return (
    <>
      <Picture name="wide" {...props} />
      <Picture name="tall" {...props} />
    </>
  );
}

function Picture({ name, pass, current, onStation }: PictureProps & { readonly name: 'wide' | 'tall' }) {
  const { width, height, places } = layouts[name];
  const visited = new Set<Station>(pass.way);
  return (
    <svg
      className={`hd-picture hd-${name}`}
      viewBox={`0 0 ${String(width)} ${String(height)}`}
      role="group"
      aria-label="Stations of a packet"
    >
      <defs>
        {(['quiet', 'inked'] as const).map((ink) => (
          <marker
            key={ink}
            id={`hd-tip-${name}-${ink}`}
            className={`hd-tip-${ink}`}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerUnits="userSpaceOnUse"
            markerWidth="11"
            markerHeight="11"
            orient="auto"
          >
            <path d="M0 0L8 4L0 8Z" />
          </marker>
        ))}
      </defs>
      {ways.map(([from, to]) => {
        const isInked = follows(pass, from, to);
        return (
          <path
            key={`${from} ${to}`}
            className="hd-way"
            data-inked={isInked}
            d={pathBetween(places[from], places[to])}
            markerEnd={`url(#hd-tip-${name}-${isInked ? 'inked' : 'quiet'})`}
          />
        );
      })}
      {Object.entries(places).map(([key, box]) => {
        const station = key as Station;
        return (
          <StationBox
            key={station}
            station={station}
            box={box}
            words={wordsFor(station, pass)}
            isVisited={visited.has(station)}
            isCurrent={station === current}
            onStation={onStation}
          />
        );
      })}
    </svg>
  );
}

interface StationBoxProps {
  readonly station: Station;
  readonly box: Box;
  readonly words: string;
  readonly isVisited: boolean;
  readonly isCurrent: boolean;
  readonly onStation: (station: Station) => void;
}

function StationBox({ station, box, words, isVisited, isCurrent, onStation }: StationBoxProps): ReactElement {
  const { x, y, width, height } = box;
  const isHook = (hooks as readonly string[]).includes(station);
  return (
    <g
      role="button"
      tabIndex={0}
      className="hd-station"
      data-hook={isHook}
      data-visited={isVisited}
      data-current={isCurrent}
      aria-current={isCurrent ? 'step' : undefined}
      aria-label={`${words}${isVisited ? ', on the way' : ''}`}
      onClick={() => onStation(station)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        onStation(station);
      }}
    >
      <rect x={x - width / 2} y={y - height / 2} width={width} height={height} rx={isHook ? 2 : height / 2} />
      <text x={x} y={y + 5}>
        {words}
      </text>
    </g>
  );
}

/** By their names, as far as this packet meets them: `flannel.1`. */
function wordsFor(station: Station, { isSwitched, devices }: Pass): string {
  if (station === 'in') return devices.in ?? 'a device';
  if (station === 'out') return devices.out ?? 'a device';
  if (station === 'routing' && isSwitched) return 'bridge';
  return station === 'routing' || station === 'routing-out' ? 'routing' : stationWords[station];
}

/** Did the packet go from one to the other? */
function follows({ way }: Pass, from: Station, to: Station): boolean {
  const at = way.indexOf(from);
  return at >= 0 && way[at + 1] === to;
}
