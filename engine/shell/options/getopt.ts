/**
 * getopt(3) and getopt_long(3) of the GNU C library: options before, between and after operands, its error messages
 * word for word (without the program's name). A command decides what an error means.
 *
 * Left out: `-W foo` as `--foo`, optional arguments given as the next word (there are none in C either).
 */

export interface LongOption {
  readonly name: string;
  readonly argument: 'none' | 'required' | 'optional';
  /** What it is the long form of; itself when absent. */
  readonly is?: string;
}

export type OptionItem =
  | { readonly kind: 'option'; readonly name: string; readonly value: string | undefined }
  /** `message` as the library prints it after `PROGRAM: `. */
  | { readonly kind: 'error'; readonly message: string; readonly option: string; readonly missing: boolean };

export interface ParsedOptions {
  /** In the order given. */
  readonly items: readonly OptionItem[];
  readonly operands: readonly string[];
}

/**
 * @param words without the command's name
 * @param short as getopt's: a letter, `:` after it for an argument, `::` for an optional one; a leading `+` stops at
 *   the first operand
 */
export function getopt(
  words: readonly string[],
  short: string,
  long: readonly LongOption[] = [],
): ParsedOptions {
  const items: OptionItem[] = [];
  const operands: string[] = [];
  const stopAtOperand = short.startsWith('+');
  const letters = short.replace(/^[+:-]+/, '');
  let at = 0;
  while (at < words.length) {
    const word = words[at++] ?? '';
    if (word === '--') {
      operands.push(...words.slice(at));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      operands.push(word);
      if (stopAtOperand) {
        operands.push(...words.slice(at));
        break;
      }
      continue;
    }
    if (word.startsWith('--') && long.length > 0) {
      const item = longOption(word.slice(2), long, () => words[at++]);
      items.push(item);
      continue;
    }
    for (let index = 1; index < word.length; index++) {
      const letter = word.charAt(index);
      const place = letter === ':' || letter === ';' ? -1 : letters.indexOf(letter);
      if (place < 0) {
        items.push({
          kind: 'error',
          message: `invalid option -- '${letter}'`,
          option: letter,
          missing: false,
        });
        continue;
      }
      if (letters.charAt(place + 1) !== ':') {
        items.push({ kind: 'option', name: letter, value: undefined });
        continue;
      }
      const rest = word.slice(index + 1);
      const optional = letters.charAt(place + 2) === ':';
      if (rest !== '' || optional)
        items.push({ kind: 'option', name: letter, value: rest === '' ? undefined : rest });
      else if (at < words.length) items.push({ kind: 'option', name: letter, value: words[at++] });
      else
        items.push({
          kind: 'error',
          message: `option requires an argument -- '${letter}'`,
          option: letter,
          missing: true,
        });
      break;
    }
  }
  return { items, operands };
}

function longOption(text: string, long: readonly LongOption[], next: () => string | undefined): OptionItem {
  const equals = text.indexOf('=');
  const name = equals < 0 ? text : text.slice(0, equals);
  const value = equals < 0 ? undefined : text.slice(equals + 1);
  const error = (message: string, missing = false): OptionItem => ({
    kind: 'error',
    message,
    option: name,
    missing,
  });
  const exact = long.find((option) => option.name === name);
  const similar = exact === undefined ? long.filter((option) => option.name.startsWith(name)) : [exact];
  const option = similar[0];
  if (option === undefined) return error(`unrecognized option '--${text}'`);
  const meanings = new Set(similar.map((candidate) => candidate.is ?? candidate.name));
  if (meanings.size > 1) {
    const possibilities = similar.map((candidate) => `'--${candidate.name}'`).join(' ');
    return error(`option '--${text}' is ambiguous; possibilities: ${possibilities}`);
  }
  const meaning = option.is ?? option.name;
  if (option.argument === 'none') {
    if (value !== undefined) return error(`option '--${option.name}' doesn't allow an argument`);
    return { kind: 'option', name: meaning, value: undefined };
  }
  if (value !== undefined || option.argument === 'optional') return { kind: 'option', name: meaning, value };
  const following = next();
  if (following === undefined) return error(`option '--${option.name}' requires an argument`, true);
  return { kind: 'option', name: meaning, value: following };
}
