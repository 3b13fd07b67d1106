/**
 * Where ping sends from: the socket, its options, the source address and device, with the errors of each step
 * (create_socket, ping4_run of ping.c; ping6_run of ping6_common.c).
 *
 * Left out: queries for node information.
 */
import { Address } from '../../net/address/address.ts';
import { ipProtocol } from '../../net/packet/transport.ts';
import type { NetDevice } from '../../linux/device/device.ts';
import { strerror } from '../../linux/errno.ts';
import { isCapable } from '../../linux/process/process.ts';
import { openPing, PingSocket } from '../../linux/socket/ping/ping-socket.ts';
import { openRaw, type RawSocket } from '../../linux/socket/raw/raw-socket.ts';
import type { ShellProcess } from '../command.ts';
import { needsScope } from './address-text.ts';
import type { PingOptions } from './options.ts';
import { recordRouteOption, timestampOption } from './ip-options.ts';

export interface PingSocketReady {
  readonly socket: RawSocket;
  readonly destination: Address;
  /** What `from` says, where it is said. */
  readonly source: Address;
  /** Named with -I. */
  readonly device: NetDevice | undefined;
  /** -I or -B: the first line names the source. */
  readonly showSource: boolean;
  readonly broadcast: boolean;
  /** The link of a link-local destination, where it is named. */
  readonly zone: NetDevice | undefined;
}

export interface PingRefusal {
  /** Whole lines. */
  readonly complaint: string;
  /** The next address of the name may be better. */
  readonly unreachable: boolean;
}

/** What kind of socket a family gets: an unprivileged one where the group may have it (create_socket). */
export function socketKind(
  process: ShellProcess,
  options: PingOptions,
): 'SOCK_DGRAM' | 'SOCK_RAW' | undefined {
  if (options.identifier !== 0 && PingSocket.isAllowed(process.place, process.credentials.uid))
    return 'SOCK_DGRAM';
  return isCapable(process.credentials, 'net_raw') ? 'SOCK_RAW' : undefined;
}

export function openPingSocket(
  process: ShellProcess,
  options: PingOptions,
  wanted: Address,
  zone: NetDevice | undefined,
  hops: readonly Address[],
): PingSocketReady | PingRefusal {
  const { family } = wanted;
  const { sockets } = process.place;
  const socket =
    socketKind(process, options) === 'SOCK_DGRAM'
      ? openPing(sockets, process, family)
      : openRaw(sockets, process, family === 4 ? ipProtocol.icmp : ipProtocol.icmpv6, family);
  if (typeof socket === 'string') return { complaint: `${strerror(socket)}\n`, unreachable: false };
  if (socket instanceof PingSocket && options.identifier !== undefined) socket.localPort = options.identifier;
  const prepared =
    family === 4
      ? prepare4(process, options, wanted, hops, socket)
      : prepare6(process, options, wanted, zone, socket);
  if ('complaint' in prepared) {
    socket.close();
    return prepared;
  }
  const { device } = prepared;
  socket.device ??= device ?? zone;
  if (prepared.broadcast) socket.broadcast = true;
  socket.ttl = options.ttl;
  socket.tos = options.tos;
  if (options.mark !== undefined && isCapable(process.credentials, 'net_admin')) socket.mark = options.mark;
  socket.pathMtu = options.pathMtu ?? 'want';
  socket.receiveErrors = true;
  socket.multicastLoop = !options.flags.has('L');
  socket.dontRoute = options.flags.has('r');
  return prepared;
}

/** What is to be told before and after the first line when a mark may not be set. */
export function markWarning(process: ShellProcess, { mark, program }: PingOptions): string {
  if (mark === undefined || isCapable(process.credentials, 'net_admin')) return '';
  return `${program}: WARNING: failed to set mark: ${String(mark)}: Operation not permitted\n`;
}

/** The device and address that -I names: with a colon IPv6, else IPv4, else a device. */
function sourceOf({ from }: PingOptions): { readonly address?: Address; readonly device?: string } | string {
  if (from === undefined) return {};
  if (!from.includes(':')) {
    const address = /^\d+(\.\d+){3}$/.test(from) ? Address.tryParse(from) : undefined;
    return address === undefined ? { device: from } : { address };
  }
  const [text = '', device] = from.split('%');
  const address = Address.tryParse(text);
  if (address?.family !== 6) return `invalid source address: ${from}`;
  return device === undefined ? { address } : { address, device };
}

type Prepared = PingSocketReady | PingRefusal;

/** What both families begin with: -I, and what is wrong with it. */
function readSource(process: ShellProcess, options: PingOptions, family: 4 | 6) {
  const named = sourceOf(options);
  if (typeof named === 'string') return named;
  const device = named.device === undefined ? undefined : process.place.devices.get(named.device);
  const address = named.address?.family === family ? named.address : undefined;
  if (named.device !== undefined && device === undefined)
    return family === 4
      ? `SO_BINDTODEVICE ${named.device}: No such device`
      : `unknown iface: ${named.device}`;
  return { address, device, strict: named.address !== undefined || options.flags.has('B') };
}

function prepare4(
  process: ShellProcess,
  options: PingOptions,
  wanted: Address,
  hops: readonly Address[],
  socket: RawSocket,
): Prepared {
  const { program, flags } = options;
  const refuse = (text: string): PingRefusal => ({ complaint: `${program}: ${text}\n`, unreachable: false });
  const named = readSource(process, options, 4);
  if (typeof named === 'string') return refuse(named);
  const { device } = named;
  let source = named.address;
  let broadcast = false;
  if (source === undefined) {
    const answer = process.place.ipv4.routeOutput({
      destination: wanted,
      mark: options.mark ?? 0,
      tos: options.tos,
      output: device,
    });
    broadcast = answer.kind === 'route' && answer.type === 'broadcast';
    // connect(2) says EACCES both for a broadcast address and for a route of type prohibit.
    const forbidden = answer.kind === 'failure' && answer.errno === 'EACCES';
    if (forbidden || (broadcast && !flags.has('b')))
      return refuse('Do you want to ping broadcast? Then -b. If not, check your local firewall rules');
    if (answer.kind === 'failure') return refuse(`connect: ${strerror(answer.errno)}`);
    source = answer.source;
    if (broadcast) process.complain('WARNING: pinging broadcast address\n');
    if (device !== undefined && !owns(device, source)) process.complain(sourceWarning(program, device));
  }
  const destination = wanted.isUnspecified ? source : wanted;
  // An own address of the device is reached through lo.
  if (
    device !== undefined &&
    (named.address !== undefined || source !== destination || !owns(device, source))
  )
    socket.device = device;
  const many = flags.has('b') || destination.isMulticast;
  const crowd = many ? crowdComplaint(process, options, 'broadcast') : undefined;
  if (crowd !== undefined) return refuse(crowd);
  if (named.strict && !source.isUnspecified) {
    if (!mayBind(process, source)) return refuse('bind: Cannot assign requested address');
    socket.localAddress = source;
  }
  // A route of one's own choice needs CAP_NET_RAW, which ping has laid down by now.
  if (hops.length > 0 && options.stamps === undefined) return refuse('record route: Operation not permitted');
  if (flags.has('R')) socket.options = recordRouteOption();
  if (options.stamps !== undefined) socket.options = timestampOption(options.stamps, hops);
  if (options.ttl === 0) return refuse('cannot set unicast time-to-live: Invalid argument');
  return {
    socket,
    destination,
    source,
    device,
    showSource: device !== undefined || named.strict,
    broadcast: many || broadcast,
    zone: undefined,
  };
}

/** Does it answer with its usage to so many addresses before the destination? */
export function tooManyHops({ flags, stamps, hops }: PingOptions, family: 4 | 6): boolean {
  if (hops.length === 0) return false;
  if (family === 6 || flags.has('R')) return true;
  return stamps === undefined ? hops.length > 9 : stamps !== 3 || hops.length > 4;
}

function prepare6(
  process: ShellProcess,
  options: PingOptions,
  wanted: Address,
  zone: NetDevice | undefined,
  socket: RawSocket,
): Prepared {
  const { program } = options;
  const refuse = (text: string, unreachable = false): PingRefusal => ({
    complaint: `${program}: ${text}\n`,
    unreachable,
  });
  const named = readSource(process, options, 6);
  if (typeof named === 'string') return refuse(named);
  const { device } = named;
  let source = named.address;
  if (source === undefined) {
    source = socket.any;
    // To link-local addresses it does not connect its probe: the source stays unspecified.
    if (!needsScope(wanted)) {
      const answer = process.place.ipv6.routeOutput({
        destination: wanted,
        mark: options.mark ?? 0,
        tos: options.tos,
        output: device,
      });
      if (answer.kind === 'failure') {
        const unreachable = answer.errno === 'ENETUNREACH' || answer.errno === 'EHOSTUNREACH';
        return refuse(`connect: ${strerror(answer.errno)}`, unreachable);
      }
      source = answer.source;
    }
    if (device !== undefined && !owns(device, source)) process.complain(sourceWarning(program, device));
  }
  const crowd = wanted.isMulticast ? crowdComplaint(process, options, 'multicast') : undefined;
  if (crowd !== undefined) return refuse(crowd);
  if (named.strict && !source.isUnspecified) {
    if (needsScope(source) && device === undefined) return refuse('bind icmp socket: Invalid argument');
    if (!mayBind(process, source)) return refuse('bind icmp socket: Cannot assign requested address');
    socket.localAddress = source;
  }
  if (options.flowLabel !== undefined) socket.flowLabel = options.flowLabel;
  if (options.flowLabel === 0) socket.flowLabel = process.place.sockets.random.integer(1, 0xf_ffff);
  return {
    socket,
    destination: wanted,
    source,
    device,
    showSource: device !== undefined || named.strict,
    broadcast: wanted.isMulticast,
    zone,
  };
}

/** What an unprivileged user may not do to many at once. */
function crowdComplaint(process: ShellProcess, options: PingOptions, who: string): string | undefined {
  if (process.credentials.uid === 0) return undefined;
  if (options.interval < 1000) return `${who} ping with too short interval: ${String(options.interval)}`;
  if (options.pathMtu === undefined || options.pathMtu === 'do') return undefined;
  return `${who} ping does not fragment`;
}

function owns(device: NetDevice, address: Address): boolean {
  return device.addresses.some((own) => own.prefix.address === address);
}

function sourceWarning(program: string, device: NetDevice): string {
  return `${program}: Warning: source address might be selected on device other than: ${device.name}\n`;
}

function mayBind(process: ShellProcess, address: Address): boolean {
  const { place } = process;
  if (place.sysctl.number(`net.ipv${String(address.family)}.ip_nonlocal_bind`) > 0) return true;
  const type = place.ip(address.family).addressType(address);
  return type === 'local' || type === 'broadcast' || type === 'multicast';
}
