/**
 * A JSON value as the text it stands for: strings as they are, numbers and booleans in digits and words.
 */
export function textOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'boolean':
      return String(value);
    case 'undefined':
      return '';
    default:
      return JSON.stringify(value);
  }
}
