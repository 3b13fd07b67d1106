/** One packet's octets and the fields they are, both ways; edit a field and see what changes. */
import '../figure-frame/figure-frame.css';
import './header-bytes.css';
import { type ReactElement, useMemo, useRef, useState } from 'react';
import { guarded } from '../figure-guard/figure-guard.tsx';
import { fromBase64 } from '../packet-journey/model/base64.ts';
import type { NetworkKind, PacketView } from '../packet-journey/model/journey-model.ts';
import { type Link, type OctetView, readOctets } from './model/octet-view.ts';
import { Boxes } from './parts/Boxes.tsx';
import { EditField } from './parts/EditField.tsx';
import { Fields } from './parts/Fields.tsx';
import { Octets } from './parts/Octets.tsx';
import type { FieldPlace } from './shown-packet.ts';

export interface HeaderBytesProps {
  /** Unique in the page. */
  readonly id: string;
  /** A packet of a journey. */
  readonly packet: PacketView;
  /** Whose packet it is, and when: `client's SYN as it leaves k8s-w1 by eth0`. */
  readonly title: string;
  /** The field that is lit at first: `IPv4`, `Time to live`. */
  readonly show?: readonly [layer: string, field: string];
}

export const HeaderBytes = guarded('The packet’s octets', WholeFigure);

function WholeFigure({ id, packet, title, show }: HeaderBytesProps): ReactElement {
  return (
    <figure className="figure-frame hb not-content" id={id} aria-label={`Octets of a packet: ${title}`}>
      <header className="hb-head">
        <b>{title}</b> <span>{packet.summary}</span>
      </header>
      <PacketOctets packet={packet} {...(show === undefined ? {} : { show })} />
    </figure>
  );
}

/** The same without a frame of its own, for a figure that has one. */
export function PacketOctets({ packet, show }: Pick<HeaderBytesProps, 'packet' | 'show'>): ReactElement {
  const link: Link = packet.headers[0]?.name === 'Ethernet' ? 'ethernet' : 'ip';
  const original = useMemo(() => readOctets(fromBase64(packet.octets), link), [packet, link]);
  const [edited, edit] = useState<{ readonly of: PacketView; readonly view: OctetView } | undefined>(
    undefined,
  );
  const view = edited?.of === packet ? edited.view : original;
  const [chosen, choose] = useState<FieldPlace | undefined>(() => placeOf(original, show));
  const [pointed, point] = useState<FieldPlace | undefined>(undefined);
  const input = useRef<HTMLInputElement>(null);
  if (original.layers.length === 0)
    return <p className="hb-none">This packet has no octets of its own yet: {original.problem}.</p>;
  const networks = networksOf(packet);
  const place = pointed ?? chosen;
  const shared = {
    view,
    original,
    networks,
    lit: place,
    onPoint: point,
    onChoose: choose,
    onEdit: (field: FieldPlace) => {
      choose(field);
      // The line is there with the next rendering.
      setTimeout(() => input.current?.focus());
    },
  };
  return (
    <>
      <Boxes {...shared} />
      <EditField
        view={view}
        original={original}
        link={link}
        chosen={chosen}
        pointed={pointed}
        input={input}
        onView={(changed) => edit(changed === undefined ? undefined : { of: packet, view: changed })}
      />
      <div className="hb-both">
        <Fields {...shared} chosen={chosen} />
        <Octets {...shared} chosen={chosen} />
      </div>
    </>
  );
}

/** What network each layer belongs to: the journey knows. Data belongs to the header before it. */
function networksOf(packet: PacketView): (NetworkKind | undefined)[] {
  return packet.headers.map(({ network }) => network);
}

function placeOf({ layers }: OctetView, show: HeaderBytesProps['show']): FieldPlace | undefined {
  const layer = layers.findLastIndex(({ name }) => name === (show?.[0] ?? 'IPv4'));
  const field = layers[layer]?.fields.findIndex(({ name }) => name === (show?.[1] ?? 'Destination')) ?? -1;
  return layer < 0 || field < 0 ? { layer: 0, field: 0 } : { layer, field };
}
