import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMac } from '../address/mac.ts';
import { samples } from '../testing/sample-packets.ts';
import { emit } from '../wire/emit.ts';
import { emitLinuxSll2, parseLinuxSll2 } from './linux-sll2.ts';
import { linkType, parsePcap, pcapFile, type PcapRecord } from './pcap.ts';

describe('capture files', () => {
  it('read back as they were written', () => {
    const record: fc.Arbitrary<PcapRecord> = fc.record({
      time: fc.integer({ min: 0, max: 4_000_000_000_000_000 }),
      bytes: fc.uint8Array({ maxLength: 200 }),
    });
    fc.assert(
      fc.property(
        fc.array(record, { maxLength: 5 }),
        fc.constantFrom(...Object.values(linkType)),
        (records, link) => {
          const expected = { linkType: link, snapLength: 262_144, records };
          expect(parsePcap(pcapFile(link, records))).toEqual({ ok: true, value: expected });
        },
      ),
    );
  });

  it('remember the length of a packet they cut', () => {
    const file = pcapFile(linkType.raw, [{ time: 5, bytes: new Uint8Array(100) }], 64);
    const cut = { time: 5, bytes: new Uint8Array(64), originalLength: 100 };
    expect(parsePcap(file)).toEqual({ ok: true, value: { linkType: 101, snapLength: 64, records: [cut] } });
  });

  it('are read in big-endian and with nanoseconds too', () => {
    const bytes = new Uint8Array(24 + 16 + 2);
    const view = new DataView(bytes.buffer);
    [0xa1b2_3c4d, 0x0002_0004, 0, 0, 65535, 1, 3, 4_999, 2, 2].forEach((word, index) =>
      view.setUint32(index * 4, word),
    );
    const records = [{ time: 3_000_004, bytes: new Uint8Array(2) }];
    expect(parsePcap(bytes)).toEqual({ ok: true, value: { linkType: 1, snapLength: 65535, records } });
  });

  it('that end too early or are none are errors, not exceptions', () => {
    const file = pcapFile(linkType.raw, [{ time: 5, bytes: new Uint8Array(100) }]);
    expect(parsePcap(file.subarray(0, -1))).toEqual({
      ok: false,
      error: 'capture file ends in the middle of record 1',
    });
    expect(parsePcap(file.subarray(0, 30))).toEqual({
      ok: false,
      error: 'capture file ends in the middle of record 1',
    });
    expect(parsePcap(new Uint8Array(3))).toEqual({
      ok: false,
      error: 'not a capture file: shorter than its header',
    });
    expect(parsePcap(new Uint8Array(40))).toEqual({
      ok: false,
      error: 'not a capture file: it starts with 0x00000000',
    });
  });
});

describe('the Linux cooked header', () => {
  it('says the interface, the direction and the sender, and the packet follows', () => {
    const packet = samples[2]?.[1].payload;
    if (packet === undefined) throw new Error('no sample');
    const source = parseMac('02:00:00:00:00:01');
    const header = { interfaceIndex: 3, hardware: 1, direction: 'outgoing', source } as const;
    const bytes = emitLinuxSll2(header, packet);
    expect(parseLinuxSll2(bytes)).toEqual({ ...header, etherType: 0x0800 });
    expect(bytes.subarray(20)).toEqual(emit(packet));
    expect(parseLinuxSll2(bytes.subarray(0, 19))).toBeUndefined();
  });
});
