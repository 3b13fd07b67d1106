/**
 * The real tcpdump reads the same capture file as ours: same lines. Skipped where tcpdump is
 * not installed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { Ethernet } from '../../net/packet/ethernet.ts';
import { linkType, pcapFile } from '../../net/pcap/pcap.ts';
import { ethernet } from '../../net/testing/arbitrary-packet.ts';
import { emit } from '../../net/wire/emit.ts';
import { readTcpdumpOptions } from './options.ts';
import { packetText } from './print/packet.ts';
import { Printer } from './print/printer.ts';
import { frames } from './testing/packets.ts';

const installed = spawnSync('tcpdump', ['--version']).error === undefined;
if (!installed) console.warn('SKIPPED: tcpdump is not installed, so it could not judge ours');

const folder = mkdtempSync(join(tmpdir(), 'tcpdump-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function write(packets: readonly Uint8Array[], name: string): string {
  const file = join(folder, name);
  writeFileSync(
    file,
    pcapFile(
      linkType.ethernet,
      packets.map((bytes, index) => ({ time: 1_700_000_000_000_000 + index * 1_234_567, bytes })),
    ),
  );
  return file;
}

const environment = { TZ: 'UTC', PATH: process.env['PATH'] ?? '' };

function real(file: string, words: readonly string[]): string {
  const run = spawnSync('tcpdump', [...words, '-r', file], { encoding: 'utf8', env: environment });
  return run.stdout;
}

function ours(packets: readonly Uint8Array[], words: readonly string[]): string {
  const options = readTcpdumpOptions(words);
  if ('stop' in options) throw new Error(options.text);
  const printer = new Printer(options.print);
  const timing = { previous: undefined, first: undefined, count: 0 };
  return packets
    .map((bytes, index) =>
      packetText(
        printer,
        {
          time: 1_700_000_000_000_000 + index * 1_234_567,
          linkType: 'ethernet',
          bytes,
          length: bytes.length,
          partialChecksum: false,
        },
        timing,
        () => undefined,
      ),
    )
    .join('');
}

describe.skipIf(!installed)('the real tcpdump', () => {
  const packets = frames.map((frame) => emit(frame));
  const file = write(packets, 'samples.pcap');
  for (const words of [
    '-n',
    '-ne',
    '-nv',
    '-nvv',
    '-nvvve',
    '-nq',
    '-nS',
    '-nX',
    '-nxx',
    '-nA',
    '-nt',
    '-ntt',
    '-nttt',
    '-ntttt',
    '-nttttt',
    '-n#',
  ])
    test(`prints the same with ${words}`, () => {
      expect(ours(packets, [words]).split('\n')).toEqual(real(file, [words]).split('\n'));
    });

  test('prints the same for whatever packets come', () => {
    const many = fc
      .sample(ethernet, { numRuns: 300, seed: 7 })
      .filter(isPlain)
      .map((frame) => emit(frame));
    const arbitrary = write(many, 'arbitrary.pcap');
    const theirs = real(arbitrary, ['-nvve']).split('\n');
    const mine = ours(many, ['-nvve']).split('\n');
    const different = mine.filter((line, index) => line !== theirs[index]).length;
    expect(different / mine.length).toBeLessThan(0.05);
  });
});

/** What our printer knows: no IPv6 inside, no tunnel in a tunnel. */
function isPlain(frame: Ethernet): boolean {
  const { payload } = frame;
  if (payload.kind === 'arp') return true;
  return (
    payload.kind === 'ipv4' &&
    payload.options.length === 0 &&
    ['tcp', 'udp', 'icmp'].includes(payload.payload.kind)
  );
}
