/**
 * Values as nft prints them (nft's src/datatype.c: the types' print functions), and what nft's options change.
 */
import { protocolText } from '../../iptables/names/protocols.ts';
import { serviceByPort } from '../../../resolver/services.ts';
import { addressOf, type DataType, type Value } from '../datatype.ts';
import { durationText } from '../parse/duration.ts';

export interface PrintStyle {
  readonly handles: boolean;
  /** Without counters and the like. */
  readonly stateless: boolean;
  /** Without elements of sets. */
  readonly terse: boolean;
  /** Symbols as numbers. */
  readonly numeric: boolean;
  readonly numericProtocol: boolean;
  readonly numericPriority: boolean;
  readonly services: boolean;
  readonly users: boolean;
  /** Names of interfaces by index. */
  readonly interfaceName: (index: number) => string | undefined;
}

export const plainStyle: PrintStyle = {
  handles: false,
  stateless: false,
  terse: false,
  numeric: false,
  numericProtocol: false,
  numericPriority: false,
  services: false,
  users: false,
  interfaceName: () => undefined,
};

export function valueText(value: Value, type: DataType, style: PrintStyle = plainStyle): string {
  if (typeof value === 'string') return `"${value}"`;
  switch (type.name) {
    case 'ipv4_addr':
    case 'ipv6_addr':
      return addressOf(value).text;
    case 'ether_addr':
      return (Number(value).toString(16).padStart(12, '0').match(/../g) ?? []).join(':');
    case 'inet_proto':
      return style.numericProtocol || style.numeric ? String(value) : protocolText(Number(value));
    case 'inet_service': {
      const name = style.services ? serviceByPort(Number(value), 'tcp')?.name : undefined;
      return name === undefined ? String(value) : `"${name}"`;
    }
    case 'iface_index': {
      const name = style.interfaceName(Number(value));
      return name === undefined ? String(value) : `"${name}"`;
    }
    case 'uid':
    case 'gid':
      return style.users && value === 0 ? '"root"' : String(value);
    case 'time':
      return durationText(Number(value) * 1000);
    case 'classid': {
      if (value === 0) return 'none';
      if (value === 0xffff_ffff) return 'root';
      return `${Math.floor(Number(value) / 65_536).toString(16)}:${(Number(value) % 65_536).toString(16)}`;
    }
    case 'hour': {
      const seconds = Number(value);
      const two = (part: number) => String(Math.floor(part)).padStart(2, '0');
      const rest = seconds % 60 === 0 ? '' : `:${two(seconds % 60)}`;
      return `"${two(seconds / 3600)}:${two((seconds % 3600) / 60)}${rest}"`;
    }
    case 'time_of_day':
      return `"${new Date(Number(value) * 1000).toISOString().slice(0, 19).replace('T', ' ')}"`;
  }
  const name = style.numeric ? undefined : symbolOf(value, type);
  if (name !== undefined) return type.isQuoted ? `"${name}"` : name;
  if (type.digits > 0) return `0x${value.toString(16).padStart(type.digits, '0')}`;
  return String(value);
}

export function symbolOf(value: Value, type: DataType): string | undefined {
  return Object.entries(type.symbols).find(([, bits]) => bits === value)?.[0];
}

/** The names of the bits, from the lowest on. */
export function flagNames(value: Value, type: DataType): readonly string[] {
  return Object.entries(type.symbols)
    .filter(([, bit]) => (Number(value) & bit) !== 0)
    .sort(([, one], [, other]) => one - other)
    .map(([name]) => name);
}
