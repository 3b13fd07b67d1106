/**
 * The command line of ipvsadm(8) 1.31. Names of hosts are looked up while it is read, as the program does.
 */
import { Address } from '../../net/address/address.ts';
import { ipProtocol } from '../../net/packet/transport.ts';
import type { DestinationOptions, ServiceKey, ServiceOptions } from '../../linux/ipvs/service.ts';
import { legacyAddress } from '../../linux/resolver/legacy-address.ts';
import { resolve } from '../../linux/resolver/lookup.ts';
import { serviceByName } from '../../linux/resolver/services.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { ShellProcess } from '../command.ts';
import { notSimulated, Stop } from '../iproute2/stop.ts';
import { type PoptOption, readPopt } from './popt.ts';
import { type CommandName, misfit, type OptionName } from './words.ts';

export interface Format {
  numeric: boolean;
  exact: boolean;
  sorted: boolean;
  show: 'plain' | 'stats' | 'rate' | 'thresholds' | 'persistent-conn' | 'tun-info' | 'rules';
}

export interface IpvsRequest {
  readonly command: CommandName | 'help' | 'version';
  readonly given: ReadonlySet<OptionName>;
  readonly key: ServiceKey | undefined;
  readonly service: ServiceOptions;
  readonly destination: DestinationOptions | undefined;
  readonly format: Format;
  readonly timeouts: readonly [tcp: number, tcpFin: number, udp: number];
  readonly daemon: string;
}

const commandOptions: readonly (PoptOption & { readonly command: IpvsRequest['command'] })[] = [
  { long: 'add-service', short: 'A', command: 'add-service' },
  { long: 'edit-service', short: 'E', command: 'edit-service' },
  { long: 'delete-service', short: 'D', command: 'delete-service' },
  { long: 'clear', short: 'C', command: 'flush' },
  { long: 'list', short: 'L', command: 'list' },
  { long: 'list', short: 'l', command: 'list' },
  { long: 'zero', short: 'Z', command: 'zero' },
  { long: 'add-server', short: 'a', command: 'add-server' },
  { long: 'edit-server', short: 'e', command: 'edit-server' },
  { long: 'delete-server', short: 'd', command: 'delete-server' },
  { long: 'set', command: 'set' },
  { long: 'help', short: 'h', command: 'help' },
  { long: 'version', short: 'v', command: 'version' },
  { long: 'restore', short: 'R', command: 'restore' },
  { long: 'save', short: 'S', command: 'save' },
  { long: 'start-daemon', argument: 'required', command: 'start-daemon' },
  { long: 'stop-daemon', argument: 'required', command: 'stop-daemon' },
];

const otherOptions: readonly PoptOption[] = [
  { long: 'tcp-service', short: 't', argument: 'required' },
  { long: 'udp-service', short: 'u', argument: 'required' },
  { long: 'sctp-service', argument: 'required' },
  { long: 'fwmark-service', short: 'f', argument: 'required' },
  { long: 'scheduler', short: 's', argument: 'required' },
  { long: 'persistent', short: 'p', argument: 'optional' },
  { long: 'netmask', short: 'M', argument: 'required' },
  { long: 'real-server', short: 'r', argument: 'required' },
  { long: 'masquerading', short: 'm' },
  { long: 'ipip', short: 'i' },
  { long: 'gatewaying', short: 'g' },
  { long: 'weight', short: 'w', argument: 'required' },
  { long: 'u-threshold', short: 'x', argument: 'required' },
  { long: 'l-threshold', short: 'y', argument: 'required' },
  { long: 'numeric', short: 'n' },
  { long: 'connection', short: 'c' },
  ...['mcast-interface', 'syncid'].map((long) => ({ long, argument: 'required' as const })),
  ...['timeout', 'daemon', 'stats', 'rate', 'thresholds', 'persistent-conn', 'nosort', 'sort'].map(
    (long) => ({
      long,
    }),
  ),
  { long: 'exact', short: 'X' },
  { long: 'ipv6', short: '6' },
  { long: 'ops', short: 'o' },
  { long: 'pe', argument: 'required' },
  { long: 'sched-flags', short: 'b', argument: 'required' },
  ...['mcast-group', 'mcast-port', 'mcast-ttl', 'sync-maxlen'].map((long) => ({
    long,
    argument: 'required' as const,
  })),
  { long: 'tun-info' },
  ...['tun-type', 'tun-port'].map((long) => ({ long, argument: 'required' as const })),
  ...['tun-nocsum', 'tun-csum', 'tun-remcsum'].map((long) => ({ long })),
];

const mostSeconds = 86_400 * 31;
const tryHelp = "Try `ipvsadm -h' or 'ipvsadm --help' for more information.\n";

export function fail(message: string): Stop {
  return new Stop(2, `${message}\n`);
}

/** @throws Stop */
export function* readRequest(process: ShellProcess, words: readonly string[]): Running<IpvsRequest> {
  const { items, operands } = readPopt(words, [...commandOptions, ...otherOptions]);
  const [first, ...rest] = items;
  const command =
    first?.kind === 'option' ? commandOptions.find(({ long }) => long === first.name)?.command : undefined;
  if (first?.kind !== 'option' || command === undefined) throw new Stop(255, tryHelp);
  const daemon = first.value ?? '';
  if (command === 'start-daemon' && daemon !== 'master' && daemon !== 'backup')
    throw fail('illegal start-daemon parameter specified');
  if (command === 'stop-daemon' && daemon !== 'master' && daemon !== 'backup')
    throw fail('illegal start_daemon specified');
  const reader = new Reader(process);
  if (command === 'help' || command === 'version') return reader.request(command, [0, 0, 0], daemon);
  for (const item of rest) {
    if (item.kind === 'error') throw new Stop(255, `${item.word}: ${item.message}\n`);
    if (commandOptions.some(({ long }) => long === item.name)) throw fail(`invalid option \`${item.word}'`);
    yield* reader.option(item.name, item.value);
  }
  let timeouts: [number, number, number] = [0, 0, 0];
  let unexpected = operands[0];
  if (command === 'set') {
    if (operands.length < 3) throw fail('--set option requires 3 timeout values');
    timeouts = operands.slice(0, 3).map((text) => timeout(text, 0)) as [number, number, number];
    unexpected = operands[3];
  }
  if (unexpected !== undefined) throw fail(`unexpected argument ${unexpected}`);
  reader.finish(command);
  return reader.request(command, timeouts, daemon);
}

function integer(text: string, least: number, most: number): number | undefined {
  const value = /^\s*[+-]?\d+$/.test(text) ? Number(text) : undefined;
  return value === undefined || value < least || value > most ? undefined : value;
}

function timeout(text: string, least: number): number {
  const value = integer(text, least, mostSeconds);
  if (value === undefined) throw fail(`invalid timeout value \`${text}' specified`);
  return value;
}

interface Endpoint {
  readonly address: Address;
  readonly port: number | undefined;
}

class Reader {
  readonly #process: ShellProcess;
  readonly #given = new Set<OptionName>();
  #protocol: number = ipProtocol.tcp;
  #end: Endpoint | undefined;
  #mark = 0;
  #scheduler = '';
  #persistence: number | undefined;
  #prefixLength: number | undefined;
  #onePacket = false;
  #flagWords: string | undefined;
  #real: Endpoint | undefined;
  #forwarding: DestinationOptions['forwarding'] = 'direct';
  readonly #numbers = new Map<string, number>([['weight', 1]]);
  readonly #format: Format = { numeric: false, exact: false, sorted: true, show: 'plain' };
  readonly #shows = new Set<string>();

  constructor(process: ShellProcess) {
    this.#process = process;
  }

  #give(name: OptionName): void {
    if (this.#given.has(name)) throw fail(`multiple '${name}' options specified`);
    this.#given.add(name);
  }

  *option(name: string, value = ''): Running<void> {
    switch (name) {
      case 'tcp-service':
      case 'udp-service':
      case 'sctp-service':
        this.#give('service-address');
        this.#protocol = ipProtocol[name.slice(0, name.indexOf('-')) as 'tcp' | 'udp' | 'sctp'];
        this.#end = yield* this.#endpoint(value);
        if (this.#end === undefined) throw fail('illegal virtual server address[:port] specified');
        if (this.#end.address.family === 6) throw notSimulated('ipvsadm: IPv6 virtual services');
        return;
      case 'fwmark-service': {
        this.#give('service-address');
        const mark = integer(value, 1, 0xffff_ffff);
        if (mark === undefined) throw fail(`invalid fwmark value \`${value}' specified`);
        this.#mark = mark;
        return;
      }
      case 'scheduler':
        this.#give('scheduler');
        this.#scheduler = value.slice(0, 15);
        return;
      case 'persistent':
        this.#give('persistent');
        this.#persistence = value === '' ? 360 : timeout(value, 1);
        return;
      case 'netmask': {
        this.#give('netmask');
        const mask = legacyAddress(value);
        if (mask === undefined) throw fail('illegal virtual server persistent mask specified');
        const length = Math.clz32(~mask.bits);
        if (length < 32 && mask.bits << length !== 0)
          throw notSimulated('ipvsadm -M with a mask that is no prefix');
        this.#prefixLength = length;
        return;
      }
      case 'real-server':
        this.#give('real-server');
        this.#real = yield* this.#endpoint(value);
        if (this.#real === undefined) throw fail('illegal real server address[:port] specified');
        return;
      case 'ipip':
      case 'gatewaying':
      case 'masquerading':
        this.#give('forwarding-method');
        this.#forwarding = name === 'ipip' ? 'tunnel' : name === 'gatewaying' ? 'direct' : 'masquerade';
        return;
      case 'weight':
      case 'u-threshold':
      case 'l-threshold': {
        this.#give(name);
        const number = integer(value, 0, 0x7fff_ffff);
        if (number === undefined) throw fail(`illegal ${name.replace('-', '_')} specified`);
        this.#numbers.set(name, number);
        return;
      }
      case 'ops':
        this.#give('ops');
        this.#onePacket = true;
        return;
      case 'ipv6':
        if (this.#mark === 0) throw fail('-6 used before -f\n');
        throw notSimulated('ipvsadm: IPv6 virtual services');
      case 'sched-flags':
        this.#give('sched-flags');
        this.#flagWords = value;
        return;
      case 'syncid':
        this.#give('syncid');
        if (integer(value, 0, 255) === undefined) throw fail('illegal syncid specified');
        return;
      case 'tun-type':
        this.#give('tun-type');
        if (!['ipip', 'gue', 'gre'].includes(value)) throw fail('illegal tunnel type specified');
        if (value !== 'ipip') throw notSimulated(`ipvsadm --tun-type ${value}`);
        return;
      case 'tun-port':
        this.#give('tun-port');
        if (integer(value, 1, 65_535) === undefined) throw fail('illegal tunnel port specified');
        return;
      case 'sort':
        return;
      default:
        this.#plain(name as OptionName);
    }
  }

  #plain(name: OptionName): void {
    this.#give(name);
    if (name === 'numeric') this.#format.numeric = true;
    else if (name === 'exact') this.#format.exact = true;
    else if (name === 'nosort') this.#format.sorted = false;
    else this.#shows.add(name);
  }

  /** SERVICE_NONE is undefined. */
  *#endpoint(text: string): Running<Endpoint | undefined> {
    if (/^\d*$/.test(text)) return undefined;
    const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(text);
    if (text.startsWith('[') && bracketed?.[2] === undefined) return undefined;
    const six = Address.tryParse(bracketed?.[1] ?? text);
    if (six?.family === 6) return this.#withPort(six, bracketed?.[2]);
    // An IPv4 address in brackets loses its port.
    const end = bracketed?.[1] ?? text;
    const colon = end.lastIndexOf(':');
    const host = colon < 0 ? end : end.slice(0, colon);
    let address = legacyAddress(host);
    if (address === undefined) {
      const found = yield* resolve(this.#process, host, 'ipv4');
      address = typeof found === 'string' ? undefined : found.addresses[0];
    }
    if (address === undefined) return undefined;
    return this.#withPort(address, colon < 0 ? undefined : end.slice(colon + 1));
  }

  #withPort(address: Address, text: string | undefined): Endpoint | undefined {
    if (text === undefined) return { address, port: undefined };
    const name =
      this.#protocol === ipProtocol.udp ? 'udp' : this.#protocol === ipProtocol.sctp ? 'sctp' : 'tcp';
    const port = integer(text, 0, 65_535) ?? serviceByName(text, name)?.port;
    return port === undefined ? undefined : { address, port };
  }

  /** What is wrong when all options are known. */
  finish(command: CommandName): void {
    const wrong = misfit(command, this.#given);
    if (wrong !== undefined) throw fail(wrong);
    if (command === 'add-service' || command === 'edit-service') {
      if (this.#mark === 0 && (this.#end?.port ?? 0) === 0 && this.#persistence === undefined)
        throw fail('Zero port specified for non-persistent service');
      if (this.#onePacket && this.#mark === 0 && this.#protocol !== ipProtocol.udp)
        throw fail('One-Packet Scheduling is only for UDP virtual services');
      if (this.#given.has('pe')) throw notSimulated('ipvsadm --pe');
    }
    if (command === 'add-server' || command === 'edit-server') {
      if (this.#real?.address.family === 6 && this.#forwarding !== 'tunnel')
        throw fail('Different address family is allowed only for tunneling servers');
      const tunnel = (['tun-type', 'tun-port', 'tun-nocsum', 'tun-csum', 'tun-remcsum'] as const).filter(
        (name) => this.#given.has(name),
      );
      if (tunnel.length > 0 && this.#forwarding !== 'tunnel')
        throw fail('Tunnel options conflict with forward method');
      const [illegal] = tunnel.filter((name) => name !== 'tun-type');
      if (illegal !== undefined) throw fail(`Illegal '${illegal}' option with the 'ipip' tunnel type`);
    }
    if (command === 'list') {
      const has = (...names: readonly OptionName[]): boolean => names.some((name) => this.#given.has(name));
      if (
        (has('connection', 'timeout', 'daemon') && has('stats', 'rate', 'thresholds')) ||
        (has('timeout', 'daemon') && has('persistent-conn'))
      )
        throw fail('options conflicts in the list command');
    }
  }

  #schedulerFlags(): number {
    const scheduler = this.#scheduler === '' ? 'wlc' : this.#scheduler;
    let flags = 0;
    for (const word of (this.#flagWords ?? '').split(',').filter((each) => each !== '')) {
      const own = /^(sh|mh)-(fallback|port)$/.exec(word);
      const numbered = /^flag-([123])$/.exec(word);
      if (numbered !== null) flags |= 1 << (Number(numbered[1]) - 1);
      else if (own === null) throw fail(`invalid scheduler flag \`${word}'`);
      else if (own[1] !== scheduler) throw fail(`incompatible scheduler flag \`${word}'`);
      else flags |= own[2] === 'fallback' ? 1 : 2;
    }
    return flags;
  }

  request(command: IpvsRequest['command'], timeouts: IpvsRequest['timeouts'], daemon: string): IpvsRequest {
    const order = ['stats', 'rate', 'thresholds', 'persistent-conn', 'tun-info'] as const;
    const show = command === 'save' ? 'rules' : (order.find((name) => this.#shows.has(name)) ?? 'plain');
    const end = this.#end;
    const port = end?.port ?? 0;
    const key: ServiceKey | undefined =
      this.#mark !== 0
        ? { mark: this.#mark, family: 4 }
        : end === undefined
          ? undefined
          : { protocol: this.#protocol, address: end.address, port };
    const tied = this.#mark === 0 && this.#forwarding !== 'masquerade';
    return {
      command,
      given: this.#given,
      key,
      service: {
        scheduler: this.#scheduler === '' ? 'wlc' : this.#scheduler,
        schedulerFlags: this.#schedulerFlags(),
        persistence: this.#persistence,
        prefixLength: this.#prefixLength,
        onePacket: this.#onePacket,
      },
      destination:
        this.#real === undefined
          ? undefined
          : {
              address: this.#real.address,
              port: tied ? port : (this.#real.port ?? port),
              weight: this.#numbers.get('weight') ?? 1,
              forwarding: this.#forwarding,
              upperThreshold: this.#numbers.get('u-threshold') ?? 0,
              lowerThreshold: this.#numbers.get('l-threshold') ?? 0,
            },
      format: { ...this.#format, show },
      timeouts,
      daemon,
    };
  }
}
