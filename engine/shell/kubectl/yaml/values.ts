/**
 * JSON values of YAML nodes, as sigs.k8s.io/yaml makes them: the words of YAML 1.1 (resolve.go), anchors, merges; of a key
 * that stands twice the later one counts, and keys are text.
 */
import { textOf } from '../../../kubernetes/schema/text.ts';
import { fromBase64 } from '../../../net/base64/base64.ts';
import { fromUtf8 } from '../../../net/wire/utf8.ts';
import { YamlFault } from './fault.ts';
import type { Anchored, Node } from './parser.ts';

/** What YAML can say and JSON cannot: told without YAML's name before it. */
export class UnfitForJson extends Error {}

/** @throws YamlFault, UnfitForJson */
export function valueOf(node: Node): unknown {
  return new Values().of(node);
}

const words: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map(
    (word) => [word, true] as const,
  ),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map(
    (word) => [word, false] as const,
  ),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
]);

/** More is a bomb. */
const mostAliased = 100_000;

class Values {
  readonly #open = new Set<Anchored>();
  #aliased = 0;

  of(node: Node): unknown {
    switch (node.kind) {
      case 'alias':
        return this.#aliasOf(node.name, node.target);
      case 'scalar':
        return node.isPlain && node.tag === undefined ? resolved(node.text) : tagged(node.tag, node.text);
      case 'sequence':
        return node.items.map((item) => this.of(item));
      case 'mapping':
        return this.#mapping(node.pairs);
    }
  }

  #aliasOf(name: string, target: Anchored): unknown {
    const { node } = target;
    if (node === undefined || this.#open.has(target))
      throw new YamlFault(`anchor '${name}' value contains itself`);
    if (++this.#aliased > mostAliased) throw new YamlFault('document contains excessive aliasing');
    this.#open.add(target);
    const value = this.of(node);
    this.#open.delete(target);
    return value;
  }

  #mapping(pairs: readonly (readonly [Node, Node])[]): Readonly<Record<string, unknown>> {
    const object: Record<string, unknown> = {};
    for (const [key, value] of pairs) {
      if (key.kind === 'scalar' && key.isPlain && key.text === '<<') {
        this.#merge(object, value);
        continue;
      }
      const read = this.of(value);
      object[keyText(this.of(key), read)] = read;
    }
    return object;
  }

  #merge(object: Record<string, unknown>, node: Node): void {
    const from = node.kind === 'alias' ? node.target.node : node;
    if (from?.kind === 'sequence') {
      for (const item of [...from.items].reverse()) this.#merge(object, item);
      return;
    }
    if (from?.kind !== 'mapping')
      throw new YamlFault('map merge requires map or sequence of maps as the value');
    Object.assign(object, this.of(node));
  }
}

/** @param value is shown where there is no such key */
function keyText(key: unknown, value: unknown): string {
  if (typeof key === 'object' && key !== null) throw new YamlFault(`invalid map key: ${goSyntax(key)}`);
  if (key === null) {
    const shown = value === null ? '<nil>' : goSyntax(value);
    throw new UnfitForJson(`unsupported map key of type: %!s(<nil>), key: <nil>, value: ${shown}`);
  }
  return textOf(key);
}

/** As Go's `%#v` prints what this reader makes of a node. */
function goSyntax(value: unknown): string {
  if (value === null) return 'interface {}(nil)';
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[]interface {}{${(value as unknown[]).map(goSyntax).join(', ')}}`;
  if (typeof value !== 'object') return textOf(value);
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${goSyntax(item)}`);
  return `map[interface {}]interface {}{${entries.join(', ')}}`;
}

function ofBase64(text: string): string {
  const octets = fromBase64(text.replaceAll(/\s/g, ''));
  if (octets === undefined) throw new YamlFault('!!binary value contains invalid base64 data');
  return fromUtf8(octets);
}

function tagged(tag: string | undefined, text: string): unknown {
  if (tag === '!!binary') return ofBase64(text);
  const isNumber = tag === '!!int' || tag === '!!float' || tag === '!!bool' || tag === '!!null';
  return isNumber ? resolved(text) : text;
}

function resolved(text: string): unknown {
  const word = words.get(text);
  if (word !== undefined) return word;
  const endless = /^([-+]?)\.(?:inf|Inf|INF)$/.exec(text);
  if (endless !== null)
    throw new UnfitForJson(`json: unsupported value: ${endless[1] === '-' ? '-' : '+'}Inf`);
  if (/^\.(?:nan|NaN|NAN)$/.test(text)) throw new UnfitForJson('json: unsupported value: NaN');
  if (!/^[-+.0-9]/.test(text)) return text;
  const plain = text.replaceAll('_', '');
  const whole = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/.exec(plain);
  if (whole !== null) {
    const digits = (whole[2] ?? '').replace(/^0[oO]?(?=[0-7])/, '0o');
    return (whole[1] === '-' ? -1 : 1) * Number(digits) + 0;
  }
  if (/^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(plain)) return Number(plain);
  return text;
}
