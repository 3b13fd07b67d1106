/** A terminal in the prose, and a shell that prints without end: what an hour of it costs can be looked at. */
import { type ReactElement, useEffect, useState } from 'react';
import type { Stories } from '../testing/story.ts';
import { storySpec } from '../testing/story-cluster.ts';
import { worldStore } from '../world/world-store.ts';
import { InlineTerminal } from './InlineTerminal.tsx';

export const stories: Stories = {
  'terminal-inline': () => (
    <InlineTerminal
      id="terminal-inline"
      world={storySpec('stories/terminal')}
      place="node/k8s-w1"
      lines={['ip route', 'ip neigh show dev flannel.1', 'iptables -t nat -L KUBE-SERVICES -n']}
    />
  ),
  'terminal-streams': Streams,
};

const streams = storySpec('stories/streams');

function Streams(): ReactElement {
  const [lines, count] = useState(0);
  useEffect(() => {
    const store = worldStore(streams);
    store.setPace('fast');
    const timer = setInterval(() => {
      const shown = store.world?.console('inline-terminal-streams', 'pod/default/client').last;
      count(shown?.printed.length ?? 0);
    }, 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      <InlineTerminal
        id="terminal-streams"
        world={streams}
        place="pod/default/client"
        lines={['ping -i 0.01 10.8.1.3']}
      />
      <p>{lines} characters are kept of what the last command printed.</p>
    </>
  );
}
