/**
 * awk's values: numbers, strings, and text from outside that is a number where it looks like one (POSIX "numeric
 * string"). A variable holds a value or an array.
 */
import { fillFormat } from '../printf.ts';

/** Text that came from input: compares as a number if it looks like one. */
export class Outside {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Value = number | string | Outside | undefined;

export interface Cell {
  value: Value;
  array: Map<string, Value> | undefined;
  /** A parameter that was given a variable never used: becoming an array it makes that one an array too. */
  readonly origin?: Cell;
}

export function arrayOf(cell: Cell): Map<string, Value> {
  if (cell.array === undefined)
    cell.array = cell.origin === undefined ? new Map<string, Value>() : arrayOf(cell.origin);
  return cell.array;
}

export function looksNumeric(text: string): boolean {
  return /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/.test(text);
}

export function toNumber(value: Value): number {
  if (typeof value === 'number') return value;
  if (value === undefined) return 0;
  const text = typeof value === 'string' ? value : value.text;
  return Number(/^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(text)?.[0] ?? 0);
}

export function numberText(value: number, format: string): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e16)
    return Object.is(value, -0) ? '-0' : value.toString();
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Number.isInteger(value)) return BigInt(value).toString();
  return fillFormat(format, { text: () => '', number: () => value, integer: () => BigInt(Math.trunc(value)) })
    .text;
}

export function isNumeric(value: Value): boolean {
  return (
    typeof value === 'number' || value === undefined || (value instanceof Outside && looksNumeric(value.text))
  );
}

export function isTrue(value: Value): boolean {
  if (value === undefined) return false;
  if (typeof value === 'number') return value !== 0;
  if (typeof value === 'string') return value !== '';
  return looksNumeric(value.text) ? toNumber(value) !== 0 : value.text !== '';
}
