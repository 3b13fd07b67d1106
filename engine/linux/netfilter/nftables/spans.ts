/**
 * Right sides as values: a single value is a range of one.
 */
import { NftError } from './error.ts';
import type { Span } from './model.ts';
import type { Expression } from './syntax.ts';
import { partsOf } from './types.ts';

export function spansOf(expression: Expression): readonly Span[] {
  return partsOf(expression).map((part): Span => {
    switch (part.kind) {
      case 'value':
        return { first: part.value, last: part.value };
      case 'flags':
        return { first: part.bits, last: part.bits };
      case 'range':
        return { first: part.first, last: part.last };
      case 'prefix':
        return { first: part.network, last: part.network + 2 ** (32 - part.length) - 1 };
      default:
        throw new NftError(`syntax error, unexpected ${part.kind}`);
    }
  });
}
