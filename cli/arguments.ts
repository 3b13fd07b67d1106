/**
 * Command-line arguments of this folder's programs: options by name, each with or without a value, repeatable or not,
 * and what is left over. A mistake becomes a message with the usage, never a stack trace.
 */

export interface OptionKinds {
  readonly [name: string]: 'flag' | 'value' | 'values';
}

export type Options<Kinds extends OptionKinds> = {
  readonly [Name in keyof Kinds]: Kinds[Name] extends 'flag'
    ? boolean
    : Kinds[Name] extends 'values'
      ? readonly string[]
      : string | undefined;
};

export interface Arguments<Kinds extends OptionKinds> {
  readonly options: Options<Kinds>;
  readonly rest: readonly string[];
}

/** A mistake in what was typed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @param kinds option names as typed, with their dashes */
export function parseArguments<const Kinds extends OptionKinds>(
  words: readonly string[],
  kinds: Kinds,
): Arguments<Kinds> {
  const values = new Map<string, string[]>();
  const rest: string[] = [];
  const waiting = [...words];
  for (let word = waiting.shift(); word !== undefined; word = waiting.shift()) {
    if (word === '--') {
      rest.push(...waiting.splice(0));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      rest.push(word);
      continue;
    }
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    const name = equals < 0 ? word : word.slice(0, equals);
    const kind = kinds[name];
    if (kind === undefined) throw new UsageError(`unknown option ${name}`);
    const given = values.get(name) ?? [];
    values.set(name, given);
    if (kind === 'flag') {
      if (equals >= 0) throw new UsageError(`${name} takes no value`);
      continue;
    }
    const value = equals < 0 ? waiting.shift() : word.slice(equals + 1);
    if (value === undefined) throw new UsageError(`${name} needs a value`);
    if (kind === 'value' && given.length > 0) throw new UsageError(`${name} is given twice`);
    given.push(value);
  }
  const options = Object.fromEntries(
    Object.entries(kinds).map(([name, kind]) => {
      const given = values.get(name);
      return [name, kind === 'flag' ? given !== undefined : kind === 'value' ? given?.[0] : (given ?? [])];
    }),
  );
  return { options: options as Options<Kinds>, rest };
}
