/**
 * How many columns a text takes: code points, as Go counts runes.
 */
export function displayWidth(text: string): number {
  let width = 0;
  for (const _character of text) width++;
  return width;
}
