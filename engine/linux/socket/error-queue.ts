/**
 * What an ICMP error means to a socket: `icmp_err_convert` of net/ipv4/icmp.c, and an entry of the error queue that
 * IP_RECVERR turns on (struct sock_extended_err, ip(7)).
 */
import type { Address } from '../../net/address/address.ts';
import type { IcmpError } from '../../net/packet/transport.ts';
import type { Ipv4 } from '../../net/packet/ipv4.ts';
import type { Errno } from '../errno.ts';

export interface QueuedError {
  /** `local`: this host refused it; `icmp`: a packet came back. */
  readonly origin: 'local' | 'icmp';
  readonly errno: Errno;
  /** Undefined for a local error. */
  readonly error: IcmpError | undefined;
  /** Who sent the ICMP message. */
  readonly offender: Address | undefined;
  /** Where the packet was to go. */
  readonly destination: Address;
  /** The TTL with which the ICMP message arrived (IP_RECVTTL); 0 for a local error. */
  readonly ttl: number;
  /** ee_info: the path's MTU with EMSGSIZE. */
  readonly info: number;
  /** The packet that came back; undefined for a local error. */
  readonly quoted: Ipv4 | undefined;
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

/** @returns undefined for a message that no socket is told of (redirect) */
export function icmpMeaning(error: IcmpError): IcmpMeaning | undefined {
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
