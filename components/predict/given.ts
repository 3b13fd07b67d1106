/** What a reader committed to; `shown`: asked to be shown. */
export type Given = { readonly answer: string } | 'shown';

/** @param value data from outside */
export function readGiven(value: unknown): Given | undefined {
  if (value === 'shown') return value;
  if (typeof value !== 'object' || value === null || !('answer' in value)) return undefined;
  return typeof value.answer === 'string' ? { answer: value.answer.slice(0, 300) } : undefined;
}
