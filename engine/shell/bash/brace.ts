/**
 * Brace expansion (bash(1)): `a{b,c}d`, `{1..10..2}`, `{a..e}`, nested. Works on the source text of a word, before
 * anything else is expanded.
 */

/** @returns the word itself alone when there is nothing to expand */
export function expandBraces(text: string): readonly string[] {
  for (let open = nextBrace(text, 0); open >= 0; open = nextBrace(text, open + 1)) {
    const group = readGroup(text, open);
    if (group === undefined) continue;
    const items =
      group.commas.length > 0 ? split(text, open, group) : sequence(text.slice(open + 1, group.end));
    if (items === undefined) continue;
    const before = text.slice(0, open);
    const after = expandBraces(text.slice(group.end + 1));
    const inner = group.commas.length > 0 ? items.flatMap((item) => expandBraces(item)) : items;
    return inner.flatMap((item) => after.map((rest) => before + item + rest));
  }
  return [text];
}

function nextBrace(text: string, from: number): number {
  for (let at = from; at < text.length; at = skip(text, at))
    if (text[at] === '{' && text[at - 1] !== '$') return at;
  return -1;
}

/** Past one character, escape, quoted string or expansion. */
function skip(text: string, at: number): number {
  const char = text[at];
  if (char === '\\') return at + 2;
  if (char === "'") return past(text, text.indexOf("'", at + 1));
  if (char === '"') {
    let end = at + 1;
    while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
    return end + 1;
  }
  if (char === '`') return past(text, text.indexOf('`', at + 1));
  if (char === '$' && (text[at + 1] === '{' || text[at + 1] === '(')) {
    const open = text[at + 1];
    const close = open === '{' ? '}' : ')';
    let depth = 0;
    for (let end = at + 1; end < text.length; end++) {
      if (text[end] === open) depth++;
      if (text[end] === close && --depth === 0) return end + 1;
    }
  }
  return at + 1;
}

function past(text: string, found: number): number {
  return found < 0 ? text.length : found + 1;
}

interface Group {
  readonly end: number;
  readonly commas: readonly number[];
}

function readGroup(text: string, open: number): Group | undefined {
  const commas: number[] = [];
  let depth = 0;
  for (let at = open; at < text.length; at = skip(text, at)) {
    if (text[at] === '{') depth++;
    else if (text[at] === ',' && depth === 1) commas.push(at);
    else if (text[at] === '}' && --depth === 0) return { end: at, commas };
  }
  return undefined;
}

function split(text: string, open: number, group: Group): string[] {
  const edges = [open, ...group.commas, group.end];
  return edges.slice(1).map((edge, index) => text.slice((edges[index] ?? 0) + 1, edge));
}

function sequence(text: string): string[] | undefined {
  const match = /^(-?\d+|[A-Za-z])\.\.(-?\d+|[A-Za-z])(?:\.\.(-?\d+))?$/.exec(text);
  const [, from = '', to = '', by] = match ?? [];
  if (match === null) return undefined;
  const letters = /[A-Za-z]/.test(from);
  if (letters !== /[A-Za-z]/.test(to)) return undefined;
  const start = letters ? from.charCodeAt(0) : Number(from);
  const end = letters ? to.charCodeAt(0) : Number(to);
  const step = Math.max(1, Math.abs(Number(by ?? 1)));
  if (Math.abs(end - start) / step > 1_000_000) return undefined;
  const width = [from, to].some((side) => /^-?0\d/.test(side)) ? Math.max(from.length, to.length) : 0;
  const items: string[] = [];
  for (let value = start; start <= end ? value <= end : value >= end; value += start <= end ? step : -step)
    items.push(letters ? String.fromCharCode(value) : pad(value, width));
  return items;
}

function pad(value: number, width: number): string {
  const digits = Math.abs(value).toString();
  return value < 0 ? `-${digits.padStart(width - 1, '0')}` : digits.padStart(width, '0');
}
