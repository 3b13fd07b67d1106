/** Puts the dock into a page that is not React's. */
import { createRoot } from 'react-dom/client';
import { Dock, type DockProps } from './Dock.tsx';

/** @returns how to take it out */
export function mountDock(host: HTMLElement, props: DockProps): () => void {
  const root = createRoot(host);
  root.render(<Dock {...props} />);
  return () => root.unmount();
}
