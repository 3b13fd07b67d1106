/** The octets, eight a row: one stop of Tab, walked by arrows; the field of the octet at the cursor is lit. */
import { type KeyboardEvent, type ReactElement, useState } from 'react';
import { type FieldPlace, type ShownPacket } from '../shown-packet.ts';
import { placeText } from '../model/octet-view.ts';

const rowLength = 8;

export function Octets({
  chosen,
  ...shown
}: ShownPacket & { readonly chosen: FieldPlace | undefined }): ReactElement {
  const { view, original, networks, lit, onPoint, onChoose, onEdit } = shown;
  const [cursor, setCursor] = useState<number | undefined>(undefined);
  const { bytes, layers } = view;
  const field = chosen === undefined ? undefined : layers[chosen.layer]?.fields[chosen.field];
  const inside =
    cursor !== undefined && field !== undefined && cursor >= field.at && cursor < field.at + field.length;
  const at = inside ? cursor : (field?.at ?? 0);
  const litField = lit === undefined ? undefined : layers[lit.layer]?.fields[lit.field];
  const isLit = (octet: number) =>
    litField !== undefined && octet >= litField.at && octet < litField.at + litField.length;
  const onKey = (event: KeyboardEvent) => {
    const moves: Readonly<Record<string, number>> = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1,
      ArrowDown: at + rowLength,
      ArrowUp: at - rowLength,
      Home: 0,
      End: bytes.length - 1,
    };
    const to = moves[event.key];
    const place = to === undefined ? chosen : placeAt(shown, to);
    if ((to === undefined && event.key !== 'Enter') || place === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (to === undefined) onEdit(place);
    else {
      setCursor(to);
      onChoose(place);
    }
  };
  const rows = Array.from({ length: Math.ceil(bytes.length / rowLength) }, (_, row) => row * rowLength);
  return (
    <div
      className="hb-octets"
      role="slider"
      aria-label="Octets"
      aria-valuemin={0}
      aria-valuemax={bytes.length - 1}
      aria-valuenow={at}
      aria-valuetext={`Octet ${String(at)}: ${hexOf(bytes[at])}. ${field === undefined || chosen === undefined ? '' : `${layers[chosen.layer]?.name ?? ''} ${field.name}, ${field.value}, ${placeText(field)}`}`}
      tabIndex={0}
      onKeyDown={onKey}
      onPointerLeave={() => onPoint(undefined)}
    >
      {rows.map((start) => (
        <p key={start} aria-hidden="true">
          <i>{start.toString(16).padStart(4, '0')}</i>
          {[...bytes.subarray(start, start + rowLength)].map((octet, turn) => {
            const each = start + turn;
            const place = placeAt(shown, each);
            return (
              // The grid has the keys.
              // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
              <span
                key={each}
                className={`hb-net-${(place === undefined ? undefined : networks[place.layer]) ?? 'none'}`}
                data-lit={isLit(each)}
                data-cursor={each === at}
                data-odd={place !== undefined && place.layer % 2 === 1}
                data-changed={octet !== original.bytes[each]}
                onPointerEnter={() => onPoint(place)}
                onClick={() => {
                  setCursor(each);
                  if (place !== undefined) onChoose(place);
                }}
              >
                {hexOf(octet)}
              </span>
            );
          })}
        </p>
      ))}
    </div>
  );
}

const hexOf = (octet: number | undefined) => (octet ?? 0).toString(16).padStart(2, '0');

/** The field an octet is in; of several that share it, the first. */
function placeAt({ view }: Pick<ShownPacket, 'view'>, octet: number): FieldPlace | undefined {
  for (const [layer, { fields }] of view.layers.entries()) {
    const field = fields.findIndex(({ at, length }) => octet >= at && octet < at + length);
    if (field >= 0) return { layer, field };
  }
  return undefined;
}
