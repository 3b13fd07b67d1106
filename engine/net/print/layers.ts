/**
 * A packet as a tree for people: its layers from the outermost in, each with its fields and the octets they stand in.
 * The one printer behind every figure and inspector.
 *
 * Together the layers cover the packet's octets without gap or overlap, and so do the fields of each layer: pointing
 * at an octet finds its field. What an ICMP error quotes only in part ends where the quote ends.
 */
import type { Arp } from '../packet/arp.ts';
import type { Ethernet } from '../packet/ethernet.ts';
import type { Ipv4 } from '../packet/ipv4.ts';
import type { Ipv6 } from '../packet/ipv6.ts';
import type { Icmp, Icmpv6, Udp } from '../packet/transport.ts';
import { emit, pieceOctets } from '../wire/emit.ts';
import { fromUtf8 } from '../wire/utf8.ts';
import { field, type Field, type Layer, type Part } from './field.ts';
import { icmpPart } from './icmp-fields.ts';
import { ipv4Part, ipv6Part } from './ip-fields.ts';
import { arpPart, ethernetPart } from './link-fields.ts';
import { tcpPart, udpPart, vxlanPart } from './transport-fields.ts';

export type { Field, Layer } from './field.ts';

export function layers(packet: Ethernet | Arp | Ipv4 | Ipv6): Layer[] {
  const bytes = emit(packet);
  const tree: Tree = { bytes, layers: [], at: 0 };
  add(tree, packet, { depth: 0, role: 'carried' });
  return tree.layers;
}

interface Tree {
  readonly bytes: Uint8Array;
  readonly layers: Layer[];
  /** Where the next layer starts. */
  at: number;
}

type Place = Pick<Layer, 'depth' | 'role'>;

function add(tree: Tree, packet: Ethernet | Arp | Ipv4 | Ipv6, place: Place): void {
  switch (packet.kind) {
    case 'ethernet':
      put(tree, ethernetPart(packet), place);
      add(tree, packet.payload, place);
      break;
    case 'arp':
      put(tree, arpPart(packet), place);
      break;
    case 'ipv4':
      put(tree, ipv4Part(packet, tree.bytes, tree.at), place);
      addPayload(tree, packet.payload, place);
      break;
    case 'ipv6':
      put(tree, ipv6Part(packet, tree.bytes, tree.at), place);
      addPayload(tree, packet.payload, place);
      break;
  }
}

function addPayload(tree: Tree, payload: Ipv4['payload'], place: Place): void {
  switch (payload.kind) {
    case 'tcp':
      put(tree, tcpPart(payload, tree.bytes, tree.at), place);
      putData(tree, payload.data, place);
      break;
    case 'udp':
      addUdp(tree, payload, place);
      break;
    case 'icmp':
    case 'icmpv6':
      addIcmp(tree, payload, place);
      break;
    case 'bytes':
      putData(tree, payload.data, place);
      break;
    case 'piece':
      putData(tree, pieceOctets(payload), place);
      break;
    case 'ipv4':
    case 'ipv6':
      add(tree, payload, { ...place, depth: place.depth + 1 });
      break;
  }
}

function addUdp(tree: Tree, udp: Udp, place: Place): void {
  put(tree, udpPart(udp, tree.bytes, tree.at), place);
  if (udp.payload.kind === 'data') {
    putData(tree, udp.payload.data, place);
    return;
  }
  put(tree, vxlanPart(udp.payload), place);
  add(tree, udp.payload.frame, { ...place, depth: place.depth + 1 });
}

function addIcmp(tree: Tree, icmp: Icmp | Icmpv6, place: Place): void {
  put(tree, icmpPart(icmp, tree.bytes, tree.at), place);
  if ('id' in icmp) putData(tree, icmp.data, place);
  if ('quoted' in icmp) add(tree, icmp.quoted, { depth: place.depth + 1, role: 'quoted' });
}

function putData(tree: Tree, data: Uint8Array, place: Place): void {
  if (data.length > 0)
    put(
      tree,
      { name: 'Data', length: data.length, fields: [field('Data', 0, data.length, preview(data))] },
      place,
    );
}

/** Put a layer at its place; what lies behind the end of the octets (a cut quote) is left away. */
function put(tree: Tree, part: Part, place: Place): void {
  const start = tree.at;
  const left = tree.bytes.length - start;
  if (left <= 0) return;
  const fields: Field[] = [];
  for (const each of part.fields) {
    if (each.at >= left) continue;
    const isCut = each.at + each.length > left;
    const rest = isCut ? { length: left - each.at, value: `${each.value} (cut off)` } : {};
    fields.push({ ...each, ...rest, at: start + each.at });
  }
  tree.layers.push({ name: part.name, at: start, length: Math.min(part.length, left), ...place, fields });
  tree.at += part.length;
}

const longestPreview = 48;

/** Printable text in quotation marks, or the number of octets. */
function preview(data: Uint8Array): string {
  const size = data.length === 1 ? '1 octet' : `${String(data.length)} octets`;
  if (!data.every((octet) => (octet >= 32 && octet < 127) || octet === 9 || octet === 10 || octet === 13))
    return size;
  const text = fromUtf8(data);
  const shown = text.length > longestPreview ? `${text.slice(0, longestPreview)}…` : text;
  return `${size}: ${JSON.stringify(shown)}`;
}
