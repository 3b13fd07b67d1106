/** A manifest to be read, changed, tried and applied. */
import '../push-button/push-button.css';
import '../unseen/unseen.css';
import './manifest-editor.css';
import { type CSSProperties, type ReactElement, useEffect, useMemo, useRef, useState } from 'react';
import type { TriedObject } from '../../engine/lab/manifest/try-manifest.ts';
import { CodeEditor, type CodeEditorHandle } from '../code-editor/CodeEditor.tsx';
import type { Language } from '../code-editor/code-mirror.ts';
import { guarded } from '../figure-guard/figure-guard.tsx';
import { useWorld } from '../world/use-world.ts';
import type { WorldSpec } from '../world/world-spec.ts';
import type { WorldStore } from '../world/world-store.ts';
import { Difference } from './Difference.tsx';
import { HighlightedYaml } from './HighlightedYaml.tsx';

export interface ManifestEditorProps {
  /** Unique in the page. */
  readonly id: string;
  readonly world: WorldSpec;
  /** As it stands in the page. */
  readonly manifest: string;
  /** `web.yaml` */
  readonly title: string;
}

export const ManifestEditor = guarded('The manifest editor', WholeEditor);

function WholeEditor({ id, world, manifest, title }: ManifestEditorProps): ReactElement {
  const [store, { version, actions }] = useWorld(world);
  const [text, setText] = useState(manifest);
  const [language, setLanguage] = useState<Language | undefined>(undefined);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [tried, setTried] = useState<readonly TriedObject[]>([]);
  const editor = useRef<CodeEditorHandle>(null);
  const begin = () => {
    setProblem(undefined);
    openLanguage(store, setTried).then(
      (opened) => setLanguage(opened),
      () => setProblem('The editor could not be loaded. Try again, or reload the page.'),
    );
  };
  // The cluster goes on while one writes: what would change is another then.
  useEffect(() => editor.current?.check(), [version]);
  const applied = useMemo(() => appliedBefore(store, actions), [store, actions]);
  const lines = Math.max(6, manifest.split('\n').length);
  return (
    <figure className="me not-content" id={id} aria-label={`Manifest ${title}`}>
      <figcaption>
        <code>{title}</code>
        {language === undefined ? (
          <button type="button" className="push-button" onClick={begin}>
            Edit it
          </button>
        ) : (
          <History
            applied={applied}
            onPut={(chosen) => editor.current?.replace(chosen)}
            beginning={manifest}
          />
        )}
      </figcaption>
      <div className="me-text" style={{ '--me-lines': Math.min(lines, 26) } as CSSProperties}>
        {language === undefined ? (
          <HighlightedYaml text={text.trimEnd()} />
        ) : (
          <CodeEditor
            label={`Text of ${title}`}
            text={text}
            onChange={setText}
            language={language}
            handle={editor}
            focus
          />
        )}
      </div>
      {problem !== undefined && (
        <p className="me-failed" role="alert">
          {problem}
        </p>
      )}
      {language !== undefined && (
        <Answer tried={tried} onApply={() => void store.perform({ kind: 'apply', manifest: text })} />
      )}
    </figure>
  );
}

/** @returns the language, with everything it needs fetched */
async function openLanguage(
  store: WorldStore,
  onTried: (tried: readonly TriedObject[]) => void,
): Promise<Language> {
  const [{ manifestLanguage }, { tryManifest }] = await Promise.all([
    import('./manifest-language.ts'),
    import('../../engine/lab/manifest/try-manifest.ts'),
    store.open(),
  ]);
  return manifestLanguage(async (text) => {
    const { api } = await store.open();
    const tried = api === undefined ? [] : tryManifest(api, text);
    onTried(tried);
    return tried;
  });
}

/** The manifests applied so far, the newest first, each once. */
function appliedBefore(store: WorldStore, actions: number): readonly string[] {
  const done = (store.world?.actions ?? []).slice(0, actions);
  const texts = done.flatMap((action) => (action.kind === 'apply' ? [action.manifest] : []));
  return [...new Set(texts.toReversed())];
}

interface HistoryProps {
  readonly applied: readonly string[];
  readonly beginning: string;
  readonly onPut: (text: string) => void;
}

function History({ applied, beginning, onPut }: HistoryProps): ReactElement {
  return (
    <label>
      <span className="unseen">Put an earlier text into the editor</span>
      <select value="" onChange={({ target }) => onPut(applied[Number(target.value)] ?? beginning)}>
        <option value="" disabled>
          Earlier texts
        </option>
        {applied.map((each, at) => (
          <option key={each} value={at}>
            {at === 0 ? 'Applied last' : `Applied ${String(at + 1)} ago`}: {firstName(each)}
          </option>
        ))}
        <option value="beginning">As it was in the page</option>
      </select>
    </label>
  );
}

const firstName = (text: string) => /^\s+name:\s*(\S+)/m.exec(text)?.[1] ?? 'without a name';

interface AnswerProps {
  readonly tried: readonly TriedObject[];
  readonly onApply: () => void;
}

/** What the API server says to the text as it is. */
function Answer({ tried, onApply }: AnswerProps): ReactElement {
  const problems = tried.flatMap((each) =>
    each.problems.map(({ message }) => ({ message, name: each.name })),
  );
  const changes = tried.filter(({ verb }) => verb === 'created' || verb === 'configured');
  return (
    <div className="me-answer">
      <div className="me-row">
        <button
          type="button"
          className="push-button push-button-main me-apply"
          disabled={problems.length > 0 || changes.length === 0}
          onClick={onApply}
        >
          Apply
        </button>
        <p role="status">{inWords(tried, problems.length)}</p>
      </div>
      {problems.length > 0 && (
        <ul aria-label="Problems">
          {problems.map(({ name, message }) => (
            <li key={`${name} ${message}`}>
              <span aria-hidden="true">✕ </span>
              {name !== '' && <b>{name}: </b>}
              {message}
            </li>
          ))}
        </ul>
      )}
      {changes.length > 0 && (
        <details>
          <summary>What would change</summary>
          {changes.map((each) => (
            <Difference key={each.name} tried={each} />
          ))}
        </details>
      )}
    </div>
  );
}

function inWords(tried: readonly TriedObject[], problems: number): string {
  if (tried.length === 0)
    return 'There is no object in this text yet: an object begins with apiVersion and kind.';
  if (problems > 0)
    return `The API server would refuse this: ${problems === 1 ? 'one problem' : `${String(problems)} problems`}.`;
  const would = { created: 'would be created', configured: 'would be changed', unchanged: 'is as it says' };
  return `${tried.map(({ name, verb = 'unchanged' }) => `${name} ${would[verb]}`).join('; ')}.`;
}
