import { describe, expect, it } from 'vitest';
import { Address } from '../../net/address/address.ts';
import { ipv4 } from '../../net/packet/ipv4.ts';
import { tcpFlags } from '../../net/packet/transport.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import { aNamespace } from '../../linux/netfilter/testing/namespace.ts';
import { packetLine } from '../../linux/netfilter/log/log-packet.ts';
import { Sink, TextInput } from '../../linux/process/stream.ts';
import { PacketBuffer } from '../../linux/skb/packet-buffer.ts';
import { dmesg } from './dmesg.ts';

function run(place: NetworkNamespace, line: string, uid = 0) {
  let stdout = '';
  let stderr = '';
  const process = place.machine.processes.start({
    program: dmesg.program,
    arguments: line.split(' '),
    place,
    files: place.machine.files,
    stdin: new TextInput(''),
    stdout: new Sink((text) => (stdout += text)),
    stderr: new Sink((text) => (stderr += text)),
    ...(uid === 0 ? {} : { credentials: { uid, capabilities: new Set<string>() } }),
  });
  place.environment.clock.runWhile(() => process.exit === undefined);
  return { stdout, stderr, status: process.exit?.status };
}

const loopback = Address.parse('127.0.0.1');

/** What a kernel 6.18 wrote of the same packets (`-j LOG`, net.netfilter.nf_log_all_netns = 1). */
describe('a line of the kernel about a packet', () => {
  const lo = aNamespace().devices.get('lo');
  const common = { source: loopback, destination: loopback };
  const first = {
    kind: 'tcp',
    sourcePort: 37_980,
    destinationPort: 9,
    sequence: 1_885_205_915,
    acknowledgement: 0,
    flags: tcpFlags({ syn: true }),
    window: 65_495,
    urgent: 0,
    options: [
      { kind: 'mss', value: 65_495 },
      { kind: 'sackPermitted' },
      { kind: 'timestamps', value: 0x9d15dfb9, echo: 0 },
      { kind: 'nop' },
      { kind: 'windowScale', shift: 10 },
    ],
    data: new Uint8Array(0),
  } as const;
  const echo = { kind: 'icmp', type: 'echoRequest', id: 547, sequence: 1, data: new Uint8Array(56) } as const;
  const datagram = ipv4({
    ...common,
    id: 49_922,
    dontFragment: true,
    payload: {
      kind: 'udp',
      sourcePort: 42_821,
      destinationPort: 99,
      payload: { kind: 'data', data: new Uint8Array(2) },
    },
  });
  const line = (packet: ReturnType<typeof ipv4>, way: 'in' | 'out', flags = 0): string => {
    const hook = way === 'in' ? 'input' : 'output';
    const [input, output] = way === 'in' ? [lo, undefined] : [undefined, lo];
    return packetLine(new PacketBuffer(1, packet), { hook, family: 4, in: input, out: output }, flags);
  };

  it('names the link header of what came in', () => {
    expect(line(ipv4({ ...common, id: 17_263, dontFragment: true, payload: echo }), 'in')).toBe(
      'IN=lo OUT= MAC=00:00:00:00:00:00:00:00:00:00:00:00:08:00 SRC=127.0.0.1 DST=127.0.0.1 LEN=84 TOS=0x00 PREC=0x00 TTL=64 ID=17263 DF PROTO=ICMP TYPE=8 CODE=0 ID=547 SEQ=1 ',
    );
  });

  it('shows sequence numbers and options of TCP when it is asked to', () => {
    expect(line(ipv4({ ...common, id: 35_576, dontFragment: true, payload: first }), 'out', 3)).toBe(
      'IN= OUT=lo SRC=127.0.0.1 DST=127.0.0.1 LEN=60 TOS=0x00 PREC=0x00 TTL=64 ID=35576 DF PROTO=TCP SPT=37980 DPT=9 SEQ=1885205915 ACK=0 WINDOW=65495 RES=0x00 SYN URGP=0 OPT (0204FFD70402080A9D15DFB9000000000103030A) ',
    );
  });

  it('quotes what an error quotes', () => {
    const error = {
      kind: 'icmp',
      type: 'destinationUnreachable',
      code: 3,
      rest: 0,
      quoted: datagram,
    } as const;
    expect(line(ipv4({ ...common, tos: 0xc0, id: 17_268, payload: error }), 'out')).toBe(
      'IN= OUT=lo SRC=127.0.0.1 DST=127.0.0.1 LEN=58 TOS=0x00 PREC=0xC0 TTL=64 ID=17268 PROTO=ICMP TYPE=3 CODE=3 [SRC=127.0.0.1 DST=127.0.0.1 LEN=30 TOS=0x00 PREC=0x00 TTL=64 ID=49922 DF PROTO=UDP SPT=42821 DPT=99 LEN=10 ] ',
    );
  });
});

describe('dmesg', () => {
  const place = aNamespace();
  place.machine.kernelLog.write(6, 'br0: port 3(vr2) entered blocking state');
  place.environment.clock.runUntil(1_500_021);
  place.machine.kernelLog.write(4, 'IN= OUT=lo ');

  it.each([
    ['dmesg', '[    0.000000] br0: port 3(vr2) entered blocking state\n[    1.500021] IN= OUT=lo \n'],
    ['dmesg -x -l warn', 'kern  :warn  : [    1.500021] IN= OUT=lo \n'],
    ['dmesg -r -l info,err', '<6>[    0.000000] br0: port 3(vr2) entered blocking state\n'],
    ['dmesg -t', 'br0: port 3(vr2) entered blocking state\nIN= OUT=lo \n'],
    ['dmesg -T -l warn', '[Sun Nov 22 00:00:01 2026] IN= OUT=lo \n'],
    [
      'dmesg -d',
      '[    0.000000 <    0.000000>] br0: port 3(vr2) entered blocking state\n[    1.500021 <    1.500021>] IN= OUT=lo \n',
    ],
    ['dmesg -td -l warn', '[<    0.000000>] IN= OUT=lo \n'],
    ['dmesg -u', ''],
    [
      'dmesg --color=always -x',
      'kern  :info  : \x1b[32m[    0.000000] \x1b[0m\x1b[33mbr0: \x1b[0mport 3(vr2) entered blocking state\n' +
        'kern  :warn  : \x1b[32m[    1.500021] \x1b[0m\x1b[1mIN= OUT=lo \x1b[0m\n',
    ],
  ])('%s', (command, stdout) => {
    expect(run(place, command)).toEqual({ stdout, stderr: '', status: 0 });
  });

  it.each([
    ['dmesg --bogus', "dmesg: unrecognized option '--bogus'\nTry 'dmesg --help' for more information.\n"],
    ['dmesg -l foo', "dmesg: unknown level 'foo'\n"],
    ['dmesg -Lfoo', "dmesg: unsupported color mode: 'foo'\n"],
    ['dmesg -x -r -T', 'dmesg: mutually exclusive arguments: --raw --decode\n'],
    ['dmesg -Tr', 'dmesg: mutually exclusive arguments: --ctime --raw\n'],
    ['dmesg extra', "dmesg: bad usage\nTry 'dmesg --help' for more information.\n"],
    [
      'dmesg -c -C',
      'dmesg: mutually exclusive arguments: --clear --console-off --console-on --read-clear --console-level --raw\n',
    ],
  ])('%s', (command, stderr) => {
    expect(run(place, command)).toEqual({ stdout: '', stderr, status: 1 });
  });

  it('shows the log to nobody but root', () => {
    expect(run(place, 'dmesg', 1000)).toEqual({
      stdout: '',
      stderr: 'dmesg: read kernel buffer failed: Operation not permitted\n',
      status: 1,
    });
  });

  it('forgets what it has shown when it is told to', () => {
    expect(run(place, 'dmesg -c').stdout).not.toBe('');
    expect(run(place, 'dmesg').stdout).toBe('');
  });
});
