/** The packet as boxes in boxes: each header and all it carries. */
import type { ReactElement } from 'react';
import type { ShownPacket } from '../shown-packet.ts';

const shortNames: Readonly<Record<string, string>> = { Ethernet: 'Eth', IPv4: 'IP' };

export function Boxes(shown: ShownPacket): ReactElement {
  return (
    <div className="hb-nest" aria-hidden="true">
      <Box {...shown} at={0} />
    </div>
  );
}

function Box({ at, ...shown }: ShownPacket & { readonly at: number }): ReactElement | null {
  const { view, networks, lit, onPoint, onChoose } = shown;
  const layer = view.layers[at];
  if (layer === undefined) return null;
  const first = { layer: at, field: 0 };
  return (
    <div className={`hb-box hb-net-${networks[at] ?? 'none'}`} data-lit={lit?.layer === at}>
      {/* Keys have the same in the fields below. */}
      {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions */}
      <span
        onPointerEnter={() => onPoint(first)}
        onPointerLeave={() => onPoint(undefined)}
        onClick={() => onChoose(first)}
      >
        <b>{shortNames[layer.name] ?? layer.name}</b>
        <small>{layer.length}</small>
      </span>
      <Box {...shown} at={at + 1} />
    </div>
  );
}
