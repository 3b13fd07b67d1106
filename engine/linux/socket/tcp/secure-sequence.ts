/**
 * Where sequence numbers and timestamps of a connection begin (secure_tcp_seq, secure_tcp_ts_off;
 * net/core/secure_seq.c; RFC 6528): a secret hash of the ends, so that nobody can guess, plus a clock, so that a new
 * connection of the same ends begins behind an old one. A listener still in TIME-WAIT takes it for new by that.
 */
import type { Address } from '../../../net/address/address.ts';
import type { NetworkNamespace } from '../../namespace/namespace.ts';

interface Ends {
  readonly localAddress: Address;
  readonly localPort: number;
  readonly remoteAddress: Address;
  readonly remotePort: number;
}

const secrets = new WeakMap<NetworkNamespace, number>();

function secretOf(namespace: NetworkNamespace): number {
  let secret = secrets.get(namespace);
  if (secret === undefined) {
    secret = namespace.sockets.random.uint32();
    secrets.set(namespace, secret);
  }
  return secret;
}

function mix(value: number, word: number): number {
  let mixed = Math.imul(value ^ word, 0x85eb_ca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2_ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function mixAddresses(namespace: NetworkNamespace, { localAddress, remoteAddress }: Ends): number {
  let value = secretOf(namespace);
  for (const word of localAddress.words) value = mix(value, word);
  for (const word of remoteAddress.words) value = mix(value, word);
  return value;
}

/** The clock of sequence numbers ticks every 64 nanoseconds. */
export function initialSequence(namespace: NetworkNamespace, ends: Ends): number {
  const hash = mix(mixAddresses(namespace, ends), ends.localPort * 65_536 + ends.remotePort);
  return (hash + Math.floor(namespace.environment.clock.now * 15.625)) >>> 0;
}

/** The same for all connections between two addresses: their timestamps only grow. */
export function timestampStart(namespace: NetworkNamespace, ends: Ends): number {
  return mix(mixAddresses(namespace, ends), 0x7473);
}
