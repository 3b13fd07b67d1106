/**
 * Lines of limited length as github.com/mitchellh/go-wordwrap breaks them: blanks and line ends of the text stay, a word
 * that is too long stays whole.
 */
const blank = /^[\t\v\f\r \u0085\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/;

/** @param limit in characters */
export function wordWrap(text: string, limit: number): string {
  let out = '';
  let column = 0;
  let word = '';
  let blanks = '';
  let wordLength = 0;
  const flush = (): void => {
    column += blanks.length + wordLength;
    out += blanks + word;
    blanks = '';
    word = '';
    wordLength = 0;
  };
  for (const letter of text) {
    if (letter === '\n') {
      if (word !== '' || column + blanks.length <= limit) flush();
      blanks = '';
      out += letter;
      column = 0;
    } else if (blank.test(letter)) {
      if (blanks === '' || word !== '') flush();
      blanks += letter;
    } else {
      word += letter;
      wordLength++;
      if (column + wordLength + blanks.length > limit && wordLength < limit) {
        out += '\n';
        column = 0;
        blanks = '';
      }
    }
  }
  return word !== '' || column + blanks.length <= limit ? out + blanks + word : out;
}

/** Blanks before each line, also before empty ones. */
export function indent(amount: number, text: string): string {
  const pad = ' '.repeat(amount);
  return pad + text.replaceAll('\n', `\n${pad}`);
}
