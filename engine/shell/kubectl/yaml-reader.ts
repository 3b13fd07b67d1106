/**
 * The documents of a YAML or JSON text as kubectl reads them (YAMLOrJSONDecoder of k8s.io/apimachinery pkg/util/yaml); what a
 * document says is the room's `yaml/`.
 */
import { YamlFault } from './yaml/fault.ts';
import { parseYaml } from './yaml/parser.ts';
import { UnfitForJson, valueOf } from './yaml/values.ts';

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
      parts.push(current.map((one) => `${one}\n`).join(''));
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
  try {
    const node = parseYaml(text);
    return { kind: 'value', value: node === undefined ? null : valueOf(node) };
  } catch (error) {
    if (error instanceof UnfitForJson) return { kind: 'failed', message: error.message };
    if (!(error instanceof YamlFault)) throw error;
    return { kind: 'failed', message: `yaml: ${error.message}` };
  }
}

/** Whether JSON.parse found its fault where the text ends. */
function endsEarly(message: string, text: string): boolean {
  const at = /at position (\d+)/.exec(message)?.[1];
  return at === undefined ? message.includes('end of JSON input') : Number(at) >= text.trimEnd().length;
}
