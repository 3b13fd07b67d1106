/** Where the stations stand in the two pictures, in the pictures' own units. */
import type { Station } from './stations.ts';

export interface Box {
  /** Of its centre. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Layout {
  readonly width: number;
  readonly height: number;
  readonly places: Readonly<Record<Station, Box>>;
}

const box = (x: number, y: number, width: number, height: number): Box => ({ x, y, width, height });

const wide: Layout = {
  width: 985,
  height: 330,
  places: {
    in: box(75, 70, 130, 56),
    prerouting: box(240, 70, 136, 56),
    routing: box(400, 70, 112, 56),
    forward: box(560, 70, 130, 56),
    postrouting: box(735, 70, 150, 56),
    out: box(907, 70, 130, 56),
    input: box(400, 175, 112, 56),
    program: box(480, 280, 290, 56),
    'routing-out': box(560, 175, 130, 56),
    output: box(735, 175, 150, 56),
  },
};

const tall: Layout = {
  width: 360,
  height: 490,
  places: {
    in: box(98, 36, 160, 46),
    prerouting: box(98, 112, 160, 46),
    routing: box(98, 188, 160, 46),
    forward: box(98, 300, 160, 46),
    postrouting: box(98, 378, 160, 46),
    out: box(98, 454, 160, 46),
    input: box(275, 188, 140, 46),
    program: box(275, 252, 140, 42),
    'routing-out': box(275, 314, 140, 42),
    output: box(275, 378, 140, 46),
  },
};

export const layouts = { wide, tall };

/** Straight, from edge to edge: along the row both stand in, else down or up the column where they overlap. */
export function pathBetween(from: Box, to: Box): string {
  if (from.y === to.y) {
    const sign = Math.sign(to.x - from.x);
    return `M${at(from.x + (sign * from.width) / 2, from.y)}H${String(to.x - sign * (to.width / 2 + 2))}`;
  }
  const sign = Math.sign(to.y - from.y);
  const x = from.width < to.width ? from.x : to.x;
  return `M${at(x, from.y + (sign * from.height) / 2)}V${String(to.y - sign * (to.height / 2 + 2))}`;
}

const at = (x: number, y: number) => `${String(x)} ${String(y)}`;
