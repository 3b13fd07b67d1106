import { afterEach, expect, test, vi } from 'vitest';
import { journeyIn, provideJourney } from './journey-file.ts';
import type { JourneyModel } from './journey-model.ts';
import { packOctets } from './packed-journey.ts';

const model = { version: 1, flow: {}, steps: [], packets: [], outcome: {} } as unknown as JourneyModel;

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test('what the build provides is there at once', () => {
  provideJourney({ address: '/provided.bin' }, model);
  expect(journeyIn({ address: '/provided.bin' })).toBe(model);
});

test('a file is fetched once, however many figures are drawn from it', async () => {
  const fetched = vi.fn(() => Promise.resolve(new Response(new Uint8Array(packOctets(model)))));
  vi.stubGlobal('fetch', fetched);
  const [first, second] = [journeyIn({ address: '/once.bin' }), journeyIn({ address: '/once.bin' })];
  expect(await first).toMatchObject({ version: 1, steps: [] });
  expect(second).toBe(first);
  expect(fetched).toHaveBeenCalledTimes(1);
});

test('a file that is gone or is something else is no journey', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('gone', { status: 404 })));
  expect(await journeyIn({ address: '/gone.bin' })).toBeUndefined();
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('<html>')));
  expect(await journeyIn({ address: '/else.bin' })).toBeUndefined();
});

test('without a connection it waits for one', async () => {
  vi.useFakeTimers();
  const fetched = vi
    .fn()
    .mockRejectedValueOnce(new TypeError('Failed to fetch'))
    .mockResolvedValueOnce(new Response(new Uint8Array(packOctets(model))));
  vi.stubGlobal('fetch', fetched);
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('removeEventListener', () => undefined);
  const arriving = journeyIn({ address: '/later.bin' });
  await vi.advanceTimersByTimeAsync(5000);
  expect(await arriving).toMatchObject({ version: 1 });
  expect(fetched).toHaveBeenCalledTimes(2);
});
