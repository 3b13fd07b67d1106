/**
 * JSON in jq's colours, as it prints on a terminal (jv_dump_term of jq 1.6, jv_print.c): where a colour begins and where it is
 * reset is the original's, needlessly often as it may be.
 *
 * Left out: JQ_COLORS.
 */
import { isArray, isObject, type Json, print, type PrintStyle, sortedEntries, typeOf } from './json.ts';

const escape = (codes: string) => `\x1b[${codes}m`;
const reset = escape('0');
const key = escape('34;1');
const colours: Readonly<Record<string, string>> = {
  null: escape('1;30'),
  boolean: escape('0;39'),
  number: escape('0;39'),
  string: escape('0;32'),
  array: escape('1;39'),
  object: escape('1;39'),
};

export function printColoured(value: Json, style: PrintStyle, depth = 0): string {
  const colour = colours[typeOf(value)] ?? '';
  const line = (level: number) => (style.indent === undefined ? '' : `\n${style.indent.repeat(level)}`);
  const open = line(depth + 1);
  const end = (bracket: string) => `${colour}${line(depth)}${colour}${bracket}${reset}`;
  if (isArray(value) && value.length > 0) {
    const items = value.map((item) => printColoured(item, style, depth + 1));
    return `${colour}[${open}${items.join(`${colour},${open}`)}${end(']')}`;
  }
  if (isObject(value) && value.size > 0) {
    const colon = `${colour}:${style.indent === undefined ? '' : ' '}${reset}`;
    const fields = sortedEntries(value, style).map(
      ([name, item]) => `${key}${print(name, style)}${reset}${colon}${printColoured(item, style, depth + 1)}`,
    );
    return `${colour}{${open}${reset}${fields.join(`${colour},${open}${reset}`)}${end('}')}`;
  }
  return `${colour}${print(value, style)}${reset}`;
}
