/**
 * The fields of TCP with its options, UDP and VXLAN, for the tree (RFC 9293, 7323, 2018, 768, 7348).
 */
import { tcpFlagsText } from '../flow/describe.ts';
import type { Tcp, TcpOption, Udp, Vxlan } from '../packet/transport.ts';
import { tcpHeaderOctets, tcpOptionOctets, udpHeader, vxlanHeader } from '../wire/length.ts';
import { bitField, field, hexField, numberField, type Field, type Part } from './field.ts';

export function tcpPart(tcp: Tcp, bytes: Uint8Array, start: number): Part {
  const length = tcpHeaderOctets(tcp);
  const fields = [
    field('Source port', 0, 2, tcp.sourcePort),
    field('Destination port', 2, 2, tcp.destinationPort),
    field('Sequence number', 4, 4, tcp.sequence),
    field('Acknowledgement number', 8, 4, tcp.acknowledgement),
    bitField('Data offset', 12, 1, [0, 4], `${String(length / 4)} (${String(length)} octets)`),
    bitField('Reserved', 12, 1, [4, 4], 0),
    field('Flags', 13, 1, tcpFlagsText(tcp.flags)),
    field('Window', 14, 2, tcp.window),
    hexField(bytes, start, 'Checksum', 16, 2),
    field('Urgent pointer', 18, 2, tcp.urgent),
    ...optionFields(tcp.options, length),
  ];
  return { name: 'TCP', length, fields };
}

function optionFields(options: readonly TcpOption[], end: number): Field[] {
  const fields: Field[] = [];
  let at = 20;
  for (const option of options) {
    const length = tcpOptionOctets(option);
    const { name, value } = optionText(option);
    fields.push(field(`Option: ${name}`, at, length, value));
    at += length;
  }
  if (at < end) fields.push(field('Padding', at, end - at, 'end of options'));
  return fields;
}

function optionText(option: TcpOption): { name: string; value: string } {
  switch (option.kind) {
    case 'mss':
      return { name: 'maximum segment size', value: String(option.value) };
    case 'windowScale':
      return { name: 'window scale', value: `${String(option.shift)} (× ${String(2 ** option.shift)})` };
    case 'sackPermitted':
      return { name: 'selective acknowledgement permitted', value: 'yes' };
    case 'timestamps':
      return { name: 'timestamps', value: `${String(option.value)}, echo ${String(option.echo)}` };
    case 'sack': {
      const blocks = option.blocks.map(([left, right]) => `${String(left)}–${String(right)}`);
      return { name: 'selective acknowledgement', value: blocks.join(', ') };
    }
    case 'nop':
      return { name: 'no operation', value: '' };
    case 'other':
      return { name: `kind ${String(option.number)}`, value: `${String(option.data.length)} octets` };
  }
}

export function udpPart(udp: Udp, bytes: Uint8Array, start: number): Part {
  const fields = [
    field('Source port', 0, 2, udp.sourcePort),
    field('Destination port', 2, 2, udp.destinationPort),
    numberField(bytes, start, 'Length', 4, 2),
    hexField(bytes, start, 'Checksum', 6, 2),
  ];
  return { name: 'UDP', length: udpHeader, fields };
}

export function vxlanPart(vxlan: Vxlan): Part {
  const fields = [
    field('Flags', 0, 1, '0x08 (network identifier is valid)'),
    field('Reserved', 1, 3, 0),
    field('Network identifier', 4, 3, vxlan.vni),
    field('Reserved', 7, 1, 0),
  ];
  return { name: 'VXLAN', length: vxlanHeader, fields };
}
