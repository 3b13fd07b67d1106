/**
 * Matches and targets described by what they take and what they do, without a class of their own. The words of a file in
 * matches/ or targets/ that is written this way are the field's; the reading is `option.ts`.
 */
import type { Action, Match, Place, RuleContext, Target, Test } from './extension.ts';
import { GivenOptions, kindsOf, type OptionShapes } from './option.ts';

export type Options = GivenOptions;

interface Shape {
  readonly name: string;
  readonly options: OptionShapes;
  /** An option was read: what libxtables cannot check. @throws IptablesError */
  readonly read?: (options: Options, name: string, context: RuleContext) => void;
  /** @throws IptablesError */
  readonly check?: (options: Options, context: RuleContext) => void;
  readonly save: (options: Options) => string;
  readonly print: (options: Options, numeric: boolean) => string;
  /** Undefined: nft has no words for it. */
  readonly translate?: (options: Options) => string | undefined;
  readonly usesConntrack?: true;
  /** The only protocol the kernel lets it stand behind. */
  readonly protocol?: number;
  /** True: EINVAL; else in the words of strerror(3). */
  readonly isRefused?: (options: Options, context: RuleContext) => boolean | string;
}

export interface MatchShape extends Shape {
  readonly refusedIn?: readonly string[] | ((options: Options) => readonly string[]);
  readonly tables?: readonly string[];
  readonly compile: (options: Options, place: Place) => Test;
  /** The rule left its chain. */
  readonly release?: (options: Options, place: Place) => void;
}

export interface TargetShape extends Shape {
  readonly table?: string;
  readonly legacyTable?: string;
  readonly chains?: readonly string[];
  readonly compile: (options: Options, place: Place) => Action;
}

function parts(shape: Shape) {
  const options = new GivenOptions(shape.name, shape.options);
  const { translate } = shape;
  return {
    name: shape.name,
    options: kindsOf(shape.options),
    ...(shape.usesConntrack === true ? { usesConntrack: true } : {}),
    given: options,
    set(option: string, value: string, inverted: boolean, context: RuleContext): void {
      options.family = context.family;
      const name = options.read(option, value, inverted);
      shape.read?.(options, name, context);
    },
    check(context: RuleContext): void {
      options.family = context.family;
      shape.check?.(options, context);
      options.check();
    },
    save: () => shape.save(options),
    print: (numeric: boolean) => shape.print(options, numeric),
    ...(translate === undefined ? {} : { translate: () => translate(options) }),
    isRefused(context: RuleContext): boolean | string {
      const wrong =
        shape.protocol !== undefined && (context.protocol !== shape.protocol || context.protocolInverted);
      return wrong || (shape.isRefused?.(options, context) ?? false);
    },
  };
}

/** @returns what makes an instance for a rule */
export function matchOf(shape: MatchShape): readonly [string, () => Match] {
  return [
    shape.name,
    () => {
      const made = parts(shape);
      const { refusedIn, tables } = shape;
      return {
        ...made,
        get refusedIn(): readonly string[] {
          return typeof refusedIn === 'function' ? refusedIn(made.given) : (refusedIn ?? []);
        },
        ...(tables === undefined ? {} : { tables }),
        compile: (place) => shape.compile(made.given, place),
        release: (place) => shape.release?.(made.given, place),
      };
    },
  ];
}

/** @returns what makes an instance for a rule */
export function targetOf(shape: TargetShape): readonly [string, () => Target] {
  return [
    shape.name,
    () => {
      const made = parts(shape);
      const { table, legacyTable, chains } = shape;
      return {
        ...made,
        ...(table === undefined ? {} : { table }),
        ...(legacyTable === undefined ? {} : { legacyTable }),
        ...(chains === undefined ? {} : { chains }),
        compile: (place) => shape.compile(made.given, place),
      };
    },
  ];
}
