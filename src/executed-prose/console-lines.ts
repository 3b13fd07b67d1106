/**
 * A plugin of Expressive Code, which draws the book's blocks: lines that are typed are marked as such, and words that lead
 * somewhere become links. What there is to mark comes with the block (`run-plugin.ts`) as `lines="…"`.
 */
import { ExpressiveCodeAnnotation, type ExpressiveCodePlugin } from '@astrojs/starlight/expressive-code';
import { addClassName, h } from '@astrojs/starlight/expressive-code/hast';
import type { BlockWord } from './block-words.ts';

export interface ConsoleLines {
  /** Numbers of the lines that are typed, from 0. */
  readonly commands: readonly number[];
  readonly words: readonly BlockWord[];
}

/** As it stands in a block's meta: between quotes, so without any of its own. */
export function writeConsoleLines(lines: ConsoleLines): string {
  return `lines="${encodeURIComponent(JSON.stringify(lines))}"`;
}

type Render = ExpressiveCodeAnnotation['render'];

class TypedLine extends ExpressiveCodeAnnotation {
  render({ nodesToTransform }: Parameters<Render>[0]): ReturnType<Render> {
    for (const node of nodesToTransform) if (node.type === 'element') addClassName(node, 'typed');
    return nodesToTransform;
  }
}

class WordLink extends ExpressiveCodeAnnotation {
  readonly #word: BlockWord;

  constructor(word: BlockWord) {
    super({ inlineRange: { columnStart: word.from, columnEnd: word.to } });
    this.#word = word;
  }

  render({ nodesToTransform }: Parameters<Render>[0]): ReturnType<Render> {
    const { href, card, item } = this.#word;
    const onMap = item === undefined ? {} : { 'data-item': item };
    return nodesToTransform.map((node) =>
      h('a.word', { href, 'data-card': JSON.stringify(card), ...onMap }, node),
    );
  }
}

export const consoleLines: ExpressiveCodePlugin = {
  name: 'Console lines',
  hooks: {
    annotateCode: ({ codeBlock }) => {
      const given = codeBlock.metaOptions.getString('lines');
      if (given === undefined) return;
      const { commands, words } = JSON.parse(decodeURIComponent(given)) as ConsoleLines;
      for (const each of commands) codeBlock.getLine(each)?.addAnnotation(new TypedLine({}));
      for (const word of words) codeBlock.getLine(word.line)?.addAnnotation(new WordLink(word));
    },
  },
};
