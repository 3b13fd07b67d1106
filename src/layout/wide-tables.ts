/**
 * A table of four columns or more does not fit a phone: it scrolls sideways inside the page, and by keyboard too, so it can
 * take the focus.
 */
import { defineHastPlugin, type HastNode } from 'satteri';

type Element = Extract<HastNode, { type: 'element' }>;

const elements = (parent: Readonly<Element> | undefined): readonly Element[] =>
  (parent?.children ?? []).filter((child): child is Element => child.type === 'element');

export const wideTables = defineHastPlugin({
  name: 'wide-tables',
  element: {
    filter: ['table'],
    visit(table, context) {
      const [head] = elements(table);
      const [row] = elements(head);
      if (elements(row).length >= 4) context.setProperty(table, 'tabIndex', 0);
    },
  },
});
