/**
 * wget's progress: a bar on a terminal, dots elsewhere (progress.c). A download is over at once here, so only its end
 * is drawn, and its speed is made up from its size.
 */
const percentWidth = 4;
const sizeWidth = 8;
const rateWidth = 10;
const etaWidth = 15;

/** @param columns of the terminal; undefined: dots */
export function progressText(columns: number | undefined, name: string, octets: number): string {
  if (columns === undefined) return dots(octets);
  const width = columns - 1;
  const nameWidth = Math.floor(width / 4);
  const bar = Math.max(5, width - (nameWidth + 1 + percentWidth + 2 + sizeWidth + rateWidth + etaWidth));
  const shown = name.slice(0, nameWidth).padEnd(nameWidth);
  const filled = `${'='.repeat(bar - 1)}>`;
  return `\r${shown} 100%[${filled}]${sizeText(octets).padStart(sizeWidth)}  --.-KB/s    ${'in 0s'.padEnd(etaWidth - 4)}\n\n`;
}

function sizeText(octets: number): string {
  if (octets < 1024) return String(octets);
  const kilo = octets / 1024;
  return kilo < 1024 ? `${kilo.toFixed(2)}K` : `${(kilo / 1024).toFixed(2)}M`;
}

function dots(octets: number): string {
  const rows = Math.max(1, Math.ceil(octets / 51_200));
  let text = '\n';
  for (let row = 0; row < rows; row++) {
    const here = Math.min(51_200, octets - row * 51_200);
    const count = Math.floor(here / 1024);
    const marks = Array.from(
      { length: 50 },
      (_, index) => `${index % 10 === 0 ? ' ' : ''}${index < count ? '.' : ' '}`,
    ).join('');
    const percent = octets === 0 ? 100 : Math.floor(((row * 51_200 + here) * 100) / octets);
    const speed = row === rows - 1 ? `${'10.0M'.padStart(5)}=0s` : '10.0M 0s';
    text += `${String(row * 50).padStart(6)}K${marks} ${String(percent).padStart(3)}% ${speed}\n`;
  }
  return `${text}\n`;
}

export function rateText(octets: number): string {
  return octets < 1024 ? '10.0 MB/s' : '100 MB/s';
}
