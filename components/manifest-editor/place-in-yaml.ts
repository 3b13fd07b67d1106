/**
 * Which field of which object the cursor stands in, read from indentation alone: while one writes, the text is seldom
 * valid YAML. Text in braces is not looked into.
 */

export interface YamlPlace {
  /** Of the document the cursor is in; empty where it does not say. */
  readonly apiVersion: string;
  readonly kind: string;
  /** Keys from the top down to the map the cursor's line belongs to, without places in lists. */
  readonly path: readonly string[];
  /** The key of the cursor's line, when the cursor is behind its colon. */
  readonly key: string | undefined;
  /** Where the word at the cursor begins and ends. */
  readonly from: number;
  readonly to: number;
  /** The word as far as the cursor; `all` to its end. */
  readonly word: string;
  readonly all: string;
}

/** A line as `indent`, how far its key stands in; `key`, before the colon. */
const lineParts = /^((?:\s|- )*)([\w./-]*)(:?)/;

export function placeInYaml(text: string, at: number): YamlPlace {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', at) < 0 ? text.length : text.indexOf('\n', at);
  const line = text.slice(start, end);
  const before = line.slice(0, at - start);
  const word = /[\w./-]*$/.exec(before)?.[0] ?? '';
  const rest = /^[\w./-]*/.exec(line.slice(at - start))?.[0] ?? '';
  const [, indent = '', key = '', colon = ''] = lineParts.exec(line) ?? [];
  const isValue = colon !== '' && before.length > indent.length + key.length;
  const above = documentAbove(text.slice(0, start));
  const document = [...above, ...documentBelow(text.slice(start))];
  return {
    apiVersion: topLevel(document, 'apiVersion'),
    kind: topLevel(document, 'kind'),
    path: pathAbove(above, line.trim() === '' ? before.length : indent.length),
    key: isValue ? key : undefined,
    from: at - word.length,
    to: at + rest.length,
    word,
    all: word + rest,
  };
}

const isBetween = (line: string) => /^---(\s|$)/.test(line);

function documentAbove(text: string): readonly string[] {
  const lines = text.split('\n').slice(0, -1);
  return lines.slice(lines.findLastIndex(isBetween) + 1);
}

function documentBelow(text: string): readonly string[] {
  const lines = text.split('\n');
  const end = lines.findIndex(isBetween);
  return end < 0 ? lines : lines.slice(0, end);
}

function topLevel(lines: readonly string[], key: string): string {
  const line = lines.find((each) => each.startsWith(`${key}:`));
  return (
    line
      ?.slice(key.length + 1)
      .trim()
      .replace(/^["']|["']$/g, '') ?? ''
  );
}

/** The keys of lines above that stand less and less far in. */
function pathAbove(lines: readonly string[], indent: number): readonly string[] {
  const path: string[] = [];
  let deepest = indent;
  for (const line of lines.toReversed()) {
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    const [, own = '', key = '', colon = ''] = lineParts.exec(line) ?? [];
    // `- name: x` begins an item: its keys are as deep as `name`, the list's own key less deep than the dash.
    if (own.length < deepest && colon !== '' && key !== '') {
      path.unshift(key);
      deepest = own.length;
    }
    const dash = own.indexOf('-');
    if (dash >= 0 && own.length <= deepest) deepest = Math.min(deepest, dash + 1);
  }
  return path;
}
