/**
 * Scenes: lists of command lines for one machine, written down in `scenes/*.scene`, that the real kernel with its real
 * tools and our machine both play, from the same empty start, and that must print the same.
 *
 *     == name of the scene          all streams are pipes; with `@terminal` after it output goes to one of 80 columns
 *     ! ip link add va type veth peer name vb     prepares: must succeed on both, what it prints is not compared
 *     ip -br link                                 is compared: text (both streams together) and exit status
 *     ~ ip -s neigh  ## the reason                differs, and why; it is looked after that it still does
 *     # a comment
 *
 * `peer` starts the servers of `peer/services.ts` where it is called.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Clock, second } from '../../engine/clock/clock.ts';
import { Random } from '../../engine/clock/random.ts';
import { Environment } from '../../engine/linux/environment.ts';
import { JourneyBus } from '../../engine/linux/journey/event.ts';
import { Machine } from '../../engine/linux/machine/machine.ts';
import { everyModule } from '../../engine/linux/module/every.ts';
import { Sink, TextInput } from '../../engine/linux/process/stream.ts';
import { arp } from '../../engine/shell/arp/arp.ts';
import { arping } from '../../engine/shell/arping/arping.ts';
import { bash, bashCommands } from '../../engine/shell/bash/bash.ts';
import { commandTable } from '../../engine/shell/bash/bare-machine.ts';
import { brctl } from '../../engine/shell/brctl/brctl.ts';
import { bridge } from '../../engine/shell/bridge/bridge.ts';
import { ethtool } from '../../engine/shell/ethtool/ethtool.ts';
import { ifconfig } from '../../engine/shell/ifconfig/ifconfig.ts';
import { ip } from '../../engine/shell/ip/ip.ts';
import { ipset } from '../../engine/shell/ipset/ipset.ts';
import { iptablesCommands } from '../../engine/shell/iptables/commands.ts';
import { busybox } from '../../engine/shell/busybox/busybox.ts';
import { conntrack } from '../../engine/shell/conntrack/conntrack.ts';
import { curl } from '../../engine/shell/curl/curl.ts';
import { lsns } from '../../engine/shell/lsns/lsns.ts';
import { nsenter } from '../../engine/shell/nsenter/nsenter.ts';
import { pgrep, pkill } from '../../engine/shell/pgrep/pgrep.ts';
import { unshare } from '../../engine/shell/unshare/unshare.ts';
import { nc } from '../../engine/shell/nc/nc.ts';
import { mtr } from '../../engine/shell/mtr/mtr.ts';
import { netstat } from '../../engine/shell/netstat/netstat.ts';
import { nstat } from '../../engine/shell/nstat/nstat.ts';
import { ping, ping6 } from '../../engine/shell/ping/ping.ts';
import { tracepath } from '../../engine/shell/tracepath/tracepath.ts';
import { traceroute } from '../../engine/shell/traceroute/traceroute.ts';
import { route } from '../../engine/shell/route/route.ts';
import { ss } from '../../engine/shell/ss/ss.ts';
import { sysctl } from '../../engine/shell/sysctl/sysctl.ts';
import { tc } from '../../engine/shell/tc/tc.ts';
import { textCommands } from '../../engine/shell/text/commands.ts';
import { wget } from '../../engine/shell/wget/wget.ts';
import { nft } from '../../engine/shell/nft/nft.ts';
import { peer } from './peer/ours.ts';

export interface SceneLine {
  readonly text: string;
  readonly kind: 'prepare' | 'compare' | 'differ';
  /** Why it differs. */
  readonly reason: string;
}

export interface Scene {
  readonly name: string;
  readonly terminal: boolean;
  readonly lines: readonly SceneLine[];
}

export interface Answer {
  readonly text: string;
  readonly status: number;
}

export function readScenes(file: string): readonly Scene[] {
  const scenes: { name: string; terminal: boolean; lines: SceneLine[] }[] = [];
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line.startsWith('== '))
      scenes.push({
        name: line.slice(3).replace(' @terminal', ''),
        terminal: line.endsWith(' @terminal'),
        lines: [],
      });
    else if (line !== '' && !line.startsWith('#')) {
      const scene = scenes.at(-1);
      if (scene === undefined)
        throw new Error(`${file}: "${line}" belongs to no scene: write "== NAME" before it`);
      scene.lines.push(readLine(line));
    }
  }
  return scenes;
}

function readLine(line: string): SceneLine {
  if (line.startsWith('! ')) return { text: line.slice(2), kind: 'prepare', reason: '' };
  if (!line.startsWith('~ ')) return { text: line, kind: 'compare', reason: '' };
  const [text = '', reason = ''] = line.slice(2).split(/ {2}## /);
  return { text, kind: 'differ', reason };
}

const mark = '@@@ end of line';
const peers = join(import.meta.dirname, 'peer');

/** In a network namespace and a mount namespace of its own, so that it sees no other names than those it makes. */
export function playReal(scene: Scene): Promise<readonly Answer[]> {
  const script = [
    `export SCENE_SHELL=$$ PEER_NODE=${process.execPath} PEER_MAIN=${peers}/real.ts PATH=$PATH:${peers}`,
    'set +m; mkdir -p /run/netns; mount -t tmpfs none /run/netns; export LC_ALL=C TZ=UTC HOME=/nonexistent',
    'mkdir -p /run/scene; mount -t tmpfs none /run/scene; for name in hosts resolv.conf; do',
    'touch /run/scene/$name; mount --bind /run/scene/$name /etc/$name; done',
    'mkdir /run/scene/work; cd /run/scene/work',
    ...scene.lines.map(({ text }) => `{ ${text}\n} </dev/null 2>&1; printf '\\n${mark} %s\\n' $?`),
  ].join('\n');
  return new Promise((done, fail) => {
    // Proxies and certificates of whoever runs this are not the scene's.
    const words = [
      'env',
      '-i',
      `PATH=${process.env.PATH ?? ''}`,
      'TERM=xterm',
      'unshare',
      '-n',
      '-m',
      '--propagation',
      'private',
      'bash',
      '-s',
    ];
    const child = scene.terminal
      ? spawn('python3', [`${peers}/terminal.py`, ...words])
      : spawn('env', words.slice(1));
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    child.on('error', fail);
    child.on('close', () => {
      const answers: Answer[] = [];
      const pattern = new RegExp(`([^]*?)\\n${mark} (\\d+)\\n`, 'y');
      for (let match = pattern.exec(text); match !== null; match = pattern.exec(text))
        answers.push({ text: match[1] ?? '', status: Number(match[2]) });
      if (answers.length === scene.lines.length) done(answers);
      else fail(new Error(`${scene.name}: the real machine ended early: ${text.slice(-2000)}`));
    });
    child.stdin.end(script);
  });
}

const executables = commandTable([
  ...bashCommands,
  ...textCommands,
  ...iptablesCommands,
  arp,
  arping,
  brctl,
  bridge,
  busybox,
  conntrack,
  curl,
  ethtool,
  ifconfig,
  ip,
  ipset,
  lsns,
  mtr,
  nc,
  netstat,
  nsenter,
  nstat,
  peer,
  pgrep,
  pkill,
  ping,
  ping6,
  route,
  ss,
  sysctl,
  nft,
  tc,
  tracepath,
  traceroute,
  unshare,
  wget,
]);

export function playOurs(scene: Scene): readonly Answer[] {
  const clock = new Clock();
  const machine = new Machine(
    new Environment({
      clock,
      random: new Random(scene.name),
      journeys: new JourneyBus(),
      epoch: 1_700_000_000_000,
      modules: everyModule,
    }),
    'scene',
  );
  // The real one is a namespace beside others, too.
  machine.isNested = true;
  machine.files.makeDirectory('/tmp');
  return scene.lines.map(({ text: line }) => {
    let text = '';
    const size = scene.terminal ? { columns: 80, rows: 24 } : undefined;
    const screen = new Sink((piece) => (text += piece), size);
    const process = machine.processes.start({
      program: bash,
      arguments: ['bash', '-c', line],
      place: machine.host,
      files: machine.files,
      stdin: new TextInput(''),
      stdout: screen,
      stderr: screen,
      directory: '/tmp',
      environment: new Map([
        ['PATH', '/usr/sbin:/usr/bin'],
        ['TZ', 'UTC'],
        ['LC_ALL', 'C'],
      ]),
      executables,
    });
    try {
      clock.runWhile(() => process.exit === undefined, clock.now + 60 * second);
    } catch (error) {
      return { text: `${text}thrown: ${String(error)}`, status: -1 };
    }
    return { text, status: process.exit?.status ?? -1 };
  });
}

/** What no two runs have alike: how long something took, ports and identifiers that were drawn, the date. */
const drawn: readonly (readonly [RegExp, string])[] = [
  [/\btime=[\d.]+ ms/g, 'time=T ms'],
  [/\btime \d+ms/g, 'time Tms'],
  [/^rtt min.*$/gm, 'rtt R'],
  [/\b\d+\.\d{3} ?ms/g, 'T ms'],
  [/\bafter \d+ ms/g, 'after T ms'],
  [/\bexpires \d+sec/g, 'expires Tsec'],
  [/\b(sport|dport)=\d{4,5}\b|\b(id)=\d+\b/g, '$1$2=N'],
  [/\b(icmpv6 +58|tcp +6) \d+/g, '$1 T'],
  // What is left of an entry's life: the real kernel's seconds pass while the scene runs.
  [/\b((?:udp|icmp|unknown) +\d+ \d*)\d\b/g, '$1T'],
  // curl's rates, the address of its table, milliseconds of its limits; when a cookie ends.
  [/(\r *\d+ +\S+ +\d+ +\S+ +\d+ +\S+) +\S+ +\S+ +(\S+ +\S+ +\S+) +[\d.kM]+/g, '$1 R R $2 R'],
  [/\bfor host: 0x[0-9a-f]+/g, 'for host: 0xN'],
  [/\b(\d*?)\d{1,3} milliseconds/g, '$1 s'],
  [/, expire [1-9]\d*/g, ', expire N'],
  // wget's clock and rates.
  [/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\b/g, 'DATE TIME'],
  [/\(\d[\d.]* [KMG]?B\/s\)/g, '(RATE)'],
  [/ +[\d.]+[KMG](?:=[\d.]+s| \d+s)$/gm, ' RATE'],
  [/\b0(?:\.0\d*)?s\b/g, 'Ts'],
  // wget fills its line up: the more blanks the fewer digits its time has.
  [/ in Ts +$/gm, ' in Ts'],
  [/\{ \[\d{5,} bytes data\]/g, '{ [N bytes data]'],
  [/-{24}[0-9a-f]{16}/g, '-BOUNDARY'],
  [/ on \w{3} \w{3} +\d+ [\d:]+ \d{4}/g, ' on DATE'],
  // Which of Debian's security updates a machine has.
  [/\+deb12u\d+/g, '+deb12uN'],
];

/**
 * MAC addresses nobody gave, and the IPv6 addresses made of them, are numbered in the order they are seen; what is drawn
 * has a letter.
 */
export function normaliser(scene: Scene): (text: string) => string {
  const given = scene.lines.map(({ text }) => text).join('\n');
  const names = new Map<string, string>();
  const pattern = /\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b|\bfe80::[0-9a-f:]+\b|\b33:33:ff(?::[0-9a-f]{2}){3}\b/g;
  return (text) =>
    drawn
      .reduce((kept, [chance, letter]) => kept.replace(chance, letter), text)
      .replace(pattern, (found) => {
        if (given.includes(found) || /^(00:){5}00$|^(ff:){5}ff$|^01:|^33:33:00/.test(found)) return found;
        let name = names.get(found);
        if (name === undefined) names.set(found, (name = `<${String(names.size)}>`));
        return name;
      });
}

export interface Difference {
  readonly scene: Scene;
  readonly line: SceneLine;
  readonly real: Answer;
  readonly ours: Answer;
}

export interface Comparison {
  readonly compared: number;
  readonly differences: readonly Difference[];
  /** Lines said to differ that are equal now, and preparations that failed. */
  readonly complaints: readonly string[];
}

export async function compareScene(scene: Scene): Promise<Comparison> {
  const real = await playReal(scene);
  const ours = playOurs(scene);
  const [normaliseReal, normaliseOurs] = [normaliser(scene), normaliser(scene)];
  const differences: Difference[] = [];
  const complaints: string[] = [];
  let compared = 0;
  for (const [at, line] of scene.lines.entries()) {
    const [one, other] = [real[at], ours[at]];
    if (one === undefined || other === undefined) throw new Error(`${scene.name}: no answer to ${line.text}`);
    const difference = {
      scene,
      line,
      real: { ...one, text: normaliseReal(one.text) },
      ours: { ...other, text: normaliseOurs(other.text) },
    };
    const equal = difference.real.text === difference.ours.text && one.status === other.status;
    if (line.kind === 'prepare') {
      if (one.status !== 0) complaints.push(`${scene.name}: real: ${line.text}: ${one.text}`);
      if (other.status !== 0) complaints.push(`${scene.name}: ours: ${line.text}: ${other.text}`);
      continue;
    }
    compared++;
    if (line.kind === 'differ') {
      if (equal) complaints.push(`${scene.name}: does not differ any more: ${line.text}`);
    } else if (!equal) differences.push(difference);
  }
  return { compared, differences, complaints };
}
