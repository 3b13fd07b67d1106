/**
 * Numbers on the command lines of BIND's tools (parse_uint of dighost.c), with its complaint.
 */

/** @returns the number, or what goes to standard output before the tool ends or goes on */
export function bindNumber(text: string, most: number, what: string): number | string {
  if (!/^\s*\+?\d+$/.test(text)) return `invalid ${what} '${text}': not a valid number`;
  const number = Number(text);
  return number > most ? `invalid ${what} '${text}': out of range` : number;
}
