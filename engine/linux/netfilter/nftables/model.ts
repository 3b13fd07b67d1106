/**
 * Tables, chains, rules and named objects of nf_tables (net/netfilter/nf_tables_api.c; nft(8)).
 *
 * Left out: flow tables, dormant tables' effects on hooks other than not running, owners.
 */
import type { Provenance } from '../../journey/event.ts';
import type { NftSet } from './set.ts';
import type { Counter, Limit, ObjectType, Quota, RuleBody } from './syntax.ts';

export type Family = 'ip' | 'ip6' | 'inet' | 'arp' | 'bridge' | 'netdev';

export type BaseHook = 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting' | 'ingress' | 'egress';

export interface Base {
  readonly type: 'filter' | 'nat' | 'route';
  readonly hook: BaseHook;
  readonly priority: number;
  /** Of `ingress` and `egress`. */
  readonly devices: readonly string[];
}

export class NftTable {
  readonly family: Family;
  readonly name: string;
  comment: string | undefined;
  /** Its chains do not run. */
  dormant = false;
  handle = 0;
  readonly chains = new Map<string, NftChain>();
  readonly sets = new Map<string, NftSet>();
  /** By type and name: `counter c1`. */
  readonly objects = new Map<string, NftObject>();
  #handles = 0;

  constructor(family: Family, name: string) {
    this.family = family;
    this.name = name;
  }

  /** Handles of chains, sets, rules and objects are numbers of their table. */
  nextHandle(): number {
    return ++this.#handles;
  }
}

export class NftChain {
  name: string;
  readonly base: Base | undefined;
  policy: 'accept' | 'drop' = 'accept';
  comment: string | undefined;
  handle = 0;
  rules: NftRule[] = [];

  constructor(name: string, base: Base | undefined) {
    this.name = name;
    this.base = base;
  }
}

export interface NftRule extends RuleBody {
  readonly handle: number;
  readonly provenance: Provenance | undefined;
}

/** What a named object holds. Helpers, timeouts and expectations are kept and listed. */
export type ObjectBody =
  | Counter
  | Quota
  | Limit
  | {
      readonly kind: 'synproxy';
      readonly mss: number;
      readonly wscale: number;
      readonly flags: readonly string[];
    }
  | { readonly kind: 'helper'; readonly type: string; readonly protocol: string; readonly l3proto: string }
  | {
      readonly kind: 'timeout';
      readonly protocol: string;
      readonly l3proto: string;
      readonly policy: readonly (readonly [string, number])[];
    }
  | {
      readonly kind: 'expectation';
      readonly protocol: string;
      readonly dport: number;
      readonly timeout: number;
      readonly size: number;
      readonly l3proto: string;
    };

export interface NftObject {
  readonly type: ObjectType;
  readonly name: string;
  readonly body: ObjectBody;
  readonly comment: string | undefined;
  handle: number;
}
