/**
 * Takes every rule with `:has()` out of the theme's style sheets. Such a rule has the whole page restyled whenever anything
 * in it changes: with them a letter typed in the terminal cost some 100 ms, without them 0.3. What a reader would miss of
 * them is said again in theme.css. `tests/book/style-sheets.test.ts` holds the built sheets to it.
 */

/** The little of PostCSS this needs. */
interface Rule {
  readonly selector: string;
  remove(): unknown;
}

export const withoutHas = {
  postcssPlugin: 'without-has',
  Rule(rule: Rule): void {
    if (rule.selector.includes(':has(')) rule.remove();
  },
};
