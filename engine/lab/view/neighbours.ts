/**
 * Who is known on each link (`ip neigh`), and behind which port of a bridge or which tunnel end a MAC address is
 * (`bridge fdb`). Neighbours are those of IPv4.
 */
import type { Time } from '../../clock/clock.ts';
import { Bridge } from '../../linux/bridge/bridge.ts';
import type { NetDevice } from '../../linux/device/device.ts';
import { Veth } from '../../linux/device/veth.ts';
import type { Provenance } from '../../linux/journey/event.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { Neighbour } from '../../linux/neighbour/neighbour.ts';
import { type FdbRow, fdbRows } from '../../linux/netlink/fdb-dump.ts';

export interface NeighboursView {
  readonly neighbours: readonly NeighbourView[];
  readonly forwarding: readonly ForwardingView[];
}

export interface NeighbourView {
  readonly address: string;
  readonly device: string;
  /** Undefined while it is asked for, and when nobody answered. */
  readonly mac: string | undefined;
  /** `REACHABLE` */
  readonly state: string;
  /** Virtual microseconds: since when it is in this state, when it was last proven to be there, when last used. */
  readonly updated: Time;
  readonly confirmed: Time;
  readonly used: Time;
  /** REACHABLE: until when it is believed without further proof. */
  readonly until: Time | undefined;
  /** Requests sent since the state began. */
  readonly probes: number;
  /** Packets that wait for the answer. */
  readonly waiting: number;
  readonly provenance: Provenance | undefined;
}

export interface ForwardingView {
  readonly mac: string;
  /** The bridge's port, the tunnel, or the device that takes frames for this address itself. */
  readonly device: string;
  /** The bridge whose table it is in; undefined: the device's own. */
  readonly bridge: string | undefined;
  /** The tunnel's other end. */
  readonly remote: string | undefined;
  /** `learnt`: seen as a source, ages. `own`: frames for it are for this host. `set`: entered by somebody. */
  readonly kind: 'learnt' | 'own' | 'set';
  /** As `bridge fdb` says it: `permanent`, `static`; empty for what was learnt. */
  readonly state: string;
  /** When it was last seen as a source; undefined for what a device takes for itself. */
  readonly updated: Time | undefined;
  /** Learnt: when it is forgotten, if it is not seen again. */
  readonly until: Time | undefined;
  /** A veth port: whose network namespace its cable leads to, as `default/web-1`. */
  readonly leadsTo: string | undefined;
  readonly provenance: Provenance | undefined;
}

export function neighboursOf(namespace: NetworkNamespace): NeighboursView {
  // As `ip neigh` shows them: not those that need no asking.
  const shown = namespace.neighbours
    .list(4)
    .filter(({ state, isExternal }) => isExternal || (state !== 'NONE' && state !== 'NOARP'));
  return { neighbours: shown.map(neighbourOf), forwarding: fdbRows(namespace).map(forwardingOf) };
}

function neighbourOf(neighbour: Neighbour): NeighbourView {
  const { address, device, mac, state, updated, confirmed, used, probes, provenance } = neighbour;
  return {
    address: address.text,
    device: device.name,
    mac: neighbour.isValid ? mac : undefined,
    state,
    updated,
    confirmed,
    used,
    until: state === 'REACHABLE' ? confirmed + neighbour.reachableTime : undefined,
    probes,
    waiting: neighbour.queue.length,
    provenance,
  };
}

function forwardingOf(row: FdbRow): ForwardingView {
  const { mac, device, master, remote, state, updated, provenance } = row;
  const kind =
    state === '' ? 'learnt' : master === undefined ? (remote === undefined ? 'own' : 'set') : ofBridge(row);
  return {
    mac,
    device: device.name,
    bridge: master?.name,
    remote: remote?.text,
    kind,
    state,
    updated,
    until:
      kind === 'learnt' && master !== undefined && updated !== undefined
        ? updated + master.ageing
        : undefined,
    leadsTo: farEnd(device),
    provenance,
  };
}

/** What is permanent in a bridge is the address of the bridge or a port; by hand it is static. */
function ofBridge({ state, device, mac }: FdbRow): ForwardingView['kind'] {
  return state === 'permanent' && (device instanceof Bridge || device.mac === mac) ? 'own' : 'set';
}

function farEnd(device: NetDevice): string | undefined {
  if (!(device instanceof Veth) || device.peer === undefined || device.port === undefined) return undefined;
  return device.peer.namespace.label;
}
