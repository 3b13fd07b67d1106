/**
 * The options of an extension as `iptables-save` prints them, taken apart again, for those who put them into other words.
 */
import { splitLine } from '../../../linux/netfilter/iptables/parse/split.ts';

export interface SavedOption {
  /** Without its dashes. */
  readonly name: string;
  readonly inverted: boolean;
  readonly values: readonly string[];
}

export function savedOptions(text: string): readonly SavedOption[] {
  const options: { name: string; inverted: boolean; values: string[] }[] = [];
  let inverted = false;
  for (const word of splitLine(text)) {
    if (word === '!') inverted = true;
    else if (word.startsWith('--')) {
      options.push({ name: word.slice(2), inverted, values: [] });
      inverted = false;
    } else options.at(-1)?.values.push(word);
  }
  return options;
}
