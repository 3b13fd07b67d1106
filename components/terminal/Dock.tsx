/** The terminal at the foot of the page: tabs are places to stand in one world. */
import './terminal.css';
import { type ReactElement, useEffect, useState } from 'react';
import { guarded } from '../figure-guard/figure-guard.tsx';
import { useWorld } from '../world/use-world.ts';
import type { WorldSpec } from '../world/world-spec.ts';
import { WorldTools } from '../world/WorldTools.tsx';
import { onTerminalRequest, type TerminalRequest } from './ask-terminal.ts';
import { PlainScreen } from './PlainScreen.tsx';
import { ShellTab } from './shell-tab.ts';
import { Tabs } from './Tabs.tsx';
import { Transcript } from './Transcript.tsx';
import { XtermScreen } from './XtermScreen.tsx';

export interface DockProps {
  /** The chapter's world. */
  readonly world: WorldSpec;
  readonly first: TerminalRequest | undefined;
  readonly onClose: () => void;
}

export function Dock({ world, first, onClose }: DockProps): ReactElement {
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
      isExercise={spec.id !== world.id}
      requests={waiting}
      onClose={onClose}
      onChapter={() => setSpec(world)}
    />
  );
}

interface WorldDockProps {
  readonly world: WorldSpec;
  readonly isExercise: boolean;
  /** What was asked for before this could listen. */
  readonly requests: TerminalRequest[];
  readonly onClose: () => void;
  readonly onChapter: () => void;
}

const GuardedDock = guarded('The terminal', WorldDock);

function WorldDock({ world, isExercise, requests, onClose, onChapter }: WorldDockProps): ReactElement {
  const [store, { status, generation, notice }] = useWorld(world);
  const [tabs, setTabs] = useState<readonly ShellTab[]>([]);
  const [current, setCurrent] = useState('');
  const [ready, setReady] = useState(false);
  const [plain] = useState(() => matchMedia('(width < 600px)').matches);

  useEffect(() => {
    const stand = (place: string) => {
      let tab = open.find((each) => each.place === place);
      if (tab === undefined) {
        tab = new ShellTab(store, freeName(open), place);
        open.push(tab);
        setTabs([...open]);
      }
      setCurrent(tab.name);
      return tab;
    };
    const open: ShellTab[] = [];
    const serve = () => {
      for (const { place, line, unexecuted } of requests.splice(0)) {
        const tab = stand(place);
        if (line === undefined) continue;
        for (const each of line.split('\n').filter((text) => text.trim() !== ''))
          if (unexecuted === true) tab.put(each);
          else tab.run(each);
      }
    };
    let stop: (() => void) | undefined;
    void store.openShell().then(
      (opened) => {
        setReady(true);
        if (requests.length === 0) stand(opened.places()[0] ?? 'workstation');
        serve();
        stop = onTerminalRequest(serve);
      },
      () => undefined,
    );
    return () => stop?.();
  }, [store, requests]);
  useEffect(() => {
    for (const tab of tabs) tab.connect();
  }, [tabs, generation]);

  const choose = (place: string) => {
    const known = tabs.find((tab) => tab.place === place);
    if (known !== undefined) {
      setCurrent(known.name);
      return;
    }
    const tab = new ShellTab(store, freeName(tabs), place);
    setTabs([...tabs, tab]);
    setCurrent(tab.name);
  };
  return (
    <section className="tm-dock not-content" aria-label="Terminal" data-exercise={isExercise}>
      <header className="tm-head">
        <Tabs
          tabs={tabs}
          current={current}
          places={store.world?.places() ?? []}
          onTab={setCurrent}
          onPlace={choose}
          onCloseTab={(name) => {
            const left = tabs.filter((tab) => tab.name !== name);
            setTabs(left);
            if (name === current) setCurrent(left.at(-1)?.name ?? '');
          }}
        />
        <WorldTools world={world} />
        <button type="button" className="tm-close" onClick={onClose}>
          Close<span className="tm-hidden"> the terminal</span>
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
      {notice !== undefined && (
        <p className="tm-notice" role="status">
          {notice}
        </p>
      )}
      {!ready && status !== 'failed' && <p className="tm-notice">Starting the cluster…</p>}
      {tabs.map((tab) =>
        plain ? (
          <PlainScreen
            key={tab.name}
            tab={tab}
            shown={tab.name === current}
            complete={(line) => tab.complete(line)}
          />
        ) : (
          <XtermScreen key={tab.name} tab={tab} shown={tab.name === current} />
        ),
      )}
      {!plain && <Transcript tab={tabs.find((tab) => tab.name === current)} />}
    </section>
  );
}

function freeName(tabs: readonly ShellTab[]): string {
  let number = 1;
  while (tabs.some(({ name }) => name === `t${String(number)}`)) number++;
  return `t${String(number)}`;
}
