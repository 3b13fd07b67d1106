/** Where an answer is typed or chosen. What cannot be read is said before it counts. */
import '../push-button/push-button.css';
import { type ReactElement, useId, useState } from 'react';
import { Quoted } from '../text/Quoted.tsx';
import { forms, readAnswer } from './judge.ts';
import type { ReadyChosen, ReadyQuestion, ReadyTyped } from './question.ts';

export interface QuestionFormProps {
  readonly question: ReadyQuestion;
  readonly onAnswer: (given: readonly string[]) => void;
  readonly onShow: () => void;
}

export function QuestionForm({ question: { answer }, onAnswer, onShow }: QuestionFormProps): ReactElement {
  return answer.kind === 'typed' ? (
    <TypedForm answer={answer} onAnswer={onAnswer} onShow={onShow} />
  ) : (
    <ChosenForm answer={answer} onAnswer={onAnswer} onShow={onShow} />
  );
}

interface FormProps<Answer> extends Omit<QuestionFormProps, 'question'> {
  readonly answer: Answer;
}

function TypedForm({ answer: { form }, onAnswer, onShow }: FormProps<ReadyTyped>): ReactElement {
  const id = useId();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState('');
  const { label, unreadable, words, numeric } = forms[form];
  return (
    <form
      className="qz-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === '') setProblem('Answer first: a guess is fine, and nobody else sees it.');
        else if (readAnswer(form, text) === undefined) setProblem(unreadable);
        else onAnswer([text.trim()]);
      }}
    >
      <label className="qz-line">
        <span>{label}</span>
        <input
          value={text}
          list={words && `${id}-words`}
          inputMode={numeric === true ? 'decimal' : 'text'}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          aria-invalid={problem !== ''}
          aria-describedby={`${id}-problem`}
          onChange={({ target }) => {
            setText(target.value);
            setProblem('');
          }}
        />
      </label>
      {words && (
        <datalist id={`${id}-words`}>
          {words.map((word) => (
            <option key={word}>{word}</option>
          ))}
        </datalist>
      )}
      <Buttons onShow={onShow} />
      <Problem id={`${id}-problem`} text={problem} />
    </form>
  );
}

function ChosenForm({ answer: { options }, onAnswer, onShow }: FormProps<ReadyChosen>): ReactElement {
  const id = useId();
  const [given, setGiven] = useState<readonly string[]>([]);
  const [problem, setProblem] = useState('');
  const several = options.filter(({ right }) => right).length > 1;
  const choose = (text: string, on: boolean) => {
    setProblem('');
    if (!several) setGiven([text]);
    else setGiven(on ? [...given, text] : given.filter((each) => each !== text));
  };
  return (
    <form
      className="qz-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (given.length === 0) setProblem('Choose first: a guess is fine, and nobody else sees it.');
        else onAnswer(given);
      }}
    >
      <fieldset aria-describedby={`${id}-problem`}>
        <legend>{several ? 'Choose all that hold' : 'Choose one'}</legend>
        {options.map(({ text }) => (
          <label key={text} className="qz-option">
            <input
              type={several ? 'checkbox' : 'radio'}
              name={id}
              checked={given.includes(text)}
              onChange={({ target }) => choose(text, target.checked)}
            />
            <span>
              <Quoted text={text} />
            </span>
          </label>
        ))}
      </fieldset>
      <Buttons onShow={onShow} />
      <Problem id={`${id}-problem`} text={problem} />
    </form>
  );
}

function Buttons({ onShow }: { readonly onShow: () => void }): ReactElement {
  return (
    <span className="qz-buttons">
      <button type="submit" className="push-button push-button-main">
        That is my answer
      </button>
      <button type="button" className="link-button" onClick={onShow}>
        Show me
      </button>
    </span>
  );
}

function Problem({ id, text }: { readonly id: string; readonly text: string }): ReactElement {
  return (
    <p id={id} className="qz-problem" role="alert">
      <Quoted text={text} />
    </p>
  );
}
