/**
 * Ports of TCP, UDP and SCTP (gencode.c: gen_port, gen_portrange and their kin): over IPv4 only in first fragments,
 * over IPv6 only right behind the fixed header.
 */
import { and, type Block, not, or } from './block.ts';
import { FilterError, type Generator } from './generator.ts';
import { linkTypeIs } from './link-layer.ts';
import * as op from './opcode.ts';
import { byDirection, type Direction, transports } from './qualifier.ts';
import { servicePort } from '../../services/services.ts';

export interface PortRange {
  readonly low: number;
  readonly high: number;
  /** `portrange`: tested by two comparisons even when both ends are the same. */
  readonly isRange: boolean;
}

/** In IPv4 and IPv6; `transport` undefined: in any of the three. */
export function portTest(
  generator: Generator,
  range: PortRange,
  transport: number | undefined,
  direction: Direction | undefined,
): Block {
  const four = inVersion(generator, range, transport, direction, 4);
  return or(inVersion(generator, range, transport, direction, 6), four);
}

export function inVersion(
  generator: Generator,
  range: PortRange,
  transport: number | undefined,
  direction: Direction | undefined,
  version: 4 | 6,
): Block {
  const isIp = linkTypeIs(generator, version === 4 ? 0x0800 : 0x86dd);
  const one = (protocol: number) => inTransport(generator, range, protocol, direction, version);
  if (transport !== undefined) return and(isIp, one(transport));
  const tcp = one(6);
  const either = or(tcp, one(17));
  return and(isIp, or(one(132), either));
}

function inTransport(
  generator: Generator,
  range: PortRange,
  protocol: number,
  direction: Direction | undefined,
  version: 4 | 6,
): Block {
  const carries = generator.equals('network', version === 4 ? 9 : 6, op.B, protocol);
  const before = version === 4 ? and(carries, generator.firstFragment()) : carries;
  const origin = version === 4 ? 'ipv4 payload' : 'ipv6 payload';
  const low = Math.min(range.low, range.high);
  const high = Math.max(range.low, range.high);
  const ends = byDirection(
    direction,
    (end) => {
      const at = end === 'src' ? 0 : 2;
      if (!range.isRange) return generator.equals(origin, at, op.H, low);
      const atLeast = generator.compare(origin, at, op.H, op.JGE, low);
      return and(atLeast, not(generator.compare(origin, at, op.H, op.JGT, high)));
    },
    and,
    or,
    (name, plural) =>
      `${name} not ${plural ? 'valid qualifiers' : 'a valid qualifier'} for ${range.isRange ? 'port ranges' : 'ports'}`,
  );
  return and(before, ends);
}

/** The transport of a `port` or `portrange` by its qualifier. */
export function transportOf(protocol: string | undefined, word: 'port' | 'portrange'): number | undefined {
  if (protocol === undefined) return undefined;
  const transport = transports[protocol];
  if (transport === undefined) throw new FilterError(`illegal qualifier of '${word}'`);
  return transport;
}

/** A port by name or number, and whose name that is: undefined when it is both TCP's and UDP's. */
function portNamed(
  name: string,
): { readonly port: number; readonly transport: number | undefined } | undefined {
  if (/^\d+$/.test(name)) return { port: Number(name), transport: undefined };
  const tcp = servicePort(name, 'tcp');
  const udp = servicePort(name, 'udp');
  if (tcp !== undefined) return { port: tcp, transport: tcp === udp ? undefined : 6 };
  return udp === undefined ? undefined : { port: udp, transport: 17 };
}

export function namedPortTest(
  generator: Generator,
  name: string,
  protocol: string | undefined,
  direction: Direction | undefined,
): Block {
  const wanted = transportOf(protocol, 'port');
  const found = portNamed(name);
  if (found === undefined) throw new FilterError(`unknown port '${name}'`);
  const transport = agreed(wanted, found.transport, `port '${name}'`);
  checkPort(found.port);
  return portTest(generator, { low: found.port, high: found.port, isRange: false }, transport, direction);
}

export function namedRangeTest(
  generator: Generator,
  name: string,
  protocol: string | undefined,
  direction: Direction | undefined,
): Block {
  const wanted = transportOf(protocol, 'portrange');
  const dash = name.indexOf('-');
  const first = portNamed(dash < 0 ? name : name.slice(0, dash));
  const second = dash < 0 ? first : first && portNamed(name.slice(dash + 1));
  if (first === undefined || second === undefined) throw new FilterError(`unknown port in range '${name}'`);
  const named = first.transport === second.transport ? first.transport : undefined;
  const transport = agreed(wanted, named, `port in range '${name}'`);
  checkPort(first.port);
  checkPort(second.port);
  return portTest(generator, { low: first.port, high: second.port, isRange: true }, transport, direction);
}

export function checkPort(port: number): void {
  if (port > 65_535) throw new FilterError(`illegal port number ${String(port)} > 65535`);
}

function agreed(wanted: number | undefined, named: number | undefined, what: string): number | undefined {
  if (wanted === undefined) return named;
  if (named !== undefined && named !== wanted)
    throw new FilterError(`${what} is ${named === 6 ? 'tcp' : 'udp'}`);
  return wanted;
}
