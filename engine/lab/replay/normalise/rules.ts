/**
 * What may differ between two honest runs of the same command on the same kernel, as one table with reasons.
 * Everything else must be equal, byte for byte.
 *
 * A rule applies to records whose command matches `commands`. A replacement is a template (`\1`), a function of the
 * match's groups, or `#x`: the matched text (its last group, where there are groups) becomes x1, x2, … in order of
 * appearance: the value is free, *which values are equal* is not. Patterns are in Python's words (dialect.ts).
 */
import * as command from './commands.ts';
import { type Groups, roundHalfEven } from './dialect.ts';

export interface Rule {
  readonly name: string;
  readonly commands: string;
  readonly pattern: string;
  readonly replacement: string | ((groups: Groups) => string);
  readonly why: string;
}

/** Lines that come out in the order of a hash with a random seed, or of timers, are sorted among themselves first. */
export interface SortedLines {
  readonly name: string;
  readonly commands: string;
  /** Which lines; a line that starts with a tab belongs to the one before it. */
  readonly lines: string;
}

const raw = String.raw;

function rule(
  name: string,
  commands: string,
  pattern: string,
  replacement: Rule['replacement'],
  why: string,
): Rule {
  return { name, commands, pattern, replacement, why };
}

function seconds(groups: Groups): string {
  return `${roundHalfEven(Number(groups[1]) / 1000)} s`;
}

function group(groups: Groups, number: number): string {
  return groups[number] ?? '';
}

function timeout(groups: Groups): string {
  const left = group(groups, 2);
  const start = command.conntrackTimeouts.find((candidate) => candidate >= Number(left));
  return group(groups, 1) + (start?.toString() ?? left);
}

function process(groups: Groups): string {
  const isPython = group(groups, 5) !== '';
  const pid = isPython ? group(groups, 2) : 'PID';
  const state = group(groups, 3).replace(/[0-9]/g, 'N');
  return `${group(groups, 1)}${pid} ${state} ${group(groups, 4)} ${group(groups, isPython ? 5 : 6)}`;
}

const chosenByKernelOrClock: readonly Rule[] = [
  rule(
    'ports',
    `${command.tcpdump}|${command.conntrack}|${command.curl}|${command.monitor}|${command.sockets}${raw`|^nc|\bnc |^dig`}`,
    raw`((?:> )?${command.ip}[.:]|\b[sd]port[= ]|SPORT=|DPORT=)(\d{4,5})\b`,
    '#port',
    'ephemeral and masqueraded ports, VXLAN source ports; ports somebody asked for are kept',
  ),
  rule(
    'icmp ids',
    `${command.tcpdump}|${command.conntrack}|${command.monitor}`,
    raw`(?<= id=)\d+|(?<=, id )\d+(?=, seq)`,
    '#id',
    'process id or socket hash',
  ),
  rule(
    'endpoints',
    command.manyEndpoints,
    raw`Hostname: web-[123]\nServer address: 10\.8\.(?:0\.6|1\.8|1\.9):8080\nClient address: (10\.8\.\d\.)?([01])?`,
    (groups) =>
      `Hostname: ENDPOINT\nServer address: ENDPOINT:8080\nClient address: ${group(groups, 1)}${group(groups, 2) === '' ? '' : 'NAT'}`,
    "drawn at random; NAT = .0 or .1 of the node's range, as the endpoint is elsewhere or here",
  ),
  rule(
    'answer length',
    command.curl,
    raw`(?<=Content-Length: )7\d\b|(?<=Content-Length\x1b\[0m: )7\d\b`,
    'LENGTH',
    'digits of a port the kernel chose',
  ),
  rule(
    'random macs',
    raw`${command.tcpdump}|br9|type veth`,
    raw`\b(?!52:54:00|7e:0|8a:0|be:39:00|f2:a1:5c|66:a1:5c|ee:ee|ff:ff|de:ad|33:33|01:00:5e)(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b`,
    '#mac',
    "the kernel draws the address of a device made without one: the gateway's wan and corp, br9, va, vb",
  ),
  rule(
    'random link-local address',
    raw`^ip |^ifconfig`,
    raw`fe80::(?!5054:ff|ecee:ee|7c0\d:|880\d:|bc39:|f0a1:5c|64a1:5c)[0-9a-f:]+`,
    '#fe80',
    'of br9 (from its random address) and tunl0 (stable-privacy, random secret)',
  ),
];

const captures: readonly Rule[] = [
  rule('capture time', command.tcpdump, raw`(?m)^\d\d:\d\d:\d\d\.\d{6} `, 'TIME ', 'clock'),
  rule(
    'filter count',
    command.tcpdump,
    raw`(?m)^\d+ packets? received by filter`,
    'N packets received by filter',
    'counts packets that came after ^C as well',
  ),
  rule(
    'tcp timestamps',
    command.tcpdump,
    raw`\b(val|ecr) (?!0\b)\d+`,
    raw`\1 TS`,
    'random offset + milliseconds',
  ),
  rule(
    'tcp initial sequence numbers',
    command.tcpdump,
    raw`(?<=seq )\d{6,}|(?<=ack )\d{6,}`,
    '#isn',
    'random; relative ones are kept',
  ),
  rule('ip ids', command.tcpdump, raw`(?<=, id )(?!0,)\d+(?=, offset)`, '#ipid', 'random start; 0 is kept'),
  rule(
    'checksums',
    command.tcpdump,
    raw`cksum 0x[0-9a-f]{4}( \((?:in)?correct)?( -> 0x[0-9a-f]{4})?`,
    raw`cksum 0x____\1`,
    'cover ports, ids and numbers; correct/incorrect is kept',
  ),
  rule(
    'dns ids',
    command.tcpdump,
    raw`(?<=: )\d{1,5}(?=[+*$%|-]{0,3} (?:\[|A\?|AAAA\?|PTR\?|SRV\?|NXD|\d+/)| NXD)`,
    '#dnsid',
    'random',
  ),
];

const packetTraces: readonly Rule[] = [
  rule('trace ids', command.monitor, raw`(?<=trace id )[0-9a-f]+|(?<=: 2 )[0-9a-f]{8}\b`, '#trace', 'random'),
  rule('trace ip ids', command.monitor, raw`(?<= ID=)\d+|(?<= ip id )\d+`, 'ID', 'random'),
  rule(
    'trace counters',
    command.monitor,
    raw`(?m)(?<= counter packets )\d+ bytes \d+`,
    'N',
    "counters of rules that see the hosts' own chatter as well",
  ),
];

const roundTripTimes: readonly Rule[] = [
  rule('rtt', command.ping, raw`time[=<][\d.]+ ms`, 'time=RTT ms', 'time'),
  rule(
    'rtt summary',
    command.ping,
    raw`(rtt|round-trip) (min/avg/max\S*) = [\d./]+ ms`,
    raw`\1 \2 = RTT ms`,
    'time',
  ),
  rule('rtt summary, flood', command.ping, raw`ipg/ewma [\d./]+ ms`, 'ipg/ewma RTT ms', 'time'),
  rule('total time', command.ping, raw`(?<=, time )(\d+)ms`, seconds, 'rounded to seconds'),
  rule('arping', raw`^arping`, raw`(?m) [\d.]+ms$`, 'RTT ms', 'time'),
  rule('ping -D', command.ping, raw`(?m)^\[\d+\.\d+\]`, '[TIME]', 'clock'),
  rule('hop times', command.trace, raw`(?<=  )[\d.]+ ms|(?<= )[\d.]+ms\b`, 'RTT ms', 'time'),
  rule('mtr', raw`^mtr`, raw`(?m)(?<=%)(\s+\d+)((?:\s+[\d.]+){5})\s*$`, raw`\1 RTT`, 'time'),
  rule('mtr start', raw`^mtr`, raw`(?m)^Start: .*$`, 'Start: TIME', 'clock'),
];

const clients: readonly Rule[] = [
  rule(
    'date header',
    `${command.curl}|${command.tcpdump}`,
    raw`(?m)^(< |\t|\x1b\[1m)?Date(\x1b\[0m)?: .*$`,
    raw`\1Date\2: DATE`,
    'clock',
  ),
  rule(
    'milliseconds',
    command.curl,
    raw`(?<= after )(\d+) (?:ms|milliseconds)`,
    seconds,
    'rounded to seconds',
  ),
  rule('transfer time', raw`time_total`, raw`0\.\d{6}$`, 'TIME', 'time'),
  rule('dig id', raw`\bdig|nslookup -debug`, raw`(?<=, id: )\d+`, 'ID', 'random'),
  rule('dig cookie', raw`\bdig`, raw`(?<=; COOKIE: )[0-9a-f]{16}`, 'COOKIE', 'random'),
  rule(
    'dig times',
    raw`\bdig`,
    raw`(?m)(?<=Query time: )\d+ msec|(?<=^;; WHEN: ).*$|(?<= in )\d+ ms$`,
    'TIME',
    'clock',
  ),
  rule(
    'modprobe',
    raw`^ipvsadm`,
    raw`(?m)^modprobe: .*\n`,
    '',
    "the recording machine's kernel name; absent where kmod is not installed",
  ),
  rule('klog prefix', raw`^kubectl`, raw`(?m)^E\d{4} [\d:.]+ +\d+ `, 'E TIME PID ', 'clock, process id'),
  rule(
    'conntrack timeouts',
    command.conntrack,
    raw`(?m)^((?:\s*\[\w+\] )?(?:ipv4     2 )?(?:tcp|udp|icmp|unknown) +\d+ )(\d+)`,
    timeout,
    'rounded up to the timeout the entry started with',
  ),
];

/** Router and neighbour solicitations, ARP and MLD come when they like. Errors and drops are kept. */
const interfaceCounters: readonly Rule[] = [
  rule(
    'ip -s',
    raw`^ip .*-s`,
    raw`(?m)^( +RX: .*\n) *\d+ +\d+( .*) \d+ *$|^( +TX: .*\n) *\d+ +\d+( .*)$`,
    (groups) =>
      `${group(groups, 1) || group(groups, 3)}BYTES PACKETS ${(group(groups, 2) || group(groups, 4)).replace(/\s+/g, ' ')}`,
    'counters',
  ),
  rule(
    'ifconfig',
    raw`^ifconfig`,
    raw`packets \d+  bytes \d+ \([\d.]+ [KM]?i?B\)`,
    'packets N  bytes N',
    'counters',
  ),
  rule(
    'netstat -i',
    raw`^netstat -i`,
    raw`(?m)^(\S+ +\d+ +)\d+( +\d+ +\d+ +\d+ +)\d+`,
    raw`\1N\2N`,
    'counters',
  ),
  rule(
    'netstat -i, overlay',
    raw`^netstat -i`,
    raw`(?m)^(flannel\.1 .* N +\d+ +)\d+`,
    raw`\1N`,
    'drops of IPv6 solicitations, for which the overlay has no fdb entry',
  ),
  rule(
    '/proc/net/dev',
    raw`/proc/net/dev`,
    raw`(?m)^( *\S+:) *\d+ +\d+( .*) \d+( +\d+) +\d+ +\d+((?: +\d+){6})$`,
    (groups) =>
      group(groups, 1) +
      ` N N${group(groups, 2)} N${group(groups, 3)} N N${group(groups, 4)}`.replace(/ +/g, ' '),
    'counters',
  ),
  rule(
    'neighbour states',
    command.neighbours,
    raw`\b(REACHABLE|STALE|DELAY|PROBE)\b`,
    'VALID',
    'the reachable time is drawn between 15 and 45 s and runs on while commands run; PERMANENT, FAILED, INCOMPLETE, NOARP are kept',
  ),
  rule(
    'neighbour ages',
    command.neighbours,
    raw` (ref \d+ )?used \d+/\d+/\d+ *probes \d+`,
    ' used N/N/N probes N',
    'seconds',
  ),
  rule('fdb ages', raw`^bridge -s fdb`, raw`used \d+/\d+`, 'used N/N', 'seconds'),
  rule('bridge timers', raw`^ip .*-d`, raw`(?<=_timer) +[\d.]+`, ' TIME', 'seconds'),
  rule('nft -j counters', raw`^nft -j`, raw`"packets": \d+, "bytes": \d+`, 'N', 'as in counters()'),
  rule('save date', raw`iptables(-legacy)?-save`, raw`(?m)^(# .* on ).*$`, raw`\1DATE`, 'clock'),
];

const processes: readonly Rule[] = [
  rule(
    'ps',
    raw`^ps aux`,
    raw`(?m)^(root +)(\d+) +[\d.]+ +[\d.]+ +\d+ +\d+ (\S+) +(\S+) +[\d:]+ +[\d:]+ (?:\S*(python3) .*|(.*))$`,
    process,
    'sizes, times; the servers are Python programs of the lab',
  ),
  rule(
    'machine-wide sockets',
    raw`^ss -s$`,
    raw`(?m)^(TCP|Total): .*$`,
    raw`\1: N`,
    'counts the sockets of the whole machine',
  ),
  rule('xt_recent', raw`xt_recent/`, raw`(?<=last_seen: )\d+|(?<=oldest_pkt: )\d+ [\d, ]+`, 'N', 'jiffies'),
  rule(
    'conntrack count',
    raw`nf_conntrack_count`,
    raw`(?<=conntrack_count = )\d+`,
    'N',
    "includes the hosts' own chatter",
  ),
  rule(
    'process ids',
    raw`${command.sockets}|^netstat`,
    raw`pid=\d+,fd=\d+|\b\d+(?=/(?:kube|python|nginx|coredns))`,
    'PID',
    'process ids; descriptors left open by the process that built the lab',
  ),
  rule(
    'tcp info',
    command.ss,
    raw`(?<=rto:)\d+|(?<=rtt:)[\d.]+(/[\d.]+)?|\b\d+(?=bps)|(?<=last(?:snd|rcv|ack):)\d+`,
    'N',
    'times, rates',
  ),
  rule('socket ids', command.ss, raw`ino:\d+ sk:[0-9a-f]+`, 'ino:N sk:N', 'inode, cookie'),
  rule(
    'columns',
    raw`${command.ss}.*-\S*[pe]|^netstat -tlnp`,
    raw` {2,}`,
    '  ',
    'padding follows the width of process ids',
  ),
];

/** In the order they are applied. */
export const rules: readonly Rule[] = [
  ...chosenByKernelOrClock,
  ...captures,
  ...packetTraces,
  ...roundTripTimes,
  ...clients,
  ...interfaceCounters,
  ...processes,
];

export const sortedLines: readonly SortedLines[] = [
  { name: 'conntrack table', commands: raw`^conntrack -L|^conntrack -D|nf_conntrack$`, lines: '' },
  { name: 'neighbours', commands: command.neighbours, lines: '' },
  { name: 'sockets', commands: command.sockets, lines: '' },
  { name: 'IPv6 routes', commands: raw`table all|-6 route`, lines: 'fe80|ff00' },
];
