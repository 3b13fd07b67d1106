/**
 * The hash table of a namespace's connections: each stands in it twice, once for each direction
 * (net/netfilter/nf_conntrack_core.c: hash_conntrack_raw, __nf_conntrack_find).
 *
 * Keys are compared field by field and no key is built, because every packet asks. Left out: the kernel's random seed:
 * the order of a listing is that of confirmation.
 */
import type { Address } from '../../../net/address/address.ts';
import type { FlowTuple } from '../../../net/flow/flow.ts';
import type { Connection, DirectedTuple } from './connection.ts';

const smallest = 16;

function lastWord(address: Address): number {
  return address.words[address.words.length - 1] ?? 0;
}

function hash(protocol: number, source: Address, destination: Address, ports: number): number {
  let value = Math.imul(lastWord(source), 0x9e37_79b1) ^ Math.imul(lastWord(destination), 0x85eb_ca77);
  value = Math.imul(value ^ ports ^ (protocol << 24), 0xc2b2_ae3d);
  return value ^ (value >>> 15);
}

function hashOf(tuple: FlowTuple): number {
  const ports = (tuple.sourcePort << 16) ^ tuple.destinationPort;
  return hash(tuple.protocol, tuple.source, tuple.destination, ports);
}

export class ConnectionTable {
  /** Confirmed connections, oldest first. */
  readonly connections = new Set<Connection>();
  #buckets: (DirectedTuple | undefined)[] = [];

  find(flow: FlowTuple, zone: number): DirectedTuple | undefined {
    const buckets = this.#buckets;
    if (buckets.length === 0) return undefined;
    let tuple = buckets[hashOf(flow) & (buckets.length - 1)];
    while (tuple !== undefined) {
      if (
        tuple.source === flow.source &&
        tuple.destination === flow.destination &&
        tuple.sourcePort === flow.sourcePort &&
        tuple.destinationPort === flow.destinationPort &&
        tuple.protocol === flow.protocol &&
        tuple.zone === zone
      )
        return tuple;
      tuple = tuple.next;
    }
    return undefined;
  }

  add(connection: Connection): void {
    this.connections.add(connection);
    if (this.connections.size * 2 > this.#buckets.length) {
      this.#grow();
      return;
    }
    this.#link(connection.original);
    this.#link(connection.reply);
  }

  delete(connection: Connection): void {
    if (!this.connections.delete(connection)) return;
    this.#unlink(connection.original);
    this.#unlink(connection.reply);
  }

  clear(): void {
    this.connections.clear();
    this.#buckets = [];
  }

  #link(tuple: DirectedTuple): void {
    const at = hashOf(tuple) & (this.#buckets.length - 1);
    tuple.next = this.#buckets[at];
    this.#buckets[at] = tuple;
  }

  #unlink(tuple: DirectedTuple): void {
    const at = hashOf(tuple) & (this.#buckets.length - 1);
    let other = this.#buckets[at];
    if (other === tuple) {
      this.#buckets[at] = tuple.next;
      return;
    }
    while (other !== undefined) {
      if (other.next === tuple) {
        other.next = tuple.next;
        return;
      }
      other = other.next;
    }
  }

  #grow(): void {
    this.#buckets = new Array<DirectedTuple | undefined>(Math.max(smallest, this.#buckets.length * 2)).fill(
      undefined,
    );
    for (const connection of this.connections) {
      this.#link(connection.original);
      this.#link(connection.reply);
    }
  }
}
