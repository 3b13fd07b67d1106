/** A figure that fails when it is told to, in the middle of its life. */
import { useState } from 'react';
import type { Stories } from '../testing/story.ts';
import { guarded } from './figure-guard.tsx';

const Fragile = guarded('The fragile figure', () => {
  const [failing, fail] = useState(false);
  if (failing) throw new Error('a pane is missing');
  return (
    <button type="button" id="fragile" onClick={() => fail(true)}>
      Fail
    </button>
  );
});

export const stories: Stories = { fragile: Fragile };
