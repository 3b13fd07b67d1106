/** What a terminal's keyboard sends, taken apart: names of keys, and text between them. */

const sequences = new Map([
  ['\r', 'Enter'],
  ['\n', 'Enter'],
  ['\t', 'Tab'],
  ['\u007f', 'Backspace'],
  ['\b', 'Backspace'],
  ['\u001b[A', 'Up'],
  ['\u001bOA', 'Up'],
  ['\u001b[B', 'Down'],
  ['\u001bOB', 'Down'],
  ['\u001b[C', 'Right'],
  ['\u001bOC', 'Right'],
  ['\u001b[D', 'Left'],
  ['\u001bOD', 'Left'],
  ['\u001b[H', 'Home'],
  ['\u001bOH', 'Home'],
  ['\u001b[1~', 'Home'],
  ['\u001b[F', 'End'],
  ['\u001bOF', 'End'],
  ['\u001b[4~', 'End'],
  ['\u001b[3~', 'Delete'],
  ['\u001bb', 'Alt-B'],
  ['\u001bf', 'Alt-F'],
  ['\u001b[1;5D', 'Alt-B'],
  ['\u001b[1;5C', 'Alt-F'],
  ['\u001b', 'Escape'],
]);

export type Stroke = { readonly key: string } | { readonly text: string };

const longest = Math.max(...[...sequences.keys()].map(({ length }) => length));

/** Pasted text arrives as one piece: its line ends are Enter. */
export function strokes(data: string): Stroke[] {
  const result: Stroke[] = [];
  let text = '';
  const flush = () => {
    if (text !== '') result.push({ text });
    text = '';
  };
  for (let at = 0; at < data.length;) {
    const sequence = sequenceAt(data, at);
    const code = data.charCodeAt(at);
    if (sequence !== undefined) {
      flush();
      result.push({ key: sequences.get(sequence) ?? sequence });
      at += data.startsWith('\r\n', at) ? 2 : sequence.length;
    } else if (code < 32) {
      flush();
      result.push({ key: `Ctrl-${String.fromCharCode(code + 64)}` });
      at++;
    } else text += data.charAt(at++);
  }
  flush();
  return result;
}

function sequenceAt(data: string, at: number): string | undefined {
  for (let length = longest; length > 0; length--) {
    const piece = data.slice(at, at + length);
    if (piece.length === length && sequences.has(piece)) return piece;
  }
  return undefined;
}
