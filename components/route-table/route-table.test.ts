// @vitest-environment node
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test, vi } from 'vitest';
import type { RouteLookup } from '../../engine/lab/view/route-lookup.ts';
import { openStory } from '../testing/story-cluster.ts';
import { answerTo } from './asked-destination.ts';
import { PrefixBits } from './PrefixBits.tsx';

const built = openStory().lookUpRoute('node/k8s-w1', '10.8.1.3') as RouteLookup;

describe('a destination that is typed', () => {
  test('is not called wrong before it is finished', () => {
    for (const text of ['1', '10.', '10.8.1', '10.8.1.'])
      expect(answerTo(text, built, undefined).kind).toBe('unfinished');
    expect(answerTo('  ', built, undefined).kind).toBe('nothing');
  });

  test('is answered by what the page was built with, until the kernel can be asked', () => {
    expect(answerTo('10.8.1.3', built, undefined)).toEqual({ kind: 'found', lookup: built });
    expect(answerTo('10.8.1.4', built, undefined).kind).toBe('waiting');
    const ask = vi.fn(() => 'no');
    expect(answerTo(' 10.8.1.3 ', built, ask)).toEqual({ kind: 'wrong', reason: 'no' });
    expect(ask).toHaveBeenCalledWith('10.8.1.3');
  });
});

describe('a prefix bit by bit', () => {
  const textOf = (props: Parameters<typeof PrefixBits>[0]) =>
    renderToStaticMarkup(createElement(PrefixBits, props))
      .replaceAll('<i>', '[')
      .replaceAll('</i>', ']')
      .replaceAll(/<[^>]+>/g, '');
  const bits = '00001010000010000000000100000000';

  test('has a box at the first bit that is another, and dots behind its length', () => {
    expect(textOf({ bits, length: 24, common: 24 })).toBe(`${bits.slice(0, 24)}········`);
    expect(textOf({ bits, length: 24, common: 23 })).toBe(`${bits.slice(0, 23)}[1]········`);
    expect(textOf({ bits, length: 22, common: 5 })).toBe(`00001[0]10${bits.slice(8, 22)}··········`);
    expect(textOf({ bits, length: 0, common: 0 })).toBe('·'.repeat(32));
    expect(textOf({ bits, length: 32, common: 32 })).toBe(bits);
  });
});
