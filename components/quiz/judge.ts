/** Reads what was typed or chosen, and judges it. */
import { Address } from '../../engine/net/address/address.ts';
import { verdictWords } from '../predict/prediction.ts';
import type { AnswerForm, ReadyChosen, ReadyQuestion, ReadyTyped } from './question.ts';

export interface FormWords {
  /** What the line asks for. */
  readonly label: string;
  /** Said to what cannot be read: what it is not, and what would be right. */
  readonly unreadable: string;
  /** Words to complete from. */
  readonly words?: readonly string[];
  readonly numeric?: boolean;
}

const verdicts = Object.values(verdictWords);

export const forms: Readonly<Record<AnswerForm, FormWords>> = {
  address: {
    label: 'An address',
    unreadable: 'That is no address. Four numbers from 0 to 255 with dots between: `10.0.0.1`.',
  },
  range: {
    label: 'A range of addresses',
    unreadable: 'That is no range. An address, a slash and how many bits are fixed: `10.0.0.0/8`.',
  },
  number: { label: 'A number', unreadable: 'That is no number. Digits only: `12`.', numeric: true },
  name: { label: 'A name', unreadable: 'A name is one word, without spaces.' },
  verdict: {
    label: 'What becomes of it',
    unreadable: `One of: ${verdicts.join(', ')}.`,
    words: verdicts,
  },
};

/** @returns the answer in its one form; undefined when it is none of this kind */
export function readAnswer(form: AnswerForm, text: string): string | undefined {
  const plain = text.trim();
  switch (form) {
    case 'address':
      return Address.tryParse(plain)?.text;
    case 'range': {
      const [, address = '', bits] = /^([\d.:a-f]+)\/(\d{1,3})$/i.exec(plain) ?? [];
      const parsed = Address.tryParse(address);
      const most = parsed?.family === 6 ? 128 : 32;
      return parsed === undefined || Number(bits) > most ? undefined : `${parsed.text}/${Number(bits)}`;
    }
    case 'number': {
      const digits = plain.replace(/(?<=\d)[ ,_](?=\d{3}\b)/g, '');
      return /^-?\d+(\.\d+)?$/.test(digits) ? String(Number(digits)) : undefined;
    }
    case 'name':
      return /^\S{1,100}$/.test(plain) ? plain.toLowerCase() : undefined;
    case 'verdict': {
      const said = plain.toLowerCase().replace(/\s+/g, ' ');
      return verdicts.find((verdict) => verdict === said);
    }
  }
}

export interface Judgement {
  readonly right: boolean;
  /** What is to be said to just this answer; several options have several. */
  readonly because: readonly string[];
}

/** @param given one typed answer, or the texts of the options chosen */
export function judge({ answer }: ReadyQuestion, given: readonly string[]): Judgement {
  return answer.kind === 'typed' ? judgeTyped(answer, given[0] ?? '') : judgeChosen(answer, given);
}

function judgeTyped({ form, right, mistakes }: ReadyTyped, given: string): Judgement {
  const same = (other: string) => (readAnswer(form, other) ?? other) === (readAnswer(form, given) ?? given);
  if (right.some(same)) return { right: true, because: [] };
  const mistake = mistakes.find(({ answers }) => answers.some(same));
  return { right: false, because: mistake === undefined ? [] : [mistake.because] };
}

function judgeChosen({ options }: ReadyChosen, given: readonly string[]): Judgement {
  const right = options.every((option) => option.right === given.includes(option.text));
  const wrongly = options.filter((option) => given.includes(option.text) && !option.right);
  return { right, because: wrongly.map(({ because }) => because) };
}

/** The right answers, as they are shown. */
export function rightAnswers({ answer }: ReadyQuestion): readonly string[] {
  if (answer.kind === 'chosen') return answer.options.filter(({ right }) => right).map(({ text }) => text);
  // A machine prints 0.25000000000.
  return answer.form === 'number' ? answer.right.map((each) => String(Number(each))) : answer.right;
}
