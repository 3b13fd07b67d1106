/** The object a row of a kernel's table was written for: a button that shows its YAML with the field lit. */
import './object-yaml.css';
import { type ReactElement, useEffect, useId, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { worldStore } from '../world/world-store.ts';
import type { WorldSpec } from '../world/world-spec.ts';
import type { LineRange } from './field-lines.ts';
import { objectNamed, readSubject } from './object-name.ts';
import { readObject } from './object-yaml.ts';

export interface ObjectLinkProps {
  /** Undefined: nobody to ask; the name stands as text. */
  readonly world: WorldSpec | undefined;
  /** As provenance says it: `Service default/web`. */
  readonly subject: string;
  readonly field?: string | undefined;
  /** Who wrote the row. */
  readonly writer?: string | undefined;
}

export function ObjectLink({ world, subject, field, writer }: ObjectLinkProps): ReactElement {
  const [open, setOpen] = useState(false);
  const words = field === undefined ? subject : `${subject}, ${field}`;
  if (world === undefined || readSubject(subject) === undefined) return <>{words}</>;
  return (
    <>
      <button type="button" className="oy-link" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {words}
      </button>
      {open &&
        createPortal(
          <ObjectDialog
            world={world}
            subject={subject}
            field={field}
            writer={writer}
            onClose={() => setOpen(false)}
          />,
          document.body,
        )}
    </>
  );
}

interface Shown {
  readonly lines: readonly string[];
  readonly lit: LineRange | undefined;
}

interface DialogProps extends ObjectLinkProps {
  readonly world: WorldSpec;
  readonly onClose: () => void;
}

function ObjectDialog({ world, subject, field, writer, onClose }: DialogProps): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const [shown, show] = useState<Shown | string>('Reading it from the API server…');
  useEffect(() => {
    dialog.current?.showModal();
    let asked = true;
    void readShown(world, subject, field).then((found) => {
      if (asked) show(found);
    });
    return () => {
      asked = false;
    };
  }, [world, subject, field]);
  return (
    <dialog ref={dialog} className="oy not-content" aria-labelledby={title} onClose={onClose}>
      <div className="oy-head">
        <h3 id={title}>{subject}</h3>
        <button type="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
      <p>{reason(writer, field, typeof shown === 'string' ? undefined : shown)}</p>
      {typeof shown === 'string' ? <p role="status">{shown}</p> : <Yaml shown={shown} />}
    </dialog>
  );
}

function reason(writer: string | undefined, field: string | undefined, shown: Shown | undefined): string {
  const who = writer === undefined ? 'The row was written' : `${writer} wrote the row`;
  if (field === undefined) return `${who} for this object.`;
  const gone = shown !== undefined && shown.lit === undefined;
  return `${who} for ${field}${gone ? ', which is not there any more' : ''}.`;
}

async function readShown(world: WorldSpec, subject: string, field: string | undefined) {
  const named = readSubject(subject);
  const found = await readObject(worldStore(world), (api) => named && objectNamed(api, named));
  if (!found.ok) return found.error;
  const { fieldLines } = await import('./field-lines.ts');
  return {
    lines: found.yaml.trimEnd().split('\n'),
    lit: field === undefined ? undefined : fieldLines(found.yaml, field),
  };
}

function Yaml({ shown: { lines, lit } }: { readonly shown: Shown }): ReactElement {
  const first = useRef<HTMLLIElement>(null);
  useEffect(() => {
    // Newer browsers return a promise, which is no clean-up.
    first.current?.scrollIntoView({ block: 'center' });
  }, []);
  return (
    // What scrolls must be reachable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="oy-yaml" tabIndex={0} role="region" aria-label="YAML">
      <ol>
        {lines.map((text, at) => {
          const isLit = lit !== undefined && at >= lit.first && at <= lit.last;
          return (
            <li key={at} ref={at === lit?.first ? first : undefined} data-lit={isLit}>
              {isLit ? <mark>{text}</mark> : text}
            </li>
          );
        })}
      </ol>
    </div>
  );
}
