/** Finds the blocks of a page that are to be run: fences of `console` with `run` behind it. */

export interface Fence {
  /** In the text, from the opening fence to the end of the closing one. */
  readonly start: number;
  readonly end: number;
  readonly body: string;
  /** `workstation`, unless `on="…"` says otherwise. */
  readonly on: string;
  /** Runs and is not shown: set-up. */
  readonly hidden: boolean;
  /** Line of the page, from 1. */
  readonly line: number;
}

export function runFences(text: string): Fence[] {
  const fences: Fence[] = [];
  for (const match of text.matchAll(/^```console([^\n]*)\n([\s\S]*?)^```[ \t]*$/gm)) {
    const [whole, meta = '', body = ''] = match;
    if (!/(^|\s)run(\s|$)/.test(meta)) continue;
    fences.push({
      start: match.index,
      end: match.index + whole.length,
      body,
      on: /\bon="([^"]+)"/.exec(meta)?.[1] ?? 'workstation',
      hidden: /(^|\s)hidden(\s|$)/.test(meta),
      line: text.slice(0, match.index).split('\n').length,
    });
  }
  return fences;
}

export interface Command {
  readonly line: string;
  /** What the block asserts: `# exit 7`. */
  readonly exit: number | undefined;
}

/** Lines after a `$ `; those without go on with the line before (a here-document). */
export function commandsOf(body: string): Command[] {
  const commands: Command[] = [];
  for (const line of body.trimEnd().split('\n')) {
    const typed = /^\$ (.*)$/.exec(line)?.[1];
    const last = commands.at(-1);
    if (typed === undefined && last !== undefined)
      commands[commands.length - 1] = { ...last, line: `${last.line}\n${line}` };
    if (typed === undefined) continue;
    const exit = /\s*#\s*exit\s+(\d+)\s*$/.exec(typed);
    commands.push({
      line: exit === null ? typed : typed.slice(0, exit.index),
      exit: exit === null ? undefined : Number(exit[1]),
    });
  }
  return commands;
}
