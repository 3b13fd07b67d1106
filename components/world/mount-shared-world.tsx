/** Puts the question about a shared world into a page that is not React's. */
import { createRoot } from 'react-dom/client';
import { SharedWorld } from './SharedWorld.tsx';
import type { WorldSpec } from './world-spec.ts';

export function mountSharedWorld(host: HTMLElement, world: WorldSpec): void {
  createRoot(host).render(<SharedWorld world={world} />);
}
