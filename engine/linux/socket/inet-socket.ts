/**
 * What all sockets of the Internet family have in common (struct inet_sock; socket(7), ip(7)): addresses, options,
 * errors, who holds it, and bind(2).
 *
 * An IPv6 socket that is not for IPv6 alone speaks IPv4 too: its addresses are IPv4 ones then, where the kernel writes
 * `::ffff:10.0.0.1`.
 *
 * Left out: multicast membership, SO_LINGER, buffer sizes one can set.
 */
import { type Address, anyV4, anyV6, type Family } from '../../net/address/address.ts';
import type { NetDevice } from '../device/device.ts';
import type { Errno } from '../errno.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { isCapable } from '../process/process.ts';
import { WaitQueue } from '../process/wait.ts';
import type { QueuedError } from './error-queue.ts';
import type { SocketHolder } from './holder.ts';
import type { SocketOwner } from './owner.ts';
import type { PortTable } from './ports.ts';

/** IP_MTU_DISCOVER: may a packet be fragmented, here or on its way? */
export type PathMtuDiscovery = 'want' | 'do' | 'dont' | 'probe';

export abstract class InetSocket implements SocketOwner {
  abstract readonly protocol: 'tcp' | 'udp' | 'icmp' | 'raw';
  readonly namespace: NetworkNamespace;
  readonly holder: SocketHolder;
  /** AF_INET or AF_INET6. */
  readonly family: Family;
  /** IPV6_V6ONLY */
  v6only: boolean;
  /** What `ss -e` calls `ino`; unique in the namespace. */
  readonly inode: number;
  localAddress: Address;
  localPort = 0;
  remoteAddress: Address;
  remotePort = 0;
  /** SO_BINDTODEVICE */
  device: NetDevice | undefined;
  /** IP_TTL; undefined: the namespace's default. */
  ttl: number | undefined;
  tos = 0;
  mark = 0;
  pathMtu: PathMtuDiscovery = 'want';
  /** IP_RECVERR */
  receiveErrors = false;
  /** SO_BROADCAST */
  broadcast = false;
  /** SO_DONTROUTE: to neighbours only. */
  dontRoute = false;
  /** IP_MULTICAST_LOOP */
  multicastLoop = true;
  /** IPV6_FLOWINFO_SEND; 0: the kernel's choice. */
  flowLabel = 0;
  reuseAddress = false;
  reusePort = false;
  confirmPending = false;
  isClosed = false;
  readonly errors: QueuedError[] = [];
  /** Something to read, a connection to accept, an error, or the end. */
  readonly readable = new WaitQueue();
  /** Connected, room to write, or an error. */
  readonly writable = new WaitQueue();
  #error: Errno | undefined;
  #identification: number;
  readonly #onEnd = (): void => {
    this.close();
  };

  constructor(namespace: NetworkNamespace, holder: SocketHolder, family: Family = 4) {
    this.namespace = namespace;
    this.holder = holder;
    this.family = family;
    this.v6only = family === 6 && namespace.sysctl.number('net.ipv6.bindv6only') > 0;
    this.localAddress = this.any;
    this.remoteAddress = this.any;
    this.inode = namespace.sockets.nextInode();
    if (namespace.sysctl.number('net.ipv4.ip_no_pmtu_disc') > 0) this.pathMtu = 'dont';
    this.#identification = namespace.sockets.random.integer(0, 65535);
    holder.ended.add(this.#onEnd);
  }

  /** `0.0.0.0` or `::`. */
  get any(): Address {
    return this.family === 4 ? anyV4 : anyV6;
  }

  /** Does it speak this family? */
  speaks(family: Family): boolean {
    return family === this.family || (this.family === 6 && !this.v6only);
  }

  get uid(): number {
    return this.holder.credentials.uid;
  }

  get gid(): number {
    return this.holder.credentials.uid;
  }

  get isListening(): boolean {
    return false;
  }

  /** The port table of its protocol; undefined for raw and ping sockets. */
  protected abstract get ports(): PortTable | undefined;

  abstract close(): void;

  /** SO_ERROR: the pending error, once. */
  takeError(): Errno | undefined {
    const error = this.#error;
    this.#error = undefined;
    return error;
  }

  get hasError(): boolean {
    return this.#error !== undefined;
  }

  reportError(errno: Errno): void {
    this.#error = errno;
    this.readable.wake();
    this.writable.wake();
  }

  /** The next identification of a connected socket's packets (inet_id). */
  nextIdentification(): number {
    this.#identification = (this.#identification + 1) & 0xffff;
    return this.#identification;
  }

  get timeToLive(): number {
    if (this.ttl !== undefined) return this.ttl;
    const name = this.family === 4 ? 'net.ipv4.ip_default_ttl' : 'net.ipv6.conf.all.hop_limit';
    return this.namespace.sysctl.number(name);
  }

  /** bind(2). Port 0: the kernel chooses one. */
  bind(address: Address, port: number): Errno | undefined {
    if (this.localPort !== 0) return 'EINVAL';
    const { sysctl, sockets } = this.namespace;
    if (
      port > 0 &&
      port < sysctl.number('net.ipv4.ip_unprivileged_port_start') &&
      !this.isCapable('net_bind_service')
    )
      return 'EACCES';
    if (!address.isUnspecified && sysctl.number(`net.ipv${String(address.family)}.ip_nonlocal_bind`) === 0) {
      const type = this.namespace.ip(address.family).addressType(address);
      const bindable =
        type === 'local' || (this.protocol !== 'tcp' && (type === 'broadcast' || type === 'multicast'));
      if (!bindable) return 'EADDRNOTAVAIL';
    }
    const ports = this.ports;
    this.localAddress = address;
    // __inet6_bind
    if (address.family === 6 && !address.isUnspecified) this.v6only = true;
    if (ports === undefined) {
      this.localPort = port;
      return undefined;
    }
    let chosen: number | undefined = port;
    if (port === 0) {
      chosen = ports.ephemeral(
        sockets.ephemeralRange,
        sockets.random,
        (candidate) => ports.conflicts(this, candidate) || sockets.isReserved(candidate),
      );
    } else if (ports.conflicts(this, port) || this.#isTunnels(port)) chosen = undefined;
    if (chosen === undefined) {
      this.localAddress = this.any;
      return 'EADDRINUSE';
    }
    this.localPort = chosen;
    ports.add(this);
    return undefined;
  }

  /** A tunnel of the kernel has a socket of its own. */
  #isTunnels(port: number): boolean {
    return this.protocol === 'udp' && this.speaks(4) && this.namespace.udpTunnels.has(port);
  }

  isCapable(capability: string): boolean {
    return isCapable(this.holder.credentials, capability);
  }

  /** To be called by `close`. */
  protected release(): void {
    this.isClosed = true;
    this.holder.ended.delete(this.#onEnd);
    this.ports?.delete(this);
    this.readable.wake();
    this.writable.wake();
  }
}
