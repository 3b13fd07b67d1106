/**
 * Questions of a chapter, as its folder writes them (`docs/CHAPTER/questions.ts`): what is asked, how the engine finds the
 * answer, and what to say to each answer. Nobody writes a key down. `readyQuestion` (answer-key.ts) computes it when the
 * book is built, and the tests again.
 */
import type { Check, TypedLine } from '../../engine/lab/exercise/check.ts';
import type { Flow } from '../../engine/lab/probe/flow.ts';
import type { PredictionKey } from '../predict/prediction.ts';

/** Where the engine finds the answer. Where it finds several, each of them is right. */
export type AnswerKey =
  /** What `pick` captures first in what a command prints, at every place it matches. */
  | { readonly kind: 'output'; readonly on: string; readonly line: string; readonly pick: RegExp }
  /** How many lines of what a command prints match. */
  | { readonly kind: 'lines'; readonly on: string; readonly line: string; readonly matching: RegExp }
  /** Something of a flow's journey. */
  | { readonly kind: 'journey'; readonly flow: Flow; readonly key: PredictionKey }
  /** A field of an object, its path through the API's JSON: `spec.clusterIP`. A list has a right answer an item. */
  | { readonly kind: 'api'; readonly path: string; readonly field: string };

/** What a typed answer is: decides how it is read and what is said to one that cannot be read. */
export type AnswerForm = 'address' | 'range' | 'number' | 'name' | 'verdict';

interface Asked {
  /** Unique in the chapter; part of a link. */
  readonly id: string;
  readonly ask: string;
  /** The chapter's cluster as these lines leave it; as it begins where there are none. */
  readonly after?: readonly TypedLine[];
  /** Why the answer is what it is. */
  readonly why: string;
}

export interface TypedQuestion extends Asked {
  readonly form: AnswerForm;
  readonly key: AnswerKey;
  /** Likely mistakes, written or found by the engine, and what is wrong with each. */
  readonly mistakes: readonly { readonly answer: string | AnswerKey; readonly because: string }[];
}

export interface ChosenQuestion extends Asked {
  /** Right is each option whose text the engine finds by `key`, or whose own `holds` are met. At least one of them is. */
  readonly key?: AnswerKey;
  readonly options: readonly Option[];
}

export interface Option {
  readonly text: string;
  /** What makes it right or wrong. */
  readonly because: string;
  readonly holds?: readonly Check[];
}

export type Question = TypedQuestion | ChosenQuestion;

/** A question with its key, as it travels in a page. */
export interface ReadyQuestion {
  /** `services/odds` */
  readonly id: string;
  readonly ask: string;
  readonly why: string;
  readonly answer: ReadyTyped | ReadyChosen;
  /** The command that tells the answer, in the cluster as it begins. */
  readonly found?: TypedLine;
}

export interface ReadyTyped {
  readonly kind: 'typed';
  readonly form: AnswerForm;
  /** Any of them is right. */
  readonly right: readonly string[];
  readonly mistakes: readonly { readonly answers: readonly string[]; readonly because: string }[];
}

export interface ReadyChosen {
  readonly kind: 'chosen';
  readonly options: readonly { readonly text: string; readonly right: boolean; readonly because: string }[];
}
