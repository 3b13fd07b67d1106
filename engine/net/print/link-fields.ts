/**
 * The fields of Ethernet and ARP, for the tree (IEEE 802.3, RFC 826).
 */
import type { Arp } from '../packet/arp.ts';
import { etherType, type Ethernet } from '../packet/ethernet.ts';
import { arpLength, ethernetHeader } from '../wire/length.ts';
import { field, type Part } from './field.ts';

const payloadNames = { arp: 'ARP', ipv4: 'IPv4', ipv6: 'IPv6' } as const;

export function ethernetPart(frame: Ethernet): Part {
  const { kind } = frame.payload;
  const type = `0x${etherType[kind].toString(16).padStart(4, '0')} (${payloadNames[kind]})`;
  const fields = [
    field('Destination', 0, 6, frame.destination),
    field('Source', 6, 6, frame.source),
    field('EtherType', 12, 2, type),
  ];
  return { name: 'Ethernet', length: ethernetHeader, fields };
}

export function arpPart(arp: Arp): Part {
  const fields = [
    field('Hardware type', 0, 2, '1 (Ethernet)'),
    field('Protocol type', 2, 2, '0x0800 (IPv4)'),
    field('Hardware length', 4, 1, 6),
    field('Protocol length', 5, 1, 4),
    field('Operation', 6, 2, arp.operation === 'request' ? '1 (request)' : '2 (reply)'),
    field('Sender MAC', 8, 6, arp.senderMac),
    field('Sender address', 14, 4, arp.senderAddress.text),
    field('Target MAC', 18, 6, arp.targetMac),
    field('Target address', 24, 4, arp.targetAddress.text),
  ];
  return { name: 'ARP', length: arpLength, fields };
}
