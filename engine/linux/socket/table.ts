/**
 * The sockets of a network namespace: who listens where, and which socket a packet belongs to (inet_hashtables.c,
 * udp.c, raw.c, ping.c in net/ipv4).
 */
import type { Address } from '../../net/address/address.ts';
import type { Icmp, IcmpError } from '../../net/packet/transport.ts';
import type { Ipv4 } from '../../net/packet/ipv4.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import type { Transport } from './transport.ts';

export class SocketTable implements Transport {
  readonly namespace: NetworkNamespace;

  constructor(namespace: NetworkNamespace) {
    this.namespace = namespace;
  }

  deliver(_skb: PacketBuffer): boolean {
    return false;
  }

  deliverError(_quoted: Ipv4, _error: IcmpError, _from: Address): void {
    return;
  }

  deliverIcmp(_skb: PacketBuffer, _message: Icmp): void {
    return;
  }
}
