/**
 * Expressions and statements of a rule (nft's src/parser_bison.y, include/expression.h and statement.h).
 *
 * What changes while packets pass (counters, tokens, quotas) is not here but in the state a compiled rule keeps, except
 * for counters and quotas, which nft prints.
 */
import type { DataType, Value } from './datatype.ts';
import type { Location } from './error.ts';
import type { Base } from './protocol.ts';

interface Placed {
  /** Where it stands in the text it was read from. */
  readonly at?: Location;
}

export type Selector = Placed &
  (
    | { readonly kind: 'payload'; readonly protocol: string; readonly field: string; readonly type: DataType }
    | { readonly kind: 'raw'; readonly base: Base; readonly offset: number; readonly bits: number }
    /** `field` undefined: is it there? */
    | {
        readonly kind: 'exthdr' | 'tcpopt' | 'ipopt';
        readonly header: string;
        readonly field: string | undefined;
      }
    | { readonly kind: 'meta'; readonly key: string }
    | {
        readonly kind: 'ct';
        readonly key: string;
        readonly direction: 'original' | 'reply' | undefined;
        readonly family: 'ip' | 'ip6' | undefined;
      }
    | { readonly kind: 'fib'; readonly by: readonly string[]; readonly result: string }
    | { readonly kind: 'rt'; readonly key: string; readonly family: 'ip' | 'ip6' | undefined }
    | { readonly kind: 'socket'; readonly key: string }
    | {
        readonly kind: 'numgen';
        readonly mode: 'random' | 'inc';
        readonly modulus: number;
        readonly offset: number;
      }
    | {
        readonly kind: 'hash';
        /** Undefined: symhash. */
        readonly key: Expression | undefined;
        readonly modulus: number;
        readonly seed: number | undefined;
        readonly offset: number;
      }
  );

export type Constant = Placed &
  (
    | { readonly kind: 'value'; readonly value: Value; readonly type: DataType }
    | { readonly kind: 'range'; readonly first: Value; readonly last: Value; readonly type: DataType }
    | { readonly kind: 'prefix'; readonly network: Value; readonly length: number; readonly type: DataType }
  );

export type Expression =
  | Selector
  | Constant
  | (Placed & {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Placed & { readonly kind: 'concatenation'; readonly parts: readonly Expression[] })
  | (Placed & { readonly kind: 'set'; readonly elements: readonly SetElement[] })
  | (Placed & { readonly kind: 'reference'; readonly name: string })
  | (Placed & { readonly kind: 'map'; readonly key: Expression; readonly map: Expression })
  /** `*` in a set: everything else. */
  | (Placed & { readonly kind: 'any' });

export type BinaryOperator = '&' | '|' | '^' | '<<' | '>>';
/** `in`: without a relation; any of the flags. `!`: none of them. */
export type Relation = '==' | '!=' | '<' | '>' | '<=' | '>=' | 'in' | '!';

export interface SetElement {
  readonly key: Expression;
  /** Of maps. */
  readonly data: Expression | VerdictStatement | undefined;
  readonly comment: string | undefined;
  /** Microseconds. */
  readonly timeout: number | undefined;
  readonly expires: number | undefined;
  /** Counter, limit, … of the element. */
  readonly statements: readonly Stateful[];
}

export interface VerdictStatement extends Placed {
  readonly kind: 'verdict';
  readonly verdict: 'accept' | 'drop' | 'return' | 'continue' | 'jump' | 'goto';
  readonly chain: string | undefined;
}

/** Changes while packets pass. */
export interface Counter {
  readonly kind: 'counter';
  packets: number;
  bytes: number;
}

export interface Quota {
  readonly kind: 'quota';
  readonly over: boolean;
  readonly bytes: number;
  used: number;
}

export interface Limit {
  readonly kind: 'limit';
  readonly rate: number;
  readonly unit: string;
  readonly over: boolean;
  readonly burst: number;
  readonly isBytes: boolean;
}

export interface ConnectionLimit {
  readonly kind: 'connlimit';
  readonly count: number;
  readonly over: boolean;
}

export type Stateful = Counter | Quota | Limit | ConnectionLimit;

export interface Log {
  readonly kind: 'log';
  readonly prefix: string | undefined;
  readonly level: string | undefined;
  readonly group: number | undefined;
  readonly snaplen: number | undefined;
  readonly threshold: number | undefined;
  readonly flags: string;
}

export interface Reject {
  readonly kind: 'reject';
  /** As it was given or follows from the family. */
  readonly with: 'icmp' | 'icmpv6' | 'icmpx' | 'tcp';
  readonly code: number;
  /** What a `reject` by itself does in this table: listed without the reason. */
  readonly isPlain: boolean;
}

export interface NatStatement {
  readonly kind: 'nat';
  readonly type: 'dnat' | 'snat' | 'masquerade' | 'redirect';
  readonly family: 'ip' | 'ip6' | undefined;
  /** Shown before `to`: the table's family does not say it. */
  readonly showsFamily: boolean;
  readonly isPrefix: boolean;
  readonly address: Expression | undefined;
  readonly port: Expression | undefined;
  readonly flags: readonly string[];
}

export interface Match {
  readonly kind: 'match';
  readonly left: Expression;
  readonly relation: Relation;
  readonly right: Expression;
  /** How nft lists it, where that is not what it does: as a range with the one before, as several, not at all. */
  readonly listed?: readonly Match[];
}

export interface SetUpdate {
  readonly kind: 'update';
  readonly operation: 'add' | 'update' | 'delete';
  readonly set: string;
  readonly key: Expression;
  readonly data: Expression | undefined;
  readonly timeout: number | undefined;
  readonly statements: readonly Stateful[];
  /** Old syntax: the set is the statement's own. */
  readonly meter: number | undefined;
}

export interface Assignment {
  readonly kind: 'assign';
  readonly left: Selector;
  readonly value: Expression;
}

export type Statement = Placed &
  (
    | Match
    | { readonly kind: 'vmap'; readonly key: Expression; readonly map: Expression }
    | VerdictStatement
    | Stateful
    /** A named object: its name, or a map to names. */
    | { readonly kind: 'object'; readonly type: ObjectType; readonly name: string | Expression }
    | Reject
    | NatStatement
    | Assignment
    | Log
    | { readonly kind: 'notrack' }
    | SetUpdate
    | {
        readonly kind: 'queue';
        readonly first: number;
        readonly last: number;
        readonly flags: readonly string[];
      }
    | { readonly kind: 'resetOption'; readonly option: string }
    | {
        readonly kind: 'synproxy';
        readonly mss: number | undefined;
        readonly wscale: number | undefined;
        readonly flags: readonly string[];
      }
  );

export type ObjectType =
  'counter' | 'quota' | 'limit' | 'synproxy' | 'ct helper' | 'ct timeout' | 'ct expectation' | 'secmark';

/** The statement as nft lists it is `statements`; `comment` is the rule's own. */
export interface RuleBody {
  readonly statements: readonly Statement[];
  readonly comment: string | undefined;
}
