/**
 * Descriptions set into lines as older releases did (k8s.io/kubectl pkg/explain/formatter.go, wrapString): words are
 * joined, but lists, indented code, empty lines and what follows a colon keep their lines.
 */
const bullet = /^(\d+\.?|-|\*)\s/;

/** @param width in octets */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let words: string[] = [];
  let lastWord = '';
  const flush = (): void => {
    if (words.length === 0) return;
    lastWord = '';
    lines.push(words.join(' '));
    words = [];
  };
  for (const line of text.split('\n')) {
    if (line.startsWith('    ')) {
      flush();
      lines.push(line);
      continue;
    }
    const bare = line.trim();
    if (lines.length > 0 && bare === '') {
      flush();
      lines.push('');
      continue;
    }
    if (lastWord.endsWith(':') || bare === '' || bullet.test(bare)) flush();
    for (const word of bare.split(/\s+/).filter(Boolean)) {
      lastWord = word;
      if (words.length > 0 && octets([...words, word].join(' ')) > width) flush();
      words.push(word);
    }
  }
  flush();
  return lines;
}

function octets(text: string): number {
  let count = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    count += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
  }
  return count;
}
