/** The flow as a capture file, made in the reader's browser. */
import { linkType, pcapFile } from '../../engine/net/pcap/pcap.ts';
import { fromBase64 } from './model/base64.ts';
import type { JourneyModel } from './model/journey-model.ts';
import { isOnWire } from './views/tcpdump-lines.ts';

/** Every frame once, where it first left a device; what has no link header is left out. */
export function captureFile(model: JourneyModel): Uint8Array<ArrayBuffer> {
  const seen = new Set<string>();
  const records = model.steps.flatMap((step) => {
    const packet = model.packets[step.before];
    if (!isOnWire(step) || packet?.headers[0]?.name !== 'Ethernet') return [];
    const key = `${String(step.trip)} ${String(step.before)}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ time: model.wallTime * 1000 + step.at, bytes: fromBase64(packet.octets) }];
  });
  return pcapFile(linkType.ethernet, records);
}

export function download(name: string, bytes: Uint8Array<ArrayBuffer>, type: string): void {
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
