/**
 * A connection through a virtual service, and the template that keeps a client with its server (struct ip_vs_conn,
 * net/netfilter/ipvs/ip_vs_conn.c).
 */
import type { Address } from '../../net/address/address.ts';
import type { Time } from '../../clock/clock.ts';
import type { Destination, Forwarding } from './service.ts';
import type { TcpState } from './tcp-states.ts';

export interface ConnectionEnds {
  readonly protocol: number;
  readonly client: Address;
  readonly clientPort: number;
  readonly virtual: Address;
  readonly virtualPort: number;
  readonly real: Address;
  readonly realPort: number;
}

export class IpvsConnection {
  readonly protocol: number;
  readonly client: Address;
  readonly clientPort: number;
  readonly virtual: Address;
  virtualPort: number;
  readonly real: Address;
  realPort: number;
  readonly destination: Destination;
  readonly forwarding: Forwarding;
  /** It only says where the client's next connections go (IP_VS_CONN_F_TEMPLATE). */
  readonly isTemplate: boolean;
  /** Connection tracking keeps it too (IP_VS_CONN_F_NFCT). */
  tracked: boolean;
  /** Of TCP; others have none. */
  state: TcpState = 'NONE';
  /** A template whose client was heard to be in earnest. */
  assured = false;
  /** Answers do not come back this way, or none has (IP_VS_CONN_F_NOOUTPUT). */
  withoutOutput: boolean;
  isInactive = true;
  /** Seconds it is kept after its last packet. */
  timeout = 3;
  expires: Time = 0;
  /** Its template. */
  control: IpvsConnection | undefined;
  /** Of a template: how many connections it stands for. */
  controlled = 0;

  constructor(
    ends: ConnectionEnds,
    destination: Destination,
    options: { readonly isTemplate: boolean; readonly tracked: boolean },
  ) {
    this.protocol = ends.protocol;
    this.client = ends.client;
    this.clientPort = ends.clientPort;
    this.virtual = ends.virtual;
    this.virtualPort = ends.virtualPort;
    this.real = ends.real;
    this.realPort = ends.realPort;
    this.destination = destination;
    this.forwarding = destination.forwarding;
    this.isTemplate = options.isTemplate;
    this.tracked = options.tracked;
    this.withoutOutput = destination.forwarding !== 'masquerade';
    if (options.isTemplate) destination.persistent++;
    else destination.inactive++;
    destination.filled();
  }

  /** Only established connections count as active. */
  enter(state: TcpState): void {
    this.state = state;
    const inactive = state !== 'ESTABLISHED';
    if (this.isInactive === inactive) return;
    this.isInactive = inactive;
    const step = inactive ? 1 : -1;
    this.destination.inactive += step;
    this.destination.active -= step;
  }

  /** It is forgotten: its server has one fewer (ip_vs_unbind_dest). */
  end(): void {
    const { destination } = this;
    if (this.isTemplate) destination.persistent--;
    else if (this.isInactive) destination.inactive--;
    else destination.active--;
    destination.drained();
  }
}
