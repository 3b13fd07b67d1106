/** Questions not answered yet, answered rightly and wrongly, and a review with two due. */
import { useState } from 'react';
import { keep } from '../kept/kept.ts';
import { kept } from '../kept/storage.ts';
import type { Stories } from '../testing/story.ts';
import { addresses, storySpec } from '../testing/story-cluster.ts';
import type { ReadyQuestion } from './question.ts';
import { Quiz } from './Quiz.tsx';
import { Review } from './Review.tsx';
import { saidKey } from './review.ts';

const address: ReadyQuestion = {
  id: 'stories/next-hop',
  ask: 'client sends a packet to `10.8.1.3` on the other node. Which address does it ask for by ARP?',
  why: 'The destination is outside of `10.8.0.0/24`, so the frame goes to the gateway, and ARP asks for the next hop, never for a destination behind it.',
  answer: {
    kind: 'typed',
    form: 'address',
    right: ['10.8.0.1'],
    mistakes: [
      {
        answers: [addresses['web-2']],
        because:
          'For that the destination would have to be on the link, as `10.8.0.4` is. No ARP request crosses a router.',
      },
      {
        answers: ['10.10.20.5'],
        because: 'That is the next hop of the node. The pod knows nothing of nodes.',
      },
    ],
  },
  found: { on: 'pod/default/client', line: 'ip route get 10.8.1.3' },
};

const one: ReadyQuestion = {
  id: 'stories/who-translates',
  ask: 'Which kernel translates the address of a Service into that of a pod?',
  why: 'The rules are in every node’s kernel, and the packet meets them where it enters the first one.',
  answer: {
    kind: 'chosen',
    options: [
      {
        text: "that of the client's node",
        right: true,
        because: 'PREROUTING there is the first hook it passes.',
      },
      {
        text: "that of the server's node",
        right: false,
        because: 'Without a translation the packet would not know the way there.',
      },
      { text: 'that of the router', right: false, because: 'The router never sees a packet to a ClusterIP.' },
    ],
  },
};

const several: ReadyQuestion = {
  id: 'stories/unchanged',
  ask: 'Which of these does a bridge leave as they are?',
  why: 'A bridge passes the frame on; it rewrites nothing of it.',
  answer: {
    kind: 'chosen',
    options: [
      { text: 'the source MAC address', right: true, because: 'A router would put its own there.' },
      { text: 'the TTL', right: true, because: 'Only who routes spends it.' },
      {
        text: 'the port behind which the sender is',
        right: false,
        because: 'It is not in the frame; the bridge learns it from the port the frame came in by.',
      },
    ],
  },
};

const told: ReadyQuestion = { ...address, id: 'stories/told' };

function Answered() {
  if (kept(saidKey(told.id)) === undefined) keep(saidKey(told.id), { given: ['10.8.0.1'], outcome: 'right' });
  const chosen = { ...several, id: 'stories/told-chosen' };
  if (kept(saidKey(chosen.id)) === undefined)
    keep(saidKey(chosen.id), { given: ['the source MAC address', 'the TTL'], outcome: 'right' });
  return <Quiz questions={[told, chosen]} world={storySpec()} />;
}

/** Two are due; the review begins anew with each load. */
function Due() {
  const [questions] = useState(() =>
    [address, one].map((question) => ({ ...question, id: question.id.replace('stories', 'due') })),
  );
  useState(() => {
    questions.forEach(({ id }, at) =>
      keep(saidKey(id), { given: ['x'], outcome: 'wrong', review: { passed: 0, due: at + 1 } }),
    );
  });
  return <Review questions={questions} chapters={[{ slug: 'due', title: 'Pod to pod', href: '#' }]} />;
}

export const stories: Stories = {
  questions: () => <Quiz questions={[address, one, several]} world={storySpec()} />,
  answered: Answered,
  due: Due,
  'nothing-due': () => <Review questions={[]} chapters={[]} />,
};
