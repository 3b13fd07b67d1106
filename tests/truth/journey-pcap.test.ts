/**
 * What our devices carry, written into a capture file, is read by the real tcpdump with `-vv -e -n` as our own prints it,
 * and its checksums are right: the flows of the chapters, of the reference cluster and of the laboratories, each frame
 * wherever a capture sees it.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { finish } from '../../engine/clock/work.ts';
import type { Flow } from '../../engine/lab/probe/flow.ts';
import { recordFlow } from '../../engine/lab/probe/record-flow.ts';
import { findScenario, scenarioOfText } from '../../engine/lab/scenario/registry.ts';
import type { Scenario, Stage } from '../../engine/lab/stage/stage.ts';
import { pcapFile, type PcapRecord } from '../../engine/net/pcap/pcap.ts';
import { emit } from '../../engine/net/wire/emit.ts';
import { linkTypes } from '../../engine/shell/tcpdump/link-types.ts';
import { readTcpdumpOptions } from '../../engine/shell/tcpdump/options.ts';
import { layers } from '../../engine/shell/tcpdump/print/link.ts';
import { packetText } from '../../engine/shell/tcpdump/print/packet.ts';
import { Printer } from '../../engine/shell/tcpdump/print/printer.ts';

vi.setConfig({ testTimeout: 60_000 });

const installed = spawnSync('tcpdump', ['--version']).error === undefined;
if (!installed) console.warn('SKIPPED: tcpdump is not installed, so it could not read our captures');

const folder = mkdtempSync(join(tmpdir(), 'journey-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const from = (place: string, to: string, protocol: Flow['protocol'], port?: number): Flow =>
  port === undefined ? { from: place, to, protocol } : { from: place, to, protocol, port };

const client = 'pod/default/client';
/** Answered, refused, dropped, unreachable; same node, other node, through a Service, from outside, to names. */
const laboratoryFlows: readonly Flow[] = [
  from(client, '10.8.0.6', 'icmp'),
  from(client, '10.8.1.8', 'icmp'),
  from(client, '10.8.1.8', 'tcp', 8080),
  from(client, '10.8.0.6', 'tcp', 81),
  from(client, '10.8.1.8', 'tcp', 81),
  from(client, '10.8.1.8', 'udp', 9999),
  from(client, '10.96.10.50', 'tcp', 80),
  from(client, '10.96.10.70', 'tcp', 80),
  from(client, '10.96.10.50', 'icmp'),
  from(client, 'web.default.svc.cluster.local', 'tcp', 80),
  from(client, 'nosuch.example', 'tcp', 80),
  from(client, '10.8.1.77', 'icmp'),
  from(client, '203.0.113.10', 'tcp', 80),
  from('node/w1', '10.8.1.8', 'tcp', 8080),
  from('laptop', '10.10.20.4', 'tcp', 30080),
  from('laptop', '10.10.20.4', 'tcp', 30082),
  from('laptop', '10.10.20.4', 'udp', 7),
];
const chapterFlows: readonly Flow[] = [
  from(client, 'pod/default/web', 'tcp', 80),
  from(client, 'pod/default/far', 'icmp'),
  from(client, '10.96.10.50', 'tcp', 80),
  from(client, 'web', 'tcp', 80),
  from(client, 'web', 'tcp', 81),
  from('laptop', '10.10.20.4', 'tcp', 30080),
];

function scenarioOf(name: string): Scenario {
  const known = findScenario(name);
  if (known !== undefined) return known;
  const file = join(import.meta.dirname, '../../docs', name, 'cluster.yaml');
  return scenarioOfText(readFileSync(file, 'utf8'), file);
}

/** Every frame that a capture on any device of any machine sees. */
function captured(stage: Stage, flows: readonly Flow[]): { ethernet: PcapRecord[]; raw: PcapRecord[] } {
  const found: { ethernet: PcapRecord[]; raw: PcapRecord[] } = { ethernet: [], raw: [] };
  const { environment } = stage;
  const stops = stage.namespaces().map((namespace) =>
    namespace.captures.add({
      device: undefined,
      see: (device, skb) => {
        const time = Math.round(environment.epoch * 1000 + environment.clock.now);
        if (device.isPointToPoint) found.raw.push({ time, bytes: emit(skb.packet) });
        else found.ethernet.push({ time, bytes: emit(skb.frame) });
      },
    }),
  );
  for (const flow of flows) recordFlow(stage, flow);
  for (const stop of stops) stop();
  return found;
}

const words = ['-vv', '-e', '-n'];

function compare(linkType: 'ethernet' | 'raw', records: readonly PcapRecord[]): void {
  const file = join(folder, 'journey.pcap');
  writeFileSync(file, pcapFile(linkTypes[linkType].number, records));
  const { stdout } = spawnSync('tcpdump', [...words, '-r', file], {
    encoding: 'utf8',
    env: { TZ: 'UTC', PATH: process.env['PATH'] ?? '' },
    maxBuffer: 1 << 28,
  });
  const options = readTcpdumpOptions(words);
  if ('stop' in options) throw new Error(options.text);
  const printer = new Printer(options.print, layers);
  const timing = { previous: undefined, first: undefined, count: 0 };
  const ours = records.map(({ time, bytes }) =>
    packetText(
      printer,
      { time, linkType, bytes, length: bytes.length, partialChecksum: false },
      timing,
      () => undefined,
    ),
  );
  expect(ours.join('').split('\n')).toEqual(stdout.split('\n'));
  expect(stdout.match(/.*(bad|wrong|incorrect).*/g) ?? []).toEqual([]);
}

describe.skipIf(!installed)('the real tcpdump reads our captures as ours does', () => {
  const cases: readonly (readonly [string, readonly Flow[]])[] = [
    ['lab/vxlan', laboratoryFlows],
    ['lab/hostgw', laboratoryFlows],
    ['lab/calico-vxlan', laboratoryFlows],
    ['lab/calico-ipip', laboratoryFlows],
    ['pod-to-pod', chapterFlows],
    ['services', chapterFlows],
  ];
  for (const [name, flows] of cases)
    test(name, () => {
      const { ethernet, raw } = captured(finish(scenarioOf(name).building()), flows);
      expect(ethernet.length).toBeGreaterThan(100);
      compare('ethernet', ethernet);
      if (raw.length > 0) compare('raw', raw);
      console.log(`${name}: ${String(ethernet.length + raw.length)} frames read`);
    });
});
