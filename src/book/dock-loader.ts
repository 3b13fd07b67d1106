/**
 * All that a page loads of the terminal before anybody asks for it: the closed bar, the play buttons of outputs, and
 * the look at a shared world in the address. The rest is fetched on first use.
 */
import { onTerminalRequest, type TerminalRequest } from '../../components/terminal/ask-terminal.ts';
import type { WorldSpec } from '../../components/world/world-spec.ts';

const dock = document.getElementById('terminal-dock');
const bar = dock?.querySelector<HTMLButtonElement>('.dock-bar');
const body = dock?.querySelector<HTMLElement>('.dock-body');
const world = dock?.dataset.world === undefined ? undefined : (JSON.parse(dock.dataset.world) as WorldSpec);
let isOpen = false;

async function open(first: TerminalRequest | undefined): Promise<void> {
  if (isOpen || bar == null || body == null || world === undefined) return;
  isOpen = true;
  bar.setAttribute('aria-expanded', 'true');
  const { mountDock } = await import('../../components/terminal/mount-dock.tsx');
  const close = mountDock(body, {
    world,
    first,
    onClose: () => {
      close();
      isOpen = false;
      bar.setAttribute('aria-expanded', 'false');
      bar.focus();
    },
  });
}

bar?.addEventListener('click', () => void open(undefined));
onTerminalRequest((request) => void open(request));

document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest<HTMLElement>('[data-run]') : null;
  if (button === null || world === undefined) return;
  const { run = '', on = 'workstation' } = button.dataset;
  document.dispatchEvent(
    new CustomEvent('follow-the-packet:terminal', { detail: { world, place: on, line: run } }),
  );
});

if (location.hash.startsWith('#world=') && world !== undefined) {
  const host = document.createElement('div');
  document.body.append(host);
  void import('../../components/world/mount-shared-world.tsx').then(({ mountSharedWorld }) =>
    mountSharedWorld(host, world),
  );
}
