import { beforeEach, describe, expect, test, vi } from 'vitest';
import { addresses, opening, storySpec } from '../testing/story-cluster.ts';
import { readSavedWorld } from './action-schema.ts';
import { type OpenWorld, setEngine } from './engine.ts';
import { readWorldHash, worldHash } from './world-link.ts';
import { loadWorld, saveWorld } from './world-storage.ts';
import { forgetWorlds, worldStore } from './world-store.ts';

const spec = storySpec('test');
const route = {
  kind: 'type',
  tab: 't1',
  place: 'node/k8s-w1',
  line: 'ip route del 10.8.1.0/24',
} as const;
const saved = { version: 1, scenario: 'stories', actions: [{ ...route, at: 5_000_000 }] } as const;

beforeEach(() => {
  localStorage.clear();
  forgetWorlds();
  setEngine(() => Promise.resolve((_spec, actions) => opening(actions)));
});

describe('a saved world', () => {
  test('is read back as it was written', () => {
    expect(readSavedWorld(JSON.parse(JSON.stringify(saved)))).toEqual({ ok: true, value: saved });
  });

  test.each([
    ['no object', 7, 'not a saved world'],
    ['another version', { ...saved, version: 2 }, 'version 2'],
    ['no scenario', { ...saved, scenario: '<b>' }, 'scenario'],
    ['an unknown action', { ...saved, actions: [{ kind: 'eval', at: 1 }] }, 'action 1'],
    ['a time that is none', { ...saved, actions: [{ ...route, at: -1 }] }, 'action 1'],
    [
      'actions out of order',
      {
        ...saved,
        actions: [
          { ...route, at: 2 },
          { ...route, at: 1 },
        ],
      },
      'out of order',
    ],
    [
      'too many actions',
      { ...saved, actions: Array.from({ length: 2001 }, () => ({ ...route, at: 1 })) },
      '2000',
    ],
  ])('with %s is refused with a reason', (_what, data, reason) => {
    const reading = readSavedWorld(data);
    expect(reading.ok ? '' : reading.error).toContain(reason);
  });
});

describe('a link', () => {
  test('carries a world there and back', () => {
    expect(readWorldHash(worldHash('test', saved) ?? '')).toEqual({
      ok: true,
      value: { id: 'test', ...saved },
    });
  });

  test('that is cut, or no world at all, is told', () => {
    const hash = worldHash('test', saved) ?? '';
    expect(readWorldHash(hash.slice(0, -9))?.ok).toBe(false);
    expect(readWorldHash('#some-heading')).toBeUndefined();
  });

  test('that would unfold into more than a world may be is refused', () => {
    const bomb = { ...saved, actions: [{ ...route, at: 1, line: 'x'.repeat(700_000) }] };
    expect(readWorldHash(worldHash('test', bomb) ?? '')?.ok).toBe(false);
  });
});

describe('a world of a page', () => {
  test('is one for all its figures, remembers what was done, and undoes it', async () => {
    const store = worldStore(spec);
    expect(worldStore({ ...spec })).toBe(store);
    await store.perform(route);
    expect(store.world?.actions).toHaveLength(1);
    const kept = loadWorld('test');
    expect(kept?.ok === true && kept.value.actions).toHaveLength(1);
    await store.undo();
    expect(store.world?.actions).toHaveLength(0);
    expect(loadWorld('test')).toBeUndefined();
  });

  test('does again what was undone, in order, until something else is done', async () => {
    const store = worldStore(spec);
    const place = 'node/k8s-w1';
    const lines = ['ip route flush cache', 'ip neigh flush all', 'true'];
    for (const line of lines) await store.perform({ kind: 'type', tab: 'a', place, line });
    const done = () => store.world?.actions.map((action) => ('line' in action ? action.line : ''));
    await store.undo();
    await store.undo();
    expect([done(), store.snapshot().undone]).toEqual([lines.slice(0, 1), 2]);
    await store.redo();
    expect([done(), store.snapshot().undone]).toEqual([lines.slice(0, 2), 1]);
    await store.perform(route);
    expect(store.snapshot().undone).toBe(0);
    await store.redo();
    expect(done()).toHaveLength(3);
  });

  test('goes back to any moment and forth again, each time as it was then', async () => {
    const store = worldStore(spec);
    const routes = () =>
      store.world
        ?.look('routes', route.place)
        ?.find(({ name }) => name === 'main')
        ?.routes.map(({ destination }) => destination);
    await store.perform(route);
    await store.jump();
    const other = { ...route, line: 'ip route add 10.8.1.0/24 via 10.8.1.0 dev flannel.1 onlink' };
    store.world?.run(store.world.now + 1_000_000);
    await store.perform(other);
    store.world?.run(store.world.now + 1_000_000);
    expect(routes()).toContain('10.8.1.0/24');
    await store.rewind(1);
    expect([store.world?.actions.length, store.undone.length]).toEqual([1, 1]);
    expect(routes()).not.toContain('10.8.1.0/24');
    await store.rewind(0);
    expect(routes()).toContain('10.8.1.0/24');
    await store.rewind(2);
    store.world?.run(store.world.now + 1_000_000);
    expect([store.world?.actions.length, store.undone.length]).toEqual([2, 0]);
    expect(routes()).toContain('10.8.1.0/24');
  });

  test('takes what is asked of it at the same time in turn', async () => {
    const store = worldStore(spec);
    const both = [
      store.perform(route),
      store.undo(),
      store.perform({ ...route, line: 'true' }),
      store.redo(),
    ];
    await Promise.all(both);
    expect(store.world?.actions.map((action) => ('line' in action ? action.line : ''))).toEqual(['true']);
  });

  test('comes back after a reload: the same actions, done again', async () => {
    await worldStore(spec).perform(route);
    forgetWorlds();
    const world = await worldStore(spec).open();
    expect(world.actions).toHaveLength(1);
    world.run(world.now + 1_000_000);
    const { outcome } = world.journey({
      from: 'pod/default/client',
      to: addresses['web-2'],
      protocol: 'icmp',
    });
    expect(outcome.verdict).not.toBe('answered');
  });

  test('says so when what was kept cannot be read, and begins anew', async () => {
    localStorage.setItem('follow-the-packet/world/test', '{"version":9}');
    const store = worldStore(spec);
    const world = await store.open();
    expect(world.actions).toHaveLength(0);
    expect(store.snapshot().notice).toContain('version 9');
  });

  test('goes on when storage is full, and says it once', async () => {
    const full = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    const store = worldStore(spec);
    await store.perform(route);
    expect(store.world?.actions).toHaveLength(1);
    expect(store.snapshot().notice).toContain('storage is full');
    full.mockRestore();
  });

  test('that another tab changed is not overwritten, and says so', async () => {
    const store = worldStore(spec);
    await store.perform(route);
    const own = localStorage.getItem('follow-the-packet/world/test');
    const other = JSON.stringify({ ...saved, actions: [{ ...route, at: 7, line: 'another tab' }] });
    localStorage.setItem('follow-the-packet/world/test', other);
    await store.perform({ ...route, line: 'ip link' });
    expect(own).toContain('ip route del');
    expect(localStorage.getItem('follow-the-packet/world/test')).toBe(other);
    expect(store.snapshot().notice).toContain('another tab');
  });

  test('keeps the reader’s own when a shared one takes its place', async () => {
    const store = worldStore(spec);
    await store.perform(route);
    await store.adopt([]);
    expect(store.world?.actions).toHaveLength(0);
    expect(await store.restoreOwn()).toBe(true);
    expect(store.world?.actions).toHaveLength(1);
  });

  describe('without its shell', () => {
    const cannot: OpenWorld = function* () {
      return undefined;
    };
    const opened: string[] = [];
    const engine = (name: string) => () =>
      Promise.resolve(((_spec, actions) => {
        opened.push(name);
        return opening(actions);
      }) satisfies OpenWorld);
    beforeEach(() => {
      opened.length = 0;
      setEngine(engine('figures'), engine('shell'));
    });

    test('is opened so, and fetches it for the first terminal: the same world at the same moment', async () => {
      const store = worldStore(spec);
      const before = await store.open();
      before.run(before.now + 7_000_000);
      const generation = store.snapshot().generation;
      const [after, again] = await Promise.all([store.openShell(), store.openShell()]);
      expect(opened).toEqual(['figures', 'shell']);
      expect([after === before, again === after, store.world === after]).toEqual([false, true, true]);
      expect(after.now).toBe(before.now);
      expect(store.snapshot().generation).toBe(generation);
    });

    test('fetches it for what is typed, and keeps it after a reset', async () => {
      const store = worldStore(spec);
      await store.perform(route);
      await store.reset();
      expect(opened).toEqual(['figures', 'shell', 'shell']);
    });

    test('fetches it at once when it cannot be without', async () => {
      setEngine(() => Promise.resolve(cannot), engine('shell'));
      await worldStore(spec).open();
      expect(opened).toEqual(['shell']);
    });
  });

  test('tells a failed start in its snapshot and can be tried again', async () => {
    setEngine(() => Promise.reject(new Error('no network')));
    const store = worldStore(spec);
    await expect(store.open()).rejects.toThrow('no network');
    expect(store.snapshot()).toMatchObject({ status: 'failed' });
    setEngine(() => Promise.resolve(() => opening()));
    await store.open();
    expect(store.snapshot().status).toBe('open');
  });
});

test('storage refuses what is too long', () => {
  const long = { ...saved, actions: [{ ...route, at: 1, line: 'x'.repeat(600_000) }] };
  expect(saveWorld('test', long)).toContain('too long');
});
