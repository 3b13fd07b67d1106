/** The shell's own tcpdump, for the figure: what it prints of a frame with `-nt`. Fetched when a reader asks for it. */
import { layers } from '../../../engine/shell/tcpdump/print/link.ts';
import { packetText } from '../../../engine/shell/tcpdump/print/packet.ts';
import { Printer } from '../../../engine/shell/tcpdump/print/printer.ts';

/** A printer remembers conversations: sequence numbers count from its first packet, as on a terminal. */
export function tcpdumpPrinter(): (frame: Uint8Array) => string {
  const printer = new Printer(
    {
      verbosity: 0,
      linkHeader: false,
      numeric: 1,
      withoutDomain: false,
      quick: false,
      absolute: false,
      ignoreChecksums: false,
      dump: undefined,
      times: 1,
      nanoseconds: false,
      forced: undefined,
      numbered: false,
    },
    layers,
  );
  const timing = { previous: undefined, first: undefined, count: 0 };
  return (bytes) =>
    packetText(
      printer,
      { time: 0, linkType: 'ethernet', bytes, length: bytes.length, partialChecksum: false },
      timing,
      () => undefined,
    ).trimEnd();
}
