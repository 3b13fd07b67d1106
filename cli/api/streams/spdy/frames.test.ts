import fc from 'fast-check';
import { createDeflate } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Frame, FrameReader, writeFrame } from './frames.ts';
import { dictionary, HeaderReader, HeaderWriter, headerBlock, readHeaderBlock } from './header-block.ts';

const number = fc.nat(0x7fffffff);
const octets = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));
const frame: fc.Arbitrary<Frame> = fc.oneof(
  fc.record({ kind: fc.constant('data' as const), stream: number, isLast: fc.boolean(), octets }),
  fc.record({
    kind: fc.constant('synStream' as const),
    stream: number,
    isLast: fc.boolean(),
    headers: octets,
  }),
  fc.record({
    kind: fc.constant('synReply' as const),
    stream: number,
    isLast: fc.boolean(),
    headers: octets,
  }),
  fc.record({ kind: fc.constant('reset' as const), stream: number, status: number }),
  fc.record({ kind: fc.constant('ping' as const), id: number }),
  fc.record({ kind: fc.constant('goAway' as const), lastStream: number, status: number }),
  fc.record({ kind: fc.constant('other' as const), type: fc.integer({ min: 8, max: 12 }), octets }),
);
const headers = fc
  .array(fc.tuple(fc.stringMatching(/^[a-z-]{1,9}$/), fc.string({ unit: 'grapheme' })), { maxLength: 5 })
  .map((pairs) => new Map(pairs));

describe('SPDY', () => {
  it('reads the frames that were written, however they are cut', () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 6 }), fc.integer({ min: 1, max: 30 }), (frames, size) => {
        const all = Buffer.concat(frames.map(writeFrame));
        const reader = new FrameReader();
        const read: Frame[] = [];
        for (let at = 0; at < all.length; at += size) read.push(...reader.read(all.subarray(at, at + size)));
        expect(read).toEqual(frames);
      }),
    );
  });

  it('reads the header blocks that were written', () => {
    fc.assert(
      fc.property(headers, (given) => {
        expect(readHeaderBlock(headerBlock(given))).toEqual(given);
      }),
    );
  });

  it('writes header blocks that zlib reads, one after the other', async () => {
    const [writer, reader] = [new HeaderWriter(), new HeaderReader()];
    for (const given of [
      new Map(),
      new Map([
        ['port', '80'],
        ['streamtype', 'data'],
      ]),
    ])
      expect(await reader.read(writer.write(given))).toEqual(given);
    reader.close();
  });

  it('reads what zlib squeezed with the dictionary', async () => {
    const given = new Map([
      ['streamtype', 'error'],
      ['accept-encoding', 'gzip'],
      ['port', '8080'],
    ]);
    const deflate = createDeflate({ dictionary });
    const squeezed = await new Promise<Buffer>((resolve) => {
      deflate.write(headerBlock(given));
      deflate.flush(() => {
        resolve(deflate.read() as Buffer);
      });
    });
    const reader = new HeaderReader();
    expect(await reader.read(squeezed)).toEqual(given);
    reader.close();
  });

  it('knows the dictionary of the draft', () => {
    expect(dictionary.length).toBe(1423);
  });
});
