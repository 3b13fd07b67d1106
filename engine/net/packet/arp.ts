/**
 * Address Resolution Protocol for IPv4 over Ethernet (RFC 826), as a value.
 */
import type { Address } from '../address/address.ts';
import type { Mac } from '../address/mac.ts';

export interface Arp {
  readonly kind: 'arp';
  readonly operation: 'request' | 'reply';
  readonly senderMac: Mac;
  readonly senderAddress: Address;
  readonly targetMac: Mac;
  readonly targetAddress: Address;
}
