/** Every field with its place and value: one stop of Tab, walked by arrows. */
import { type KeyboardEvent, type ReactElement, useEffect, useRef } from 'react';
import { type FieldPlace, isSame, type ShownPacket } from '../shown-packet.ts';
import { placeText, type Layer } from '../model/octet-view.ts';

export function Fields({
  chosen,
  ...shown
}: ShownPacket & { readonly chosen: FieldPlace | undefined }): ReactElement {
  const { view } = shown;
  const frame = useRef<HTMLDivElement>(null);
  const wanted = chosen && keyOf(chosen);
  useEffect(() => scrollTo(frame.current, wanted), [wanted]);
  const all = view.layers.flatMap(({ fields }, layer) =>
    fields.map((_, field): FieldPlace => ({ layer, field })),
  );
  const at = all.findIndex((place) => isSame(chosen, place));
  const onKey = (event: KeyboardEvent<HTMLElement>) => {
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: Math.min(at + 1, all.length - 1),
      ArrowUp: Math.max(at - 1, 0),
      Home: 0,
      End: all.length - 1,
    };
    const to = all[moves[event.key] ?? -1];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    shown.onChoose(to);
    event.currentTarget.querySelector<HTMLElement>(`[data-place="${keyOf(to)}"]`)?.focus();
  };
  return (
    // Arrows are heard from the buttons inside.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className="hb-fields" ref={frame} onKeyDown={onKey}>
      {view.layers.map((layer, position) => (
        <LayerFields
          key={position}
          layer={layer}
          position={position}
          first={at < 0}
          chosen={chosen}
          {...shown}
        />
      ))}
    </div>
  );
}

/** Within the pane only: the page stays where it is. */
function scrollTo(pane: HTMLElement | null, key: string | undefined): void {
  const row = pane?.querySelector(`[data-place="${key ?? ''}"]`)?.getBoundingClientRect();
  if (pane === null || row === undefined) return;
  const window = pane.getBoundingClientRect();
  if (row.top < window.top || row.bottom > window.bottom)
    pane.scrollTop += row.top - window.top - window.height / 3;
}

const keyOf = ({ layer, field }: FieldPlace) => `${String(layer)}-${String(field)}`;

interface LayerFieldsProps extends ShownPacket {
  readonly layer: Layer;
  readonly position: number;
  readonly first: boolean;
  readonly chosen: FieldPlace | undefined;
}

function LayerFields({ layer, position, first, chosen, ...shown }: LayerFieldsProps): ReactElement {
  const { networks, lit, original, onPoint, onChoose, onEdit } = shown;
  return (
    <table className={`hb-layer hb-net-${networks[position] ?? 'none'}`} data-depth={layer.depth}>
      <caption>
        {layer.name}
        {layer.role === 'quoted' && <em> quoted</em>}{' '}
        <small>
          {layer.length} {layer.length === 1 ? 'octet' : 'octets'} from {layer.at}
        </small>
      </caption>
      <tbody>
        {layer.fields.map((field, turn) => {
          const place = { layer: position, field: turn };
          const old = original.layers[position]?.fields[turn];
          const changed = old !== undefined && old.name === field.name && old.value !== field.value;
          return (
            <tr
              key={turn}
              data-lit={isSame(lit, place)}
              data-changed={changed}
              onPointerEnter={() => onPoint(place)}
              onPointerLeave={() => onPoint(undefined)}
            >
              <th scope="row">
                <button
                  type="button"
                  data-place={keyOf(place)}
                  tabIndex={isSame(chosen, place) || (first && position === 0 && turn === 0) ? 0 : -1}
                  aria-pressed={isSame(chosen, place)}
                  onFocus={() => onChoose(place)}
                  onClick={() => onEdit(place)}
                >
                  {field.name}
                </button>
              </th>
              <td>
                {changed && (
                  <>
                    <del>{old.value}</del>{' '}
                  </>
                )}
                {changed ? <ins>{field.value}</ins> : field.value}
              </td>
              <td className="hb-place">{placeText(field)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
