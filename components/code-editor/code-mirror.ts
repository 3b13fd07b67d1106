/** CodeMirror, put together for the book. This module is imported when an editor is first opened. */
import {
  autocompletion,
  closeBrackets,
  type Completion,
  completionKeymap,
  type CompletionSource,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, linter, lintGutter, lintKeymap } from '@codemirror/lint';
import { EditorState, type Extension, StateEffect } from '@codemirror/state';
import {
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  hoverTooltip,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** What an editor knows of the text: positions are offsets in it. */
export interface Language {
  /** What could stand at an offset. */
  readonly complete: (text: string, at: number) => Suggestions | undefined;
  /** What stands at an offset, in a sentence or two. */
  readonly explain: (text: string, at: number) => Explanation | undefined;
  readonly problems: (text: string) => Promise<readonly Problem[]>;
}

export interface Suggestions {
  /** Where the word begins that they replace. */
  readonly from: number;
  readonly options: readonly Completion[];
}

export interface Explanation {
  readonly from: number;
  readonly to: number;
  readonly title: string;
  readonly text: string;
}

export interface Problem {
  readonly from: number;
  readonly to: number;
  readonly message: string;
}

export interface CodeMirror {
  readonly replace: (text: string) => void;
  readonly check: () => void;
  readonly focus: () => void;
  readonly close: () => void;
}

interface Options {
  readonly text: string;
  readonly label: string;
  readonly describedBy: string;
  readonly onChange: (text: string) => void;
  /** Whether Tab leaves now. */
  readonly onLeaving: (leaving: boolean) => void;
  readonly language?: Language;
}

/** Classes of code-editor.css: colours are the page's, and change with its theme. */
const highlighting = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], class: 'ce-key' },
  { tag: [tags.string, tags.content, tags.literal, tags.number, tags.bool], class: 'ce-value' },
  { tag: [tags.comment, tags.lineComment], class: 'ce-comment' },
  { tag: [tags.separator, tags.punctuation, tags.squareBracket, tags.brace], class: 'ce-mark' },
]);

/** What the text is about has changed, though the text has not. */
const lookAgain = StateEffect.define<undefined>();

export function openCodeMirror(host: HTMLElement, options: Options): CodeMirror {
  const { text, label, describedBy, onChange, onLeaving, language } = options;
  const view = new EditorView({
    parent: host,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        closeBrackets(),
        indentUnit.of('  '),
        yaml(),
        syntaxHighlighting(highlighting),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': label, 'aria-describedby': describedBy }),
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (docChanged) onChange(state.doc.toString());
        }),
        EditorView.domEventHandlers({
          keydown: ({ key }) => {
            onLeaving(key === 'Escape');
            return false;
          },
          blur: () => onLeaving(false),
        }),
        ...(language === undefined ? [] : knowing(language)),
        keymap.of([...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap, indentWithTab]),
      ],
    }),
  });
  return {
    replace: (next) => {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
    },
    check: () => view.dispatch({ effects: lookAgain.of(undefined) }),
    focus: () => view.focus(),
    close: () => view.destroy(),
  };
}

function knowing({ complete, explain, problems }: Language): readonly Extension[] {
  const source: CompletionSource = ({ state, pos, explicit }) => {
    const found = complete(state.doc.toString(), pos);
    if (found === undefined || (!explicit && found.from === pos)) return null;
    return { from: found.from, options: found.options, validFor: /^[\w./-]*$/ };
  };
  return [
    autocompletion({ override: [source], icons: false }),
    hoverTooltip(({ state }, at) => {
      const found = explain(state.doc.toString(), at);
      if (found === undefined) return null;
      return { pos: found.from, end: found.to, above: true, create: () => ({ dom: tooltip(found) }) };
    }),
    lintGutter(),
    linter(
      async ({ state }): Promise<readonly Diagnostic[]> =>
        (await problems(state.doc.toString())).map((problem) => ({ ...problem, severity: 'error' as const })),
      {
        delay: 400,
        needsRefresh: ({ transactions }) =>
          transactions.some(({ effects }) => effects.some((effect) => effect.is(lookAgain))),
      },
    ),
  ];
}

function tooltip({ title, text }: Explanation): HTMLElement {
  const dom = document.createElement('div');
  dom.className = 'ce-tooltip';
  const name = document.createElement('b');
  name.textContent = title;
  const words = document.createElement('span');
  words.textContent = text;
  dom.append(name, words);
  return dom;
}
