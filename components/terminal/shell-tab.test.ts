import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { setEngine } from '../world/engine.ts';
import { openSpec } from '../world/open-world-with-shell.ts';
import { forgetWorlds, worldStore, type WorldStore } from '../world/world-store.ts';
import { storySpec } from '../testing/story-cluster.ts';
import { withoutAnsi } from './ansi.ts';
import { ShellTab } from './shell-tab.ts';
import { tabSet } from './tab-set.ts';

let store: WorldStore;

beforeEach(() => {
  localStorage.clear();
  forgetWorlds();
  setEngine(() => Promise.resolve(openSpec));
  store = worldStore(storySpec('shell-tab'));
  store.setPace('skip');
});
afterEach(() => forgetWorlds());

/** A screen that remembers all that was written to it. */
function screen() {
  let text = '';
  return {
    columns: 100,
    rows: 30,
    write: (more: string) => (text += more),
    clear: () => (text = ''),
    get text() {
      return withoutAnsi(text);
    },
  };
}

async function open(place = 'node/k8s-w1', name = 't1') {
  await store.openShell();
  const tab = new ShellTab(store, name, place);
  const shown = screen();
  tab.attach(shown);
  return { tab, shown };
}

describe('a tab', () => {
  test('keeps what was written while pasted lines ran', async () => {
    const { tab } = await open();
    tab.keys('echo one\recho two\recho thr');
    await expect.poll(() => tab.transcript).toContain('two');
    expect(tab.line.text).toBe('echo thr');
  });

  test('takes back a paste at once, and does it again at once', async () => {
    const { tab } = await open();
    tab.keys('echo before\r');
    await expect.poll(() => tab.transcript).toContain('before');
    tab.keys('echo one\recho two\r');
    await expect.poll(() => tab.transcript).toContain('two');
    await store.undo();
    const lines = () => store.world?.actions.map((action) => action.kind === 'type' && action.line);
    expect(lines()).toEqual(['echo before']);
    await store.redo();
    expect(lines()).toEqual(['echo before', 'echo one', 'echo two']);
  });

  test('shows output without a line end, and the prompt below it', async () => {
    const { tab } = await open();
    tab.run('printf half');
    await expect.poll(() => tab.transcript).toEqual(['root@k8s-w1:~# printf half', 'half']);
  });

  test('is the same after a reload: what was shown, the history, and which tabs were open', async () => {
    const set = tabSet(store);
    await store.openShell();
    const tab = set.stand('node/k8s-w1');
    tab.attach(screen());
    tab.run('echo kept');
    await expect.poll(() => tab.transcript).toContain('kept');
    set.stand('workstation');
    forgetWorlds();
    const again = worldStore(storySpec('shell-tab'));
    const world = await again.openShell();
    const restored = tabSet(again);
    restored.restore(world.places());
    expect(restored.snapshot().tabs.map(({ place }) => place)).toEqual(['node/k8s-w1', 'workstation']);
    expect(restored.snapshot().current).toBe('t2');
    const [first] = restored.snapshot().tabs;
    first?.attach(screen());
    await expect.poll(() => first?.transcript).toEqual(['root@k8s-w1:~# echo kept', 'kept']);
    expect(first?.line.history).toEqual(['echo kept']);
  });

  test('goes back with the cluster, and says so', async () => {
    const { tab } = await open();
    tab.run('echo one');
    await expect.poll(() => tab.transcript).toContain('one');
    tab.run('echo two');
    await expect.poll(() => tab.transcript).toContain('two');
    await store.undo();
    tab.connect();
    expect(tab.transcript).not.toContain('two');
    expect(tab.transcript.at(-1)).toBe('The cluster was put back to this point.');
  });

  test('says that its shell has ended, and Enter opens a new one', async () => {
    const { tab } = await open();
    tab.run('exit');
    await expect.poll(() => tab.transcript.at(-1)).toBe('This shell has ended. Enter opens a new one.');
    tab.keys('\r');
    expect(withoutAnsi(tab.prompt)).toBe('root@k8s-w1:~# ');
  });

  test('says that its place is gone', async () => {
    const { tab } = await open('pod/default/no-such-pod');
    expect(tab.transcript).toEqual(['There is no pod/default/no-such-pod now.']);
  });

  test('has what a text editor shows; what is saved is in the log', async () => {
    const { tab } = await open('workstation');
    tab.run('vi notes');
    await expect.poll(() => tab.editing?.path).toBe('notes');
    tab.finishEditing('a line\n');
    await expect.poll(() => tab.editing).toBeUndefined();
    expect(store.world?.actions.at(-1)).toMatchObject({ kind: 'edit', tab: 't1', text: 'a line\n' });
  });
});

test('kept tabs of places that are gone, and what is no list of tabs, are left out', async () => {
  localStorage.setItem(
    'follow-the-packet/terminal/shell-tab',
    JSON.stringify({ places: [['t1', 'pod/default/gone'], ['t2', 'laptop'], 'x', [1, 2]], current: 7 }),
  );
  const world = await store.openShell();
  const set = tabSet(store);
  set.restore(world.places());
  expect(set.snapshot().tabs.map(({ place }) => place)).toEqual(['laptop']);
  expect(set.snapshot().current).toBe('t2');
});
