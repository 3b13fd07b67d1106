/**
 * The little a chapter page needs before anything is touched: a button that opens the terminal, and one for each command
 * of the prose that types it there. React, the terminal and the engine come on first use.
 */
import { onTerminalRequest, type TerminalRequest } from '../../components/terminal/ask-terminal.ts';
import type { WorldSpec } from '../../components/world/world-spec.ts';
import { addPlayButtons } from '../executed-prose/play-buttons.ts';
import { linkWords } from '../executed-prose/word-links.ts';
import '../glossary/term-card.ts';

const bar = document.getElementById('dock');
const spec = JSON.parse(bar?.dataset['spec'] ?? 'null') as WorldSpec | null;
if (bar !== null && spec !== null) makeDock(bar, spec);

function makeDock(closed: HTMLElement, world: WorldSpec): void {
  const host = document.createElement('div');
  host.id = 'dock-host';
  document.body.append(closed, host);
  document.documentElement.dataset['dock'] = '';
  closed.hidden = false;
  const openButton = document.getElementById('dock-open');
  let unmount: (() => void) | undefined;
  let opening = false;

  const open = async (first: TerminalRequest | undefined): Promise<void> => {
    if (opening || unmount !== undefined) return;
    opening = true;
    closed.classList.add('dock-opening');
    try {
      const { mountDock } = await import('./mount-dock.tsx');
      unmount = mountDock(host, world, first, () => {
        unmount?.();
        unmount = undefined;
        closed.hidden = false;
        openButton?.focus();
      });
      closed.hidden = true;
    } catch {
      const says = closed.querySelector('.dock-says');
      if (says !== null)
        says.textContent = 'The terminal could not be loaded. Reload the page and try again.';
    } finally {
      opening = false;
      closed.classList.remove('dock-opening');
    }
  };

  openButton?.addEventListener('click', () => void open(undefined));
  onTerminalRequest((request) => void open(request));
  for (const block of document.querySelectorAll<HTMLElement>('.run')) {
    addPlayButtons(block, world);
    linkWords(block, world.id);
  }
  if (location.hash.startsWith('#world=')) void askAboutSharedWorld(world);
}

/** A cluster came with the address: it is shown before it takes the place of the reader's own. */
async function askAboutSharedWorld(world: WorldSpec): Promise<void> {
  const question = document.createElement('div');
  document.body.append(question);
  const { mountSharedWorld } = await import('../../components/world/mount-shared-world.tsx');
  mountSharedWorld(question, world);
}
