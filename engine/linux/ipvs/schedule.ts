/**
 * A packet that begins a connection gets a server (ip_vs_schedule, ip_vs_sched_persist; net/netfilter/ipvs/ip_vs_core.c).
 *
 * Left out: persistence engines.
 */
import { Address } from '../../net/address/address.ts';
import { Prefix } from '../../net/address/prefix.ts';
import type { FlowTuple } from '../../net/flow/flow.ts';
import { ipProtocol } from '../../net/packet/transport.ts';
import { IpvsConnection } from './connection.ts';
import type { IpvsConnectionTable } from './connection-table.ts';
import type { Destination, VirtualService } from './service.ts';

export interface SchedulingPlace {
  readonly connections: IpvsConnectionTable;
  readonly now: number;
  /** net.ipv4.vs.conntrack */
  readonly tracked: boolean;
  /** net.ipv4.vs.expire_quiescent_template */
  readonly expireQuiescent: boolean;
}

/** @returns the new connection; undefined when no server may have it (the sender is told); `ignored`: not for IPVS */
export function schedule(
  place: SchedulingPlace,
  service: VirtualService,
  flow: FlowTuple,
): IpvsConnection | 'ignored' | undefined {
  const { protocol, source, sourcePort, destination, destinationPort } = flow;
  let template: IpvsConnection | undefined;
  let server: Destination | undefined;
  let port = destinationPort;
  if (service.persistence === undefined) {
    if (service.mark === 0 && destinationPort !== service.port) return undefined;
    server = service.scheduling.pick(flow);
    if (server === undefined) return undefined;
    if (server.port !== 0) ({ port } = server);
  } else {
    template = findTemplate(place, service, flow);
    if (template === undefined) return undefined;
    server = template.destination;
    if (port === service.port && server.port !== 0) ({ port } = server);
  }
  const connection = new IpvsConnection(
    {
      protocol,
      client: source,
      clientPort: sourcePort,
      virtual: destination,
      virtualPort: destinationPort,
      real: server.address,
      realPort: port,
    },
    server,
    { isTemplate: false, tracked: place.tracked },
  );
  connection.control = template;
  if (template !== undefined) template.controlled++;
  place.connections.add(connection);
  server.statistics.add(place.now, 0);
  service.statistics.add(place.now, 0);
  return connection;
}

/** The client's template: found, or made with a server of the scheduler's choice. */
function findTemplate(
  place: SchedulingPlace,
  service: VirtualService,
  flow: FlowTuple,
): IpvsConnection | undefined {
  const client = new Prefix(flow.source, service.prefixLength).network;
  const isOwnPort = flow.destinationPort === service.port;
  const byMark = !isOwnPort && service.mark !== 0;
  const ends = {
    protocol: byMark ? 0 : flow.protocol,
    client,
    clientPort: 0,
    virtual: byMark ? Address.v4(service.mark) : flow.destination,
    virtualPort: isOwnPort ? flow.destinationPort : 0,
  };
  const { connections } = place;
  const known = connections.findRequest(ends.protocol, client, 0, ends.virtual, ends.virtualPort);
  if (known !== undefined) {
    const { destination } = known;
    if (destination.available && !(place.expireQuiescent && destination.weight === 0)) {
      connections.touch(known, place.now);
      return known;
    }
    // ip_vs_check_template: nobody finds it any more, and it runs out by itself.
    known.virtualPort = 0xffff;
    known.realPort = 0xffff;
  }
  const server = service.scheduling.pick(flow);
  if (server === undefined) return undefined;
  const template = new IpvsConnection(
    { ...ends, real: server.address, realPort: isOwnPort ? server.port : 0 },
    server,
    { isTemplate: true, tracked: place.tracked },
  );
  template.timeout = service.persistence ?? 0;
  connections.add(template);
  connections.touch(template, place.now);
  return template;
}

/** May this packet begin one (tcp_conn_schedule, udp_conn_schedule)? */
export function mayBegin(protocol: number, isSyn: boolean, sloppyTcp: boolean): boolean {
  return protocol !== ipProtocol.tcp || isSyn || sloppyTcp;
}
