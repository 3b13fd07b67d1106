/**
 * Expressions and statements of a rule (nft's src/parser_bison.y, include/expression.h and statement.h).
 */
import type { Value } from './model.ts';

export type Expression =
  | { readonly kind: 'payload'; readonly protocol: string; readonly field: string }
  | { readonly kind: 'meta'; readonly key: string }
  | { readonly kind: 'ct'; readonly key: string; readonly direction: 'original' | 'reply' | undefined }
  | { readonly kind: 'fib'; readonly by: readonly string[]; readonly result: string }
  | {
      readonly kind: 'numgen';
      readonly mode: 'random' | 'inc';
      readonly modulus: number;
      readonly offset: number;
    }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'concatenation'; readonly parts: readonly Expression[] }
  /** `type`: how it prints. */
  | { readonly kind: 'value'; readonly value: Value; readonly type: string }
  /** Flags joined by commas. */
  | { readonly kind: 'flags'; readonly bits: number; readonly type: string }
  | { readonly kind: 'range'; readonly first: Value; readonly last: Value; readonly type: string }
  | { readonly kind: 'prefix'; readonly network: number; readonly length: number; readonly type: string }
  | { readonly kind: 'set'; readonly elements: readonly SetElement[] }
  | { readonly kind: 'reference'; readonly name: string }
  | { readonly kind: 'map'; readonly key: Expression; readonly map: Expression };

export type BinaryOperator = '&' | '|' | '^' | '<<' | '>>';
export type Relation = '==' | '!=' | '<' | '>' | '<=' | '>=';

export interface SetElement {
  readonly key: Expression;
  /** Of maps. */
  readonly data: Expression | VerdictStatement | undefined;
  readonly comment: string | undefined;
  /** Microseconds. */
  readonly timeout: number | undefined;
}

export interface VerdictStatement {
  readonly kind: 'verdict';
  readonly verdict: 'accept' | 'drop' | 'return' | 'continue' | 'jump' | 'goto';
  readonly chain: string | undefined;
}

/** Changes while packets pass. */
export interface CounterStatement {
  readonly kind: 'counter';
  packets: number;
  bytes: number;
}

export type Statement =
  | {
      readonly kind: 'match';
      readonly left: Expression;
      readonly relation: Relation;
      readonly right: Expression;
      readonly explicit: boolean;
    }
  | { readonly kind: 'vmap'; readonly key: Expression; readonly map: Expression }
  | VerdictStatement
  | CounterStatement
  | { readonly kind: 'reject'; readonly with: string | undefined }
  | {
      readonly kind: 'nat';
      readonly type: 'dnat' | 'snat' | 'masquerade' | 'redirect';
      readonly address: Expression | undefined;
      readonly port: Expression | undefined;
      readonly flags: readonly string[];
    }
  | {
      readonly kind: 'assign';
      readonly object: 'meta' | 'ct';
      readonly key: string;
      readonly value: Expression;
    }
  | {
      readonly kind: 'limit';
      readonly rate: number;
      readonly unit: string;
      readonly burst: number;
      readonly over: boolean;
    }
  | { readonly kind: 'log'; readonly text: string }
  | { readonly kind: 'notrack' }
  | {
      readonly kind: 'update';
      readonly operation: 'add' | 'update' | 'delete';
      readonly set: string;
      readonly key: Expression;
      readonly timeout: number | undefined;
    };
