/**
 * The map's lines, laid so that none crosses a word: right angles with rounded corners. A Service's go down to a lane of
 * its own above the rooms, along it, and down the gutter left of a pod's column. Cables between machines that stand one
 * below the other run beside them.
 */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

type Point = readonly [x: number, y: number];

const corner = 4;

/** An SVG path through the points, every other one beside or below the one before. */
export function path(points: readonly Point[]): string {
  const [start, ...rest] = points;
  if (start === undefined) return '';
  let text = `M${n(start[0])} ${n(start[1])}`;
  rest.forEach((point, at) => {
    const before = points[at] ?? start;
    const after = rest[at + 1];
    if (after === undefined) {
      text += `L${n(point[0])} ${n(point[1])}`;
      return;
    }
    const into = towards(point, before);
    const out = towards(point, after);
    text += `L${n(into[0])} ${n(into[1])}Q${n(point[0])} ${n(point[1])} ${n(out[0])} ${n(out[1])}`;
  });
  return text;
}

/** A corner's radius away from the point, at most half of the way. */
function towards([x, y]: Point, [toX, toY]: Point): Point {
  const distance = Math.abs(toX - x) + Math.abs(toY - y);
  const part = distance === 0 ? 0 : Math.min(corner, distance / 2) / distance;
  return [x + (toX - x) * part, y + (toY - y) * part];
}

/**
 * From one Service to each of its pods.
 * @param at which of `services` it is
 * @param rooms where the first room begins
 */
export function serviceLines(
  services: readonly Place[],
  at: number,
  pods: readonly Place[],
  rooms: number,
): string[] {
  const own = services[at];
  if (own === undefined) return [];
  const low = Math.max(...services.map(({ y, height }) => y + height));
  const lane = low + ((rooms - low) * (at + 1)) / (services.length + 1);
  return pods.map((pod) => {
    const gutter = pod.x - 8.5 + (at % 2) * 2.5;
    const middle = pod.y + pod.height / 2;
    return path([
      ...leaving(services, own),
      [leavingX(services, own), lane],
      [gutter, lane],
      [gutter, middle],
      [pod.x, middle],
    ]);
  });
}

/** By the foot of its box, or by its side into the gap between two, where another Service stands below. */
function leaving(services: readonly Place[], own: Place): readonly Point[] {
  const middle = own.y + own.height / 2;
  const x = leavingX(services, own);
  if (x === own.x + own.width / 2) return [[x, own.y + own.height]];
  return [
    [x > own.x ? own.x + own.width : own.x, middle],
    [x, middle],
  ];
}

function leavingX(services: readonly Place[], own: Place): number {
  const isCovered = services.some(({ x, y }) => y > own.y && x === own.x);
  if (!isCovered) return own.x + own.width / 2;
  const isLast = !services.some(({ x }) => x > own.x);
  return isLast ? own.x - 5 : own.x + own.width + 5;
}

/**
 * Between two machines outside the cluster.
 * @param depth how far away from them, so that two cables do not lie on each other
 */
export function outsideLine(one: Place, other: Place, depth: number, narrow: boolean): string {
  if (narrow) {
    const right = Math.max(one.x + one.width, other.x + other.width) + depth;
    const y = (each: Place) => each.y + each.height / 2 + depth;
    return path([
      [one.x + one.width, y(one)],
      [right, y(one)],
      [right, y(other)],
      [other.x + other.width, y(other)],
    ]);
  }
  const low = Math.max(one.y + one.height, other.y + other.height) + depth;
  const x = (each: Place) => each.x + each.width / 2 + depth;
  return path([
    [x(one), one.y + one.height],
    [x(one), low],
    [x(other), low],
    [x(other), other.y + other.height],
  ]);
}

const n = (value: number) => value.toFixed(1);
