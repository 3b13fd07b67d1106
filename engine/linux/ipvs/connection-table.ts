/**
 * The connections of a namespace, by their client (ip_vs_conn_tab of net/netfilter/ipvs/ip_vs_conn.c): both directions
 * find the same chain.
 *
 * There is no timer per connection: `sweep` forgets what ran out, before anybody counts or chooses. Left out: the
 * kernel's random hash seed; a listing is in the order of beginning.
 */
import { second } from '../../clock/clock.ts';
import type { Address } from '../../net/address/address.ts';
import type { IpvsConnection } from './connection.ts';

export class IpvsConnectionTable {
  readonly all = new Set<IpvsConnection>();
  readonly #chains = new Map<number, IpvsConnection[]>();
  /** Nothing runs out before. */
  #nextEnd = Infinity;
  readonly #onEnd: (connection: IpvsConnection) => void;

  constructor(onEnd: (connection: IpvsConnection) => void) {
    this.#onEnd = onEnd;
  }

  /** From the client to the service; templates are found by `clientPort` 0. */
  findRequest(
    protocol: number,
    client: Address,
    clientPort: number,
    virtual: Address,
    virtualPort: number,
  ): IpvsConnection | undefined {
    return this.#chains
      .get(key(protocol, client, clientPort))
      ?.find(
        (one) =>
          one.client === client &&
          one.clientPort === clientPort &&
          one.virtual === virtual &&
          one.virtualPort === virtualPort &&
          one.protocol === protocol,
      );
  }

  /** From the server to the client. */
  findReply(
    protocol: number,
    real: Address,
    realPort: number,
    client: Address,
    clientPort: number,
  ): IpvsConnection | undefined {
    return this.#chains
      .get(key(protocol, client, clientPort))
      ?.find(
        (one) =>
          one.client === client &&
          one.clientPort === clientPort &&
          one.real === real &&
          one.realPort === realPort &&
          one.protocol === protocol &&
          !one.isTemplate,
      );
  }

  add(connection: IpvsConnection): void {
    const at = key(connection.protocol, connection.client, connection.clientPort);
    const chain = this.#chains.get(at);
    if (chain === undefined) this.#chains.set(at, [connection]);
    else chain.unshift(connection);
    this.all.add(connection);
  }

  /** A packet passed, or its state changed: it is kept for `timeout` from now (ip_vs_conn_put). */
  touch(connection: IpvsConnection, now: number): void {
    connection.expires = now + connection.timeout * second;
    if (connection.expires < this.#nextEnd) this.#nextEnd = connection.expires;
  }

  remove(connection: IpvsConnection): void {
    if (!this.all.delete(connection)) return;
    const at = key(connection.protocol, connection.client, connection.clientPort);
    const chain = this.#chains.get(at)?.filter((one) => one !== connection) ?? [];
    if (chain.length === 0) this.#chains.delete(at);
    else this.#chains.set(at, chain);
    connection.end();
    const { control } = connection;
    if (control !== undefined) control.controlled--;
    this.#onEnd(connection);
  }

  /** ip_vs_conn_expire: a template that others still hang on waits another minute. */
  sweep(now: number): void {
    if (now < this.#nextEnd) return;
    this.#nextEnd = Infinity;
    for (const connection of this.all) if (!connection.isTemplate) this.#sweepOne(connection, now);
    for (const connection of this.all) if (connection.isTemplate) this.#sweepOne(connection, now);
  }

  #sweepOne(connection: IpvsConnection, now: number): void {
    if (connection.expires <= now && connection.controlled === 0) {
      this.remove(connection);
      return;
    }
    while (connection.expires <= now) {
      connection.timeout = 60;
      connection.expires += 60 * second;
    }
    this.#nextEnd = Math.min(this.#nextEnd, connection.expires);
  }
}

function key(protocol: number, client: Address, port: number): number {
  const { words } = client;
  const word = words[words.length - 1] ?? 0;
  return (Math.imul(word, 0x9e37_79b1) ^ (port << 8) ^ protocol) >>> 0;
}
