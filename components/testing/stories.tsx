/**
 * Every story on one page, for looking at and for tests with a real keyboard. `?only=ID,ID` shows some of them, `?dock`
 * the terminal as well.
 */
import type { ComponentType } from 'react';
import { createRoot } from 'react-dom/client';
import { Dock } from '../terminal/Dock.tsx';
import { setEngine } from '../world/engine.ts';
import { openSpec } from '../world/open-world-with-shell.ts';
import type { Stories } from './story.ts';
import { storySpec } from './story-cluster.ts';

setEngine(() => Promise.resolve(openSpec));

/**
 * The stories of each room by name; a room's own file is evaluated when one of them is shown, since most of them open a
 * cluster for that.
 */
const rooms: readonly {
  readonly names: readonly string[];
  readonly open: () => Promise<{ readonly stories: Stories }>;
}[] = [
  { names: ['rules', 'rules-tried', 'many-rules'], open: () => import('../rule-table/rule-table.story.tsx') },
  { names: ['routes', 'routes-of-a-pod'], open: () => import('../route-table/route-table.story.tsx') },
  {
    names: ['neighbours', 'neighbours-of-a-pod'],
    open: () => import('../neighbour-table/neighbour-table.story.tsx'),
  },
  {
    names: ['connections', 'connections-of-a-pod'],
    open: () => import('../conntrack-table/conntrack-table.story.tsx'),
  },
  { names: ['terminal-inline', 'terminal-streams'], open: () => import('../terminal/terminal.story.tsx') },
  { names: ['timeline-empty', 'timeline'], open: () => import('../timeline/timeline.story.tsx') },
  {
    names: ['manifest', 'manifest-change'],
    open: () => import('../manifest-editor/manifest-editor.story.tsx'),
  },
  { names: ['cidr', 'cidr-mistakes'], open: () => import('../cidr-planner/cidr-planner.story.tsx') },
  {
    names: ['through-a-service', 'across-nodes', 'dropped-on-the-way', 'asked'],
    open: () => import('../packet-journey/packet-journey.story.tsx'),
  },
  { names: ['octets', 'octets-of-an-error'], open: () => import('../header-bytes/header-bytes.story.tsx') },
  {
    names: ['sequence', 'sequence-with-losses'],
    open: () => import('../sequence-diagram/sequence-diagram.story.tsx'),
  },
  {
    names: ['load', 'load-with-affinity', 'load-refused'],
    open: () => import('../load-histogram/load-histogram.story.tsx'),
  },
  { names: ['switches'], open: () => import('../failure-switches/failure-switches.story.tsx') },
  { names: ['hook-diagram'], open: () => import('../hook-diagram/hook-diagram.story.tsx') },
  { names: ['route-back', 'solved'], open: () => import('../exercise/exercise.story.tsx') },
  { names: ['map', 'big-map'], open: () => import('../cluster-map/cluster-map.story.tsx') },
  { names: ['fragile'], open: () => import('../figure-guard/figure-guard.story.tsx') },
  { names: ['shared-world'], open: () => import('../world/world.story.tsx') },
  { names: ['questions', 'answered', 'due', 'nothing-due'], open: () => import('../quiz/quiz.story.tsx') },
  { names: ['progress'], open: () => import('../progress/progress.story.tsx') },
];

const query = new URLSearchParams(location.search);
const only = query.get('only')?.split(',');

/** @throws Error for a room whose file has other stories than it is said to have */
async function shownStories(): Promise<readonly (readonly [string, ComponentType])[]> {
  const wanted = rooms.filter(({ names }) => only === undefined || names.some((name) => only.includes(name)));
  const opened = await Promise.all(
    wanted.map(async ({ names, open }) => {
      const { stories } = await open();
      if (Object.keys(stories).join(' ') !== names.join(' '))
        throw new Error(
          `stories.tsx knows ${names.join(', ')}; their file has ${Object.keys(stories).join(', ')}`,
        );
      return Object.entries(stories);
    }),
  );
  return opened.flat().filter(([name]) => only?.includes(name) ?? true);
}

interface PageProps {
  readonly shown: readonly (readonly [string, ComponentType])[];
}

function Page({ shown }: PageProps) {
  return (
    <>
      {shown.map(([name, Story]) => (
        <Story key={name} />
      ))}
      {query.has('dock') && <Dock world={storySpec()} first={undefined} onClose={() => undefined} />}
    </>
  );
}

const root = document.getElementById('stories');
root?.setAttribute('data-stories', rooms.flatMap(({ names }) => names).join(' '));
if (root !== null) void shownStories().then((shown) => createRoot(root).render(<Page shown={shown} />));
