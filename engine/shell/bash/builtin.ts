/**
 * What a builtin is: a generator in the shell's own process, with its expanded arguments (without its name) and, for
 * declarations, the assignments as they were written.
 */
import type { Assignment } from 'unbash';
import type { Running } from '../../linux/process/wait.ts';

export type Builtin<State> = (
  shell: State,
  words: readonly string[],
  raw: readonly (string | Assignment)[],
) => Running<number>;
export type Builtins<State> = ReadonlyMap<string, Builtin<State>>;

/** What builtins complain through. */
interface Complaining {
  complain(message: string): void;
  output(number: number): { write(text: string): unknown } | undefined;
}

/** Letters of options before the operands. @returns the first unknown one as `unknown` */
export function letters(
  words: readonly string[],
  known: string,
):
  | { readonly options: ReadonlySet<string>; readonly operands: readonly string[] }
  | { readonly unknown: string } {
  const options = new Set<string>();
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') {
      at++;
      break;
    }
    if (!/^-./.test(word)) break;
    for (const letter of word.slice(1)) {
      if (!known.includes(letter)) return { unknown: `-${letter}` };
      options.add(letter);
    }
  }
  return { options, operands: words.slice(at) };
}

/** `read: -x: invalid option`, with the usage line. @returns 2 */
export function invalidOption(shell: Complaining, name: string, option: string, usage: string): number {
  shell.complain(`${name}: ${option}: invalid option`);
  shell.output(2)?.write(`${name}: usage: ${usage}\n`);
  return 2;
}
