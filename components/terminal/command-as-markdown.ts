/** A command and what it printed, as one quotes them in an issue or a chat. */
import { withoutAnsi } from './ansi.ts';

export function commandAsMarkdown({
  line,
  printed,
}: {
  readonly line: string;
  readonly printed: string;
}): string {
  const output = withoutAnsi(printed).trimEnd();
  const text = `$ ${line}${output === '' ? '' : `\n${output}`}`;
  // A fence is longer than any in what it holds.
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}console\n${text}\n${fence}\n`;
}
