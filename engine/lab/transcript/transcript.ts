/**
 * A transcript: command lines typed at places of a world, each with what it printed, as documentation shows them.
 *
 *     $ ip route get 10.8.1.8                 typed where the block stands
 *     client$ ping -c 1 10.8.1.9  # exit 1    typed at another place, ends with status 1
 *     $ ping 10.8.1.8  # ^C after 2.5 s       interrupted
 *
 * A line that begins with a prompt is typed, the lines after it are its output. A prompt names a place wholly
 * (`pod/default/client$ `) or by its last part (`client$ `). Output of a program in the background belongs to the next
 * command of its place. Each place is one interactive shell for the whole block.
 */

export interface Turn {
  /** As the prompt names it; undefined: where the block stands. */
  readonly place: string | undefined;
  readonly line: string;
  readonly status: number;
  /** Ctrl-C after so many seconds. */
  readonly interrupt: number | undefined;
  /** Ends with a newline unless it is empty. */
  readonly output: string;
}

const prompt = /^([a-z][\w./:-]*)?\$ (.*)$/;
const note = String.raw`exit \d+|\^C after [\d.]+ s`;
const notes = new RegExp(String.raw`\s+# ((?:${note})(?:, (?:${note}))*)$`);

export function parseTranscript(text: string): readonly Turn[] {
  const turns: Turn[] = [];
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const typed = prompt.exec(line);
    const last = turns.pop();
    if (typed === null) {
      if (last !== undefined) turns.push({ ...last, output: `${last.output}${line}\n` });
      continue;
    }
    if (last !== undefined) turns.push(last);
    const [, place, rest = ''] = typed;
    const said = notes.exec(rest)?.[1] ?? '';
    turns.push({
      place,
      line: rest.replace(notes, ''),
      status: Number(/exit (\d+)/.exec(said)?.[1] ?? 0),
      interrupt: said.includes('^C') ? Number(/after ([\d.]+) s/.exec(said)?.[1]) : undefined,
      output: '',
    });
  }
  return turns;
}

/** The inverse of `parseTranscript`. */
export function printTranscript(turns: readonly Turn[]): string {
  return turns
    .map(({ place = '', line, status, interrupt, output }) => {
      const said = [
        ...(interrupt === undefined ? [] : [`^C after ${interrupt} s`]),
        ...(status === 0 ? [] : [`exit ${status}`]),
      ];
      return `${place}$ ${line}${said.length === 0 ? '' : `  # ${said.join(', ')}`}\n${output}`;
    })
    .join('');
}
