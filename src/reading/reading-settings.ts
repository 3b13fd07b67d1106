/** The settings' panel in the header: shows what is chosen, keeps what is chosen anew, in every tab. */
import { keep, kept, onKept } from '../../components/kept/storage.ts';
import { readSettings, type Settings, settingsKey, systemWishes } from './settings.ts';

class ReadingSettings extends HTMLElement {
  connectedCallback(): void {
    const selects = [...this.querySelectorAll('select')];
    const show = (settings: Settings) => {
      for (const select of selects) select.value = settings[select.dataset['setting'] ?? ''] ?? '';
    };
    show(current());
    onKept(() => show(current()));
    for (const select of selects)
      select.addEventListener('change', () =>
        keep(settingsKey, { ...current(), [select.dataset['setting'] ?? '']: select.value }),
      );
    const details = this.querySelector('details');
    const summary = this.querySelector('summary');
    this.addEventListener('keydown', ({ key }) => {
      if (key !== 'Escape' || details?.open !== true) return;
      details.open = false;
      summary?.focus();
    });
    document.addEventListener('click', ({ target }) => {
      if (details !== null && target instanceof Node && !this.contains(target)) details.open = false;
    });
  }
}

const current = () => readSettings(kept(settingsKey));

function apply(): void {
  const page = document.documentElement.dataset;
  for (const [name, value] of Object.entries(current())) page[name] = value === 'auto' ? wished(name) : value;
}

function wished(name: string): string {
  const wish = name === 'theme' ? systemWishes.theme : systemWishes.contrast;
  return matchMedia(wish.query).matches ? wish.yes : wish.no;
}

onKept(apply);
for (const { query } of Object.values(systemWishes)) matchMedia(query).addEventListener('change', apply);
customElements.define('reading-settings', ReadingSettings);
