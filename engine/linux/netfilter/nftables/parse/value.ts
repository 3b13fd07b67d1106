/**
 * Right sides: words made into values of a type (nft's src/datatype.c: symbol_parse and the types' own parsers).
 * A host's name needs an answer from DNS: reading stops at it (engine/linux/resolver/host-answers.ts).
 */
import { Address } from '../../../../net/address/address.ts';
import type { HostAnswer, HostAnswers } from '../../../resolver/host-answers.ts';
import { serviceByName } from '../../../resolver/services.ts';
import { protocolNumber } from '../../iptables/names/protocols.ts';
import { addressValue, compare, type DataType, highest, type Value } from '../datatype.ts';
import { type Location, NftError } from '../error.ts';
import { durationOf } from './duration.ts';
import type { Token } from './lexer.ts';

/** What a value may depend on besides its word. */
export interface ValueContext {
  /** The index of an interface; undefined: there is none of this name. */
  readonly interfaceIndex: (name: string) => number | undefined;
  /** What the resolver said of names so far. Without it names have no addresses. */
  readonly hosts?: HostAnswers;
  /** What is wrong so far. */
  readonly errors?: NftError[];
}

/** @throws NftError when `token` is no value of the type */
export function valueOf(token: Token, type: DataType, context: ValueContext, bits = type.bits): Value {
  const { kind, text } = token;
  const at = token.origin ?? token;
  if (kind === 'number' && !['ifname', 'string', 'ipv4_addr', 'ipv6_addr'].includes(type.name)) {
    return numberOf(token, type, bits);
  }
  switch (type.name) {
    case 'ipv4_addr': {
      if (kind === 'number') return Number(text) >>> 0;
      return hostOf(token, 4, context).bits;
    }
    case 'ipv6_addr':
      return addressValue(hostOf(token, 6, context));
    case 'ether_addr':
      if (/^([0-9a-fA-F]{1,2}:){5}[0-9a-fA-F]{1,2}$/.test(text))
        return text.split(':').reduce((sum, octet) => sum * 256 + parseInt(octet, 16), 0);
      break;
    case 'ifname':
    case 'string':
      if (text.length > (type.name === 'ifname' ? 15 : 128))
        throw new NftError(`String exceeds maximum length of ${String(type.bits / 8)}`, at);
      return text;
    case 'iface_index': {
      const index = context.interfaceIndex(text);
      if (index === undefined) throw new NftError('Interface does not exist', at);
      return index;
    }
    case 'inet_proto': {
      const protocol = protocolNumber(text);
      if (protocol === undefined) throw new NftError('Could not resolve protocol name', at);
      return protocol;
    }
    case 'inet_service': {
      const service = serviceByName(text, 'tcp') ?? serviceByName(text, 'udp');
      if (service === undefined)
        throw new NftError('Could not resolve service: Servname not supported for ai_socktype', at);
      return service.port;
    }
    case 'time':
      return (durationOf(text) ?? 0) / 1000;
    case 'classid':
      if (text === 'none') return 0;
      if (text === 'root') return 0xffff_ffff;
      break;
    case 'hour': {
      const clock = /^(\d\d?):(\d\d)(?::(\d\d))?$/.exec(text);
      if (clock !== null) return Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3] ?? 0);
      break;
    }
    case 'time_of_day': {
      const date = /^(\d{4})-(\d\d)-(\d\d)(?: (\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text);
      if (date !== null)
        return (
          Date.UTC(
            Number(date[1]),
            Number(date[2]) - 1,
            Number(date[3]),
            Number(date[4] ?? 0),
            Number(date[5] ?? 0),
            Number(date[6] ?? 0),
          ) / 1000
        );
      break;
    }
  }
  const symbol = Object.hasOwn(type.symbols, text) ? type.symbols[text] : undefined;
  if (symbol !== undefined) return symbol;
  throw new NftError(`Could not parse ${type.description}`, at);
}

function numberOf(token: Token, type: DataType, bits: number): Value {
  const wide = BigInt(token.text);
  const at = token.origin ?? token;
  if (type.name === 'inet_service' && wide > 0xffffn) throw new NftError('Service out of range', at);
  if (bits > 0) checkRange(wide, bits, at);
  if (type.name === 'time') return Number(wide) * 1000;
  return bits > 48 ? wide : Number(wide);
}

export function checkRange(value: Value, bits: number, at: Location | undefined): void {
  if (typeof value !== 'string' && compare(value, highest(bits)) > 0)
    throw new NftError(`Value ${String(value)} exceeds valid range 0-${String(highest(bits))}`, at);
}

/** getaddrinfo(3) with one family, as ipaddr_type_parse and ip6addr_type_parse call it. */
function hostOf(token: Token, family: 4 | 6, { hosts }: ValueContext): Address {
  const { text } = token;
  const at = token.origin ?? token;
  const literal = Address.tryParse(text);
  if (literal?.family === family) return literal;
  let found: HostAnswer;
  if (literal !== undefined) found = 'Address family for hostname not supported';
  else if (/^[\d.]+$/.test(text)) found = 'Name or service not known';
  else if (hosts === undefined) found = 'Temporary failure in name resolution';
  else found = hosts.of(text, family);
  if (typeof found === 'string') throw new NftError(`Could not resolve hostname: ${found}`, at);
  const [address, second] = found;
  if (address === undefined || second !== undefined)
    throw new NftError('Hostname resolves to multiple addresses', at);
  return address;
}
