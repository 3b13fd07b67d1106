/**
 * What an exercise asks for: clauses over state and observed behaviour, never over typed text (design: an exercise is a
 * tested program). Each may be negated; each ends as pass, not yet, or cannot check.
 */
import type { Flow } from '../probe/flow.ts';

export type Clause =
  /** A flow gets its answer; `by` narrows it to an answer from this namespace, as `default/web-1`. */
  | { readonly kind: 'reaches'; readonly flow: Flow; readonly by?: string }
  /** A flow gets an answer that contains a text. */
  | { readonly kind: 'answers'; readonly flow: Flow; readonly text: string }
  /** A flow ends with this verdict. */
  | {
      readonly kind: 'ends';
      readonly flow: Flow;
      readonly verdict: 'refused' | 'unreachable' | 'timeout' | 'unresolved';
    }
  /** A packet of a flow ends at a rule; of this table and chain, where they are named: `filter`, `FORWARD`. */
  | { readonly kind: 'stopped'; readonly flow: Flow; readonly table?: string; readonly chain?: string }
  /** A name resolves, from a place, to an address. */
  | { readonly kind: 'resolves'; readonly from: string; readonly name: string; readonly to: string }
  /** The packet of a flow passes a device, as `k8s-w1/host/flannel.1`. */
  | { readonly kind: 'crosses'; readonly flow: Flow; readonly device: string }
  /** A field of an object: JSONPath in the API's JSON equals a text. */
  | { readonly kind: 'field'; readonly path: string; readonly jsonpath: string; readonly equals: string }
  /** A Service has this many ready endpoints. */
  | { readonly kind: 'endpoints'; readonly service: string; readonly count: number }
  /**
   * A table of the kernel at a place has a row in which these words stand, in this order: `10.8.1.0/24 dev flannel.1`,
   * `nat -A POSTROUTING -j MASQUERADE`. A row is what the tool of the table prints; a rule's begins with its table.
   */
  | { readonly kind: 'row'; readonly place: string; readonly table: RowTable; readonly words: string }
  /** Some program at a place takes connections, or datagrams, at a port. */
  | {
      readonly kind: 'listens';
      readonly place: string;
      readonly protocol: 'tcp' | 'udp';
      readonly port: number;
    }
  /** The largest packet a device at a place takes, in octets. */
  | { readonly kind: 'mtu'; readonly place: string; readonly device: string; readonly octets: number };

export type RowTable = 'routes' | 'rules' | 'neighbours' | 'forwarding' | 'connections';

export interface Check {
  /** What the reader is to bring about, as a clause of a sentence; made of `clause` where absent (words.ts). */
  readonly says?: string;
  readonly clause: Clause;
  readonly not?: boolean;
  /**
   * For a negative: what must hold besides, or its failure would prove nothing. That somebody cannot be reached says
   * something of a policy only while somebody else can reach them.
   */
  readonly baseline?: readonly Clause[];
}

export type CheckOutcome =
  | { readonly state: 'pass'; readonly saw: string }
  | { readonly state: 'not-yet'; readonly saw: string }
  | { readonly state: 'cannot-check'; readonly why: string };

/** A hint, given one at a time: where to look, then the concept. */
export interface Hint {
  readonly text: string;
  /** The check it helps with, by its place in the list: left out once that is met. Absent: helps with any. */
  readonly for?: number;
}

/** A command line and where it is typed. */
export interface TypedLine {
  /** A place: `workstation`, `node/k8s-w1`, `pod/default/client`. */
  readonly on: string;
  readonly line: string;
}

/** Plausible and wrong. */
export interface WrongAttempt {
  /** How one comes to it; the tests type this. */
  readonly lines: readonly TypedLine[];
  /** What it brings about: whoever gets there, by whatever command, has made it. Absent: known by its lines. */
  readonly brings?: readonly Check[];
  readonly hint: string;
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
  readonly wrong: readonly WrongAttempt[];
  /** What has been shown once it is solved, in one or two sentences. */
  readonly shows: string;
}
