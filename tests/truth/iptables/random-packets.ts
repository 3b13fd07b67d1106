/**
 * Random packets that meet the rules of `random-rules.ts`: TCP with all kinds of flags and options, UDP, ICMP, and what the
 * engine keeps as octets (ESP, AH, GRE).
 */
import fc from 'fast-check';
import { Address } from '../../../engine/net/address/address.ts';
import { ipv4, type Ipv4 } from '../../../engine/net/packet/ipv4.ts';
import { utf8 } from '../../../engine/net/wire/utf8.ts';
import { type TcpOption, tcpFlags } from '../../../engine/net/packet/transport.ts';

const source = fc.constantFrom('10.1.0.1', '10.1.0.2', '10.1.0.3', '10.2.0.1', '10.2.0.3', '10.2.0.4');
const destination = fc.constantFrom('10.9.0.2', '10.9.0.3', '10.9.0.2', '10.5.0.1', '10.9.0.9');
const port = fc.constantFrom(22, 53, 80, 443, 8080, 1024, 40_000);
const data = fc.constantFrom('', '', 'GET / HTTP/1.1', 'xyz', 'get', 'HTTP').map((words) => utf8(words));

const options: readonly (readonly TcpOption[])[] = [
  [],
  [{ kind: 'mss', value: 1460 }],
  [{ kind: 'mss', value: 600 }, { kind: 'sackPermitted' }, { kind: 'nop' }, { kind: 'nop' }],
  [{ kind: 'nop' }, { kind: 'nop' }, { kind: 'timestamps', value: 5, echo: 0 }],
];

const flags = fc
  .constantFrom(
    ['syn'],
    ['syn'],
    ['syn', 'ack'],
    ['ack'],
    ['ack', 'psh'],
    ['fin', 'ack'],
    ['rst'],
    [],
    ['syn', 'ece', 'cwr'],
    ['ack', 'urg'],
  )
  .map((names) => tcpFlags(Object.fromEntries(names.map((name) => [name, true]))));

const tcp = fc.tuple(port, port, flags, fc.constantFrom(...options), data).map(
  ([sourcePort, destinationPort, flag, option, bytes]) =>
    ({
      kind: 'tcp',
      sourcePort,
      destinationPort,
      sequence: 1000,
      acknowledgement: flag.ack ? 1 : 0,
      flags: flag,
      window: 1000,
      urgent: 0,
      options: option,
      data: bytes,
    }) as const,
);
const udp = fc
  .tuple(port, port, data)
  .map(
    ([sourcePort, destinationPort, bytes]) =>
      ({ kind: 'udp', sourcePort, destinationPort, payload: { kind: 'data', data: bytes } }) as const,
  );
const icmp = fc
  .tuple(fc.constantFrom('echoRequest', 'echoReply'), fc.integer({ min: 1, max: 3 }), data)
  .map(([type, id, bytes]) => ({ kind: 'icmp', type, id, sequence: 1, data: bytes }) as const);

const other = fc.constantFrom(50, 51, 47).map(
  (protocol) =>
    ({
      kind: 'bytes',
      protocol,
      data: new Uint8Array([0, 0, 0, 5, 0, 0, 0, 5, 0, 0, 0, 0]),
    }) as const,
);

export const packet: fc.Arbitrary<Ipv4> = fc
  .tuple(
    source,
    destination,
    fc.constantFrom(64, 64, 64, 2, 10, 255),
    fc.constantFrom(0, 0, 0x10, 0x08, 0xb8, 0x29, 3),
    fc.oneof({ weight: 4, arbitrary: tcp }, { weight: 3, arbitrary: udp }, icmp, icmp, other),
  )
  .map(([from, to, ttl, tos, payload]) =>
    ipv4({ source: Address.parse(from), destination: Address.parse(to), ttl, tos, id: 7, payload }),
  );
