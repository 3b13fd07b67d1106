/**
 * tcpdump 4.99.3. See README.md.
 */
import type { Running } from '../../linux/process/wait.ts';
import { isCapable } from '../../linux/process/process.ts';
import { HostAnswers } from '../../linux/resolver/host-answers.ts';
import { nameOf } from '../../linux/resolver/lookup.ts';
import { readWithNames } from '../../linux/resolver/read-with-names.ts';
import { Address } from '../../net/address/address.ts';
import { parsePcap, pcapFile, type PcapRecord } from '../../net/pcap/pcap.ts';
import type { Command, ShellProcess } from '../command.ts';
import { PacketCapture } from './capture.ts';
import { compileFilter } from './filter/compile.ts';
import type { LinkType } from './filter/frame.ts';
import type { FilterTarget } from './filter/generator.ts';
import { runProgram } from './filter/machine.ts';
import { type Program, programText } from './filter/program.ts';
import { type CaptureTarget, findTarget, listText } from './interfaces.ts';
import { linkTypeNumbered, linkTypes, linkTypesOf, linkTypesText, linkTypeText } from './link-types.ts';
import { readTcpdumpOptions, type TcpdumpOptions } from './options.ts';
import { type CapturedPacket, packetText, type Timing } from './print/packet.ts';
import { layers } from './print/link.ts';
import { Printer } from './print/printer.ts';

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
    process.complain(options.warnings);
    if (options.list === 'interfaces') {
      process.print(listText(process.place));
      return 0;
    }
    if (options.readFile !== undefined) return yield* readCapture(process, options, options.readFile);
    if (options.showProgram > 0 && options.interfaceName === undefined)
      return yield* showProgram(process, options);
    return yield* capture(process, options);
  },
};

/** `-d` without a device: nothing is opened. */
function* showProgram(process: ShellProcess, options: TcpdumpOptions): Running<number> {
  if (options.linkType === undefined) process.complain('Warning: assuming Ethernet\n');
  const linkType = options.linkType ?? 'ethernet';
  const filter = yield* filterOf(process, options, linkType, 'nothing');
  if (filter === undefined) return 1;
  process.print(programText(filter, options.showProgram));
  return 0;
}

/** The device to capture on, or the status to end with. */
function openTarget(process: ShellProcess, options: TcpdumpOptions): CaptureTarget | number {
  const { place } = process;
  const name = options.interfaceName ?? 'eth0';
  const target = findTarget(place, options.interfaceName);
  const refuse = (text: string) => {
    process.complain(`tcpdump: ${text}\n`);
    return 1;
  };
  if (target === undefined && /^\d+$/.test(name)) return refuse('Invalid adapter index');
  if (!isCapable(process.credentials, 'net_raw'))
    return refuse(
      `${name}: You don't have permission to perform this capture on that device\n` +
        '(Attempt to create packet socket failed - CAP_NET_RAW may be required)',
    );
  if (target === undefined) return refuse(`${name}: No such device exists\n(No such device exists)`);
  const shown = target === 'any' ? 'any' : target.name;
  if (options.list === 'time stamps') {
    process.complain(`Time stamp types for ${shown} (use option -j to set):\n`);
    process.print('  host (Host)\n');
    return 0;
  }
  if (target !== 'any' && !target.up) return refuse(`${shown}: That device is not up`);
  if (options.list === 'link types') {
    process.complain(`Data link types for ${shown} (use option -y to set):\n`);
    process.print(linkTypesText(target));
    return 0;
  }
  return target;
}

function* capture(process: ShellProcess, options: TcpdumpOptions): Running<number> {
  const { place } = process;
  const target = openTarget(process, options);
  if (typeof target === 'number') return target;
  const offered = linkTypesOf(target);
  const linkType = options.linkType ?? offered[0] ?? 'ethernet';
  if (!offered.includes(linkType)) {
    process.complain(
      `tcpdump: ${linkTypes[linkType].name} is not one of the DLTs supported by this device\n`,
    );
    return 1;
  }
  if (options.linkType !== undefined || target === 'any')
    process.complain(`tcpdump: data link type ${linkTypes[linkType].name}\n`);
  const filter = yield* filterOf(process, options, linkType, 'device');
  if (filter === undefined) return 1;
  if (options.showProgram > 0) {
    process.print(programText(filter, options.showProgram));
    return 0;
  }
  const seen = new PacketCapture(place, target, linkType, filter, options);
  const listening = `listening on ${target === 'any' ? 'any' : target.name}, link-type ${linkTypeText(linkType)}, snapshot length ${String(options.snapLength)} bytes\n`;
  process.complain(
    options.print.verbosity === 0 && options.writeFile === undefined
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
  if (interrupted && options.writeFile === undefined) process.print('\n');
  if (options.onlyCount) process.print(`${String(sink.count)} packet${sink.count === 1 ? '' : 's'}\n`);
  const plural = (count: number) => `${String(count)} packet${count === 1 ? '' : 's'}`;
  process.complain(
    `${plural(sink.count)} captured\n${plural(seen.received)} received by filter\n${plural(seen.dropped)} dropped by kernel\n`,
  );
  return 0;
}

/** -r: what a file holds. */
function* readCapture(process: ShellProcess, options: TcpdumpOptions, file: string): Running<number> {
  const content = process.files.get(absolute(process, file));
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
  const { snapLength } = parsed.value;
  process.complain(
    `reading from file ${file}, link-type ${linkTypeText(linkType)}, snapshot length ${String(snapLength)}\n`,
  );
  const filter = yield* filterOf(process, { ...options, snapLength }, linkType, 'file');
  if (filter === undefined) return 1;
  if (options.showProgram > 0) {
    process.print(programText(filter, options.showProgram));
    return 0;
  }
  const sink = new PacketSink(process, options, linkType);
  for (const record of parsed.value.records) {
    const length = record.originalLength ?? record.bytes.length;
    const frame = { linkType, bytes: record.bytes, length, outgoing: false, interfaceIndex: 0 };
    if (runProgram(filter, frame) === 0) continue;
    yield* sink.take({ time: record.time, linkType, bytes: record.bytes, length, partialChecksum: false });
    if (options.count !== undefined && sink.count >= options.count) break;
  }
  sink.finish();
  if (options.onlyCount) process.print(`${String(sink.count)} packet${sink.count === 1 ? '' : 's'}\n`);
  return 0;
}

/** The filter of the command line, or undefined after the complaint about it. */
function* filterOf(
  process: ShellProcess,
  options: TcpdumpOptions,
  linkType: LinkType,
  source: FilterTarget['source'],
): Running<Program | undefined> {
  let { expression } = options;
  if (options.filterFile !== undefined) {
    const text = process.files.text(absolute(process, options.filterFile));
    if (text === undefined) {
      process.complain(`tcpdump: can't open ${options.filterFile}: No such file or directory\n`);
      return undefined;
    }
    expression = text;
  }
  const hosts = new HostAnswers();
  const target = { linkType, source, snapLength: options.snapLength, hosts };
  const compiled = yield* readWithNames(process, hosts, () =>
    compileFilter(expression, target, options.optimized),
  );
  if (compiled.kind === 'program') return compiled.program;
  process.complain(`tcpdump: ${compiled.message}\n`);
  return undefined;
}

function absolute(process: ShellProcess, file: string): string {
  return file.startsWith('/') ? file : `${process.directory === '/' ? '' : process.directory}/${file}`;
}

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
    this.#printer = new Printer(options.print, layers);
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
    const link = linkTypes[this.#linkType].number;
    const content = pcapFile(link, this.#records, this.#options.snapLength);
    this.#process.files.write(absolute(this.#process, file), content);
  }
}

/** The IPv4 addresses of the outermost header. */
function addressesIn(packet: CapturedPacket): readonly Address[] {
  const { bytes, linkType } = packet;
  const start = { ethernet: 14, sll2: 20, sll: 16, raw: 0 }[linkType];
  const typeAt = { ethernet: 12, sll2: 0, sll: 14, raw: undefined }[linkType];
  const isArp = typeAt !== undefined && bytes[typeAt] === 8 && bytes[typeAt + 1] === 6;
  const places = isArp
    ? [start + 14, start + 24]
    : (bytes[start] ?? 0) >> 4 === 4
      ? [start + 12, start + 16]
      : [];
  return places
    .filter((at) => at + 4 <= bytes.length)
    .map((at) => Address.fromBytes(bytes.subarray(at, at + 4)));
}
