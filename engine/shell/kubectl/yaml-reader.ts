/**
 * YAML as kubectl reads it: the values of YAML 1.1 (`yes` is true), later keys win over earlier ones, and syntax errors
 * in the words of Go's yaml library, as far as its and ours find the same fault.
 */
import { type Document, isScalar, parseAllDocuments, visit, type YAMLError } from 'yaml';

export type YamlText =
  { readonly kind: 'value'; readonly value: unknown } | { readonly kind: 'failed'; readonly message: string };

/** @returns one entry per document; empty documents are left out */
export function readYaml(text: string): readonly YamlText[] {
  const parts = splitDocuments(text);
  const results: YamlText[] = [];
  for (const part of parts) {
    const read = readShallow(part);
    if (read.kind === 'failed') return [...results, read];
    if (read.value !== null && read.value !== undefined) results.push(read);
  }
  return results;
}

/** As the YAML reader of apimachinery: at lines that are `---`. */
function splitDocuments(text: string): readonly string[] {
  const parts: string[] = [];
  let current: string[] = [];
  for (const line of text.split('\n'))
    if (/^---(\s|$)/.test(line)) {
      parts.push(current.join('\n'));
      current = [];
    } else current.push(line);
  parts.push(current.join('\n'));
  return parts;
}

/** What is nested deeper than a program's stack is not read; Go's reader goes 10,000 levels down. */
function readShallow(text: string): YamlText {
  try {
    return readDocument(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { kind: 'failed', message: 'not simulated: YAML that is nested as deep as this' };
  }
}

function readDocument(text: string): YamlText {
  if (/^\s*[{[]/.test(text)) {
    try {
      return { kind: 'value', value: JSON.parse(text) as unknown };
    } catch (error) {
      // Flow style YAML may begin so too; what only ends too early is JSON.
      if (text.trimStart().startsWith('{') && error instanceof Error && endsEarly(error.message, text))
        return { kind: 'failed', message: 'unexpected EOF' };
    }
  }
  const documents = parseAllDocuments(text, {
    version: '1.1',
    uniqueKeys: false,
    prettyErrors: false,
    strict: false,
    customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || !isForeign(tag)),
  });
  if (!Array.isArray(documents)) return { kind: 'value', value: null };
  const [document] = documents as readonly Document[];
  if (document === undefined) return { kind: 'value', value: null };
  const [error] = document.errors;
  if (error !== undefined) return { kind: 'failed', message: goMessage(error, text) };
  const fault = aliasFault(document);
  if (fault !== undefined) return { kind: 'failed', message: `yaml: ${fault}` };
  // Merged multi-line plain scalars hide a fault that Go tells: a key without its colon is one in ours, too.
  visit(document, {
    Pair(_key, pair) {
      if (isScalar(pair.key) && typeof pair.key.value !== 'string')
        pair.key.value = String(pair.key.source ?? pair.key.value);
    },
  });
  return { kind: 'value', value: plain(document.toJS({ maxAliasCount: 1000 })) };
}

/** An alias of what is not there, or of what holds it. */
function aliasFault(document: Document): string | undefined {
  let fault: string | undefined;
  visit(document, {
    Alias(_key, alias, path) {
      const target = alias.resolve(document);
      if (target === undefined) fault ??= `unknown anchor '${alias.source}' referenced`;
      else if (path.includes(target)) fault ??= `anchor '${alias.source}' value contains itself`;
    },
  });
  return fault;
}

/** Whether JSON.parse found its fault where the text ends. */
function endsEarly(message: string, text: string): boolean {
  const at = /at position (\d+)/.exec(message)?.[1];
  return at === undefined ? message.includes('end of JSON input') : Number(at) >= text.trimEnd().length;
}

/** What YAML 1.1 has and Go's reader does not: numbers in base 60, timestamps, sets, ordered maps. */
function isForeign(tag: { readonly tag?: string; readonly format?: string }): boolean {
  return (
    tag.format === 'TIME' ||
    tag.tag === 'tag:yaml.org,2002:timestamp' ||
    tag.tag === 'tag:yaml.org,2002:set' ||
    tag.tag === 'tag:yaml.org,2002:omap' ||
    tag.tag === 'tag:yaml.org,2002:pairs'
  );
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return (value as unknown[]).map(plain);
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object' || value === null) return value;
  const result: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) result[key] = plain(item);
  return result;
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function goMessage(error: YAMLError, text: string): string {
  const [start] = error.pos;
  const line = lineOf(text, start);
  const lines = text.split('\n');
  const tab = lines.findIndex((one) => /^ *\t/.test(one) && one.trim() !== '');
  if (tab >= 0 && tab + 1 <= line + 1)
    return `yaml: line ${tab + 1}: found character that cannot start any token`;
  switch (error.code) {
    case 'MISSING_CHAR':
      if (/quote/.test(error.message)) return `yaml: line ${lines.length}: found unexpected end of stream`;
      if (/flow (map|collection|sequence)/i.test(error.message))
        return `yaml: line ${line}: did not find expected ',' or '${/sequence/.test(error.message) ? ']' : '}'}'`;
      return `yaml: line ${line + 1}: could not find expected ':'`;
    case 'BLOCK_AS_IMPLICIT_KEY':
      if (/block sequence/i.test(error.message)) return `yaml: line ${line - 1}: did not find expected key`;
      return `yaml: line ${nestedLine(lines, line)}: mapping values are not allowed in this context`;
    case 'MULTILINE_IMPLICIT_KEY':
      return `yaml: line ${nestedLine(lines, line)}: mapping values are not allowed in this context`;
    case 'BAD_INDENT':
      if (/^Flow/.test(error.message) && text.slice(start).trim() === '')
        return `yaml: line ${line - 1}: did not find expected ',' or '${/sequence/.test(error.message) ? ']' : '}'}'`;
      return `yaml: line ${line}: did not find expected key`;
    case 'BAD_ALIAS':
      return `yaml: unknown anchor '${/[&*](\S+)/.exec(error.message)?.[1] ?? ''}' referenced`;
    case 'TAB_AS_INDENT':
      return `yaml: line ${line}: found character that cannot start any token`;
    default:
      return /seq|collection/i.test(error.message)
        ? `yaml: line ${line}: did not find expected '-' indicator`
        : `yaml: line ${line}: did not find expected key`;
  }
}

/** A mapping inside a plain scalar is found on the line of its colon. */
function nestedLine(lines: readonly string[], line: number): number {
  for (let at = line; at < lines.length; at++) if (/:\s*$|:\s+\S/.test(lines[at] ?? '')) return at + 1;
  return line;
}
