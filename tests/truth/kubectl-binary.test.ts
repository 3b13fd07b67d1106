/**
 * Our kubectl against the real one, on what a client answers by itself: the same command lines in the same folder give
 * the same standard output, standard error and exit status, byte for byte. Exactly the named exceptions differ.
 */
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Clock } from '../../engine/clock/clock.ts';
import { referenceCluster } from '../../engine/kubernetes/reference-cluster.ts';
import { FakeRuntime } from '../../engine/kubernetes/node/fake-runtime.ts';
import { RecordingReplay } from '../../engine/shell/kubectl/recording.ts';
import { commands, different, manifests, notSimulated } from './kubectl-commands.ts';
import { type KubectlAnswer, RealKubectl, realKubectlFolder } from './real-kubectl.ts';

const programs = realKubectlFolder();
const exceptions: Readonly<Record<string, string>> = { ...different, ...notSimulated };

function ours(): (line: string) => KubectlAnswer {
  const clock = new Clock();
  const cluster = referenceCluster(
    clock,
    ({ podCidr, address }) => new FakeRuntime(clock, podCidr.split('.').slice(0, 3).join('.'), address),
  );
  cluster.settle();
  const replay = new RecordingReplay(cluster, clock, manifests);
  return (line) => {
    const answer = replay.step({ on: 'workstation', cmd: line });
    if (answer === undefined) throw new Error(`not a line the replay understands: ${line}`);
    const { exit, stdout, stderr } = answer;
    return { exit, stdout, stderr };
  };
}

describe.skipIf(programs === undefined)('kubectl without a server', () => {
  let kubectl: RealKubectl;
  let real: ReadonlyMap<string, KubectlAnswer>;
  let simulated: ReadonlyMap<string, KubectlAnswer>;

  beforeAll(async () => {
    kubectl = new RealKubectl(programs ?? '', manifests);
    real = await kubectl.runAll(commands);
    const run = ours();
    simulated = new Map(commands.map((line) => [line, run(line)]));
  });

  afterAll(() => {
    kubectl.remove();
  });

  it('names no command line twice, and no exception that is not run', () => {
    expect(new Set(commands).size).toBe(commands.length);
    expect(Object.keys(exceptions).filter((line) => !commands.includes(line))).toEqual([]);
  });

  it.each(commands.filter((line) => !(line in exceptions)))('%s', (line) => {
    expect(simulated.get(line)).toEqual(real.get(line));
  });

  it.each(Object.entries(different))('%s: differs, for %s', (line) => {
    expect(simulated.get(line)).not.toEqual(real.get(line));
  });

  it.each(Object.entries(notSimulated))('%s: is not simulated (%s)', (line) => {
    expect(simulated.get(line)?.stderr).toMatch(/^(error: )?not simulated: /);
  });

  it('is counted', () => {
    const equal = commands.filter((line) => isDeepStrictEqual(simulated.get(line), real.get(line)));
    console.log(`kubectl binary: ${commands.length} compared, ${equal.length} equal`);
    expect(equal.length).toBe(commands.length - Object.keys(exceptions).length);
  });
});
