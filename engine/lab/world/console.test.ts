import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { second } from '../../clock/clock.ts';
import { scenarioOfText } from '../scenario/registry.ts';
import { openWorld } from './open-world.ts';
import { longestScrollback, Scrollback } from './scrollback.ts';
import type { Console, World } from './world-api.ts';

const text = readFileSync(join(import.meta.dirname, '../../../docs/services/cluster.yaml'), 'utf8');
const scenario = scenarioOfText(text, 'docs/services/cluster.yaml');
const tab = 't1';
let world: World;

beforeEach(() => {
  world = openWorld(scenario);
});

function open(place: string): Console {
  const console = world.console(tab, place);
  world.run(world.now + second);
  return console;
}

function type(place: string, line: string): Console {
  const console = open(place);
  world.perform({ kind: 'type', tab, place, line });
  world.run(world.now + 5 * second);
  return console;
}

describe('a console', () => {
  test('has the prompt of the shell that waits: of a directory, of a command of several lines, of a shell in a pod', () => {
    expect(open('node/k8s-w1').prompt).toBe('root@k8s-w1:~# ');
    expect(type('node/k8s-w1', 'cd /etc').prompt).toBe('root@k8s-w1:/etc# ');
    expect(type('node/k8s-w1', 'for i in 1 2').prompt).toBe('> ');
    expect(type('node/k8s-w1', 'do echo $i; done').prompt).toBe('root@k8s-w1:/etc# ');
  });

  test('knows what its screen shows after the world was opened anew', () => {
    const place = 'node/k8s-w1';
    type(place, 'echo one');
    const shown = type(place, 'ipp route').scrollback;
    expect(shown).toBe(
      'root@k8s-w1:~# echo one\none\nroot@k8s-w1:~# ipp route\nbash: ipp: command not found\n\u001b[2mDid you mean: ip route\u001b[0m\n',
    );
    const again = openWorld(scenario, world.actions);
    again.run(world.now);
    const console = again.console(tab, place);
    expect(console.scrollback).toBe(shown);
    expect(console.history).toEqual(['echo one', 'ipp route']);
    expect(console.prompt).toBe('root@k8s-w1:~# ');
  });

  test('says when its shell has ended, and the next one is new', () => {
    const console = type('workstation', 'exit');
    expect(console.ended).toBe(true);
    expect(open('workstation').ended).toBe(false);
  });
});

describe('an editor', () => {
  const saves = (saved?: string) => {
    world.perform({ kind: 'edit', tab, ...(saved === undefined ? {} : { text: saved }) });
    world.run(world.now + second);
  };

  test('shows a file, and what is saved is the file; done again it is the same', () => {
    const console = type('workstation', 'vi notes');
    expect(console.editing).toEqual({ program: 'vi', path: 'notes', text: '' });
    expect(console.idle).toBe(false);
    saves('first line\n');
    expect(console.idle).toBe(true);
    expect(type('workstation', 'cat notes').scrollback).toContain('cat notes\nfirst line\n');
    const again = openWorld(scenario, world.actions);
    again.run(world.now);
    expect(again.console(tab, 'workstation').scrollback).toBe(console.scrollback);
  });

  test('left without saving leaves no file, and Ctrl-C ends it', () => {
    const console = type('workstation', 'nano notes');
    saves();
    expect(type('workstation', 'cat notes').scrollback).toContain('No such file');
    type('workstation', 'vi notes');
    world.perform({ kind: 'key', tab, key: 'interrupt' });
    world.run(world.now + second);
    expect(console.editing).toBeUndefined();
    expect(console.idle).toBe(true);
  });

  test('of kubectl edit sends what changed, and opens again with the reasons when the server refuses', () => {
    const console = type('workstation', 'kubectl edit service web');
    const shown = console.editing?.text ?? '';
    expect(shown).toMatch(/^# Please edit the object below/);
    expect(shown).toContain('  clusterIP: 10.96.10.50\n');
    saves(shown.replace(/port: 80$/m, 'port: 99999'));
    expect(console.editing?.text).toContain(
      '# services "web" was not valid:\n# * spec.ports[0].port: Invalid value: 99999',
    );
    saves(console.editing?.text.replace('port: 99999', 'port: 81'));
    expect(console.scrollback).toContain('service/web edited\n');
    expect(console.editing).toBeUndefined();
    expect(type('workstation', 'kubectl get service web').scrollback).toContain('81:');
  });

  test('of kubectl edit without a change changes nothing', () => {
    const console = type('workstation', 'kubectl edit svc/web');
    saves(console.editing?.text);
    expect(console.scrollback).toContain('Edit cancelled, no changes made.\n');
  });
});

describe('Tab', () => {
  const offers = (line: string, place = 'workstation') => open(place).complete(line, line.length);

  test('offers verbs, types, names, namespaces and flags of kubectl', () => {
    expect(offers('kubectl ge')).toEqual(['get']);
    expect(offers('kubectl get endpointsl')).toEqual(['endpointslices']);
    expect(offers('kubectl get service w')).toEqual(['web']);
    expect(offers('kubectl -n kube-system get service ')).toEqual(['kube-dns']);
    expect(offers('kubectl get pods -n kube-s')).toEqual(['kube-system']);
    expect(offers('kubectl get pods --al')).toEqual(['--all-namespaces', '--allow-missing-template-keys']);
    expect(offers('kubectl logs cl')).toEqual(['client']);
    expect(offers('kubectl describe pod/cl')).toEqual(['pod/client']);
  });

  test('offers addresses that are there, behind a scheme too, and names', () => {
    expect(offers('ping 10.96.10', 'node/k8s-w1')).toEqual(['10.96.10.50']);
    expect(offers('curl http://10.96.10', 'pod/default/client')).toEqual(['http://10.96.10.50']);
    expect(offers('curl we', 'pod/default/client')).toEqual(['web', 'web.default']);
  });

  test('offers what ip, iptables and tcpdump take, with interfaces and chains of the place', () => {
    const node = 'node/k8s-w1';
    expect(offers('ip ro', node)).toEqual(['route']);
    expect(offers('ip link show dev flan', node)).toEqual(['flannel.1']);
    expect(offers('ip route get 10.96.10', node)).toEqual(['10.96.10.50']);
    expect(offers('iptables -t na', node)).toEqual(['nat']);
    expect(offers('iptables -L POST', node)).toEqual([]);
    expect(offers('iptables -t nat -L POST', node)).toEqual(['POSTROUTING']);
    expect(offers('tcpdump -ni cn', node)).toEqual(['cni0']);
  });
});

test('a scrollback keeps the newest, from the beginning of a line', () => {
  const scrollback = new Scrollback();
  for (let line = 0; line < 40_000; line++) scrollback.add(`line ${String(line)}\n`);
  expect(scrollback.text.length).toBeLessThanOrEqual(longestScrollback);
  expect(scrollback.text).toMatch(/^line \d+\n/);
  expect(scrollback.text.endsWith('line 39999\n')).toBe(true);
  scrollback.add(`${'x'.repeat(longestScrollback)}\nend\n`);
  expect(scrollback.text).toBe('end\n');
});
