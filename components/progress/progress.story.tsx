/** Two chapters, one of them begun; and saving and opening. */
import { useState } from 'react';
import { keep } from '../kept/storage.ts';
import type { Stories } from '../testing/story.ts';
import { Progress } from './Progress.tsx';
import { markRead } from './reading.ts';

const chapters = [
  { slug: 'one', title: 'Pod to pod', sections: 3, predictions: ['one/p'], questions: ['one/a', 'one/b'] },
  { slug: 'two', title: 'Services', sections: 9, predictions: [], questions: ['two/a'] },
].map((each) => ({ ...each, href: `#${each.slug}`, exercises: [`${each.slug}/repair`] }));

function Begun() {
  useState(() => {
    for (const section of ['a', 'b', 'c']) markRead('one', section, 1);
    markRead('two', 'a', 1);
    keep('quiz/one/a', { given: ['1'], outcome: 'right' });
    keep('exercise/one/repair', { begun: true, hints: [], solved: 'alone', shown: false });
  });
  return <Progress chapters={chapters} />;
}

export const stories: Stories = { progress: Begun };
