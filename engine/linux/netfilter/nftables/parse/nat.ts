/**
 * Translation and refusal: dnat, snat, masquerade, redirect, reject (nft's parser_bison.y: nat_stmt, reject_stmt;
 * src/evaluate.c: stmt_evaluate_nat, stmt_evaluate_reject). Left out: NAT in the bridge and netdev families.
 */
import { type DataType, ipv4Type, ipv6Type, serviceType, typeNamed } from '../datatype.ts';
import { type Location, NftError } from '../error.ts';
import type { Expression, NatStatement, Reject } from '../syntax.ts';
import type { ParseContext, ProtocolContext } from './context.ts';
import { beginsSelector, parseLeft } from './expression.ts';
import type { Token } from './lexer.ts';
import { parseBasicRight, parseSet, reference } from './right.ts';
import type { TokenStream } from './stream.ts';
import { valueOf } from './value.ts';

type NatType = NatStatement['type'];

export function parseNat(
  stream: TokenStream,
  context: ParseContext,
  protocols: ProtocolContext,
  token: Token,
  type: NatType,
): NatStatement {
  const takesAddress = type === 'dnat' || type === 'snat';
  const said = takesAddress ? stream.acceptAny('ip', 'ip6') : undefined;
  const fixed = context.family === 'ip' || context.family === 'ip6' ? context.family : undefined;
  if (said !== undefined && fixed !== undefined && said !== fixed)
    throw new NftError(
      `conflicting protocols specified: ${fixed} vs. ${said}. You must specify ip or ip6 family in nat statement`,
      token,
    );
  const known = protocols.network === 'ip' || protocols.network === 'ip6' ? protocols.network : undefined;
  const family = said ?? fixed ?? known;
  if (takesAddress && stream.accept('addr')) {
    stream.expect('.');
    stream.expect('port');
  }
  const isPrefix = takesAddress && stream.accept('prefix');
  let address: Expression | undefined;
  let port: Expression | undefined;
  if (stream.accept('to') || (takesAddress && !stream.isAtEnd())) {
    if (stream.isAtEnd()) throw stream.unexpected();
    if (!stream.is(':')) {
      if (type === 'masquerade') throw stream.unexpected('colon');
      if (!takesAddress) {
        checkTransport(protocols, token, stream.next);
        port = parseBasicRight(stream, serviceType, context);
      } else address = parseAddress(stream, context, protocols, family, token);
    }
    if (stream.accept(':')) {
      const from = stream.next;
      if (from.kind === 'number') checkTransport(protocols, token, portPlace(stream));
      const before = protocols.transport;
      port = beginsSelector(stream)
        ? parseMap(stream, context, protocols, [serviceType])
        : parseBasicRight(stream, serviceType, context);
      if (before === undefined)
        checkTransport({ transport: before }, token, { start: from.start, end: stream.last.end });
    }
  } else if (takesAddress) throw stream.unexpected();
  const flags = new Set<string>();
  for (;;) {
    const flag = stream.acceptAny('random', 'fully-random', 'persistent');
    if (flag === undefined) break;
    flags.add(flag);
    stream.accept(',');
  }
  const concatenated = address?.kind === 'map' && givesPort(address);
  const shown =
    address !== undefined &&
    (context.family === 'inet' || concatenated || (isPrefix && address.kind === 'map'));
  return {
    kind: 'nat',
    type,
    family: address === undefined ? undefined : family,
    showsFamily: shown,
    isPrefix: isPrefix,
    address,
    port,
    flags: ['random', 'fully-random', 'persistent'].filter((flag) => flags.has(flag)),
  };
}

/** A port, or from a port to another. */
function portPlace(stream: TokenStream): Location {
  const isRange = stream.peek(1).text === '-' && stream.peek(2).kind === 'number';
  return { start: stream.next.start, end: stream.peek(isRange ? 2 : 0).end };
}

function givesPort({ map }: Extract<Expression, { kind: 'map' }>): boolean {
  return map.kind === 'set' && map.elements.some(({ data }) => data?.kind === 'concatenation');
}

function checkTransport(
  { transport }: Pick<ProtocolContext, 'transport'>,
  token: Token,
  at: { readonly start: number; readonly end: number },
): void {
  if (transport === undefined)
    throw new NftError('transport protocol mapping is only valid after transport protocol match', at, token);
}

function parseAddress(
  stream: TokenStream,
  context: ParseContext,
  protocols: ProtocolContext,
  family: 'ip' | 'ip6' | undefined,
  token: Token,
): Expression {
  const type = family === 'ip6' ? ipv6Type : ipv4Type;
  if (family === undefined)
    throw new NftError('ip or ip6 must be specified with address for inet tables.', token);
  if (stream.accept('[')) {
    const address = parseBasicRight(stream, type, context);
    stream.expect(']');
    return address;
  }
  if (beginsSelector(stream)) return parseMap(stream, context, protocols, [type, serviceType]);
  return parseBasicRight(stream, type, context);
}

function parseMap(
  stream: TokenStream,
  context: ParseContext,
  protocols: ProtocolContext,
  data: readonly DataType[],
): Expression {
  const key = parseLeft(stream, context);
  protocols.reads(key);
  stream.expect('map', 'map');
  const map = stream.accept('@') ? reference(stream) : parseSet(stream, key, context, data);
  return { kind: 'map', key, map };
}

export function parseReject(
  stream: TokenStream,
  context: ParseContext,
  protocols: ProtocolContext,
  token: Token,
): Reject {
  const { family } = context;
  if (!stream.accept('with')) {
    const { network, transport } = protocols;
    const kind =
      family === 'ip' || (family === 'inet' && (network === 'ip' || transport === 'icmp'))
        ? 'icmp'
        : family === 'ip6' || (family === 'inet' && (network === 'ip6' || transport === 'icmpv6'))
          ? 'icmpv6'
          : 'icmpx';
    return rejection(kind, unreachable[kind], family);
  }
  const kind = stream.acceptAny('icmp', 'icmpv6', 'icmpx', 'tcp');
  if (kind === undefined) throw stream.unexpected('icmp or icmpv6 or tcp or icmpx');
  if (kind === 'tcp') {
    stream.expect('reset', 'reset');
    const { transport, transportAt, oneOf } = protocols;
    if (
      transport !== undefined &&
      transport !== 'any' &&
      (transport !== 'tcp' || oneOf.some((one) => one !== 'tcp'))
    )
      throw new NftError('you cannot use tcp reset with this protocol', token, transportAt);
    return { kind: 'reject', with: 'tcp', code: 0, isPlain: false };
  }
  stream.accept('type');
  const word = stream.next;
  if (stream.isAtEnd()) throw stream.unexpected();
  stream.take();
  const code = Number(valueOf(word, typeNamed(`${kind}_code`), context));
  if (kind === 'icmpx' && (family === 'ip' || family === 'ip6'))
    throw new NftError('abstracted ICMP unreachable not supported', word, token);
  const wanted = kind === 'icmp' ? 'ip' : kind === 'icmpv6' ? 'ip6' : undefined;
  if (wanted !== undefined && (family === 'ip' || family === 'ip6') && family !== wanted)
    throw new NftError(`conflicting protocols specified: ${wanted} vs ${family}`, word, token);
  if (wanted !== undefined && protocols.network !== undefined && protocols.network !== wanted)
    throw new NftError(
      `conflicting protocols specified: ${wanted} vs ${protocols.network}`,
      word,
      protocols.networkAt,
    );
  return rejection(kind, code, family);
}

/** Codes for `port unreachable`. */
const unreachable = { icmp: 3, icmpv6: 4, icmpx: 1 } as const;

function rejection(kind: 'icmp' | 'icmpv6' | 'icmpx', code: number, family: ParseContext['family']): Reject {
  const fixed = family === 'ip' || family === 'ip6';
  const isPlain = code === unreachable[kind] && (fixed || kind === 'icmpx');
  return { kind: 'reject', with: kind, code, isPlain };
}
