/** The text that vi, nano or `kubectl edit` has on the whole screen, to be changed and saved. */
import { type ReactElement, useEffect, useId, useRef, useState } from 'react';
import type { Console } from '../../engine/lab/world/world-api.ts';
import { CodeEditor } from '../code-editor/CodeEditor.tsx';

interface EditorDialogProps {
  readonly editing: NonNullable<Console['editing']>;
  readonly place: string;
  /** @param text undefined: without saving */
  readonly onDone: (text: string | undefined) => void;
}

export function EditorDialog({ editing, place, onDone }: EditorDialogProps): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const [text, setText] = useState(editing.text);
  const isChanged = text !== editing.text;
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    // A dialog hears the keys of all that is in it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={dialog}
      className="tm-editor not-content"
      aria-labelledby={title}
      // Escape is for leaving the text by Tab; the dialog itself is left by its buttons, so that nothing is lost.
      onCancel={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape') event.preventDefault();
        if ((event.ctrlKey || event.metaKey) && event.key === 's') {
          event.preventDefault();
          onDone(text);
        }
      }}
    >
      <header>
        <h2 id={title}>
          <code>{editing.path}</code> at {place}
        </h2>
        <p>{editing.program} edits this text. Its keys are not simulated: write as anywhere, then save.</p>
      </header>
      <CodeEditor label={`Text of ${editing.path}`} text={text} onChange={setText} focus />
      <footer>
        <button type="button" className="tm-primary" onClick={() => onDone(text)}>
          Save and leave
        </button>
        <button type="button" onClick={() => onDone(undefined)}>
          Leave without saving
        </button>
        <span>{isChanged ? 'Changed.' : 'Not changed yet.'}</span>
        <span className="tm-keys">
          <kbd>Ctrl S</kbd> saves and leaves
        </span>
      </footer>
    </dialog>
  );
}
