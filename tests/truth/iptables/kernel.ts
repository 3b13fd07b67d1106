/**
 * A router between two networks, on the real kernel and on our machine, with the same rules and the same packets: what its
 * rules counted, and how they are listed.
 *
 * Packets are sent as they are by the neighbour `S`; what the router passes on ends in `D`, which answers nothing.
 */
import { spawnSync } from 'node:child_process';
import { Clock, millisecond, second } from '../../../engine/clock/clock.ts';
import { Random } from '../../../engine/clock/random.ts';
import { Environment } from '../../../engine/linux/environment.ts';
import { JourneyBus } from '../../../engine/linux/journey/event.ts';
import { Machine } from '../../../engine/linux/machine/machine.ts';
import { everyModule } from '../../../engine/linux/module/every.ts';
import { Sink, TextInput } from '../../../engine/linux/process/stream.ts';
import type { Ipv4 } from '../../../engine/net/packet/ipv4.ts';
import { emit } from '../../../engine/net/wire/emit.ts';
import { commandTable } from '../../../engine/shell/bash/bare-machine.ts';
import { bash, bashCommands } from '../../../engine/shell/bash/bash.ts';
import type { Command } from '../../../engine/shell/command.ts';
import { ip } from '../../../engine/shell/ip/ip.ts';
import { ipset } from '../../../engine/shell/ipset/ipset.ts';
import { iptablesCommands } from '../../../engine/shell/iptables/commands.ts';
import { nft } from '../../../engine/shell/nft/nft.ts';
import { sysctl } from '../../../engine/shell/sysctl/sysctl.ts';

const topology = `ip netns add S; ip netns add R; ip netns add D
for n in S R D; do ip netns exec $n sysctl -q -w net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; done
ip link add s1 netns S type veth peer name s0 netns R
ip link add d1 netns D type veth peer name d0 netns R
ip -n S link set s1 address 02:00:00:00:00:01 up; ip -n R link set s0 up; ip -n R link set d0 up; ip -n D link set d1 up
ip -n S link set lo up; ip -n R link set lo up
ip -n S addr add 10.5.0.2/24 dev s1; ip -n R addr add 10.5.0.1/24 dev s0; ip -n R addr add 10.9.0.1/24 dev d0
ip -n D addr add 10.9.0.2/24 dev d1; ip -n D addr add 10.9.0.3/24 dev d1
ip -n S route add default via 10.5.0.1; ip -n D route add default via 10.9.0.1
ip -n R route add 10.1.0.0/16 via 10.5.0.2; ip -n R route add 10.2.0.0/16 via 10.5.0.2
ip netns exec R sysctl -q -w net.ipv4.ip_forward=1 net.ipv4.icmp_ratelimit=0 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 net.ipv4.conf.s0.rp_filter=0
ip netns exec D iptables -t raw -A PREROUTING -j DROP`;

export interface Run {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

/** Asks after the packets have passed; each may read what `input` says. */
export interface Question {
  readonly command: string;
  readonly input?: string;
}

const mark = '@@@@';

/** Sends each packet of its standard input (hexadecimal, a line each) as it is, all from one processor. */
const sender = `import os,socket,sys,time
os.sched_setaffinity(0,{min(os.sched_getaffinity(0))})
s=socket.socket(socket.AF_INET,socket.SOCK_RAW,socket.IPPROTO_RAW)
for line in sys.stdin:
    b=bytes.fromhex(line.strip())
    try: s.sendto(b,(socket.inet_ntoa(b[16:20]),0))
    except OSError as e: pass
    time.sleep(0.005)
time.sleep(0.05)`;

function hex(packet: Ipv4): string {
  return [...emit(packet)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Before and after the packets; all in namespaces that end with the process. */
export function askReal(
  before: readonly Question[],
  packets: readonly Ipv4[],
  after: readonly Question[],
): readonly Run[] {
  const files = [...before, ...after].map(({ input = '' }) => input);
  const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
  const asked = (question: Question, at: number): string =>
    `ip netns exec R ${question.command} < $T/${String(at)} > $T/out 2> $T/err; echo "${mark}$?"; cat $T/out; echo "${mark}"; cat $T/err`;
  const script = [
    'set +m; mkdir -p /run/netns; mount -t tmpfs none /run/netns; export LC_ALL=C TZ=UTC; T=$(mktemp -d)',
    topology,
    ...files.map((text, at) => `printf %s ${quoted(text)} > $T/${String(at)}`),
    ...before.map(asked),
    `printf %s ${quoted(packets.map(hex).join('\n'))} | ip netns exec S python3 -c ${quoted(sender)}`,
    ...after.map((question, at) => asked(question, before.length + at)),
    `echo "${mark}"; rm -r $T`,
  ].join('\n');
  const done = spawnSync('unshare', ['-n', '-m', '--propagation', 'private', 'bash', '-s'], {
    input: script,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const pieces = done.stdout.split(mark).slice(1);
  return [...before, ...after].map((_, at) => {
    const head = pieces[at * 2] ?? '';
    const end = head.indexOf('\n');
    return {
      status: Number(head.slice(0, end)),
      stdout: head.slice(end + 1),
      stderr: (pieces[at * 2 + 1] ?? '').slice(1),
    };
  });
}

export function askOurs(
  before: readonly Question[],
  packets: readonly Ipv4[],
  after: readonly Question[],
): readonly Run[] {
  const clock = new Clock();
  const environment = new Environment({
    clock,
    random: new Random('iptables'),
    journeys: new JourneyBus(),
    epoch: Date.now(),
    modules: everyModule,
  });
  const machine = new Machine(environment, 'router');
  const executables = commandTable([...bashCommands, ip, ipset, nft, sysctl, ...iptablesCommands]);
  const bashCommand = { program: bash, name: 'bash' };
  const start = (
    command: Pick<Command, 'program' | 'name'>,
    words: readonly string[],
    input: string,
    place = machine.host,
  ): Run => {
    let stdout = '';
    let stderr = '';
    const process = machine.processes.start({
      program: command.program,
      arguments: [command.name, ...words],
      place,
      files: machine.files,
      stdin: new TextInput(input),
      stdout: new Sink((piece) => (stdout += piece)),
      stderr: new Sink((piece) => (stderr += piece)),
      environment: new Map([['PATH', '/usr/sbin:/usr/bin']]),
      executables,
    });
    clock.runWhile(() => process.exit === undefined, clock.now + 10 * second);
    return { stdout, stderr, status: process.exit?.status ?? -1 };
  };
  const built = start(bashCommand, ['-c', topology], '');
  if (built.stderr !== '') throw new Error(built.stderr);
  const [sender, router] = [machine.namespaces.get('S'), machine.namespaces.get('R')];
  if (sender === undefined || router === undefined) throw new Error('no namespaces');
  const ask = ({ command, input = '' }: Question): Run => start(bashCommand, ['-c', command], input, router);
  const first = before.map(ask);
  for (const packet of packets) {
    sender.ipv4.send({ packet });
    clock.runUntil(clock.now + 5 * millisecond);
  }
  return [...first, ...after.map(ask)];
}
