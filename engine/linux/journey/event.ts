/**
 * A journey: the immutable list of what kernels decided about packets. Every view (animation, inspector, table,
 * tcpdump text, capture file) is a projection of it, so no view holds a truth of its own.
 *
 * Events are made only while somebody listens (`JourneyBus.recording`); else they cost one test of a boolean.
 */
import type { Time } from '../../clock/clock.ts';
import type { Ethernet, NetworkPacket } from '../../net/packet/ethernet.ts';
import type { Hook } from '../netfilter/hook.ts';

/** Who wrote a rule, route, neighbour, fdb entry or address, and for which field of which object. */
export interface Provenance {
  /** The program, as `kube-proxy`, `flanneld`, `kernel`, `bash`. */
  readonly writer: string;
  /** The object it was written for, as `Service default/web`. */
  readonly subject?: string;
  /** The field of that object, as `spec.ports[0].port`. */
  readonly field?: string;
}

export type ConsultedTable =
  | 'routes'
  | 'rules'
  | 'neighbours'
  | 'fdb'
  | 'conntrack'
  | 'sockets'
  | 'addresses'
  | 'policy-rules'
  | 'devices'
  | 'virtual-servers';

/** One row of a table that was looked at, in the order of looking. */
export interface ConsultedRow {
  /** As the tool that shows this table prints it. */
  readonly text: string;
  readonly matched: boolean;
  /** For a row that did not match: the first thing that differed. */
  readonly because?: string;
  readonly provenance?: Provenance;
}

export interface Consulted {
  readonly table: ConsultedTable;
  /** Which one, as `main`, `nat/KUBE-SERVICES`, `cni0`. */
  readonly name: string;
  readonly rows: readonly ConsultedRow[];
}

/** What kind of decision it was; each view picks what it shows by this. */
export type Decision =
  | 'socket-send'
  | 'socket-receive'
  | 'transmit'
  | 'receive'
  | 'bridge'
  | 'route'
  | 'neighbour'
  | 'rule'
  | 'translate'
  | 'conntrack'
  | 'forward'
  | 'deliver'
  | 'encapsulate'
  | 'decapsulate'
  | 'fragment'
  | 'reassemble'
  | 'answer'
  | 'error'
  | 'drop';

export interface JourneyEvent {
  readonly sequence: number;
  readonly at: Time;
  /** The machine's name, as `k8s-w1`. */
  readonly machine: string;
  /** The network namespace's name; the machine's own is `host`. */
  readonly namespace: string;
  readonly device: string | undefined;
  /** The packet's number: the same from its sender to its end, through NAT and encapsulation. */
  readonly packet: number;
  /** The packet that provoked this one: a request its reply, a packet its ICMP error, an ARP request its packet. */
  readonly cause: number | undefined;
  readonly direction: 'in' | 'out' | 'through';
  /** The netfilter hook it was decided at. */
  readonly hook?: Hook | undefined;
  readonly layer: 'link' | 'network' | 'transport' | 'application';
  readonly decision: Decision;
  /** The packet when the decision was taken; a whole frame where there is a link header. */
  readonly before: Ethernet | NetworkPacket;
  /** After it; undefined when the packet ended here. */
  readonly after: Ethernet | NetworkPacket | undefined;
  readonly consulted: readonly Consulted[];
  /** Why, in one sentence that names the row that decided. */
  readonly sentence: string;
}

export type JourneyListener = (event: JourneyEvent) => void;

export class JourneyBus {
  readonly #listeners = new Set<JourneyListener>();
  #sequence = 0;
  /** True while somebody listens. Check it before building an event. */
  recording = false;

  /** @returns a function that stops listening */
  listen(listener: JourneyListener): () => void {
    this.#listeners.add(listener);
    this.recording = true;
    return () => {
      this.#listeners.delete(listener);
      this.recording = this.#listeners.size > 0;
    };
  }

  record(event: Omit<JourneyEvent, 'sequence'>): void {
    const numbered = { ...event, sequence: this.#sequence++ };
    for (const listener of this.#listeners) listener(numbered);
  }
}
