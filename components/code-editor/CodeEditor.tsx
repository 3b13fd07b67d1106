/**
 * A text to be changed. It is a plain text area until the editor itself is there, and where it cannot be fetched.
 */
import './code-editor.css';
import { type ReactElement, type Ref, useEffect, useId, useImperativeHandle, useRef, useState } from 'react';
import type { CodeMirror, Language } from './code-mirror.ts';

export interface CodeEditorProps {
  /** For those who do not see it: `Text of notes.txt`. */
  readonly label: string;
  readonly text: string;
  readonly onChange: (text: string) => void;
  /** What is known of the language; it must stay the same. */
  readonly language?: Language;
  readonly focus?: boolean;
  readonly handle?: Ref<CodeEditorHandle>;
}

export interface CodeEditorHandle {
  /** Puts another text in, which can be undone. */
  readonly replace: (text: string) => void;
  /** Looks for problems anew. */
  readonly check: () => void;
  readonly focus: () => void;
}

export function CodeEditor({
  label,
  text,
  onChange,
  language,
  focus,
  handle,
}: CodeEditorProps): ReactElement {
  const host = useRef<HTMLDivElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const mirror = useRef<CodeMirror>(undefined);
  const changed = useRef(onChange);
  const newest = useRef(text);
  const hadFocus = useRef(false);
  const [isThere, setThere] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const help = useId();
  useEffect(() => {
    changed.current = onChange;
    newest.current = text;
  });
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    let gone = false;
    void import('./code-mirror.ts').then(
      ({ openCodeMirror }) => {
        if (gone) return;
        hadFocus.current = document.activeElement === area.current;
        mirror.current = openCodeMirror(element, {
          text: newest.current,
          label,
          describedBy: help,
          onChange: (next) => changed.current(next),
          onLeaving: setLeaving,
          ...(language === undefined ? {} : { language }),
        });
        setThere(true);
      },
      // Without the editor the text area does.
      () => undefined,
    );
    return () => {
      gone = true;
      mirror.current?.close();
      mirror.current = undefined;
    };
  }, [label, language, help]);
  useEffect(() => {
    if (isThere && (hadFocus.current || focus === true)) mirror.current?.focus();
  }, [isThere, focus]);
  useImperativeHandle(handle, () => ({
    replace: (next) => {
      if (mirror.current === undefined) changed.current(next);
      else mirror.current.replace(next);
    },
    check: () => mirror.current?.check(),
    focus: () => (mirror.current ?? area.current)?.focus(),
  }));
  return (
    <div className="ce">
      <div ref={host} className="ce-host" hidden={!isThere} />
      {!isThere && (
        <textarea
          ref={area}
          aria-label={label}
          value={text}
          spellCheck={false}
          autoCapitalize="off"
          onChange={({ target }) => onChange(target.value)}
        />
      )}
      <p className="ce-help" id={help}>
        <kbd>Tab</kbd> indents. <kbd>Esc</kbd>, then <kbd>Tab</kbd> leaves the editor.
      </p>
      <p className="ce-leave" role="status">
        {leaving ? 'Tab leaves the editor.' : ''}
      </p>
    </div>
  );
}
