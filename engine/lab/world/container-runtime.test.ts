import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { second } from '../../clock/clock.ts';
import { scenarioOfText } from '../scenario/registry.ts';
import { openWorld } from './open-world.ts';
import type { World } from './world-api.ts';

const path = 'docs/services/cluster.yaml';
const text = readFileSync(join(import.meta.dirname, '../../..', path), 'utf8');
const node = 'node/k8s-w1';

describe("crictl shows a node's containers", () => {
  let world: World;
  beforeAll(() => {
    world = openWorld(scenarioOfText(text, path));
  });

  function run(place: string, line: string): { readonly output: string; readonly status: number } {
    const console = world.console(place, place);
    let output = '';
    const stop = console.onOutput((piece) => (output += piece));
    world.perform({ kind: 'type', tab: place, place, line });
    for (let waited = 0; waited < 100 && (waited === 0 || !console.idle); waited++)
      world.run(world.now + second / 10);
    stop();
    return { output, status: console.status };
  }

  test('in tables', () => {
    expect(
      run(node, 'crictl ps --name netshoot').output.replace(/[0-9a-f]{13}|\d+ seconds/g, (one) =>
        '#'.repeat(one.length),
      ),
    ).toMatch(
      /^CONTAINER {11}IMAGE {15}CREATED {13}STATE {15}NAME {16}ATTEMPT {13}POD ID {14}POD {17}NAMESPACE\n#{13} {7}#{13} {7}#{9} ago +Running {13}netshoot {12}0 {19}#{13} {7}client {14}default\n$/,
    );
    expect(run(node, "crictl pods | awk '{print $NF}' | sort | uniq -c").output).toBe(
      '      5 (default)\n      1 RUNTIME\n',
    );
    expect(run(node, 'crictl images -q | wc -l').output).toBe('7\n');
  });

  test('whose PIDs lead into the pod, on the node', () => {
    const id = 'ID=$(crictl ps -q --name netshoot)';
    const template = "crictl inspect -o go-template --template '{{.info.pid}}' $ID";
    expect(run(node, `${id}; nsenter -t $(${template}) -n ip -br -4 addr show eth0`).output).toMatch(
      /^eth0@if\d+ +UP +10\.8\.\d+\.\d+\/24 \n$/,
    );
    expect(run(node, `${id}; crictl exec $ID hostname`)).toEqual({ output: 'client\n', status: 0 });
    expect(run(node, `${id}; crictl exec $ID false`)).toEqual({
      output: 'FATA[0000] execing command in container: command terminated with exit code 1\n',
      status: 1,
    });
    expect(
      run(
        node,
        'N=$(crictl inspectp $(crictl pods -q --name client) | grep -o "cni-[-0-9a-f]*"); ip netns exec $N ip -br -4 addr show eth0',
      ).output,
    ).toMatch(/^eth0@if\d+ +UP +10\.8\./);
  });

  test('each pod has a process that holds its network namespace, the first of those in it', () => {
    expect(run(node, 'lsns -n -t net -o NPROCS,COMMAND | grep pause | uniq -c').output).toBe(
      '      3 2 /pause\n',
    );
  });

  test('and its log', () => {
    expect(run(node, 'crictl logs --tail 1 $(crictl ps -q --name coredns) | wc -l').output).toBe('1\n');
  });

  test.each([
    [node, 'crictl frob', "No help topic for 'frob'\n", 3],
    [node, 'crictl ps --foo', 'FATA[0000] flag provided but not defined: -foo\n', 1],
    [
      node,
      'crictl inspect foo',
      'FATA[0000] get the status of containers: get container status: rpc error: code = NotFound desc = an error occurred when try to find container "foo": not found\n',
      1,
    ],
    [node, 'crictl rm foo', 'not simulated: crictl rm\n', 1],
    ['workstation', 'crictl ps', 'bash: crictl: command not found\n', 127],
  ])('at %s: %s', (place, line, output, status) => {
    expect(run(place, line)).toEqual({ output, status });
  });

  test('whoever ends a sandbox ends the pod’s containers, and the pod gets another sandbox with another address', () => {
    const pod = `kubectl get pod client -o jsonpath='{.status.podIP} {.status.containerStatuses[0].restartCount}'`;
    const address = () => run('workstation', pod).output.split(' ');
    const [before = '', restarts] = address();
    expect(restarts).toBe('0');
    world.perform({ kind: 'fault', fault: { kind: 'kill', at: 'pod/default/client', process: 'pause' } });
    world.run(world.now + 20 * second);
    const [after = '', again] = address();
    expect(again).toBe('1');
    expect(after).toMatch(/^10\.8\.0\.\d+$/);
    expect(after).not.toBe(before);
    expect(run(node, `ping -c 1 -q ${after} | grep -c ' 0% packet loss'`).output).toBe('1\n');
    expect(run('workstation', 'kubectl get events | grep -o SandboxChanged').output).toBe('SandboxChanged\n');
    expect(run(node, "crictl pods --name client | awk 'NR == 2 { print $(NF-1) }'").output).toBe('1\n');
  });
});
