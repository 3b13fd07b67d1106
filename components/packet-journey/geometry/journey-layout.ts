/**
 * Where everything of one packet's way is drawn. Lanes stand side by side in the flow's order; inside a lane a step's
 * place from left to right is its turn, its height its layer, so a packet climbs a stack, is decided on, and comes
 * down again. The answer walks the same lanes from right to left. Plain numbers: one unit is one CSS pixel.
 */
import type { JourneyModel, Step } from '../model/journey-model.ts';
import { type Column, columnOfSteps, columnsOf, stepsOf } from './columns.ts';

/** Where something is decided. Rules tried one after the other are one place. */
export interface Station {
  /** Its steps, in order; at least one. */
  readonly steps: readonly [Step, ...Step[]];
  readonly x: number;
  readonly y: number;
}

export interface DrawnLane {
  /** Position in the model's lanes. */
  readonly lane: number;
  readonly x: number;
  readonly width: number;
  readonly visited: boolean;
}

export interface DrawnPort {
  readonly name: string;
  readonly x: number;
  /** Rows below the link row, from 0: labels that would touch stand lower. */
  readonly row: number;
  /** Steps that happen at it. */
  readonly steps: readonly number[];
}

/** Neighbouring lanes of one machine. */
export interface DrawnMachine {
  readonly name: string;
  readonly x: number;
  readonly width: number;
}

export interface JourneyLayout {
  readonly width: number;
  readonly lanes: readonly DrawnLane[];
  readonly machines: readonly DrawnMachine[];
  readonly stations: readonly Station[];
  readonly ports: readonly DrawnPort[];
}

export const heights = {
  machine: 16,
  lane: 34,
  application: 66,
  network: 114,
  link: 162,
  ports: 182,
  end: 250,
};

const edge = 10;
const padding = 18;
const gapInMachine = 14;
const gapBetween = 36;
const character = 7;

const rowOf = (step: Step) =>
  step.layer === 'link' ? heights.link : step.layer === 'network' ? heights.network : heights.application;

/** @param available the width of the window on it: spare room is shared out, so the picture fills it */
export function layoutJourney(model: JourneyModel, trip: number, available: number): JourneyLayout {
  const shown = columnsOf(model, trip);
  const places = columnOfSteps(model, trip, shown);
  const groups = grouped(stepsOf(model, trip));
  const most = mostStations(model, trip, shown);
  const gaps = shown.map((lane, at) => gapBefore(model, shown[at - 1], lane));
  const fixed = edge * 2 + gaps.reduce((sum, gap) => sum + gap, 0) + shown.length * padding * 2;
  const turns = most.reduce((sum, count) => sum + Math.max(0, count - 1), 0);
  const pitch = Math.min(34, Math.max(21, (available - fixed - 60) / Math.max(1, turns)));
  const lanes: DrawnLane[] = [];
  let x = edge;
  shown.forEach((lane, at) => {
    x += gaps[at] ?? 0;
    const label = (model.lanes[lane]?.label.length ?? 0) * character + 20;
    const width = Math.max(label, padding * 2 + Math.max(0, (most[at] ?? 1) - 1) * pitch, 52);
    lanes.push({ lane, x, width, visited: [...places.values()].includes(at) });
    x += width;
  });
  const spare = Math.max(0, available - x - edge);
  const spread = stretch(lanes, spare);
  const columns = groups.map(([first]) => places.get(first.index) ?? 0);
  const backwards = (columns.at(-1) ?? 0) < (columns[0] ?? 0);
  const stations = placeStations(groups, columns, spread, backwards, pitch);
  return {
    width: Math.max(available, x + edge),
    lanes: spread,
    machines: machinesOf(model, spread),
    stations,
    ports: placePorts(stations),
  };
}

type Group = Station['steps'];

/** Rules of one hook, tried in a row, are drawn once: the scrubber still stops at each. */
function grouped(steps: readonly Step[]): Group[] {
  const groups: Group[] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (last !== undefined && isSameStation(last[0], step)) groups[groups.length - 1] = [...last, step];
    else groups.push([step]);
  }
  return groups;
}

function isSameStation(one: Step, other: Step): boolean {
  return (
    one.decision === 'rule' &&
    other.decision === 'rule' &&
    one.lane === other.lane &&
    one.device === other.device
  );
}

/** Of each column, the most stations that one of the packets has there. */
function mostStations(model: JourneyModel, trip: number, shown: readonly Column[]): number[] {
  const most = shown.map(() => 1);
  model.trips.forEach(({ way }, at) => {
    if (way === 'aside' && at !== trip) return;
    const places = columnOfSteps(model, at, shown);
    const counts = shown.map(() => 0);
    for (const [first] of grouped(stepsOf(model, at))) {
      const column = places.get(first.index) ?? 0;
      counts[column] = (counts[column] ?? 0) + 1;
    }
    counts.forEach((count, column) => {
      most[column] = Math.max(most[column] ?? 1, count);
    });
  });
  return most;
}

function gapBefore(model: JourneyModel, previous: number | undefined, lane: number): number {
  if (previous === undefined) return 0;
  return model.lanes[previous]?.machine === model.lanes[lane]?.machine ? gapInMachine : gapBetween;
}

function stretch(lanes: readonly DrawnLane[], spare: number): DrawnLane[] {
  const each = spare / Math.max(1, lanes.length);
  return lanes.map((lane, at) => ({ ...lane, x: lane.x + each * at, width: lane.width + each }));
}

function placeStations(
  groups: readonly Group[],
  columns: readonly number[],
  lanes: readonly DrawnLane[],
  backwards: boolean,
  pitch: number,
): Station[] {
  const placed = new Map<Group, Station>();
  for (const [column, lane] of lanes.entries()) {
    const own = groups.filter((_group, at) => columns[at] === column);
    const room = lane.width - padding * 2;
    const distance = own.length < 2 ? 0 : Math.min(pitch * 1.6, room / (own.length - 1));
    const start = lane.x + (lane.width - distance * (own.length - 1)) / 2;
    own.forEach((steps, turn) => {
      const place = backwards ? own.length - 1 - turn : turn;
      placed.set(steps, { steps, x: start + place * distance, y: rowOf(steps[0]) });
    });
  }
  return groups.flatMap((group) => placed.get(group) ?? []);
}

export function stationOf(layout: JourneyLayout, index: number): Station | undefined {
  return layout.stations.find(({ steps }) => steps.some((step) => step.index === index));
}

function machinesOf(model: JourneyModel, lanes: readonly DrawnLane[]): DrawnMachine[] {
  const machines: DrawnMachine[] = [];
  for (const { lane, x, width } of lanes) {
    const name = model.lanes[lane]?.machine ?? '';
    const last = machines.at(-1);
    if (last?.name === name) machines[machines.length - 1] = { ...last, width: x + width - last.x };
    else machines.push({ name, x, width });
  }
  return machines;
}

function placePorts(stations: readonly Station[]): DrawnPort[] {
  const runs: { name: string; lane: number; from: number; to: number; steps: number[] }[] = [];
  for (const {
    steps: [step],
    x,
  } of stations) {
    if (step.layer !== 'link' || step.device === undefined) continue;
    const last = runs.at(-1);
    if (last?.name === step.device && last.lane === step.lane) {
      last.from = Math.min(last.from, x);
      last.to = Math.max(last.to, x);
      last.steps.push(step.index);
    } else runs.push({ name: step.device, lane: step.lane, from: x, to: x, steps: [step.index] });
  }
  const ends: number[] = [];
  return runs
    .sort((one, other) => one.from - other.from)
    .map(({ name, from, to, steps }) => {
      const x = (from + to) / 2;
      const half = (name.length * 6.2) / 2 + 5;
      let row = ends.findIndex((end) => end <= x - half);
      if (row < 0) row = ends.length < 3 ? ends.length : 2;
      ends[row] = x + half;
      return { name, x, row, steps };
    });
}
