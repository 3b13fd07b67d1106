/**
 * JSON values as Go's fmt prints them once they are maps, slices and scalars: %v, and %#v for errors that show an object.
 */
import { textOf } from './text.ts';

/** As Go's `%v`. */
export function goText(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${(value as unknown[]).map(goText).join(' ')}]`;
  if (typeof value === 'object')
    return `map[${sortedEntries(value)
      .map(([key, one]) => `${key}:${goText(one)}`)
      .join(' ')}]`;
  return typeof value === 'number' ? goNumber(value) : textOf(value);
}

/** Shortest digits; with an exponent as %v has it for what is no whole number. */
export function goNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : goFloat(value);
}

/** %v of a float, whole or not. */
export function goFloat(value: number): string {
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** As Go's `%#v`. */
export function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[]interface {}{${(value as unknown[]).map(goSyntax).join(', ')}}`;
  if (typeof value === 'object')
    return `map[string]interface {}{${sortedEntries(value)
      .map(([key, one]) => `${JSON.stringify(key)}:${goSyntax(one)}`)
      .join(', ')}}`;
  return textOf(value);
}

/** Of a value in an interface, as errors name it. */
export function goType(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}';
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'number':
      return Number.isInteger(value) ? 'int64' : 'float64';
    default:
      return value === null || value === undefined ? '<nil>' : 'map[string]interface {}';
  }
}

export function sortedEntries(value: object): readonly (readonly [string, unknown])[] {
  return Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
}
