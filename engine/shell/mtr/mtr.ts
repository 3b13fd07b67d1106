/**
 * mtr(8) 0.95 in its reports (ui/net.c, ui/select.c): a probe at a time, to every hop once in each cycle. See README.md.
 */
import { second, type Time } from '../../clock/clock.ts';
import type { Running } from '../../linux/process/wait.ts';
import { lookupError, nameOf, resolve } from '../../linux/resolver/lookup.ts';
import { Address } from '../../net/address/address.ts';
import type { Command, ShellProcess } from '../command.ts';
import { icmpMethod } from '../traceroute/icmp-method.ts';
import { newProbe, type Probe, type ProbeMethod, TracerouteFailure } from '../traceroute/probe.ts';
import type { ProbeOptions } from '../traceroute/socket-options.ts';
import { tcpMethod } from '../traceroute/tcp-method.ts';
import { udpMethod } from '../traceroute/udp-method.ts';
import { Hop } from './hop.ts';
import { type MtrOptions, readMtrOptions } from './options.ts';
import { reportText } from './report.ts';

const firstSequence = 33_000;
/** What it thinks the way is long, until it knows. */
const firstGuess = 10;
const ipHeader = ({ family }: Address) => (family === 4 ? 20 : 40);

export const mtr: Command = {
  name: 'mtr',
  path: '/usr/bin/mtr',
  *program(process) {
    const options = readMtrOptions(process.arguments.slice(1));
    if ('stop' in options) {
      process.print(options.out ?? '');
      process.complain(options.error ?? '');
      return options.stop;
    }
    const { device } = options;
    if (device !== undefined && process.place.devices.get(device) === undefined) {
      process.complain('mtr: no such interface\n');
      return 1;
    }
    let status = 0;
    for (const host of options.hosts) {
      status = yield* one(process, options, host);
      if (status !== 0) break;
    }
    return status;
  },
};

/** @returns the exit status */
function* one(process: ShellProcess, options: MtrOptions, host: string): Running<number> {
  const families = options.family === undefined ? 'any' : (`ipv${options.family}` as const);
  const found = yield* resolve(process, host, families, 'both');
  const destination = typeof found === 'string' ? undefined : found.addresses[0];
  if (typeof found === 'string' || destination === undefined) {
    const reason = typeof found === 'string' ? lookupError(found) : 'no address';
    process.complain(`mtr: Failed to resolve host: ${host}: ${reason}\n`);
    return options.display === undefined ? 1 : 0;
  }
  if (options.display === undefined) {
    process.complain('mtr: not simulated: the full-screen display; a report comes with -r\n');
    return 1;
  }
  const source = options.source === undefined ? undefined : Address.tryParse(options.source);
  if (options.source !== undefined && source?.family !== destination.family) {
    process.complain('mtr: invalid local address\n');
    return 1;
  }
  let method: ReturnType<typeof openMethod>;
  try {
    method = openMethod(process, options, destination, source);
  } catch (error) {
    if (!(error instanceof TracerouteFailure)) throw error;
    // By whatever method: mtr itself asks a UDP socket for the local address first (net_find_local_address).
    process.complain(`mtr: udp socket connect failed: ${error.message.replace(/^\w+: /, '')}\n`);
    return 1;
  }
  if (typeof method === 'string') {
    process.complain(
      `mtr-packet: Failure to open IPv4 sockets\nmtr: Failure to start mtr-packet: Invalid argument\n`,
    );
    return 1;
  }
  const startedAt = process.place.environment.wallTime;
  try {
    const isHere = source === undefined || process.place.ip(source.family).isLocal(source);
    // Probes from an address this host has not cannot be sent.
    const hops = isHere ? yield* probe(process, options, method, destination) : [];
    if (options.display === 'raw') return 0;
    const shown: { number: number; hop: Hop; name: string }[] = [];
    for (const [index, hop] of hops.entries())
      if (index >= options.firstHop - 1)
        shown.push({ number: index + 1, hop, name: yield* hopName(process, options, hop.address) });
    const localName = process.files.text('/etc/hostname')?.trim() ?? 'localhost';
    process.print(reportText({ options, host, localName, startedAt, hops: shown }));
    return 0;
  } catch (error) {
    if (!(error instanceof TracerouteFailure)) throw error;
    process.complain(`mtr: ${error.message}\n`);
    return 1;
  } finally {
    method.close();
  }
}

function openMethod(
  process: ShellProcess,
  options: MtrOptions,
  destination: Address,
  source: Address | undefined,
): ProbeMethod | string {
  const shared: ProbeOptions = {
    host: '',
    hostWord: { position: 1, argc: 1 },
    packetLength: undefined,
    family: undefined,
    dontFragment: false,
    firstHop: options.firstHop,
    lastHop: options.lastHop,
    device: options.device,
    simultaneous: 1,
    numeric: options.numeric,
    port: options.method === 'tcp' ? (options.port ?? 80) : (options.port ?? firstSequence),
    tos: options.tos,
    wait: { most: 10, here: 0, near: 0 },
    queries: 1,
    dontRoute: false,
    source: undefined,
    sourceAddress: source,
    sendWait: 0,
    sourcePort: undefined,
    mark: options.mark,
    flowLabel: 0,
    method: options.method,
    methodOptions: [],
    discoverMtu: false,
    backward: false,
  };
  if (options.method === 'icmp') return icmpMethod(process, shared, destination);
  if (options.method === 'tcp') return tcpMethod(process, shared, destination);
  return udpMethod(
    process,
    { ...shared, method: options.port === undefined ? 'default' : 'udp' },
    destination,
  );
}

/** The cycles. @returns the hops to show */
function* probe(
  process: ShellProcess,
  options: MtrOptions,
  method: ProbeMethod,
  destination: Address,
): Running<readonly Hop[]> {
  const { clock } = process;
  const hops = Array.from({ length: options.lastHop }, () => new Hop());
  const places = new Map<Probe, { readonly hop: Hop; readonly index: number; readonly sequence: number }>();
  const raw = options.display === 'raw';
  let sequence = firstSequence;
  let guess = firstGuess;
  let at = options.firstHop - 1;
  let cycles = 0;
  let nextAt = clock.now;
  let graceUntil: Time | undefined;

  const learn = (sent: Probe, from: Address | undefined, failed: boolean): void => {
    const place = places.get(sent);
    if (place === undefined || from === undefined) return;
    places.delete(sent);
    method.end(sent);
    const took = clock.now - (sent.sentAt ?? clock.now);
    if (raw) {
      if (place.hop.address === undefined) process.print(`h ${String(place.index)} ${from.text}\n`);
      process.print(
        `h ${String(place.index)} ${from.text}\np ${String(place.index)} ${String(took)} ${String(place.sequence)}\n`,
      );
    }
    place.hop.take(from, took);
    place.hop.failed = failed;
  };

  /** net_send_batch. @returns whether the cycle is complete */
  const sendNext = (): boolean => {
    const hop = hops[at];
    if (hop === undefined) return true;
    const sent = newProbe();
    places.set(sent, { hop, index: at, sequence });
    if (raw) process.print(`x ${String(at)} ${String(sequence)}\n`);
    sequence++;
    hop.sent++;
    hop.inTransit = true;
    method.send(sent, at + 1, Math.max(0, options.size - ipHeader(destination) - method.headerLength));
    let unknown = 0;
    for (const before of hops.slice(options.firstHop - 1, at)) {
      if (before.address === undefined) unknown++;
      if (before.address === destination) unknown = Number.POSITIVE_INFINITY;
    }
    const complete =
      hop.address === destination || unknown > options.mostUnknown || at >= options.lastHop - 1;
    if (complete) {
      guess = at + 1;
      at = options.firstHop - 1;
    } else at++;
    return complete;
  };

  process.handle('SIGINT');
  for (;;) {
    if (process.takeSignal('SIGINT')) break;
    const { replies, errors } = method.take();
    for (const { probe: sent, from } of replies) learn(sent, from, false);
    for (const { probe: sent, error } of errors) {
      const passing = error.error?.type === 'timeExceeded';
      const arrived = error.errno === 'ECONNREFUSED' && error.offender === destination;
      learn(sent, error.offender, !passing && !arrived);
    }
    if (graceUntil === undefined && cycles >= options.cycles) graceUntil = clock.now + options.grace * second;
    if (graceUntil !== undefined && clock.now >= graceUntil) break;
    if (graceUntil === undefined && clock.now >= nextAt) {
      if (sendNext()) cycles++;
      nextAt = clock.now + Math.floor((options.interval * second) / guess);
      continue;
    }
    yield { on: method.waiting(), until: graceUntil ?? nextAt };
  }
  // net_max
  let most = 0;
  for (const [index, hop] of hops.entries()) {
    if (hop.address === destination || hop.failed) return hops.slice(0, index + 1);
    if (hop.address !== undefined) most = index + 2;
  }
  return hops.slice(0, Math.min(most, options.lastHop));
}

function* hopName(process: ShellProcess, options: MtrOptions, address: Address | undefined): Running<string> {
  if (address === undefined) return '???';
  if (options.numeric) return address.text;
  const name = yield* nameOf(process, address);
  if (name === undefined) return address.text;
  return options.both ? `${name} (${address.text})` : name;
}
