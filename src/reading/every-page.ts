/**
 * Keys and states of every page. Single keys: `/` searches, `?` shows the keys. Not while something is typed, not with a modifier, and not
 * for readers who switched them off (WCAG 2.1.4).
 */
const typing = 'input, textarea, select, [contenteditable], [role=textbox], .tm-dock, .cm-editor';

/** Whether the menu of a phone is open, for the styles. */
document.getElementById('starlight__sidebar')?.addEventListener('toggle', (event) => {
  document.documentElement.dataset['menu'] = event.newState;
});

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.documentElement.dataset['keys'] === 'off')
    return;
  if (event.target instanceof Element && event.target.closest(typing) !== null) return;
  const wanted = document.querySelector<HTMLElement>(
    event.key === '/' ? 'button[data-open-modal]' : event.key === '?' ? 'a[data-keys-page]' : ':not(*)',
  );
  if (wanted === null) return;
  event.preventDefault();
  wanted.click();
});
