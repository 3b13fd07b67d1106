/**
 * The tree of a jq program: filters, and the patterns of `as` that take values apart.
 */
import type { Json } from './json.ts';

export class JqSyntaxError extends Error {}

export type Filter =
  | { readonly kind: 'identity' }
  | { readonly kind: 'recurse' }
  | { readonly kind: 'literal'; readonly value: Json }
  | {
      readonly kind: 'string';
      readonly parts: readonly (string | Filter)[];
      readonly format: string | undefined;
    }
  | { readonly kind: 'format'; readonly name: string }
  | { readonly kind: 'field'; readonly target: Filter; readonly key: Filter }
  | {
      readonly kind: 'slice';
      readonly target: Filter;
      readonly from: Filter | undefined;
      readonly to: Filter | undefined;
    }
  | { readonly kind: 'iterate'; readonly target: Filter }
  | { readonly kind: 'array'; readonly body: Filter | undefined }
  | { readonly kind: 'object'; readonly entries: readonly { readonly key: Filter; readonly value: Filter }[] }
  | {
      readonly kind: 'pipe' | 'comma' | 'alternative' | 'and' | 'or';
      readonly left: Filter;
      readonly right: Filter;
    }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'assign'; readonly operator: string; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'negate'; readonly operand: Filter }
  | { readonly kind: 'try'; readonly body: Filter; readonly handler: Filter | undefined }
  | { readonly kind: 'if'; readonly test: Filter; readonly yes: Filter; readonly no: Filter | undefined }
  | {
      readonly kind: 'bind';
      readonly source: Filter;
      readonly patterns: readonly Pattern[];
      readonly body: Filter;
    }
  | {
      readonly kind: 'reduce';
      readonly source: Filter;
      readonly pattern: Pattern;
      readonly start: Filter;
      readonly update: Filter;
    }
  | {
      readonly kind: 'foreach';
      readonly source: Filter;
      readonly pattern: Pattern;
      readonly start: Filter;
      readonly update: Filter;
      readonly extract: Filter | undefined;
    }
  | {
      readonly kind: 'define';
      readonly name: string;
      readonly parameters: readonly string[];
      readonly body: Filter;
      readonly rest: Filter;
    }
  | { readonly kind: 'call'; readonly name: string; readonly words: readonly Filter[] }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'label'; readonly name: string; readonly body: Filter }
  | { readonly kind: 'break'; readonly name: string };

export type Pattern =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'array'; readonly items: readonly Pattern[] }
  | {
      readonly kind: 'object';
      readonly entries: readonly {
        readonly key: Filter;
        readonly variable: string | undefined;
        readonly pattern: Pattern | undefined;
      }[];
    };

export const identity: Filter = { kind: 'identity' };
