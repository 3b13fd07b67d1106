/** Mutations of text: a manifest's lines, indentation, anchors and quotes; a command line's words, flags and pipes. */
import type { Random } from '../../../engine/clock/random.ts';

const pieces = [
  '\t',
  '\u0000',
  '\ufeff',
  '\r',
  '\u0085',
  '\u2028',
  '🐳',
  '名',
  ': ',
  ':',
  '- ',
  '-',
  '{',
  '}',
  '[',
  ']',
  ',',
  '"',
  "'",
  '`',
  '#',
  '&a ',
  '*a',
  '*nosuch',
  '<<: *a',
  '!!binary ',
  '!!set ',
  '!!float ',
  '!!str ',
  '!nosuch ',
  '|',
  '>',
  '? ',
  '%YAML 1.2',
  '@',
  '\n---\n',
  '\n...\n',
  '---',
  '~',
  '.inf',
  '0o17',
  '0b1',
  '1_000',
  '12:30:45',
  'yes',
  '2026-01-01',
  '99999999999999999999',
  '\\',
  '{{',
  '\u0007',
];

const bombs = [
  `a: &a [x, x, x, x, x, x, x, x, x]\n${'bcdefghi'
    .split('')
    .map(
      (each, at) =>
        `${each}: &${each} [${Array(9)
          .fill(`*${'abcdefgh'.charAt(at)}`)
          .join(', ')}]`,
    )
    .join('\n')}\n`,
  'a: &a\n  b: *a\n',
  '&a [*a]\n',
  '&a\n<<: *a\n',
  `${'['.repeat(5000)}\n`,
  `${'{a: '.repeat(3000)}\n`,
  `${Array.from({ length: 800 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')}\n`,
  '- a\nb: c\n',
  '? [a, b]\n: c\n',
  '"a\\ud800": b\n',
  'null\n',
  '42\n',
  'just words\n',
  '{"apiVersion": "v1", "kind": ',
  '\u0000\u0001\u0002',
  'apiVersion: v1\nkind: List\nitems: [null, 3, {}, {kind: List, apiVersion: v1, items: [{}]}]\n',
  'apiVersion: v1\nkind: List\nitems: {a: b}\n',
];

export function mutatedManifest(random: Random, text: string, others: readonly string[]): string {
  return mutated(random, text, others, manifestMutations, random.pick([1, 1, 1, 2, 3, 8]));
}

function mutated(
  random: Random,
  text: string,
  others: readonly string[],
  mutations: readonly TextMutation[],
  count: number,
): string {
  let made = text;
  for (let turn = 0; turn < count; turn++) made = random.pick(mutations)(random, made, others);
  return made;
}

type TextMutation = (random: Random, text: string, others: readonly string[]) => string;

function onLine(
  change: (random: Random, line: string, lines: string[], at: number) => readonly string[],
): TextMutation {
  return (random, text) => {
    const lines = text.split('\n');
    const at = random.integer(0, lines.length - 1);
    lines.splice(at, 1, ...change(random, lines[at] ?? '', lines, at));
    return lines.join('\n');
  };
}

function insert(random: Random, text: string, piece: string): string {
  const at = random.integer(0, text.length);
  return text.slice(0, at) + piece + text.slice(at + random.pick([0, 0, 1, 5]));
}

const manifestMutations: readonly TextMutation[] = [
  onLine(() => []),
  onLine((_random, line) => [line, line]),
  onLine((random, line, lines) => [random.pick(lines), line]),
  onLine((random, line) => [`${random.pick([' ', '  ', '    ', '\t'])}${line}`]),
  onLine((_random, line) => [line.replace(/^ {1,2}/, '')]),
  onLine((_random, line) => [line.replaceAll('  ', '\t')]),
  onLine((random, line) => [line.replace(/:.*/, `: ${random.pick(pieces)}`)]),
  onLine((random, line) => [
    line.replace(/: .*/, `: ${random.pick(['-1', '1.5', '1e99', '[]', '{}', '""', 'null', 'true', 'x'])}`),
  ]),
  onLine((random, line) => [
    line.replace(/[a-zA-Z]+/, (word) => `${word}${random.pick(['s', 'X', '-', ' '])}`),
  ]),
  onLine((random, line) => [
    line.replace(/: /, random.pick([': &a ', ': *a ', ': !!int ', ': !!str ', ': |\n', ': >-\n'])),
  ]),
  (random, text) => insert(random, text, random.pick(pieces)),
  (random, text) => insert(random, text, random.pick(pieces)),
  (random, text) => text.slice(0, random.integer(0, text.length)),
  (random, text, others) => `${text}\n---\n${random.pick(others)}`,
  (random, text, others) => text + random.pick(others),
  (random, text) => random.pick([`${random.pick(bombs)}${text}`, `${text}\n---\n${random.pick(bombs)}`]),
  (_random, text) => text.replaceAll('\n', '\r\n'),
  (random, text) => text.replaceAll(/\d+/g, (digits) => random.pick([digits, `${digits}00`, `-${digits}`])),
];

const words = [
  '--',
  '-',
  "''",
  '-o',
  '-o yaml',
  '-o jsonpath={.x[}',
  "-o go-template='{{range}}'",
  '-o custom-columns=A:.b[*].c',
  '--output=',
  '-n',
  '-n default',
  '-A',
  '-l',
  '-l a=b,',
  "-l 'a in ('",
  '-f',
  '-f -',
  '-f /',
  '-f https://example.com/x.yaml',
  '-f nosuch.yaml',
  '-f workloads.yaml',
  '-R',
  '-k .',
  '--nosuch',
  '--nosuch=1',
  '-Z',
  '--dry-run=server',
  '--dry-run=client',
  '--dry-run',
  '--server-side',
  '--field-manager=',
  '--force',
  '--all',
  '--replicas=-5',
  '--replicas=999999999999',
  '--replicas=x',
  '--timeout=1s',
  '--timeout=nope',
  '--timeout=-1',
  '--selector',
  '--field-selector=x',
  '--sort-by=.a[',
  '--limit=1',
  '--chunk-size=x',
  '--context=nosuch',
  '--kubeconfig=/nosuch',
  '--as=nobody',
  '--request-timeout=x',
  '-v=9',
  '-h',
  '--help',
  '名前',
  '🐳',
  "'a b'",
  'pod/',
  '/',
  '/x',
  'pods/a/b',
  'pods,svc',
  'a,b,',
  '=',
  'a=',
  'a-',
  '..',
  'x'.repeat(300),
  '.{}[]',
  '*',
  '$HOME',
  '$(echo x)',
  '"$NOSUCH"',
  '| head -1',
  '| wc -l',
  '> out.txt',
  '< nosuch',
  '&& true',
  '; false',
  '2>&1',
  '<<EOF',
  '\\',
  '"',
  "'",
  '(',
  '`',
  '&',
];

export function mutatedLine(random: Random, line: string, others: readonly string[]): string {
  return mutated(random, line, others, lineMutations, random.pick([1, 1, 2, 2, 3, 5]));
}

function onWords(
  change: (random: Random, list: string[], at: number, others: readonly string[]) => void,
): TextMutation {
  return (random, line, others) => {
    const list = line.split(' ');
    change(random, list, random.integer(Math.min(1, list.length - 1), list.length - 1), others);
    return list.join(' ');
  };
}

const lineMutations: readonly TextMutation[] = [
  onWords((_random, list, at) => list.splice(at, 1)),
  onWords((_random, list, at) => list.splice(at, 0, list[at] ?? '')),
  onWords((random, list, at) => list.push(...list.splice(at, random.pick([1, 2])))),
  onWords((random, list, at) => list.splice(at, 0, random.pick(words))),
  onWords((random, list, at) => list.splice(at, 1, random.pick(words))),
  onWords((random, list) => list.push(random.pick(words))),
  onWords((random, list, at, others) => list.splice(at, 1, random.pick(random.pick(others).split(' ')))),
  onWords((_random, list, at) => list.splice(at, 1, (list[at] ?? '').replace(/=.*/, ''))),
  onWords((_random, list, at) => list.splice(at, 1, (list[at] ?? '').replace(/=.*/, '='))),
  onWords((_random, list, at) =>
    list.splice(
      at,
      1,
      (list[at] ?? '').replace(/^--?/, (dashes) => (dashes === '-' ? '--' : '-')),
    ),
  ),
  onWords((_random, list, at) => list.splice(at, 1, (list[at] ?? '').slice(0, -1))),
  (random, line) =>
    insert(
      random,
      line,
      random.pick(['"', "'", '\\', ' ', '\t', '=', '-', '/', ',', '🐳', '{', '}', '[', '$']),
    ),
];
