/**
 * echo: `-n`, `-e`, `-E`, as bash's builtin and /bin/echo read them.
 */
import { unescape } from './printf.ts';

export function echoText(words: readonly string[]): string {
  let newline = true;
  let escapes = false;
  let at = 0;
  for (; at < words.length && /^-[neE]+$/.test(words[at] ?? ''); at++)
    for (const letter of words[at]?.slice(1) ?? '') {
      if (letter === 'n') newline = false;
      else escapes = letter === 'e';
    }
  const text = words.slice(at).join(' ');
  const end = newline ? '\n' : '';
  if (!escapes) return text + end;
  const result = unescape(text, 'zero');
  return result.stopped ? result.text : result.text + end;
}
