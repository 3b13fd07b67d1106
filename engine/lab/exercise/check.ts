/**
 * What an exercise asks for: clauses over state and observed behaviour, never over typed text (design: an exercise is a
 * tested program). Each may be negated; each ends as pass, not yet, or cannot check.
 */
import type { Flow } from '../probe/flow.ts';

export type Clause =
  /** A flow gets its answer; `endpoint` narrows it to an answer from this pod. */
  | { readonly kind: 'reaches'; readonly flow: Flow; readonly by?: string }
  /** A flow ends with this verdict. */
  | {
      readonly kind: 'ends';
      readonly flow: Flow;
      readonly verdict: 'refused' | 'unreachable' | 'timeout' | 'unresolved';
    }
  /** A name resolves, from a place, to an address. */
  | { readonly kind: 'resolves'; readonly from: string; readonly name: string; readonly to: string }
  /** The packet of a flow passes a device, as `k8s-w1/host/flannel.1`. */
  | { readonly kind: 'crosses'; readonly flow: Flow; readonly device: string }
  /** A field of an object: JSONPath in the API's JSON equals a text. */
  | { readonly kind: 'field'; readonly path: string; readonly jsonpath: string; readonly equals: string }
  /** A Service has this many ready endpoints. */
  | { readonly kind: 'endpoints'; readonly service: string; readonly count: number };

export interface Check {
  /** What the reader is to bring about, in words. */
  readonly says: string;
  readonly clause: Clause;
  readonly not?: boolean;
}

export type CheckOutcome =
  | { readonly state: 'pass'; readonly saw: string }
  | { readonly state: 'not-yet'; readonly saw: string }
  | { readonly state: 'cannot-check'; readonly why: string };

/** A hint, given one at a time. `saw` puts in what the check found. */
export interface Hint {
  readonly text: string;
}

/** A command line and where it is typed. */
export interface TypedLine {
  /** A place: `workstation`, `node/k8s-w1`, `pod/default/client`. */
  readonly on: string;
  readonly line: string;
}

/** An exercise as its chapter's folder defines it. */
export interface Exercise {
  readonly id: string;
  readonly title: string;
  /** The name of its scenario: a chapter's (`services`) or its own file's (`services/no-endpoints`). */
  readonly scenario: string;
  /** The place where its terminal opens; the workstation when absent. */
  readonly starts?: string;
  /** Why it is worth doing, in one or two sentences. */
  readonly story: string;
  readonly checks: readonly Check[];
  readonly hints: readonly Hint[];
  /** Any one of them solves it. */
  readonly solutions: readonly (readonly TypedLine[])[];
  /** Plausible and wrong, each with what to tell who tries it. */
  readonly wrong: readonly { readonly lines: readonly TypedLine[]; readonly hint: string }[];
}
