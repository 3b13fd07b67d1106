/** Control sequences in text that a terminal shows. */

const sequence = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007]*\u0007|[@-Z\\-_])/g;

export function withoutAnsi(text: string): string {
  return text.replace(sequence, '').replaceAll('\r', '');
}

/** Columns a text takes on screen. */
export function shownLength(text: string): number {
  return [...withoutAnsi(text)].length;
}
