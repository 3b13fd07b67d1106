import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RouteTableView } from '../../engine/lab/view/routes.ts';
import { opening, openStory, storySpec } from '../testing/story-cluster.ts';
import { setEngine } from '../world/engine.ts';
import { forgetWorlds, worldStore } from '../world/world-store.ts';
import { type Built, useKernelView } from './use-kernel-view.ts';

const place = 'node/k8s-w1';
const spec = storySpec('kernel-view');
let root: Root;
let appear: (isIntersecting: boolean) => void;
let visibility: DocumentVisibilityState = 'visible';

class Observer {
  constructor(callback: IntersectionObserverCallback) {
    appear = (isIntersecting) =>
      callback([{ isIntersecting }] as unknown as IntersectionObserverEntry[], {} as IntersectionObserver);
  }
  observe() {
    return undefined;
  }
  disconnect() {
    return undefined;
  }
}

function Probe({ built }: { readonly built: Built<readonly RouteTableView[]> }) {
  const { figure, state, at, view, places, choose } = useKernelView('routes', spec, built);
  const main = view?.find(({ name }) => name === 'main')?.routes ?? [];
  return (
    <figure ref={figure} data-state={state} data-at={at} data-places={places.length}>
      {main.map(({ destination }) => destination).join(' ')}
      <button type="button" onClick={() => choose('pod/default/client')}>
        client
      </button>
    </figure>
  );
}

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  vi.stubGlobal('IntersectionObserver', Observer);
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => visibility);
  setEngine(() =>
    Promise.resolve(function* (_spec, actions) {
      return yield* opening(actions);
    }),
  );
  forgetWorlds();
  const world = openStory();
  const built = { place, at: world.now, view: world.look('routes', place)!, places: world.places() };
  root = createRoot(document.body.appendChild(document.createElement('div')));
  act(() => root.render(<Probe built={built} />));
});

afterEach(() => {
  visibility = 'visible';
  act(() => root.unmount());
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  document.body.replaceChildren();
});

const figure = () => document.querySelector('figure')!;

test('begins as it was built, asks the kernel a few times a second while it is seen, and never while it is not', async () => {
  expect([figure().dataset['state'], figure().textContent.includes('10.8.1.0/24')]).toEqual(['built', true]);
  const world = await act(() => worldStore(spec).open());
  const look = vi.spyOn(world, 'look');
  vi.useFakeTimers();
  /** A second of the reader's, in which the cluster's time goes on all along. */
  const pass = async () => {
    for (let turn = 0; turn < 50; turn++)
      await act(() => {
        world.run(world.now + 20_000);
        return vi.advanceTimersByTimeAsync(20);
      });
  };
  await pass();
  expect(look).not.toHaveBeenCalled();

  act(() => appear(true));
  look.mockClear();
  await pass();
  expect(figure().dataset['state']).toBe('live');
  expect(look.mock.calls.length).toBeGreaterThan(2);
  expect(look.mock.calls.length).toBeLessThanOrEqual(5);

  look.mockClear();
  await act(() => vi.advanceTimersByTimeAsync(1000));
  expect(look, 'nothing has happened since').not.toHaveBeenCalled();

  visibility = 'hidden';
  act(() => void document.dispatchEvent(new Event('visibilitychange')));
  await pass();
  expect(look, 'the page is in the background').not.toHaveBeenCalled();
  visibility = 'visible';
  act(() => void document.dispatchEvent(new Event('visibilitychange')));
  expect(look).toHaveBeenCalledTimes(1);

  act(() => appear(false));
  look.mockClear();
  await pass();
  expect(look, 'it is off the screen').not.toHaveBeenCalled();
});

test('another place starts the cluster and is asked there', async () => {
  act(() => appear(true));
  await act(async () => {
    document.querySelector('button')?.click();
    await worldStore(spec).open();
  });
  await vi.waitFor(() => expect(figure().dataset['state']).toBe('live'));
  expect(figure().textContent).toContain('default');
  expect(figure().textContent).not.toContain('10.8.1.0/24');
});
