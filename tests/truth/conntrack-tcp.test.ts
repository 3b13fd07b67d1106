/**
 * Connection tracking of TCP, segment by segment: random segments go through a router of the real kernel
 * (conntrack/segments.py) and through ours; after each one the entry must be the same, and so must whether the segment
 * was called invalid.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Address } from '../../engine/net/address/address.ts';
import { ipv4 } from '../../engine/net/packet/ipv4.ts';
import { type TcpOption, tcpFlags } from '../../engine/net/packet/transport.ts';
import { status } from '../../engine/linux/netfilter/conntrack/connection.ts';
import { secondsLeft } from '../../engine/linux/netfilter/conntrack/text.ts';
import { aNamespace } from '../../engine/linux/netfilter/testing/namespace.ts';
import type { NetworkNamespace } from '../../engine/linux/namespace/namespace.ts';
import { PacketBuffer } from '../../engine/linux/skb/packet-buffer.ts';
import { whyNoKernel } from './fuzz/kernel.ts';

interface Segment {
  readonly side: 'o' | 'r';
  readonly flags: string;
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly window: number;
  readonly length: number;
  readonly options: readonly (readonly ['scale' | 'sack' | 'mss', number])[];
}

interface Entry {
  readonly state: string;
  readonly seconds: number;
  readonly replied: boolean;
  readonly assured: boolean;
  readonly original: boolean;
}

interface Case {
  readonly port: number;
  readonly steps: readonly {
    readonly segment: Segment;
    readonly entry: Entry | null;
    readonly invalid: number;
  }[];
}

const hosts = { o: Address.parse('10.0.1.2'), r: Address.parse('10.0.2.2') };
const flagNames = { F: 'fin', S: 'syn', R: 'rst', P: 'psh', A: 'ack', U: 'urg' } as const;

function optionOf([name, value]: Segment['options'][number]): TcpOption {
  if (name === 'scale') return { kind: 'windowScale', shift: value };
  return name === 'sack' ? { kind: 'sackPermitted' } : { kind: 'mss', value };
}

function send(place: NetworkNamespace, port: number, segment: Segment): void {
  const isOriginal = segment.side === 'o';
  const flags = [...segment.flags].map((letter) => [flagNames[letter as keyof typeof flagNames], true]);
  const packet = ipv4({
    source: isOriginal ? hosts.o : hosts.r,
    destination: isOriginal ? hosts.r : hosts.o,
    payload: {
      kind: 'tcp',
      sourcePort: isOriginal ? port : 80,
      destinationPort: isOriginal ? 80 : port,
      sequence: segment.sequence,
      acknowledgement: segment.acknowledgement,
      flags: tcpFlags(Object.fromEntries(flags) as Parameters<typeof tcpFlags>[0]),
      window: segment.window,
      urgent: 0,
      options: segment.options.map(optionOf),
      data: new Uint8Array(segment.length),
    },
  });
  const skb = new PacketBuffer(1, packet);
  for (const hook of ['prerouting', 'forward', 'postrouting'] as const)
    if (place.hooks.run(skb, { hook, family: 4, in: undefined, out: undefined }) !== 'accept') return;
}

function entryOf({ netfilter }: NetworkNamespace): Entry | null {
  const { conntrack } = netfilter;
  const [connection] = conntrack.list();
  return connection === undefined
    ? null
    : {
        state: connection.tcp?.state ?? '',
        seconds: secondsLeft(connection, conntrack.now),
        replied: connection.has(status.seenReply),
        assured: connection.has(status.assured),
        original: connection.original.source === hosts.o,
      };
}

/** Time passed there, but less than two seconds. */
function same(ours: Entry | null, real: Entry | null): boolean {
  if (ours === null || real === null) return ours === real;
  const passed = ours.seconds - real.seconds;
  return (
    passed >= 0 &&
    passed < 2 &&
    JSON.stringify({ ...ours, seconds: 0 }) === JSON.stringify({ ...real, seconds: 0 })
  );
}

const reason = whyNoKernel();
if (reason !== undefined)
  console.log(`▲ NO KERNEL HERE: ${reason}, so tracked segments are not compared with a real one`);

describe.skipIf(reason !== undefined)('connection tracking of random TCP segments', () => {
  it('is the real one’s', { timeout: 60_000 }, () => {
    const script = join(import.meta.dirname, 'conntrack', 'segments.py');
    const run = spawnSync('python3', [script, '1', '400'], { encoding: 'utf8', maxBuffer: 1 << 27 });
    expect(run.stderr).toBe('');
    const cases = JSON.parse(run.stdout) as readonly Case[];
    let count = 0;
    const differing: string[] = [];
    for (const { port, steps } of cases) {
      const place = aNamespace();
      const { conntrack } = place.netfilter;
      conntrack.hold();
      let before = 0;
      for (const { segment, entry, invalid } of steps) {
        send(place, port, segment);
        const ours = entryOf(place);
        const oursInvalid = conntrack.statistics.invalid - before;
        before = conntrack.statistics.invalid;
        count++;
        if (same(ours, entry) && oursInvalid === invalid) continue;
        differing.push(JSON.stringify({ port, segment, entry, invalid, ours, oursInvalid }));
        break;
      }
    }
    console.log(`▲ ${String(count)} segments compared, ${String(differing.length)} sequences differ`);
    expect(differing).toEqual([]);
  });
});
