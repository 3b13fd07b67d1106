/**
 * Faults of a world, as data: what a figure's switch makes and takes back, and what the log of actions remembers. A fault
 * names places (`node/k8s-w1`, `pod/default/web`), so that it can be stored, shared and done again.
 *
 * A fault is done by wrapping devices and machines (engine/linux/fault); kernels and programs are not told. A killed
 * process is not brought back by clearing the fault: whoever started it does that, or nobody.
 */
import { millisecond } from '../../clock/clock.ts';
import { impairLink, partition, setPower } from '../../linux/fault/fault.ts';
import type { Chance, Impairments } from '../../linux/fault/impairment.ts';
import type { Machine } from '../../linux/machine/machine.ts';
import type { Stage } from '../stage/stage.ts';

export type Fault =
  /** What leaves a place by a device (`eth0` unless another is named) meets a bad cable. */
  | ({ readonly kind: 'link'; readonly at: string; readonly device?: string } & LinkTrouble)
  /** The machines of two places do not hear each other. */
  | { readonly kind: 'partition'; readonly between: readonly [string, string] }
  /** The machine of a place has no power. */
  | { readonly kind: 'power'; readonly at: string }
  /** The oldest process of that name at a place gets SIGKILL. */
  | { readonly kind: 'kill'; readonly at: string; readonly process: string };

/** Shares from 0 to 1, times in milliseconds. */
export interface LinkTrouble {
  readonly loss?: number;
  /** `.` passes, `x` is lost. */
  readonly pattern?: string;
  readonly delay?: number;
  readonly jitter?: number;
  readonly duplicate?: number;
  readonly corrupt?: number;
  readonly reorder?: number;
  /** Octets a second. */
  readonly rate?: number;
}

/** @returns why it could not be done */
export function applyFault(stage: Stage, fault: Fault): string | undefined {
  return change(stage, fault, true);
}

export function clearFault(stage: Stage, fault: Fault): string | undefined {
  return fault.kind === 'kill' ? undefined : change(stage, fault, false);
}

function change(stage: Stage, fault: Fault, broken: boolean): string | undefined {
  switch (fault.kind) {
    case 'link': {
      const device = stage.stand(fault.at)?.namespace.devices.get(fault.device ?? 'eth0');
      if (device === undefined) return nowhere(`${fault.at} ${fault.device ?? 'eth0'}`);
      impairLink(device, broken ? impairmentsOf(fault) : undefined);
      return undefined;
    }
    case 'partition': {
      const [one, other] = fault.between.map((place) => machineOf(stage, place));
      if (one === undefined || other === undefined || one === other) return nowhere(fault.between.join(', '));
      partition(one, other, broken ? 'cut' : 'joined');
      return undefined;
    }
    case 'power': {
      const machine = machineOf(stage, fault.at);
      if (machine === undefined) return nowhere(fault.at);
      setPower(machine, !broken);
      return undefined;
    }
    case 'kill': {
      const standing = stage.stand(fault.at);
      const victim = standing?.processes
        .list()
        .find(({ name, place }) => name === fault.process && place === standing.namespace);
      if (victim === undefined) return `no ${fault.process} runs at ${fault.at}`;
      victim.kill('SIGKILL');
      return undefined;
    }
  }
}

function nowhere(what: string): string {
  return `there is no ${what} in this world`;
}

function machineOf(stage: Stage, place: string): Machine | undefined {
  return stage.stand(place)?.machine;
}

function impairmentsOf(trouble: LinkTrouble): Impairments {
  const chance = (probability: number | undefined): Chance | undefined =>
    probability === undefined ? undefined : { probability };
  const time = (value: number | undefined) => (value === undefined ? undefined : value * millisecond);
  return {
    loss: chance(trouble.loss),
    pattern: trouble.pattern,
    delay: time(trouble.delay),
    jitter: time(trouble.jitter),
    duplicate: chance(trouble.duplicate),
    corrupt: chance(trouble.corrupt),
    reorder: chance(trouble.reorder),
    rate: trouble.rate === undefined ? undefined : { octets: trouble.rate },
  };
}

const shares = ['loss', 'duplicate', 'corrupt', 'reorder'] as const;
const amounts = ['delay', 'jitter', 'rate'] as const;

/** From outside: a link, a file. @returns undefined when it is no fault */
export function readFault(data: unknown): Fault | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { kind, at, between, process, device, pattern, ...rest } = data as Readonly<Record<string, unknown>>;
  if (kind === 'partition') {
    const [one, other, ...more] = Array.isArray(between) ? (between as readonly unknown[]) : [];
    return isName(one) && isName(other) && more.length === 0 ? { kind, between: [one, other] } : undefined;
  }
  if (!isName(at)) return undefined;
  if (kind === 'power') return { kind, at };
  if (kind === 'kill') return isName(process) ? { kind, at, process } : undefined;
  if (kind !== 'link' || !(device === undefined || isName(device))) return undefined;
  const trouble = readTrouble(rest, pattern);
  return trouble === undefined
    ? undefined
    : { kind, at, ...(device === undefined ? {} : { device }), ...trouble };
}

function readTrouble(rest: Readonly<Record<string, unknown>>, pattern: unknown): LinkTrouble | undefined {
  const trouble: Record<string, number | string> = {};
  if (pattern !== undefined) {
    if (typeof pattern !== 'string' || !/^[.x]{1,64}$/.test(pattern)) return undefined;
    trouble['pattern'] = pattern;
  }
  for (const [names, most] of [
    [shares, 1],
    [amounts, 1e9],
  ] as const)
    for (const name of names) {
      const value = rest[name];
      if (value === undefined) continue;
      if (typeof value !== 'number' || !(value >= 0 && value <= most)) return undefined;
      trouble[name] = value;
    }
  return trouble;
}

function isName(data: unknown): data is string {
  return typeof data === 'string' && /^[\w./:-]{1,200}$/.test(data);
}
