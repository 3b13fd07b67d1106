/** Finds the answers of a question in the chapter's own world, when the book is built and when it is tested. */
import type { Check, TypedLine } from '../../engine/lab/exercise/check.ts';
import { typeTranscript } from '../../engine/lab/transcript/type-transcript.ts';
import type { World } from '../../engine/lab/world/world-api.ts';
import { projectJourney } from '../packet-journey/model/project-journey.ts';
import { answerOf } from '../predict/prediction.ts';
import type { AnswerKey, Question, ReadyChosen, ReadyQuestion, ReadyTyped } from './question.ts';

/**
 * @param open gives the chapter's world as it begins, a new one each time
 * @throws Error when the engine finds no answer, or no option is right
 */
export function readyQuestion(chapter: string, question: Question, open: () => World): ReadyQuestion {
  const { id, ask, why } = question;
  const name = `${chapter}/${id}`;
  const begin = () => {
    const world = open();
    for (const { on, line } of question.after ?? []) typed(world, on, line);
    return world;
  };
  const find = (key: AnswerKey) => {
    const found = answersOf(key, begin());
    if (found.length === 0) throw new Error(`question ${name}: the engine finds no answer by ${key.kind}`);
    return found;
  };
  const answer = 'options' in question ? chosen(question, find, begin) : written(question, find);
  const found = question.after === undefined ? commandOf(question.key) : undefined;
  return { id: name, ask, why, answer, ...(found === undefined ? {} : { found }) };
}

function commandOf(key: AnswerKey | undefined): TypedLine | undefined {
  return key?.kind === 'output' || key?.kind === 'lines' ? { on: key.on, line: key.line } : undefined;
}

type Find = (key: AnswerKey) => readonly string[];

function written(question: Extract<Question, { form: unknown }>, find: Find): ReadyTyped {
  return {
    kind: 'typed',
    form: question.form,
    right: find(question.key),
    mistakes: question.mistakes.map(({ answer, because }) => ({
      answers: typeof answer === 'string' ? [answer] : find(answer),
      because,
    })),
  };
}

function chosen(
  { id, key, options }: Extract<Question, { options: unknown }>,
  find: Find,
  begin: () => World,
): ReadyChosen {
  const found = key === undefined ? [] : find(key);
  const met = (checks: readonly Check[]) =>
    begin()
      .check(checks)
      .every(({ state }) => state === 'pass');
  const ready = options.map(({ text, because, holds }) => ({
    text,
    because,
    right: holds === undefined ? found.includes(text) : met(holds),
  }));
  if (!ready.some(({ right }) => right)) throw new Error(`question ${id}: no option is right`);
  return { kind: 'chosen', options: ready };
}

/** What the engine finds, each once. */
function answersOf(key: AnswerKey, world: World): readonly string[] {
  switch (key.kind) {
    case 'output': {
      const all = new RegExp(key.pick, `${key.pick.flags.replace('g', '')}g`);
      const found = [...typed(world, key.on, key.line).matchAll(all)];
      return [...new Set(found.flatMap(([, answer]) => answer ?? []))];
    }
    case 'lines': {
      const lines = typed(world, key.on, key.line).split('\n');
      return [String(lines.filter((line) => key.matching.test(line)).length)];
    }
    case 'journey': {
      const journey = world.journey(key.flow);
      const model = projectJourney(journey, { map: world.map(), wallTime: world.wallTime });
      const answer = answerOf(model, key.key);
      return answer === undefined || answer === '' ? [] : [answer];
    }
    case 'api':
      return fieldOf(world, key.path, key.field);
  }
}

function typed(world: World, on: string, line: string): string {
  const turn = { place: on, line, status: 0, interrupt: undefined, output: '' };
  const typing = { place: on, name: 'question', size: { columns: 200, rows: 50 } };
  return typeTranscript(world, [turn], typing)[0]?.output ?? '';
}

function fieldOf(world: World, path: string, field: string): readonly string[] {
  const answer = world.api?.request({ method: 'GET', path });
  if (answer?.kind !== 'response' || answer.status !== 200) return [];
  const values = field
    .split('.')
    .reduce<readonly unknown[]>(
      (found, step) => found.flatMap((value) => within(value, step)),
      [answer.body],
    );
  return [...new Set(values.flatMap((value) => (isPlain(value) ? [String(value)] : [])))];
}

/** A step into each item, where there is a list. */
function within(value: unknown, step: string): readonly unknown[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.flatMap((item) =>
    typeof item === 'object' && item !== null
      ? [(item as Readonly<Record<string, unknown>>)[step]].flat()
      : [],
  );
}

const isPlain = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);
