/**
 * A captured frame as a filter sees it: octets behind a link-layer header of one of three kinds, and what the kernel
 * says beside them.
 */
export type LinkType = 'ethernet' | 'raw' | 'sll2';

export interface CapturedFrame {
  readonly linkType: LinkType;
  /** From the link-layer header on. */
  readonly bytes: Uint8Array;
  /** The whole length; `bytes` may be cut by a snapshot length. */
  readonly length: number;
  readonly outgoing: boolean;
  readonly interfaceIndex: number;
}

/** A load behind the last octet: the whole filter then rejects the frame, as a BPF program ends. */
export class OutOfBounds extends Error {}

const outOfBounds = new OutOfBounds();

/** Where the network-layer header starts. */
export function networkOffset(frame: CapturedFrame): number {
  return frame.linkType === 'ethernet' ? 14 : frame.linkType === 'sll2' ? 20 : 0;
}

/** A big-endian number of 1, 2 or 4 octets. @throws OutOfBounds */
export function load(frame: CapturedFrame, at: number, size: number): number {
  const { bytes } = frame;
  if (at < 0 || at + size > bytes.length) throw outOfBounds;
  let value = 0;
  for (let index = at; index < at + size; index++) value = value * 256 + (bytes[index] ?? 0);
  return value;
}

export function etherTypeOf(frame: CapturedFrame): number {
  switch (frame.linkType) {
    case 'ethernet':
      return load(frame, 12, 2);
    case 'sll2':
      return load(frame, 0, 2);
    case 'raw':
      return load(frame, 0, 1) >> 4 === 4 ? 0x0800 : 0x86dd;
  }
}
