/**
 * Variables and files in files: `define NAME = …`, `$NAME`, `include "PATH"` (nft's parser_bison.y: common_block;
 * src/scanner.l: include_file). Each is replaced where it stands, so later positions are those of the whole text.
 */
import { type Location, NftError } from '../../linux/netfilter/nftables/error.ts';

const variable = /\$([A-Za-z_][\w]*)/g;
const definition = /^[ \t]*(define|redefine|undefine)[ \t]+([A-Za-z_]\w*)[ \t]*(?:=[ \t]*)?/;

/** @param read the text of a file; undefined where there is none. @throws NftError */
export function preprocess(
  text: string,
  defines: readonly (readonly [string, string])[],
  read: (path: string) => string | undefined,
  depth = 0,
): string {
  const known = new Map<string, string>(defines);
  if (!/\$|\b(?:define|redefine|undefine|include)\b/.test(text)) return text;
  return expand(text, known, read, depth);
}

function expand(
  text: string,
  known: Map<string, string>,
  read: (path: string) => string | undefined,
  depth: number,
): string {
  let out = '';
  let rest = text;
  while (rest !== '') {
    const include = /^[ \t]*include[ \t]+"([^"\n]*)"[ \t]*;?/.exec(rest);
    const defined = definition.exec(rest);
    if (include !== null) {
      const path = include[1] ?? '';
      const content = read(path);
      const at: Location = {
        start: text.length - rest.length,
        end: text.length - rest.length + include[0].length,
      };
      if (content === undefined)
        throw new NftError(`Could not open file "${path}": No such file or directory`, at);
      if (depth > 15) throw new NftError('Include nested too deeply, max 16 levels', at);
      out += expand(content, known, read, depth + 1);
      rest = rest.slice(include[0].length);
    } else if (defined !== null) {
      const [whole, verb = '', name = ''] = defined;
      rest = rest.slice(whole.length);
      const value = verb === 'undefine' ? '' : valueIn(rest);
      rest = rest.slice(value.length);
      if (verb === 'undefine') known.delete(name);
      else known.set(name, replace(value.trim(), known));
      // Lines keep their numbers.
      out += value.replace(/[^\n]/g, '');
    } else {
      const end = rest.indexOf('\n');
      const line = end < 0 ? rest : rest.slice(0, end + 1);
      out += replace(line, known);
      rest = rest.slice(line.length);
    }
  }
  return out;
}

/** A value may go on over lines inside braces. */
function valueIn(text: string): string {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '{') depth++;
    if (text[at] === '}') depth--;
    if (depth <= 0 && (text[at] === '\n' || text[at] === ';')) return text.slice(0, at);
  }
  return text;
}

function replace(line: string, known: ReadonlyMap<string, string>): string {
  const comment = line.indexOf('#');
  const code = comment < 0 ? line : line.slice(0, comment);
  return (
    code.replace(variable, (whole, name: string, at: number) => {
      const value = known.get(name);
      if (value === undefined)
        throw new NftError(`unknown identifier '${name}'`, { start: at, end: at + whole.length });
      return value;
    }) + (comment < 0 ? '' : line.slice(comment))
  );
}
