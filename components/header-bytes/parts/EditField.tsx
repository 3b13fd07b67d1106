/** The field that was chosen: where it is, what it says, bit by bit; written over, what follows from it. */
import '../../push-button/push-button.css';
import { type ReactElement, type RefObject, useId, useState } from 'react';
import type { FieldPlace } from '../shown-packet.ts';
import { consequences } from '../model/consequences.ts';
import {
  type EditedField,
  editField,
  editText,
  type FieldChange,
  fieldChanges,
} from '../model/edit-field.ts';
import { type Field, type Link, numberAt, type OctetView, placeText } from '../model/octet-view.ts';

interface EditFieldProps {
  readonly view: OctetView;
  readonly original: OctetView;
  readonly link: Link;
  readonly chosen: FieldPlace | undefined;
  readonly pointed: FieldPlace | undefined;
  readonly input: RefObject<HTMLInputElement | null>;
  /** Undefined: as it was. */
  readonly onView: (view: OctetView | undefined) => void;
}

export function EditField(props: EditFieldProps): ReactElement {
  const { view, original, link, chosen, pointed, input, onView } = props;
  const [sums, setSums] = useState<'recomputed' | 'left'>('recomputed');
  const [last, setLast] = useState<EditedField | undefined>(undefined);
  const told = at(view, pointed ?? chosen);
  const target = at(view, chosen);
  const isEdited = view !== original;
  return (
    <div className="hb-line">
      <p className="hb-told">
        {told === undefined ? (
          'Choose a field or an octet.'
        ) : (
          <>
            <b>
              {told.layer.name} · {told.field.name}
            </b>{' '}
            <code>{told.field.value}</code> <small>{placeText(told.field)}</small>{' '}
            {told.field.length <= 2 && <Bits view={view} field={told.field} />}
          </>
        )}
      </p>
      {target !== undefined && (
        <EditForm
          // Another field or another packet begins with what stands there.
          key={`${target.field.name} ${String(target.field.at)} ${editText(view, target)}`}
          target={target}
          text={editText(view, target)}
          input={input}
          sums={sums}
          onSums={setSums}
          onEdit={(text) => {
            const edited = editField(view, link, target, text, sums);
            if (!edited.ok) return edited.error;
            setLast(target);
            onView(edited.view);
            return undefined;
          }}
        />
      )}
      <div className="hb-after" role="status">
        {isEdited && last !== undefined ? (
          <Outcome
            changes={fieldChanges(original, view)}
            follows={consequences(view, last)}
            onBack={() => {
              setLast(undefined);
              onView(undefined);
            }}
          />
        ) : (
          <p>Write another value over a field to see which others follow, and what a kernel makes of it.</p>
        )}
      </div>
    </div>
  );
}

function at({ layers }: OctetView, place: FieldPlace | undefined): EditedField | undefined {
  const layer = layers[place?.layer ?? -1];
  const field = layer?.fields[place?.field ?? -1];
  return layer === undefined || field === undefined ? undefined : { layer, field };
}

/** The octets bit by bit, those of the field marked. */
function Bits({ view, field }: { readonly view: OctetView; readonly field: Field }): ReactElement {
  const whole = [field.at, field.at + 1].slice(0, field.length);
  const text = whole.map((octet) => (view.bytes[octet] ?? 0).toString(2).padStart(8, '0')).join('');
  const [first, count] = field.bits ?? [0, text.length];
  return (
    <span className="hb-bits" title={`binary ${numberAt(view.bytes, field).toString(2)}`}>
      {[...text].map((bit, turn) => (
        <span key={turn} data-own={turn >= first && turn < first + count}>
          {bit}
        </span>
      ))}
    </span>
  );
}

interface EditFormProps {
  readonly target: EditedField;
  readonly text: string;
  readonly input: RefObject<HTMLInputElement | null>;
  readonly sums: 'recomputed' | 'left';
  readonly onSums: (sums: 'recomputed' | 'left') => void;
  /** @returns what is wrong with the text */
  readonly onEdit: (text: string) => string | undefined;
}

function EditForm({ target, text, input, sums, onSums, onEdit }: EditFormProps): ReactElement {
  const id = useId();
  const [draft, setDraft] = useState(text);
  const [error, setError] = useState<string | undefined>(undefined);
  return (
    <form
      className="hb-form"
      onSubmit={(event) => {
        event.preventDefault();
        setError(onEdit(draft));
      }}
    >
      <label>
        Write over {target.field.name}{' '}
        <input
          ref={input}
          value={draft}
          spellCheck={false}
          autoComplete="off"
          aria-invalid={error !== undefined}
          aria-describedby={`${id}-error`}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={({ key, currentTarget }) => {
            if (key === 'Escape') chosenField(currentTarget)?.focus();
          }}
        />
      </label>
      <button type="submit" className="push-button">
        Change it
      </button>
      <label className="hb-check">
        <input
          type="checkbox"
          checked={sums === 'recomputed'}
          onChange={(event) => onSums(event.target.checked ? 'recomputed' : 'left')}
        />
        Compute checksums again, as a sender does
      </label>
      <p id={`${id}-error`} role="alert">
        {error}
      </p>
    </form>
  );
}

const chosenField = (inside: Element) =>
  inside.closest('figure, section')?.querySelector<HTMLElement>('[data-place][tabindex="0"]');

interface OutcomeProps {
  readonly changes: readonly FieldChange[];
  readonly follows: readonly string[];
  readonly onBack: () => void;
}

function Outcome({ changes, follows, onBack }: OutcomeProps): ReactElement {
  return (
    <>
      <ul>
        {changes.map(({ layer, name, before, after }, turn) => (
          <li key={turn}>
            {layer} {name} <del>{before}</del> → <ins>{after}</ins>
          </li>
        ))}
      </ul>
      {changes.length === 0 && <p>Nothing changed: that is what stood there.</p>}
      {follows.map((sentence) => (
        <p key={sentence} className="hb-follows">
          {sentence}
        </p>
      ))}
      <button type="button" className="push-button" onClick={onBack}>
        Put the packet back as it was
      </button>
    </>
  );
}
