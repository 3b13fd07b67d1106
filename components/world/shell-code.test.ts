import { beforeEach, expect, test, vi } from 'vitest';
import { everyModule } from '../../engine/lab/scenario/kernel-modules.ts';
import { scenarioOfData } from '../../engine/lab/scenario/registry.ts';
import type { ScenarioFile } from '../../engine/lab/scenario/scenario-data.ts';
import { openingWithShellLater } from '../../engine/lab/scenario/shell-later.ts';
import { openWorld } from '../../engine/lab/world/open-world.ts';
import { setEngine } from './engine.ts';
import { bringCode } from './shell-code.ts';
import { forgetWorlds, worldStore } from './world-store.ts';

const file: ScenarioFile = {
  name: 'later',
  title: 'A cluster whose shell comes later',
  backend: 'vxlan',
  proxy: 'iptables',
  manifests: [],
  setup: [{ on: 'node/k8s-w2', line: 'ip link set lo mtu 1400' }],
};
const spec = { id: 'later', scenario: 'later', title: file.title, file };
const place = 'node/k8s-w1';
const size = { columns: 100, rows: 30 };
const asked: string[] = [];
let offline = false;

beforeEach(() => {
  localStorage.clear();
  forgetWorlds();
  asked.length = 0;
  offline = false;
  setEngine(
    () => Promise.resolve((_spec, actions) => openingWithShellLater(file, everyModule, actions)),
    undefined,
    (code) => {
      asked.push(code);
      return offline ? Promise.reject(new Error('offline')) : bringCode(code);
    },
  );
});

test('commands are fetched when they are executed, and all is as if they had been there', async () => {
  const store = worldStore(spec);
  await store.openShell();
  expect(asked).toEqual(['ip']);
  const console = store.console('t1', place, size);
  store.setPace('skip');
  for (const line of [
    'ip route | tail -n 1',
    'sleep 1 & nsenter -n -t 1 arp -n; (exec sysctl net.ipv4.ip_forward)',
  ]) {
    await store.perform({ kind: 'type', tab: 't1', place, line });
    await vi.waitFor(() => {
      expect(console.idle).toBe(true);
    }, 10_000);
  }
  const world = await store.open();
  expect(asked).toEqual(['ip', 'text', 'namespaces', 'net-tools', 'interfaces']);
  expect(console.scrollback).toContain('net.ipv4.ip_forward = 1');
  const whole = openWorld(scenarioOfData(file), world.actions);
  whole.run(world.now);
  expect(whole.console('t1', place, size).scrollback).toBe(console.scrollback);
});

test('a command that cannot be fetched is told, and fetched when something else is done', async () => {
  const store = worldStore(spec);
  await store.openShell();
  const console = store.console('t1', place, size);
  store.setPace('skip');
  offline = true;
  await store.perform({ kind: 'type', tab: 't1', place, line: 'conntrack -C' });
  await vi.waitFor(() => {
    expect(store.snapshot().notice).toContain('conntrack could not be fetched: offline');
  }, 10_000);
  expect(console.idle).toBe(false);
  offline = false;
  await store.perform({ kind: 'type', tab: 't2', place, line: 'true' });
  await vi.waitFor(() => {
    expect(console.idle).toBe(true);
  }, 10_000);
  expect(console.scrollback).toMatch(/conntrack -C\r?\n\d+/);
});
