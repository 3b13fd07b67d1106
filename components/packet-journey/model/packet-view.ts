/** A packet as a stack of labelled headers with their fields: the engine's own printer, in the figure's words. */
import { describe } from '../../../engine/net/flow/describe.ts';
import type { Ethernet, NetworkPacket } from '../../../engine/net/packet/ethernet.ts';
import { type Layer, layers } from '../../../engine/net/print/layers.ts';
import { emit } from '../../../engine/net/wire/emit.ts';
import type { Classify } from './address-networks.ts';
import { toBase64 } from './base64.ts';
import { fieldOf } from './header-field.ts';
import type { Header, HeaderField, NetworkKind, PacketView } from './journey-model.ts';

export function packetView(packet: Ethernet | NetworkPacket, classify: Classify): PacketView {
  const tree = layers(packet);
  const headers = tree.map((layer) => header(layer));
  return {
    summary: describe(packet),
    headers: headers.map((each, at) => ({ ...each, network: networkAt(headers, at, classify) })),
    octets: toBase64(emit(packet)),
  };
}

const shortNames: Readonly<Record<string, string>> = { Ethernet: 'Eth', IPv4: 'IP', IPv6: 'IPv6' };

function header(layer: Layer): Omit<Header, 'network'> {
  const fields = layer.fields.map(({ name, value }) => ({ name, value }));
  return {
    name: layer.name,
    short: shortNames[layer.name] ?? layer.name,
    brief: brief(layer.name, fields),
    depth: layer.depth,
    quoted: layer.role === 'quoted',
    fields,
  };
}

function brief(name: string, fields: readonly HeaderField[]): string {
  const of = (field: string) => fieldOf(fields, field);
  switch (name) {
    case 'IPv4':
    case 'IPv6':
      return `${of('Source')} → ${of('Destination')}`;
    case 'TCP':
      return `${of('Source port')} → ${of('Destination port')} ${of('Flags')}`;
    case 'UDP':
      return `${of('Source port')} → ${of('Destination port')}`;
    case 'VXLAN':
      return `VNI ${of('Network identifier')}`;
    case 'ICMP':
    case 'ICMPv6':
      return /\(([^)]*)\)/.exec(of('Type'))?.[1] ?? of('Type');
    case 'ARP':
      return of('Operation').startsWith('2')
        ? `${of('Sender address')} is at ${of('Sender MAC')}`
        : `who has ${of('Target address')}?`;
    case 'Ethernet':
      return `→ ${of('Destination')}`;
    case 'Data':
      return of('Data').replace(/ octets?.*/, ' B');
    default:
      return '';
  }
}

/** A header belongs to the network of the IP header of its own depth. */
function networkAt(
  headers: readonly Omit<Header, 'network'>[],
  at: number,
  classify: Classify,
): NetworkKind | undefined {
  const depth = headers[at]?.depth;
  const ip = headers.find((each) => each.depth === depth && each.name.startsWith('IPv'));
  if (ip !== undefined)
    return classify(fieldOf(ip.fields, 'Destination')) ?? classify(fieldOf(ip.fields, 'Source'));
  const arp = headers.find((each) => each.name === 'ARP');
  return arp === undefined ? undefined : classify(fieldOf(arp.fields, 'Target address'));
}
