/**
 * A command line as popt(3) reads it: options in any order, `-Ln` together, an argument in the next word, after `=` or
 * at once; long names in full.
 */

/** `tag` as short letter or long name; `argument`: none, needed, or taken unless the next word is an option. */
export interface PoptOption {
  readonly long: string;
  readonly short?: string;
  readonly argument?: 'required' | 'optional';
}

export type PoptItem =
  | {
      readonly kind: 'option';
      readonly name: string;
      readonly word: string;
      readonly value: string | undefined;
    }
  | { readonly kind: 'error'; readonly word: string; readonly message: string };

export interface PoptLine {
  readonly items: readonly PoptItem[];
  readonly operands: readonly string[];
}

export function readPopt(words: readonly string[], options: readonly PoptOption[]): PoptLine {
  const items: PoptItem[] = [];
  const operands: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') {
      operands.push(...words.slice(at + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      operands.push(word);
      continue;
    }
    const isLong = word.startsWith('--');
    const equals = word.indexOf('=');
    let letters = isLong ? '' : word.slice(1);
    do {
      const option = isLong
        ? options.find(({ long }) => long === word.slice(2, equals < 0 ? undefined : equals))
        : options.find(({ short }) => short === letters.charAt(0));
      if (option === undefined) {
        items.push({ kind: 'error', word, message: 'unknown option' });
        return { items, operands };
      }
      letters = letters.slice(1);
      if (option.argument === undefined && (isLong ? equals >= 0 : letters.startsWith('='))) {
        items.push({ kind: 'error', word, message: 'option does not take an argument' });
        return { items, operands };
      }
      let value: string | undefined;
      if (option.argument !== undefined) {
        const attached = isLong ? (equals < 0 ? '' : word.slice(equals + 1)) : letters.replace(/^=/, '');
        letters = '';
        const next = words[at + 1];
        if (attached !== '') value = attached;
        else if (option.argument === 'required' || next?.startsWith('-') === false) {
          if (next === undefined) {
            if (option.argument === 'required') {
              items.push({ kind: 'error', word, message: 'missing argument' });
              return { items, operands };
            }
          } else {
            value = next;
            at++;
          }
        }
      }
      items.push({ kind: 'option', name: option.long, word, value });
    } while (letters !== '');
  }
  return { items, operands };
}
