/** Puts the terminal at the foot of the page. With this module come React, the terminal and, when it opens, the engine. */
import { createRoot } from 'react-dom/client';
import type { TerminalRequest } from '../../components/terminal/ask-terminal.ts';
import { Dock } from '../../components/terminal/Dock.tsx';
import { termsByWord } from '../glossary/terms-by-word.ts';
import type { WorldSpec } from '../../components/world/world-spec.ts';

const terms = termsByWord(import.meta.env.BASE_URL);

/** @returns how to take it away */
export function mountDock(
  host: HTMLElement,
  world: WorldSpec,
  first: TerminalRequest | undefined,
  onClose: () => void,
): () => void {
  const root = createRoot(host);
  root.render(<Dock world={world} terms={terms} first={first} onClose={onClose} />);
  return () => root.unmount();
}
