/**
 * The real tcpdump reads the same capture file as ours: same lines. Skipped where tcpdump is not installed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { pcapFile, type PcapRecord } from '../../net/pcap/pcap.ts';
import { ethernet } from '../../net/testing/arbitrary-packet.ts';
import { emit } from '../../net/wire/emit.ts';
import { linkTypes } from './link-types.ts';
import { readTcpdumpOptions } from './options.ts';
import { layers } from './print/link.ts';
import { packetText } from './print/packet.ts';
import { Printer } from './print/printer.ts';
import { frames } from './testing/packets.ts';
import { rawFrames } from './testing/raw-frames.ts';

vi.setConfig({ testTimeout: 30_000 });

const installed = spawnSync('tcpdump', ['--version']).error === undefined;
if (!installed) console.warn('SKIPPED: tcpdump is not installed, so it could not judge ours');

const folder = mkdtempSync(join(tmpdir(), 'tcpdump-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const start = 1_700_000_000;
const environment = { TZ: 'UTC', PATH: process.env['PATH'] ?? '' };

function recorded(packets: readonly Uint8Array[]): readonly PcapRecord[] {
  return packets.map((bytes, index) => ({ time: start * 1_000_000 + index * 1_234_567, bytes }));
}

function real(records: readonly PcapRecord[], words: readonly string[]): string {
  const file = join(folder, 'packets.pcap');
  writeFileSync(file, pcapFile(linkTypes.ethernet.number, records));
  return spawnSync('tcpdump', [...words, '-r', file], {
    encoding: 'utf8',
    env: environment,
    maxBuffer: 1 << 28,
  }).stdout;
}

function ours(records: readonly PcapRecord[], words: readonly string[]): readonly string[] {
  const options = readTcpdumpOptions(words);
  if ('stop' in options) throw new Error(options.text);
  const printer = new Printer(options.print, layers);
  const timing = { previous: undefined, first: undefined, count: 0 };
  return records.map(({ time, bytes, originalLength }) =>
    packetText(
      printer,
      { time, linkType: 'ethernet', bytes, length: originalLength ?? bytes.length, partialChecksum: false },
      timing,
      () => undefined,
    ),
  );
}

/** Packet by packet; `except`: what of the real one's text is not asked of ours. */
function different(records: readonly PcapRecord[], word: string, except?: RegExp): readonly string[] {
  const words = [word, '-tt'];
  const theirs = real(records, words).split(/^(?=17\d{8}\.\d{6} )/m);
  return ours(records, words).filter((text, index) => {
    const other = theirs[index] ?? '';
    return text !== other && except?.test(other) !== true;
  });
}

/** Protocols that only pass by here: their printers are not ours. */
const otherPrinters = /ospf|mptcp|tcp-ao|tfo|exp-|exp\[|scps|GREv|sctp|tftp|md5|ccnew|cc,|echo,/i;

describe.skipIf(!installed)('the real tcpdump', () => {
  const packets = recorded(frames.map((frame) => emit(frame)));
  for (const word of '-n -ne -nv -nvv -nvvve -nq -nS -nX -nXX -nx -nxx -nA -nAA -nt -ntt -nttt -ntttt -nttttt -n# -K -nqe -nqv'.split(
    ' ',
  ))
    test(`prints the same with ${word}`, () => {
      expect(ours(packets, ['-n', word]).join('').split('\n')).toEqual(
        real(packets, ['-n', word]).split('\n'),
      );
    });

  test('prints the same with --nano', () => {
    expect(ours(packets, ['-n', '--nano']).join('')).toBe(real(packets, ['-n', '--nano']));
  });

  for (const word of ['-n', '-nv', '-nvv', '-nvvve', '-nq', '-nX', '-nA'])
    test(`prints the same of rarer frames with ${word}`, () => {
      expect(different(recorded(rawFrames), word, otherPrinters)).toEqual([]);
    });

  for (const word of ['-n', '-nvv', '-nvvve', '-nqe', '-nX'])
    test(`prints the same for whatever packets come, with ${word}`, () => {
      const many = recorded(fc.sample(ethernet, { numRuns: 1200, seed: 7 }).map((frame) => emit(frame)));
      expect(different(many, word, otherPrinters)).toEqual([]);
    });

  test('prints nearly the same of packets that were cut', () => {
    const whole = [...packets.map(({ bytes }) => bytes), ...rawFrames];
    const cut = whole.flatMap((bytes) =>
      [20, 30, 38, 44, 58, 70]
        .filter((length) => length < bytes.length)
        .map((length) => ({
          time: start * 1_000_000,
          bytes: bytes.subarray(0, length),
          originalLength: bytes.length,
        })),
    );
    for (const word of ['-n', '-nvv']) {
      const wrong = different(cut, word, otherPrinters);
      expect(wrong.length / cut.length).toBeLessThan(0.03);
    }
  });
});
