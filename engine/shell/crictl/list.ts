/**
 * crictl ps, pods and images: the tables, newest first.
 */
import { findImage } from '../../kubernetes/images/catalogue.ts';
import type { RunningContainer } from '../../kubernetes/node/containerd/container.ts';
import type { Sandbox } from '../../kubernetes/node/containerd/containerd.ts';
import { second, type Time } from '../../clock/clock.ts';
import { hexadecimal } from '../../net/digest/hexadecimal.ts';
import { sha256 } from '../../net/digest/sha256.ts';
import { notSimulated } from '../iproute2/stop.ts';
import { TabWriter } from '../kubectl/printers/tab-writer.ts';
import type { Invocation } from './crictl.ts';
import { fatal, numberOf } from './fatal.ts';

/** Digits of an id that tables show. */
const shown = 13;
const pauseImage = 'registry.k8s.io/pause:3.10.1';

export function listContainers(run: Invocation): number {
  const { options, runtime, process } = run;
  const state = options.get('state')?.toLowerCase();
  if (state !== undefined && !['created', 'running', 'exited', 'unknown'].includes(state))
    throw fatal(
      process,
      'listing containers: list containers: --state should be one of created, running, exited or unknown',
    );
  refuse(run, 'output', 'verbose', 'label', 'image');
  const everything = options.has('all') || options.has('latest') || options.has('last');
  const found = runtime.containers.filter((one) => {
    const isRunning = one.process.exit === undefined;
    if (
      state !== undefined
        ? (state === 'running') !== isRunning || /created|unknown/.test(state)
        : !everything && !isRunning
    )
      return false;
    const { metadata } = one.start.pod;
    return (
      one.start.id.startsWith(options.get('id') ?? '') &&
      matches(options.get('name'), one.start.container.name) &&
      matches(options.get('namespace'), metadata.namespace ?? 'default') &&
      (sandboxOf(run, one)?.id ?? '').startsWith(options.get('pod') ?? '')
    );
  });
  const rows = newest(run, found, (one) => one.process.startedAt).map((one) => {
    const { metadata } = one.start.pod;
    const image = options.has('resolve-image-path')
      ? one.start.container.image
      : short(run, imageIdOf(one.start.container.image));
    return {
      id: one.start.id,
      cells: [
        short(run, one.start.id),
        image,
        ago(run, one.process.startedAt),
        one.process.exit === undefined ? 'Running' : 'Exited',
        one.start.container.name,
        String(one.attempt),
        short(run, sandboxOf(run, one)?.id ?? ''),
        metadata.name,
        metadata.namespace ?? 'default',
      ],
    };
  });
  return print(
    run,
    ['CONTAINER', 'IMAGE', 'CREATED', 'STATE', 'NAME', 'ATTEMPT', 'POD ID', 'POD', 'NAMESPACE'],
    rows,
  );
}

export function listPods(run: Invocation): number {
  const { options, runtime, process } = run;
  const state = options.get('state')?.toLowerCase();
  if (state !== undefined && state !== 'ready' && state !== 'notready')
    throw fatal(process, 'listing pod sandboxes: --state should be ready or notready');
  refuse(run, 'output', 'verbose', 'label');
  const found = runtime.sandboxes.filter(
    ({ id, pod: { metadata } }) =>
      state !== 'notready' &&
      id.startsWith(options.get('id') ?? '') &&
      matches(options.get('name'), metadata.name) &&
      matches(options.get('namespace'), metadata.namespace ?? 'default'),
  );
  const rows = newest(run, found, (one) => one.createdAt).map((one) => ({
    id: one.id,
    cells: [
      short(run, one.id),
      ago(run, one.createdAt),
      'Ready',
      one.pod.metadata.name,
      one.pod.metadata.namespace ?? 'default',
      String(one.attempt),
      '(default)',
    ],
  }));
  return print(run, ['POD ID', 'CREATED', 'STATE', 'NAME', 'NAMESPACE', 'ATTEMPT', 'RUNTIME'], rows);
}

/** Those that containers were made from, and the pause image. */
export function listImages(run: Invocation): number {
  refuse(run, 'output', 'verbose', 'digests', 'no-trunc', 'pinned');
  const names = new Set([pauseImage, ...run.runtime.containers.map(({ start }) => start.container.image)]);
  const images = [...names].flatMap((name) => findImage(name) ?? []);
  const rows = [...new Map(images.map((image) => [image.name, image])).values()]
    .map(({ name, sizeBytes }) => {
      const [repository = '', tag = ''] = name.split(/:(?=[^/:]*$)/);
      return {
        id: imageIdOf(name),
        cells: [repository, tag, imageIdOf(name).slice(7, 7 + shown), size(sizeBytes)],
      };
    })
    .sort((one, other) => (one.cells.join(':') < other.cells.join(':') ? -1 : 1));
  return print(run, ['IMAGE', 'TAG', 'IMAGE ID', 'SIZE'], rows);
}

/** The digest of an image's configuration: made from its name. */
export function imageIdOf(name: string): string {
  return `sha256:${hexadecimal(sha256(`configuration of ${findImage(name)?.name ?? name}`))}`;
}

export function sandboxOf({ runtime }: Invocation, { start }: RunningContainer): Sandbox | undefined {
  return runtime.sandboxes.find(({ pod }) => pod.metadata.uid === start.pod.metadata.uid);
}

function refuse(run: Invocation, ...names: readonly string[]): void {
  for (const name of names) {
    const value = run.options.get(name);
    if (value !== undefined && value !== 'table') throw notSimulated(`crictl --${name} ${value}`.trim());
  }
}

/** matchesRegex: what is no expression matches nothing. */
function matches(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined) return true;
  try {
    return new RegExp(pattern).test(text);
  } catch {
    return false;
  }
}

function newest<One>(run: Invocation, all: readonly One[], madeAt: (one: One) => Time): readonly One[] {
  const sorted = all.toSorted((one, other) => madeAt(other) - madeAt(one));
  if (run.options.has('latest')) return sorted.slice(0, 1);
  const last = numberOf(run, 'last', 0);
  return last > 0 ? sorted.slice(0, last) : sorted;
}

function short({ options }: Invocation, id: string): string {
  return options.has('no-trunc') ? id : id.replace(/^sha256:/, '').slice(0, shown);
}

interface Row {
  readonly id: string;
  readonly cells: readonly string[];
}

function print({ process, options }: Invocation, heading: readonly string[], rows: readonly Row[]): number {
  process.print(
    options.has('quiet')
      ? rows.map(({ id }) => `${id}\n`).join('')
      : new TabWriter(20, 3).format([heading, ...rows.map(({ cells }) => cells)]),
  );
  return 0;
}

function ago({ process }: Invocation, at: Time): string {
  return `${humanDuration((process.clock.now - at) / second)} ago`;
}

/** As Docker's units package says it. */
export function humanDuration(seconds: number): string {
  const whole = Math.floor(seconds);
  if (whole < 1) return 'Less than a second';
  if (whole === 1) return '1 second';
  if (whole < 60) return `${whole} seconds`;
  const minutes = Math.floor(seconds / 60);
  if (minutes === 1) return 'About a minute';
  if (minutes < 60) return `${minutes} minutes`;
  const hours = Math.floor(seconds / 3600 + 0.5);
  if (hours === 1) return 'About an hour';
  if (hours < 48) return `${hours} hours`;
  if (hours < 24 * 7 * 2) return `${Math.floor(hours / 24)} days`;
  if (hours < 24 * 30 * 2) return `${Math.floor(hours / 24 / 7)} weeks`;
  if (hours < 24 * 365 * 2) return `${Math.floor(hours / 24 / 30)} months`;
  return `${Math.floor(seconds / 3600 / 24 / 365)} years`;
}

/** Three digits and a decimal unit. */
function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  for (; value >= 1000 && unit < units.length - 1; unit++) value /= 1000;
  return `${Number(value.toPrecision(3))}${units[unit] ?? ''}`;
}
