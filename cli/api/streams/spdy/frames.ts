/**
 * Frames of SPDY/3.1 (draft-mbelshe-httpbis-spdy-00, 2.2 and 2.6) as spdystream uses them: no flow control, no settings.
 * Header blocks are left compressed here.
 */

export type Frame =
  | { readonly kind: 'data'; readonly stream: number; readonly isLast: boolean; readonly octets: Buffer }
  | {
      readonly kind: 'synStream';
      readonly stream: number;
      readonly isLast: boolean;
      readonly headers: Buffer;
    }
  | { readonly kind: 'synReply'; readonly stream: number; readonly isLast: boolean; readonly headers: Buffer }
  | { readonly kind: 'reset'; readonly stream: number; readonly status: number }
  | { readonly kind: 'ping'; readonly id: number }
  | { readonly kind: 'goAway'; readonly lastStream: number; readonly status: number }
  /** Of a kind that nobody here acts on. */
  | { readonly kind: 'other'; readonly type: number; readonly octets: Buffer };

const typeOf = { synStream: 1, synReply: 2, reset: 3, ping: 6, goAway: 7 } as const;
const fin = 1;
const headLength = 8;

export function writeFrame(frame: Frame): Buffer {
  if (frame.kind === 'data') {
    const head = Buffer.alloc(headLength);
    head.writeUInt32BE(frame.stream);
    head.writeUInt32BE(frame.octets.length, 4);
    head.writeUInt8(frame.isLast ? fin : 0, 4);
    return Buffer.concat([head, frame.octets]);
  }
  const body = bodyOf(frame);
  const head = Buffer.alloc(headLength);
  head.writeUInt16BE(0x8003);
  head.writeUInt16BE(frame.kind === 'other' ? frame.type : typeOf[frame.kind], 2);
  head.writeUInt32BE(body.length, 4);
  head.writeUInt8('isLast' in frame && frame.isLast ? fin : 0, 4);
  return Buffer.concat([head, body]);
}

function bodyOf(frame: Exclude<Frame, { readonly kind: 'data' }>): Buffer {
  switch (frame.kind) {
    case 'synStream':
      return Buffer.concat([words(frame.stream, 0), Buffer.alloc(2), frame.headers]);
    case 'synReply':
      return Buffer.concat([words(frame.stream), frame.headers]);
    case 'reset':
      return words(frame.stream, frame.status);
    case 'ping':
      return words(frame.id);
    case 'goAway':
      return words(frame.lastStream, frame.status);
    case 'other':
      return frame.octets;
  }
}

function words(...numbers: readonly number[]): Buffer {
  const octets = Buffer.alloc(4 * numbers.length);
  numbers.forEach((number, index) => octets.writeUInt32BE(number, 4 * index));
  return octets;
}

/** Cuts what comes, in pieces of any size, into frames. */
export class FrameReader {
  #kept: Buffer = Buffer.alloc(0);

  /** @throws Error when a frame is shorter than its kind needs */
  read(piece: Buffer): readonly Frame[] {
    this.#kept = this.#kept.length === 0 ? piece : Buffer.concat([this.#kept, piece]);
    const frames: Frame[] = [];
    for (;;) {
      if (this.#kept.length < headLength) return frames;
      const end = headLength + this.#kept.readUIntBE(5, 3);
      if (this.#kept.length < end) return frames;
      frames.push(frameOf(this.#kept.subarray(0, end)));
      this.#kept = this.#kept.subarray(end);
    }
  }
}

function frameOf(frame: Buffer): Frame {
  const isLast = (frame.readUInt8(4) & fin) !== 0;
  const octets = frame.subarray(headLength);
  if (frame.readUInt8(0) < 0x80) return { kind: 'data', stream: frame.readUInt32BE(0), isLast, octets };
  const type = frame.readUInt16BE(2);
  const stream = (): number => octets.readUInt32BE(0) & 0x7fffffff;
  switch (type) {
    case typeOf.synStream:
      return { kind: 'synStream', stream: stream(), isLast, headers: octets.subarray(10) };
    case typeOf.synReply:
      return { kind: 'synReply', stream: stream(), isLast, headers: octets.subarray(4) };
    case typeOf.reset:
      return { kind: 'reset', stream: stream(), status: octets.readUInt32BE(4) };
    case typeOf.ping:
      return { kind: 'ping', id: octets.readUInt32BE(0) };
    case typeOf.goAway:
      return { kind: 'goAway', lastStream: stream(), status: octets.readUInt32BE(4) };
    default:
      return { kind: 'other', type, octets };
  }
}
