/** The packet itself, as the headers it is made of, outermost first: encapsulation is seen to grow and to shrink. */
import type { ReactElement } from 'react';
import type { Header, PacketView } from '../model/journey-model.ts';
import { packetChange } from '../model/packet-change.ts';

interface StackProps {
  readonly before: PacketView;
  readonly after: PacketView | undefined;
  readonly compact: boolean;
  readonly dropped: boolean;
}

export function PacketStack({ before, after, compact, dropped }: StackProps): ReactElement {
  const changes = packetChange(before, after).filter(({ fate }) => fate !== 'removed');
  return (
    <span className="pj-stack" data-dropped={dropped}>
      {changes.map(({ header, fate, fields }, at) => {
        const changed = fields.filter(({ name, old }) => old !== undefined && !/checksum|length/i.test(name));
        return (
          <span
            // The innermost header stays itself while others come and go around it.
            key={`${header.name} ${String(changes.length - at)}`}
            className={`pj-header pj-net-${header.network ?? 'none'}`}
            data-depth={header.depth}
            data-quoted={header.quoted}
            data-fate={fate}
            data-changed={changed.length > 0}
          >
            <b>{header.short}</b>
            {!compact && <small>{briefFor(header)}</small>}
          </span>
        );
      })}
    </span>
  );
}

/** A MAC address says little at this size, and the panes have it. */
const briefFor = (header: Header) => (header.name === 'Ethernet' ? '' : header.brief);

const bold = 7.3;
const small = 6.1;

/** How wide the stack will be drawn, in pixels: known before it is drawn, so that it starts in its place. */
export function stackWidth(packet: PacketView, compact: boolean): number {
  return packet.headers.reduce((sum, header) => {
    const brief = compact ? 0 : briefFor(header).length * small;
    return sum + Math.max(header.short.length * bold, brief) + (compact ? 11 : 15);
  }, 0);
}
