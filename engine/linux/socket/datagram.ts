/**
 * Sending one datagram of a UDP, raw or ping socket: route, source address, DF, identification, size
 * (ip_append_data, __ip_make_skb and ip_select_ident_segs of Linux; IP_MTU_DISCOVER in ip(7)).
 */
import { Address, type Family } from '../../net/address/address.ts';
import { type IpFields, ipPacket } from '../../net/packet/ip.ts';
import type { NetDevice } from '../device/device.ts';
import type { Errno } from '../errno.ts';
import { localError } from './error-queue.ts';
import type { InetSocket } from './inet-socket.ts';
import { recordSend } from './journey.ts';
import { isTooFar, noWay } from './route-connect.ts';

/** The unspecified address means this host. */
const loopback: Readonly<Record<Family, Address>> = {
  4: Address.parse('127.0.0.1'),
  6: Address.parse('::1'),
};
const noOptions = new Uint8Array(0);

export interface DatagramRequest {
  readonly destination: Address;
  /** The payload once the source is known; `length` its octets. */
  readonly payload: (source: Address) => IpFields['payload'];
  readonly length: number;
  readonly protocol: number;
  /** The port it goes to, where the protocol has ports. */
  readonly port?: number;
  readonly options?: Uint8Array;
  /** The device may finish the checksum (UDP). */
  readonly offload: boolean;
  readonly cause: number | undefined;
  /** For the journey. */
  readonly what: string;
}

export function sendDatagram(socket: InetSocket, request: DatagramRequest): Errno | undefined {
  const { namespace } = socket;
  const destination = request.destination.isUnspecified ? loopback[socket.family] : request.destination;
  const answer = namespace.ip(destination.family).routeOutput({
    destination,
    source: socket.localAddress.isUnspecified ? undefined : socket.localAddress,
    mark: socket.mark,
    tos: socket.tos,
    output: socket.device,
    user: socket.uid,
    protocol: request.protocol,
    sourcePort: request.port === undefined ? undefined : socket.localPort,
    destinationPort: request.port,
  });
  if (answer.kind === 'failure')
    // raw_sendmsg and ping_v4_sendmsg count nothing.
    return destination.family === 6 || socket.protocol === 'udp'
      ? noWay(namespace, destination, answer.errno)
      : answer.errno;
  if (isTooFar(socket, answer)) return 'ENETUNREACH';
  if (answer.type === 'broadcast' && !socket.broadcast) return 'EACCES';
  const options = request.options ?? noOptions;
  const total = (destination.family === 4 ? 20 : 40) + options.length + request.length;
  // raw_sendmsg, udp_sendmsg; IPv6 finds it out later.
  if (request.length > 65_535 && destination.family === 4) return 'EMSGSIZE';
  const strict = socket.pathMtu === 'do' || socket.pathMtu === 'probe';
  const limit = socket.pathMtu === 'probe' ? answer.device.mtu : answer.mtu;
  // __ip_append_data, __ip6_append_data: what is too long for a packet is cut no more than what is too long for the way.
  if ((strict && total > limit) || (destination.family === 4 ? total : request.length) > 65_535) {
    if (socket.receiveErrors) socket.errors.push(localError('EMSGSIZE', destination, limit - options.length));
    return 'EMSGSIZE';
  }
  const source =
    socket.localAddress.isUnspecified || socket.localAddress.isMulticast
      ? answer.source
      : socket.localAddress;
  const dontFragment = strict || (socket.pathMtu === 'want' && total <= limit && answer.mtuLocked !== true);
  const packet = ipPacket({
    source,
    destination,
    ttl: socket.ttl ?? answer.route.metrics?.hoplimit ?? hopLimit(socket, answer.device),
    tos: socket.tos,
    id: identification(socket, destination, strict),
    dontFragment,
    options,
    flowLabel: socket.flowLabel,
    payload: request.payload(source),
  });
  const { environment } = namespace;
  let id: number | undefined;
  if (environment.journeys.recording) {
    id = environment.nextPacket();
    recordSend(
      namespace,
      packet,
      id,
      request.cause,
      `${socket.holder.name} ${request.what.replace('%', destination.text)}.`,
    );
  }
  return namespace.ip(destination.family).send({
    packet,
    route: answer,
    mark: socket.mark,
    socket,
    output: socket.device,
    cause: request.cause,
    id,
    ignoreDontFragment: !strict,
    partialChecksum: request.offload && total <= limit,
  });
}

/** Where the route does not say: IPv6 asks the device (ip6_dst_hoplimit). */
function hopLimit(socket: InetSocket, device: NetDevice): number {
  if (socket.family === 4) return socket.timeToLive;
  return socket.namespace.sysctl.number(`net.ipv6.conf.${device.name}.hop_limit`);
}

/** ip_select_ident_segs: a connected socket counts its own; strict DF needs none. */
function identification(socket: InetSocket, destination: Address, strict: boolean): number {
  if (destination.family === 6) return 0;
  if (!socket.remoteAddress.isUnspecified) return socket.nextIdentification();
  return strict ? 0 : socket.namespace.ipv4.automaticId(destination);
}
