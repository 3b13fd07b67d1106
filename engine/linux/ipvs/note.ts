/**
 * What IPVS did to a packet, as an event of its journey, with the servers it could choose from.
 */
import { endpointText } from '../../net/flow/flow.ts';
import type { NetworkPacket } from '../../net/packet/ethernet.ts';
import type { Consulted } from '../journey/event.ts';
import { note } from '../journey/note.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { HookState } from '../netfilter/hook.ts';
import type { PacketBuffer } from '../skb/packet-buffer.ts';
import type { IpvsConnection } from './connection.ts';
import type { Destination, VirtualService } from './service.ts';

const protocolNames = new Map([
  [6, 'TCP'],
  [17, 'UDP'],
  [132, 'SCTP'],
]);

export function serviceText({ protocol, address, port, mark, scheduler }: VirtualService): string {
  const name =
    address === undefined
      ? `FWM  ${String(mark)}`
      : `${(protocolNames.get(protocol) ?? '?').padEnd(4)} ${endpointText(address, port)}`;
  return `${name} ${scheduler}`;
}

function serverText(one: Destination): string {
  const forwarding = { masquerade: 'Masq', direct: 'Route', tunnel: 'Tunnel' }[one.forwarding];
  return `-> ${endpointText(one.address, one.port)} ${forwarding} ${String(one.weight)} ${String(one.active)} ${String(one.inactive)}`;
}

function consulted(service: VirtualService, chosen: Destination | undefined): readonly Consulted[] {
  const rows = service.destinations.map((one) => ({
    text: serverText(one),
    matched: one === chosen,
    ...(one.provenance === undefined ? {} : { provenance: one.provenance }),
  }));
  return [
    {
      table: 'virtual-servers',
      name: 'ipvs',
      rows: [
        {
          text: serviceText(service),
          matched: true,
          ...(service.provenance === undefined ? {} : { provenance: service.provenance }),
        },
        ...rows,
      ],
    },
  ];
}

export function noteRequest(
  namespace: NetworkNamespace,
  skb: PacketBuffer,
  connection: IpvsConnection,
  isNew: boolean,
  { hook }: HookState,
): void {
  const { destination, virtual, virtualPort, real, realPort } = connection;
  const { service } = destination;
  const server = endpointText(real, realPort);
  const way = {
    masquerade: `its destination becomes ${server}`,
    direct: `it is sent to ${real.text} unchanged, by the link layer`,
    tunnel: `it travels to ${real.text} inside another packet`,
  }[connection.forwarding];
  note(namespace, skb, {
    decision: 'translate',
    layer: 'network',
    direction: hook === 'output' ? 'out' : 'in',
    consulted: consulted(service, destination),
    sentence: isNew
      ? `IPVS: ${endpointText(virtual, virtualPort)} is a virtual service; its scheduler \`${service.scheduler}\` chooses ${server}, so ${way}.`
      : `IPVS knows the connection to ${endpointText(virtual, virtualPort)}: ${way}.`,
  });
}

export function noteRefusal(namespace: NetworkNamespace, skb: PacketBuffer, service: VirtualService): void {
  note(namespace, skb, {
    decision: 'drop',
    layer: 'network',
    direction: 'in',
    after: 'dropped',
    consulted: consulted(service, undefined),
    sentence: `IPVS: the virtual service \`${serviceText(service)}\` has no server that may take the connection: the sender is told "port unreachable".`,
  });
}

export function noteAnswer(
  namespace: NetworkNamespace,
  skb: PacketBuffer,
  { real, realPort, virtual, virtualPort }: IpvsConnection,
  before: NetworkPacket,
  { hook }: HookState,
): void {
  note(namespace, skb, {
    decision: 'translate',
    layer: 'network',
    direction: hook === 'input' ? 'in' : 'out',
    before,
    sentence: `IPVS: the answer of ${endpointText(real, realPort)} leaves as ${endpointText(virtual, virtualPort)}, whom the client asked.`,
  });
}
