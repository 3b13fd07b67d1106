/** A reader's report: knows the section they were at, and copies. */
class ReportText extends HTMLElement {
  connectedCallback(): void {
    const area = this.querySelector('textarea');
    const said = this.querySelector('[role=status]');
    this.closest('details')?.addEventListener('toggle', () => {
      const section = headingInView();
      const at = area?.value.search(/(?<=^Section:)$/m) ?? -1;
      // Whoever types already goes on where they are.
      if (section !== undefined && at >= 0) area?.setRangeText(` ${section}`, at, at, 'preserve');
    });
    this.querySelector('button')?.addEventListener('click', () => {
      if (area === null || said === null) return;
      navigator.clipboard.writeText(area.value).then(
        () => (said.textContent = 'Copied.'),
        () => {
          area.select();
          said.textContent = 'Press Ctrl+C: this browser does not let a page copy.';
        },
      );
    });
  }
}

/** The last heading above the middle of the window, with its address. */
function headingInView(): string | undefined {
  const above = [...document.querySelectorAll<HTMLElement>('main :is(h2, h3)[id]')].filter(
    (heading) => heading.getBoundingClientRect().top < innerHeight / 2,
  );
  const last = above.at(-1);
  return last === undefined ? undefined : `${last.textContent.trim()} (#${last.id})`;
}

customElements.define('report-text', ReportText);
