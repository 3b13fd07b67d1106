/**
 * tcpdump 4.99.3. See README.md.
 */
import type { Running } from '../../linux/process/wait.ts';
import { isCapable } from '../../linux/process/process.ts';
import { nameOf, resolve } from '../../linux/resolver/lookup.ts';
import { Address } from '../../net/address/address.ts';
import { linkType as pcapLinkType, parsePcap, pcapFile, type PcapRecord } from '../../net/pcap/pcap.ts';
import type { Command, ShellProcess } from '../command.ts';
import { PacketCapture, linkTypeOf } from './capture.ts';
import { compileFilter, possibleHosts } from './filter/compile.ts';
import type { LinkType } from './filter/frame.ts';
import type { Predicate } from './filter/layers.ts';
import { findTarget, listText } from './interfaces.ts';
import { readTcpdumpOptions, type TcpdumpOptions } from './options.ts';
import { type CapturedPacket, packetText, type Timing } from './print/packet.ts';
import { Printer } from './print/printer.ts';

const linkNames: Readonly<Record<LinkType, string>> = {
  ethernet: 'EN10MB (Ethernet)',
  raw: 'RAW (Raw IP)',
  sll2: 'LINUX_SLL2 (Linux cooked v2)',
};
const pcapNumbers = {
  ethernet: pcapLinkType.ethernet,
  raw: pcapLinkType.raw,
  sll2: pcapLinkType.linuxSll2,
} as const;

export const tcpdump: Command = {
  name: 'tcpdump',
  path: '/usr/bin/tcpdump',
  *program(process) {
    const options = readTcpdumpOptions(process.arguments.slice(1));
    if ('stop' in options) {
      if (options.stream === 'out') process.print(options.text);
      else process.complain(options.text);
      return options.stop;
    }
    if (options.listInterfaces) {
      process.print(listText(process.place));
      return 0;
    }
    return yield* options.readFile === undefined
      ? capture(process, options)
      : readCapture(process, options, options.readFile);
  },
};

function* capture(process: ShellProcess, options: TcpdumpOptions): Running<number> {
  const { place } = process;
  const name = options.interfaceName ?? 'eth0';
  const target = findTarget(place, options.interfaceName);
  if (!isCapable(process.credentials, 'net_raw')) {
    process.complain(
      `tcpdump: ${name}: You don't have permission to perform this capture on that device\n` +
        '(Attempt to create packet socket failed - CAP_NET_RAW may be required)\n',
    );
    return 1;
  }
  if (target === undefined) {
    process.complain(`tcpdump: ${name}: No such device exists\n(No such device exists)\n`);
    return 1;
  }
  if (target !== 'any' && !target.up) {
    process.complain(`tcpdump: ${target.name}: That device is not up\n`);
    return 1;
  }
  const linkType = linkTypeOf(target);
  if (options.listLinkTypes) {
    process.complain(
      `Data link types for ${target === 'any' ? 'any' : target.name} (use option -y to set):\n`,
    );
    process.print(`  ${linkNames[linkType]}\n`);
    return 0;
  }
  if (linkType === 'sll2') process.complain('tcpdump: data link type LINUX_SLL2\n');
  const filter = yield* filterOf(process, options);
  if (filter === undefined) return 1;
  const seen = new PacketCapture(place, target, filter, options);
  const listening = `listening on ${target === 'any' ? 'any' : target.name}, link-type ${linkNames[linkType]}, snapshot length ${String(options.snapLength)} bytes\n`;
  const quiet = options.print.verbosity === 0 && (options.writeFile === undefined || options.printToo);
  process.complain(
    quiet
      ? `tcpdump: verbose output suppressed, use -v[v]... for full protocol decode\n${listening}`
      : `tcpdump: ${listening}`,
  );
  const sink = new PacketSink(process, options, linkType);
  process.handle('SIGINT');
  process.handle('SIGTERM');
  process.handle('SIGHUP');
  let interrupted = false;
  try {
    for (;;) {
      if (process.takeSignal('SIGINT') || process.takeSignal('SIGTERM') || process.takeSignal('SIGHUP')) {
        interrupted = true;
        break;
      }
      const packet = seen.take();
      if (packet === undefined) {
        yield { on: [seen.readable] };
        continue;
      }
      yield* sink.take(packet);
      if (options.count !== undefined && sink.count >= options.count) break;
      while (process.stdout.full) {
        const reason = yield { on: [process.stdout.writable] };
        if (reason === 'signal') break;
      }
    }
  } finally {
    seen.close();
    sink.finish();
  }
  if (interrupted) process.print('\n');
  if (options.onlyCount) process.print(`${String(sink.count)} packet${sink.count === 1 ? '' : 's'}\n`);
  const plural = (count: number) => `${String(count)} packet${count === 1 ? '' : 's'}`;
  process.complain(
    `${plural(sink.count)} captured\n${plural(seen.received)} received by filter\n${plural(seen.dropped)} dropped by kernel\n`,
  );
  return 0;
}

/** -r: what a file holds. */
function* readCapture(process: ShellProcess, options: TcpdumpOptions, file: string): Running<number> {
  const path = file.startsWith('/') ? file : `${process.directory === '/' ? '' : process.directory}/${file}`;
  const content = process.files.get(path);
  if (content === undefined) {
    process.complain(`tcpdump: ${file}: No such file or directory\n`);
    return 1;
  }
  const parsed = content instanceof Uint8Array ? parsePcap(content) : undefined;
  const linkType = parsed?.ok === true ? linkTypeNumbered(parsed.value.linkType) : undefined;
  if (parsed?.ok !== true || linkType === undefined) {
    process.complain('tcpdump: unknown file format\n');
    return 1;
  }
  process.complain(
    `reading from file ${file}, link-type ${linkNames[linkType]}, snapshot length ${String(parsed.value.snapLength)}\n`,
  );
  const filter = yield* filterOf(process, options);
  if (filter === undefined) return 1;
  const sink = new PacketSink(process, options, linkType);
  for (const record of parsed.value.records) {
    const length = record.originalLength ?? record.bytes.length;
    const frame = { linkType, bytes: record.bytes, length, outgoing: false, interfaceIndex: 0 };
    if (!filter(frame)) continue;
    yield* sink.take({ time: record.time, linkType, bytes: record.bytes, length, partialChecksum: false });
    if (options.count !== undefined && sink.count >= options.count) break;
  }
  sink.finish();
  if (options.onlyCount) process.print(`${String(sink.count)} packet${sink.count === 1 ? '' : 's'}\n`);
  return 0;
}

function linkTypeNumbered(number: number): LinkType | undefined {
  return (['ethernet', 'raw', 'sll2'] as const).find((name) => pcapNumbers[name] === number);
}

/** The filter of the command line, or undefined after the complaint about it. */
function* filterOf(process: ShellProcess, options: TcpdumpOptions): Running<Predicate | undefined> {
  const fromFile = options.filterFile === undefined ? '' : (process.files.text(options.filterFile) ?? '');
  const expression = options.expression === '' ? fromFile : options.expression;
  const hosts = new Map<string, readonly Address[]>();
  const first = compileFilter(
    expression,
    new Map(possibleHosts(expression).map((name) => [name, [loopback]])),
  );
  if (first.ok)
    for (const name of possibleHosts(expression)) {
      const found = yield* resolve(process, name);
      if (typeof found === 'object') hosts.set(name, found.addresses);
    }
  const compiled = first.ok ? compileFilter(expression, hosts) : first;
  if (compiled.ok) return compiled.test;
  process.complain(`tcpdump: ${compiled.message}\n`);
  return undefined;
}

const loopback = Address.parse('127.0.0.1');

/** Where captured packets go: to the terminal, or into a file. */
class PacketSink {
  count = 0;
  readonly #process: ShellProcess;
  readonly #options: TcpdumpOptions;
  readonly #printer: Printer;
  readonly #timing: Timing = { previous: undefined, first: undefined, count: 0 };
  readonly #records: PcapRecord[] = [];
  readonly #linkType: LinkType;
  readonly #unnamed = new Set<Address>();

  constructor(process: ShellProcess, options: TcpdumpOptions, linkType: LinkType) {
    this.#process = process;
    this.#options = options;
    this.#linkType = linkType;
    this.#printer = new Printer(options.print);
  }

  *take(packet: CapturedPacket): Running<void> {
    this.count++;
    if (this.#options.writeFile !== undefined) {
      this.#records.push({ time: packet.time, bytes: packet.bytes, originalLength: packet.length });
      if (!this.#options.printToo) return;
    }
    if (this.#options.onlyCount) return;
    if (this.#options.print.numeric === 0) yield* this.#findNames(packet);
    const interfaceName = (index: number) => this.#process.place.devices.byIndex(index)?.name;
    this.#process.print(packetText(this.#printer, packet, this.#timing, interfaceName));
  }

  /** Ask for the names of the addresses a packet's line will show. */
  *#findNames(packet: CapturedPacket): Running<void> {
    for (const address of addressesIn(packet)) {
      if (this.#printer.names.has(address) || this.#unnamed.has(address)) continue;
      const name = yield* nameOf(this.#process, address);
      if (name === undefined) this.#unnamed.add(address);
      else this.#printer.names.set(address, name);
    }
  }

  finish(): void {
    const file = this.#options.writeFile;
    if (file === undefined) return;
    const path = file.startsWith('/')
      ? file
      : `${this.#process.directory === '/' ? '' : this.#process.directory}/${file}`;
    const link = pcapNumbers[this.#linkType];
    this.#process.files.write(path, pcapFile(link, this.#records, this.#options.snapLength));
  }
}

/** The IPv4 addresses of the outermost header. */
function addressesIn(packet: CapturedPacket): readonly Address[] {
  const { bytes, linkType } = packet;
  const start = linkType === 'ethernet' ? 14 : linkType === 'sll2' ? 20 : 0;
  const isArp =
    linkType === 'ethernet' ? bytes[13] === 6 && bytes[12] === 8 : linkType === 'sll2' && bytes[1] === 6;
  const places = isArp
    ? [start + 14, start + 24]
    : (bytes[start] ?? 0) >> 4 === 4
      ? [start + 12, start + 16]
      : [];
  return places
    .filter((at) => at + 4 <= bytes.length)
    .map((at) => Address.fromBytes(bytes.subarray(at, at + 4)));
}
