/** The terminal at the foot of the page: tabs are places to stand in one world. */
import '../unseen/unseen.css';
import './terminal.css';
import { type ReactElement, useEffect, useState, useSyncExternalStore } from 'react';
import { guarded } from '../figure-guard/figure-guard.tsx';
import { useWorld } from '../world/use-world.ts';
import type { WorldSpec } from '../world/world-spec.ts';
import { WorldTools } from '../world/WorldTools.tsx';
import { onTerminalRequest, type TerminalRequest } from './ask-terminal.ts';
import { noTerms, type Terms } from './lead.ts';
import { tabSet } from './tab-set.ts';
import { Timeline } from '../timeline/Timeline.tsx';
import { Tabs } from './Tabs.tsx';
import { TabView } from './TabView.tsx';

export interface DockProps {
  /** The chapter's world. */
  readonly world: WorldSpec;
  /** What the book explains; outputs lead there. The same object each time. */
  readonly terms?: Terms;
  readonly first: TerminalRequest | undefined;
  readonly onClose: () => void;
}

export function Dock({ world, terms = noTerms, first, onClose }: DockProps): ReactElement {
  const [spec, setSpec] = useState(first?.world ?? world);
  const [waiting] = useState<TerminalRequest[]>(() => (first === undefined ? [] : [first]));
  useEffect(
    () =>
      onTerminalRequest((request) => {
        waiting.push(request);
        setSpec(request.world);
      }),
    [waiting],
  );
  useEffect(() => {
    document.documentElement.classList.add('tm-open');
    return () => document.documentElement.classList.remove('tm-open');
  }, []);
  return (
    <GuardedDock
      key={spec.id}
      world={spec}
      terms={terms}
      isExercise={spec.id !== world.id}
      requests={waiting}
      onClose={onClose}
      onChapter={() => setSpec(world)}
    />
  );
}

interface WorldDockProps {
  readonly world: WorldSpec;
  readonly terms: Terms;
  readonly isExercise: boolean;
  /** What was asked for before this could listen. */
  readonly requests: TerminalRequest[];
  readonly onClose: () => void;
  readonly onChapter: () => void;
}

const GuardedDock = guarded('The terminal', WorldDock);

function WorldDock({ world, terms, isExercise, requests, onClose, onChapter }: WorldDockProps): ReactElement {
  const [store, { status, generation, notice }] = useWorld(world);
  const set = tabSet(store);
  const { tabs, current } = useSyncExternalStore(set.subscribe, set.snapshot);
  const [ready, setReady] = useState(false);
  const [showsTimeline, showTimeline] = useState(false);

  useEffect(() => {
    const serve = () => {
      // What is asked of another world waits for that one's terminal.
      const own = requests.filter((request) => request.world.id === store.spec.id);
      requests.splice(0, requests.length, ...requests.filter((request) => !own.includes(request)));
      for (const { place, line, unexecuted } of own) {
        const tab = set.stand(place);
        if (line === undefined) continue;
        for (const each of line.split('\n').filter((text) => text.trim() !== ''))
          if (unexecuted === true) tab.put(each);
          else tab.run(each);
      }
      // Whoever asked goes on there. A screen just opened takes the focus by itself.
      const screen = '.tm-dock .tm-screen:not([hidden]) textarea';
      if (own.length > 0) document.querySelector<HTMLElement>(screen)?.focus();
    };
    let stop: (() => void) | undefined;
    void store.openShell().then(
      (opened) => {
        setReady(true);
        set.restore(opened.places());
        if (requests.length === 0 && set.snapshot().tabs.length === 0)
          set.stand(opened.places()[0] ?? 'workstation');
        serve();
        stop = onTerminalRequest(serve);
      },
      () => undefined,
    );
    return () => stop?.();
  }, [store, set, requests]);
  useEffect(() => {
    for (const tab of tabs) tab.connect();
  }, [tabs, generation]);

  return (
    <section className="tm-dock not-content" aria-label="Terminal" data-exercise={isExercise}>
      <header className="tm-head">
        <Tabs
          tabs={tabs}
          current={current}
          places={store.world?.places() ?? []}
          onTab={set.show}
          onPlace={(place) => set.stand(place)}
          onCloseTab={set.close}
        />
        <WorldTools world={world} />
        <button
          type="button"
          aria-expanded={showsTimeline}
          aria-controls="tm-timeline"
          onClick={() => showTimeline(!showsTimeline)}
        >
          Timeline
        </button>
        <button type="button" className="tm-close" onClick={onClose}>
          Close<span className="unseen"> the terminal</span>
        </button>
      </header>
      {isExercise && (
        <p className="tm-world">
          You stand in the exercise’s own cluster: <b>{world.title}</b>.{' '}
          <button type="button" onClick={onChapter}>
            Back to the chapter’s cluster
          </button>
        </p>
      )}
      {showsTimeline && <Timeline id="tm-timeline" world={world} compact />}
      {notice !== undefined && (
        <p className="tm-notice" role="status">
          {notice}
        </p>
      )}
      {!ready && status !== 'failed' && <p className="tm-notice">Starting the cluster…</p>}
      {ready &&
        tabs.map((tab) => <TabView key={tab.name} tab={tab} terms={terms} shown={tab.name === current} />)}
    </section>
  );
}
