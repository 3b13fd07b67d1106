/**
 * The words of `kubectl explain`: a path of fields in the syntax of JSONPath (k8s.io/client-go util/jsonpath parser.go, as far
 * as it tells fields from all else; k8s.io/kubectl pkg/explain/explain.go jsonPathParse).
 */
import { Failure } from '../failure.ts';

/** A field's name; undefined for any other node. */
type Node = string | undefined;

/** Where a field's name ends; a backslash takes the next letter in. */
const field = /(?:\\[\s\S]|[^\\\n\r .,[\]$@{}])*/y;

/** @throws Failure in the parser's words */
export function nodesOf(path: string): readonly Node[] {
  const text = path.replace(/\.$/, '');
  const nodes: Node[] = [];
  let wasRecursive = false;
  const takeField = (at: number): number => {
    field.lastIndex = at;
    const [name = ''] = field.exec(text) ?? [];
    nodes.push(name === '*' ? undefined : name.replaceAll('\\', ''));
    wasRecursive = false;
    return at + name.length;
  };
  // What is parsed begins with a dot of its own, so `.spec` is a descent.
  let at = text.startsWith('.') ? -1 : takeField(0);
  while (at < text.length) {
    const rest = at < 0 ? `.${text}` : text.slice(at);
    const [letter = ''] = rest;
    if (rest.startsWith('..')) {
      if (wasRecursive) throw new Failure('invalid multiple recursive descent');
      nodes.push(undefined);
      wasRecursive = true;
      at += 2;
      if (/^\w/.test(text.slice(at))) at = takeField(at);
    } else if (letter === '.') at = takeField(at + 1);
    else if (letter === '[') {
      const end = text.indexOf(']', at);
      if (end < 0) throw new Failure('unterminated array');
      nodes.push(/^\['([^']*)'\]$/.exec(text.slice(at, end + 1))?.[1]);
      at = end + 1;
    } else if (letter === ' ' || letter === '@' || letter === '$') at++;
    else if (/[\w+-]/.test(letter)) {
      const [word = ''] = /^[\w+-]+/.exec(rest) ?? [];
      nodes.push(undefined);
      at += word.length;
    } else if (letter === '"' || letter === "'") {
      const end = text.indexOf(letter, at + 1);
      if (end < 0) throw new Failure('unterminated quoted string');
      nodes.push(undefined);
      at = end + 1;
    } else {
      const code = (letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
      throw new Failure(`unrecognized character in action: U+${code} '${letter}'`);
    }
  }
  return nodes;
}

/** @param otherwise what is said when one of them is no field @throws Failure */
export function fieldNames(nodes: readonly Node[], otherwise: string): readonly string[] {
  return nodes.map((node) => {
    if (node === undefined) throw new Failure(`invalid jsonpath syntax, ${otherwise}`);
    return node;
  });
}
