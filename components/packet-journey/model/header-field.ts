/** Reading one field of a header as printed. */
import type { HeaderField } from './journey-model.ts';

/** @returns the empty text when there is no such field */
export function fieldOf(fields: readonly HeaderField[], name: string): string {
  return fields.find((field) => field.name === name)?.value ?? '';
}
