/**
 * What the API server does for one kind around storing it: defaults, admission, preparation, validation, allocation,
 * warnings (the rest.RESTCreateStrategy and RESTUpdateStrategy of k8s.io/apiserver, and the admission plugins that touch
 * the kind).
 */
import type { Random } from '../../clock/random.ts';
import type { KubeObject, Timestamp } from '../objects/meta.ts';
import type { Resource } from '../api/resources.ts';
import type { FieldError } from '../api/status.ts';
import type { Decoded } from '../schema/decode.ts';
import type { Store } from '../api/store.ts';

export interface StrategyContext {
  readonly store: Store;
  readonly random: Random;
  readonly now: Timestamp;
  readonly dryRun: boolean;
}

/** Around storing: `undo` when it fails, `commit` when it is done. */
export interface Begun<Kind extends KubeObject> {
  readonly object: Kind;
  readonly undo: () => void;
  readonly commit: () => void;
}

export interface Strategy<Kind extends KubeObject = KubeObject> {
  readonly resource: Resource;
  /** A body as an object, where its kind is no Go struct. */
  decode?(body: unknown): Decoded;
  /** An object as it is read from the store: its kind may have changed since. */
  read?(object: Kind): Kind;
  /** Fill in what is missing; the object is a fresh copy and may be written to. */
  defaults?(object: Kind): void;
  /** Before defaulting is over and validation: plugins that change a new object. @throws ApiError */
  admit?(object: Kind, context: StrategyContext): Kind;
  /** A new object as it is stored first (its status emptied, say). */
  prepareForCreate?(object: Kind, context: StrategyContext): Kind;
  /** A new state of an object; never changes its status. */
  prepareForUpdate?(object: Kind, old: Kind, context: StrategyContext): Kind;
  /** A new status as it is stored. */
  prepareStatus?(status: unknown): unknown;
  begin?(object: Kind, old: Kind | undefined, context: StrategyContext): Begun<Kind>;
  validate(object: Kind): readonly FieldError[];
  validateUpdate?(object: Kind, old: Kind): readonly FieldError[];
  warnings?(object: Kind, old: Kind | undefined): readonly string[];
  /** After the object has gone. */
  deleted?(object: Kind, context: StrategyContext): void;
  /** Kinds whose spec counts generations. */
  readonly counted?: boolean;
  /** Kinds with a status of their own (`/status`). */
  readonly hasStatus?: boolean;
}
