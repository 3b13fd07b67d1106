/** A button at each command's own line of a block: it types the command in the terminal. */
import { askTerminal } from '../../components/terminal/ask-terminal.ts';
import type { WorldSpec } from '../../components/world/world-spec.ts';

interface Typed {
  readonly place: string;
  readonly line: string;
}

export function addPlayButtons(block: HTMLElement, world: WorldSpec): void {
  const place = block.dataset['on'] ?? 'workstation';
  /** What the prose did unseen: typed before the block's first command. */
  const before = JSON.parse(block.dataset['before'] ?? '[]') as Typed[];
  const commands = (block.dataset['run'] ?? '').split('\n');
  for (const [at, typed] of block.querySelectorAll('.ec-line.typed').entries()) {
    const line = commands[at] ?? '';
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'play';
    button.title = `Type it in the terminal at ${place}`;
    button.setAttribute('aria-label', `Run in the terminal at ${place}: ${line}`);
    button.addEventListener('click', () => {
      for (const each of before.splice(0)) askTerminal({ world, ...each });
      askTerminal({ world, place, line });
    });
    typed.prepend(button);
  }
}
