/**
 * The examples of a README: its ```console blocks. Each is typed in a world of its own and must print what it says.
 * The first line says which world and where in it: ```console scenario="reference" on="workstation"`; without that it is
 * the recorded laboratory (`lab/vxlan`) and its pod `client`.
 *
 * Outputs are compared as recordings are (replay/normalise/): what may differ between two honest runs is levelled,
 * nothing else.
 */
import { normalise } from '../replay/normalise/normalise.ts';
import { unifiedDiff } from '../replay/unified-diff.ts';
import type { Scenario } from '../stage/stage.ts';
import { openWorld } from '../world/open-world.ts';
import { parseTranscript, printTranscript, type Turn } from './transcript.ts';
import { typeTranscript } from './type-transcript.ts';

export interface Example {
  readonly scenario: string;
  readonly place: string;
  readonly turns: readonly Turn[];
}

const fence = /^```console(.*)\n([^]*?)^```$/gm;
const size = { columns: 120, rows: 40 };

export function examplesOf(readme: string): readonly Example[] {
  return [...readme.matchAll(fence)].map(([, info = '', text = '']) => ({
    scenario: attribute(info, 'scenario') ?? 'lab/vxlan',
    place: attribute(info, 'on') ?? 'client',
    turns: parseTranscript(text),
  }));
}

function attribute(info: string, name: string): string | undefined {
  return new RegExp(`\\b${name}="([^"]+)"`).exec(info)?.[1];
}

/** The example as it comes out now. */
export function runExample(example: Example, scenario: Scenario): Example {
  const { place } = example;
  const turns = typeTranscript(openWorld(scenario), example.turns, { name: 'examples', place, size });
  return { ...example, turns };
}

/** Where two runs of an example differ, told as a unified diff; empty: nowhere. */
export function differencesOf(written: Example, now: Example): readonly string[] {
  return unifiedDiff(written.turns.flatMap(levelled), now.turns.flatMap(levelled));
}

function levelled(turn: Turn): readonly string[] {
  const output = normalise({ cmd: turn.line, exit: turn.status }, turn.output, 'merged', {
    kube_proxy: 'iptables',
  });
  return printTranscript([{ ...turn, output }])
    .trimEnd()
    .split('\n');
}

/** The README with what its examples print now, where that differs from what it says. */
export function withExamples(readme: string, now: readonly Example[]): string {
  const written = examplesOf(readme);
  let at = -1;
  return readme.replace(fence, (_block, info: string) => {
    at++;
    const turns = (written[at]?.turns ?? []).map((turn, index) => {
      const typed = now[at]?.turns[index] ?? turn;
      return levelled(turn).join('\n') === levelled(typed).join('\n') ? turn : typed;
    });
    return `\`\`\`console${info}\n${printTranscript(turns)}\`\`\``;
  });
}

/** The example as a recording (replay/recording.ts), to be typed on a real kernel; undefined where it is not of the laboratory. */
export function recordingOf({ scenario, place, turns }: Example): string | undefined {
  const [, lab] = /^lab\/(.+)$/.exec(scenario) ?? [];
  if (lab === undefined) return undefined;
  const records = turns.map((turn) => ({
    on: (turn.place ?? place).split('/').at(-1),
    cmd: turn.line,
    ...(turn.interrupt === undefined ? {} : { interrupt: turn.interrupt }),
    cols: size.columns,
    exit: turn.status,
    // The recorder types each line as `bash -c`.
    ...(turn.output === '' ? {} : { merged: turn.output.replace(/^bash: (?!line)/gm, 'bash: line 1: ') }),
  }));
  const lines = [{ lab, services: 'basic', kube_proxy: 'iptables' }, { do: 'sleep', s: 3 }, ...records];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
