/**
 * The server's end of a SPDY/3.1 connection (github.com/moby/spdystream), over whatever carries octets: a socket or a
 * WebSocket. The client opens streams; each is answered, written to, half-closed from either side, or reset.
 */
import { type Frame, FrameReader, writeFrame } from './frames.ts';
import { HeaderReader, type Headers, HeaderWriter } from './header-block.ts';

/** RST_STREAM's reason of spdystream's Reset. */
const cancel = 5;

export interface SpdyStream {
  readonly id: number;
  readonly headers: Headers;
  /** Told what comes on it, and what came; without octets: the client will send no more. */
  listen(listener: (octets: Buffer | undefined) => void): void;
  /** The client has given it up. */
  onReset: (() => void) | undefined;
  write(octets: Uint8Array): void;
  /** No more will be written. */
  close(): void;
  reset(): void;
}

export class SpdyConnection {
  readonly #send: (octets: Buffer) => void;
  readonly #opened: (stream: SpdyStream) => void;
  readonly #frames = new FrameReader();
  readonly #reader = new HeaderReader();
  readonly #writer = new HeaderWriter();
  readonly #streams = new Map<number, Stream>();
  #turn: Promise<void> = Promise.resolve();

  /** @param opened told of each stream, before anything that comes on it */
  constructor(send: (octets: Buffer) => void, opened: (stream: SpdyStream) => void) {
    this.#send = send;
    this.#opened = opened;
  }

  /** @returns when what came has been dealt with, in its turn */
  receive(piece: Buffer): Promise<void> {
    this.#turn = this.#turn.then(async () => {
      for (const frame of this.#frames.read(piece)) await this.#take(frame);
    });
    return this.#turn;
  }

  /** What carried it is gone. */
  end(): void {
    this.#reader.close();
    for (const stream of this.#streams.values()) stream.onReset?.();
    this.#streams.clear();
  }

  async #take(frame: Frame): Promise<void> {
    switch (frame.kind) {
      case 'synStream': {
        const stream = new Stream(frame.stream, await this.#reader.read(frame.headers), (one) => {
          this.#write(one);
        });
        this.#streams.set(frame.stream, stream);
        this.#write({
          kind: 'synReply',
          stream: frame.stream,
          isLast: false,
          headers: this.#writer.write(new Map()),
        });
        this.#opened(stream);
        if (frame.isLast) stream.take(undefined);
        return;
      }
      case 'data': {
        const stream = this.#streams.get(frame.stream);
        if (frame.octets.length > 0) stream?.take(frame.octets);
        if (frame.isLast) stream?.take(undefined);
        return;
      }
      case 'reset':
        this.#streams.get(frame.stream)?.onReset?.();
        this.#streams.delete(frame.stream);
        return;
      case 'ping':
        // The client's are odd; an even one would be an answer.
        if (frame.id % 2 === 1) this.#write(frame);
        return;
      case 'synReply':
      case 'goAway':
      case 'other':
        return;
    }
  }

  #write(frame: Frame): void {
    this.#send(writeFrame(frame));
  }
}

class Stream implements SpdyStream {
  readonly id: number;
  readonly headers: Headers;
  onReset: (() => void) | undefined;
  readonly #send: (frame: Frame) => void;
  readonly #early: (Buffer | undefined)[] = [];
  #listener: ((octets: Buffer | undefined) => void) | undefined;
  #isClosed = false;

  constructor(id: number, headers: Headers, send: (frame: Frame) => void) {
    this.id = id;
    this.headers = headers;
    this.#send = send;
  }

  listen(listener: (octets: Buffer | undefined) => void): void {
    this.#listener = listener;
    for (const octets of this.#early.splice(0)) listener(octets);
  }

  take(octets: Buffer | undefined): void {
    if (this.#listener === undefined) this.#early.push(octets);
    else this.#listener(octets);
  }

  write(octets: Uint8Array): void {
    if (!this.#isClosed)
      this.#send({ kind: 'data', stream: this.id, isLast: false, octets: Buffer.from(octets) });
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#send({ kind: 'data', stream: this.id, isLast: true, octets: Buffer.alloc(0) });
  }

  reset(): void {
    this.#isClosed = true;
    this.#send({ kind: 'reset', stream: this.id, status: cancel });
  }
}
