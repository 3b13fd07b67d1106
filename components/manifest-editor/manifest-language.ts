/** What an editor knows of manifests: from the API's types, and from what the API server says to a dry run. */
import { isCollection, isMap, isNode, isScalar, parseAllDocuments } from 'yaml';
import { fieldsAt, manifestKinds, type ManifestField } from '../../engine/lab/manifest/fields.ts';
import type { TriedObject } from '../../engine/lab/manifest/try-manifest.ts';
import type { Explanation, Language, Problem, Suggestions } from '../code-editor/code-mirror.ts';
import { placeInYaml } from './place-in-yaml.ts';

/** @param tryText asks the API server */
export function manifestLanguage(tryText: (text: string) => Promise<readonly TriedObject[]>): Language {
  return {
    complete,
    explain,
    problems: async (text) => problemsIn(text, await tryText(text)),
  };
}

export function complete(text: string, at: number): Suggestions | undefined {
  const { apiVersion, kind, path, key, from } = placeInYaml(text, at);
  if (path.length === 0 && (key === 'kind' || key === 'apiVersion')) {
    const kinds = manifestKinds();
    const words = key === 'kind' ? kinds.map((each) => each.kind) : kinds.map((each) => each.apiVersion);
    return { from, options: [...new Set(words)].map((label) => ({ label })) };
  }
  const fields = fieldsAt({ apiVersion, kind }, path);
  if (fields === undefined) {
    // Before an object says what it is, its first two lines are all that can be said.
    return path.length === 0 && key === undefined
      ? { from, options: ['apiVersion', 'kind', 'metadata'].map((label) => ({ label, apply: `${label}: ` })) }
      : undefined;
  }
  if (key !== undefined) {
    const values = fields.find(({ name }) => name === key)?.values ?? [];
    return { from, options: values.map((label) => ({ label })) };
  }
  return {
    from,
    options: fields
      .filter(({ name }) => name !== 'status')
      .map(({ name, holds }) => ({ label: name, detail: holds, apply: `${name}: ` })),
  };
}

export function explain(text: string, at: number): Explanation | undefined {
  const { apiVersion, kind, path, key, from, to, all } = placeInYaml(text, at);
  if (key !== undefined) return undefined;
  const field = fieldsAt({ apiVersion, kind }, path)?.find(({ name }) => name === all);
  if (field === undefined) return undefined;
  return { from, to, title: [...path, all].join('.'), text: inWords(field) };
}

function inWords({ holds, inside, values }: ManifestField): string {
  if (values.length > 0) return `Holds ${holds}: ${values.join(', ')}.`;
  const shown = inside.slice(0, 12).join(', ');
  const more = inside.length > 12 ? ' and more' : '';
  return inside.length === 0 ? `Holds ${holds}.` : `Holds ${holds}, with the fields ${shown}${more}.`;
}

/** The problems at the places of their fields. */
export function problemsIn(text: string, tried: readonly TriedObject[]): readonly Problem[] {
  const documents = parseAllDocuments(text, { prettyErrors: false });
  const filled = Array.isArray(documents) ? documents.filter(({ contents }) => contents !== null) : [];
  return tried.flatMap(({ problems }, index) =>
    problems.map(({ message, field }): Problem => {
      const mark = message.includes('unknown field') ? 'key' : 'value';
      const range = rangeOf(filled[index]?.contents, pathOf(field), mark) ?? lineNamed(text, message);
      // Of what takes several lines the first is enough.
      const lineEnd = text.indexOf('\n', range.from);
      return { from: range.from, to: lineEnd < 0 ? range.to : Math.min(range.to, lineEnd), message };
    }),
  );
}

interface Range {
  readonly from: number;
  readonly to: number;
}

const pathOf = (field: string | undefined) =>
  (field ?? '')
    .split(/[.[\]]/)
    .filter((part) => part !== '')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));

/** The deepest node on the way to the field that is there: what is missing, is missing in it. */
function rangeOf(
  root: unknown,
  path: readonly (string | number)[],
  mark: 'key' | 'value',
): Range | undefined {
  let node = root;
  for (const [at, part] of path.entries()) {
    if (!isCollection(node)) break;
    const [only] = node.items;
    // A list without an index, as Go names it: of one item it is that one.
    const next =
      typeof part === 'string' && isNode(only) && node.items.length === 1 && isCollection(only) ? only : node;
    const found = next.get(part, true);
    if (!isNode(found)) break;
    node = (mark === 'key' && at === path.length - 1 ? keyNode(next, part) : undefined) ?? found;
  }
  const [from, to] = (isNode(node) ? node.range : undefined) ?? [];
  return from === undefined || to === undefined ? undefined : { from, to: Math.max(from, to) };
}

function keyNode(map: unknown, key: string | number): unknown {
  const keys = isMap(map) ? map.items.map((pair) => pair.key) : [];
  return keys.find((each) => isScalar(each) && each.value === key);
}

/** `yaml: line 3: …` names its line; else it is about the first. */
function lineNamed(text: string, message: string): Range {
  const number = Number(/line (\d+)/.exec(message)?.[1] ?? 1);
  const lines = text.split('\n');
  const at = Math.min(number, lines.length) - 1;
  const from = lines.slice(0, at).reduce((sum, line) => sum + line.length + 1, 0);
  return { from, to: from + (lines[at]?.length ?? 0) };
}
