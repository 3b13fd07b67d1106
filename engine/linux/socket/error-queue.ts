/**
 * What an ICMP error means to a socket: `icmp_err_convert` of net/ipv4/icmp.c, `icmpv6_err_convert` of net/ipv6/icmp.c, and
 * an entry of the error queue that IP_RECVERR turns on (struct sock_extended_err, ip(7)).
 */
import type { Address } from '../../net/address/address.ts';
import { hopLimitOf } from '../../net/flow/rewrite.ts';
import type { IpPacket } from '../../net/packet/ethernet.ts';
import type { IcmpError, Icmpv6Error } from '../../net/packet/transport.ts';
import type { NetDevice } from '../device/device.ts';
import type { Errno } from '../errno.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';

export interface QueuedError {
  /** `local`: this host refused it; `icmp`: a packet came back. */
  readonly origin: 'local' | 'icmp';
  readonly errno: Errno;
  /** Undefined for a local error. */
  readonly error: IcmpError | Icmpv6Error | undefined;
  /** Who sent the ICMP message. */
  readonly offender: Address | undefined;
  /** Where the packet was to go. */
  readonly destination: Address;
  /** The TTL with which the ICMP message arrived (IP_RECVTTL); 0 for a local error. */
  readonly ttl: number;
  /** Where it came in. */
  readonly device: NetDevice | undefined;
  /** ee_info: the path's MTU with EMSGSIZE. */
  readonly info: number;
  /** The packet that came back; undefined for a local error. */
  readonly quoted: IpPacket | undefined;
}

/** `fatal`: ends even a socket that does not ask for errors. ENONET (code 8) does not occur in this world. */
export interface IcmpMeaning {
  readonly errno: Errno;
  readonly fatal: boolean;
}

const unreachable: readonly (readonly [Errno, boolean])[] = [
  ['ENETUNREACH', false],
  ['EHOSTUNREACH', false],
  ['ENOPROTOOPT', true],
  ['ECONNREFUSED', true],
  ['EMSGSIZE', false],
  ['EOPNOTSUPP', false],
  ['ENETUNREACH', true],
  ['EHOSTDOWN', true],
  ['EHOSTDOWN', true],
  ['ENETUNREACH', true],
  ['EHOSTUNREACH', true],
  ['ENETUNREACH', false],
  ['EHOSTUNREACH', false],
  ['EHOSTUNREACH', true],
  ['EHOSTUNREACH', true],
  ['EHOSTUNREACH', true],
];

const unreachableV6: readonly (readonly [Errno, boolean])[] = [
  ['ENETUNREACH', false],
  ['EACCES', true],
  ['EHOSTUNREACH', false],
  ['EHOSTUNREACH', false],
  ['ECONNREFUSED', true],
  ['EACCES', true],
  ['EACCES', true],
];

function icmpv6Meaning({ type, code }: Icmpv6Error): IcmpMeaning {
  switch (type) {
    case 'destinationUnreachable': {
      const [errno, fatal] = unreachableV6[code] ?? ['EPROTO', true];
      return { errno, fatal };
    }
    case 'packetTooBig':
      return { errno: 'EMSGSIZE', fatal: false };
    case 'timeExceeded':
      return { errno: 'EHOSTUNREACH', fatal: false };
    case 'parameterProblem':
      return { errno: 'EPROTO', fatal: true };
  }
}

/** ee_info: the path's MTU, where the error tells one. */
function toldMtu(error: IcmpError | Icmpv6Error): number {
  const tells = error.kind === 'icmp' ? error.code === 4 : error.type === 'packetTooBig';
  return tells ? error.rest : 0;
}

/** ip_icmp_error, ipv6_icmp_error */
export function remoteError(
  quoted: IpPacket,
  error: IcmpError | Icmpv6Error,
  errno: Errno,
  skb: PacketBuffer,
): QueuedError {
  const packet = skb.packet as IpPacket;
  return {
    origin: 'icmp',
    errno,
    error,
    offender: packet.source,
    destination: quoted.destination,
    ttl: hopLimitOf(packet),
    device: skb.inputDevice,
    info: toldMtu(error),
    quoted,
  };
}

/** ip_local_error, ipv6_local_error */
export function localError(errno: Errno, destination: Address, info: number): QueuedError {
  return {
    origin: 'local',
    errno,
    error: undefined,
    offender: undefined,
    destination,
    ttl: 0,
    device: undefined,
    info,
    quoted: undefined,
  };
}

/** @returns undefined for a message that no socket is told of (redirect) */
export function icmpMeaning(error: IcmpError | Icmpv6Error): IcmpMeaning | undefined {
  if (error.kind === 'icmpv6') return icmpv6Meaning(error);
  switch (error.type) {
    case 'destinationUnreachable': {
      const [errno, fatal] = unreachable[error.code] ?? ['EHOSTUNREACH', true];
      return { errno, fatal };
    }
    case 'timeExceeded':
      return { errno: 'EHOSTUNREACH', fatal: false };
    case 'parameterProblem':
      return { errno: 'EOPNOTSUPP', fatal: true };
    case 'redirect':
      return undefined;
  }
}
