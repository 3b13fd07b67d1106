/**
 * The fields of ICMP and ICMPv6 with neighbour discovery, for the tree (RFC 792, 1191, 4443, 4861).
 */
import { icmpErrorText } from '../flow/describe.ts';
import { Address } from '../address/address.ts';
import { icmpTypeNumber, icmpv6TypeNumber, type Icmp, type Icmpv6 } from '../packet/transport.ts';
import { icmpHeader } from '../wire/length.ts';
import { bitField, field, hexField, named, numberField, type Field, type Part } from './field.ts';

const typeNames = {
  echoRequest: 'echo request',
  echoReply: 'echo reply',
  destinationUnreachable: 'destination unreachable',
  packetTooBig: 'packet too big',
  timeExceeded: 'time exceeded',
  parameterProblem: 'parameter problem',
  redirect: 'redirect',
  neighbourSolicitation: 'neighbour solicitation',
  neighbourAdvertisement: 'neighbour advertisement',
  routerSolicitation: 'router solicitation',
} as const;

type IcmpMessage = Icmp | Icmpv6;

export function icmpPart(icmp: IcmpMessage, bytes: Uint8Array, start: number): Part {
  const number = icmp.kind === 'icmp' ? icmpTypeNumber[icmp.type] : icmpv6TypeNumber[icmp.type];
  const head = [
    field('Type', 0, 1, named(number, typeNames[icmp.type])),
    field('Code', 1, 1, 'quoted' in icmp ? named(icmp.code, icmpErrorText(icmp)) : 0),
    hexField(bytes, start, 'Checksum', 2, 2),
  ];
  const name = icmp.kind === 'icmp' ? 'ICMP' : 'ICMPv6';
  if ('id' in icmp) {
    const rest = [field('Identifier', 4, 2, icmp.id), field('Sequence number', 6, 2, icmp.sequence)];
    return { name, length: icmpHeader, fields: [...head, ...rest] };
  }
  if ('quoted' in icmp)
    return { name, length: icmpHeader, fields: [...head, ...restFields(icmp, bytes, start)] };
  const rest = discoveryFields(icmp);
  const last = rest.at(-1);
  return {
    name,
    length: last === undefined ? icmpHeader : last.at + last.length,
    fields: [...head, ...rest],
  };
}

/** The four octets whose meaning depends on type and code. */
function restFields(
  icmp: Extract<IcmpMessage, { quoted: unknown }>,
  bytes: Uint8Array,
  start: number,
): Field[] {
  if (icmp.type === 'packetTooBig') return [field('MTU', 4, 4, icmp.rest)];
  if (icmp.type === 'redirect') return [field('Gateway', 4, 4, Address.v4(icmp.rest).text)];
  if (icmp.type === 'parameterProblem') {
    if (icmp.kind === 'icmpv6') return [field('Pointer', 4, 4, icmp.rest)];
    return [field('Pointer', 4, 1, icmp.rest >>> 24), hexField(bytes, start, 'Unused', 5, 3)];
  }
  if (icmp.kind === 'icmp' && icmp.type === 'destinationUnreachable' && icmp.code === 4)
    return [hexField(bytes, start, 'Unused', 4, 2), numberField(bytes, start, 'Next-hop MTU', 6, 2)];
  return [hexField(bytes, start, 'Unused', 4, 4)];
}

function discoveryFields(icmp: Extract<Icmpv6, { target: unknown }>): Field[] {
  const fields: Field[] = [];
  if (icmp.type === 'neighbourAdvertisement') {
    fields.push(
      bitField('Router', 4, 1, [0, 1], icmp.router ? 'yes' : 'no'),
      bitField('Solicited', 4, 1, [1, 1], icmp.solicited ? 'yes' : 'no'),
      bitField('Override', 4, 1, [2, 1], icmp.override ? 'yes' : 'no'),
      bitField('Reserved', 4, 4, [3, 29], 0),
    );
  } else fields.push(field('Reserved', 4, 4, 0));
  let option = icmp.type === 'routerSolicitation' ? 8 : 24;
  if (option === 24) fields.push(field('Target', 8, 16, icmp.target.text));
  if (icmp.nonce !== undefined) {
    const digits = [...icmp.nonce].map((octet) => octet.toString(16).padStart(2, '0')).join('');
    fields.push(
      field('Option type', option, 1, '14 (nonce)'),
      field('Option length', option + 1, 1, '1 (8 octets)'),
      field('Nonce', option + 2, 6, `0x${digits}`),
    );
    option += 8;
  }
  if (icmp.linkLayer === undefined) return fields;
  const type =
    icmp.type === 'neighbourAdvertisement'
      ? '2 (target link-layer address)'
      : '1 (source link-layer address)';
  fields.push(
    field('Option type', option, 1, type),
    field('Option length', option + 1, 1, '1 (8 octets)'),
    field('Link-layer address', option + 2, 6, icmp.linkLayer),
  );
  return fields;
}
