/**
 * Runs a page's blocks in one world, in the order of the page, and puts what the cluster answered behind each command.
 * Nothing in a page is pasted, so nothing in it can grow old; a block that ends otherwise than it says stops the build.
 */
import type { World } from '../../engine/lab/world/world-api.ts';
import { type Command, commandsOf, type Fence, runFences } from './fences.ts';

/** Virtual microseconds a command of the prose may take. */
const patience = 180_000_000;
const slice = 100_000;

/** @throws Error that names file, line, command, and what was expected */
export function runPage(text: string, file: string, open: () => World): string {
  const fences = runFences(text);
  if (fences.length === 0) return text;
  const world = open();
  let result = '';
  let from = 0;
  for (const fence of fences) {
    result += text.slice(from, fence.start) + blockText(fence, runFence(world, fence, file));
    from = fence.end;
  }
  return result + text.slice(from);
}

interface Answered {
  readonly command: Command;
  readonly output: string;
}

function runFence(world: World, fence: Fence, file: string): Answered[] {
  return commandsOf(fence.body).map((command) => {
    const tab = `prose ${fence.on}`;
    const console = world.console(tab, fence.on, { columns: 120, rows: 40 });
    world.run(world.now, 1000);
    let output = '';
    const stop = console.onOutput((piece) => (output += piece));
    world.perform({ kind: 'type', tab, place: fence.on, line: command.line });
    const end = world.now + patience;
    do world.run(world.now + slice);
    while (!console.idle && world.now < end);
    stop();
    const where = `${file}:${String(fence.line)}: \`${command.line}\` on ${fence.on}`;
    if (!console.idle) throw new Error(`${where} did not end within three minutes of the cluster's time`);
    if (command.exit !== undefined && console.status !== command.exit)
      throw new Error(
        `${where}\n- exit ${String(command.exit)}\n+ exit ${String(console.status)}\n${output.replace(/^/gm, '+ ')}`,
      );
    return { command, output: plain(output) };
  });
}

/** What a printed page can show of a terminal's output. */
function plain(output: string): string {
  // eslint-disable-next-line no-control-regex
  return output.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '').replaceAll('\r', '');
}

function blockText({ on, hidden }: Fence, answered: readonly Answered[]): string {
  if (hidden) return '';
  const shown = answered.map(({ command, output }) => `$ ${command.line}\n${output}`.trimEnd()).join('\n');
  const typed = answered.map(({ command }) => command.line).join('\n');
  const fence = '`'.repeat(Math.max(3, ...[...shown.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
  return [
    `<div class="executed">`,
    '',
    `${fence}console title="${on}"`,
    shown,
    fence,
    '',
    `<button type="button" class="executed-run" data-run={${JSON.stringify(typed)}} data-on="${on}">Type it into the terminal</button>`,
    '</div>',
  ].join('\n');
}
