import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Address } from '../address/address.ts';
import { emitDns } from './emit.ts';
import { query, recordType, type DnsMessage, type ResourceRecord } from './message.ts';
import { decodeName, encodeName, reverseName } from './name.ts';
import { parseDns } from './parse.ts';

const label = fc.stringMatching(/^[a-z0-9_-]{1,12}$/);
const name = fc.array(label, { minLength: 1, maxLength: 6 }).map((labels) => `${labels.join('.')}.`);
const u16 = fc.integer({ min: 0, max: 65_535 });
const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const octets = fc.uint8Array({ maxLength: 20 });

const record: fc.Arbitrary<ResourceRecord> = fc
  .oneof(
    u32.map(
      (bits) => ({ type: recordType.A, data: { kind: 'address', address: Address.v4(bits) } }) as const,
    ),
    name.map((target) => ({ type: recordType.CNAME, data: { kind: 'name', name: target } }) as const),
    fc
      .tuple(u16, u16, u16, name)
      .map(
        ([priority, weight, port, target]) =>
          ({ type: recordType.SRV, data: { kind: 'service', priority, weight, port, target } }) as const,
      ),
    fc.tuple(name, name, u32, u32).map(
      ([primary, mailbox, serial, minimum]) =>
        ({
          type: recordType.SOA,
          data: { kind: 'authority', primary, mailbox, serial, refresh: 1, retry: 2, expire: 3, minimum },
        }) as const,
    ),
    octets.map((bytes) => ({ type: 999, data: { kind: 'octets', octets: bytes } }) as const),
  )
  .chain((rest) =>
    fc.record({
      name,
      class: fc.constant(1),
      ttl: u32,
      type: fc.constant(rest.type),
      data: fc.constant(rest.data),
    }),
  );

const message: fc.Arbitrary<DnsMessage> = fc.record({
  id: u16,
  response: fc.boolean(),
  opcode: fc.integer({ min: 0, max: 15 }),
  authoritative: fc.boolean(),
  truncated: fc.boolean(),
  recursionDesired: fc.boolean(),
  recursionAvailable: fc.boolean(),
  authenticData: fc.boolean(),
  checkingDisabled: fc.boolean(),
  code: fc.integer({ min: 0, max: 15 }),
  questions: fc.array(fc.record({ name, type: u16, class: u16 }), { maxLength: 2 }),
  answers: fc.array(record, { maxLength: 4 }),
  authorities: fc.array(record, { maxLength: 2 }),
  additionals: fc.array(record, { maxLength: 2 }),
  edns: fc.option(
    fc.record({
      udpSize: u16,
      version: fc.integer({ min: 0, max: 255 }),
      dnssecOk: fc.boolean(),
      extendedCode: fc.integer({ min: 0, max: 255 }),
      options: fc.array(fc.record({ code: u16, data: octets }), { maxLength: 2 }),
    }),
    { nil: undefined },
  ),
});

describe('DNS messages', () => {
  test('what is written is read back, with and without compression', () => {
    fc.assert(
      fc.property(message, fc.boolean(), (original, compress) => {
        expect(parseDns(emitDns(original, compress))).toEqual(original);
      }),
    );
  });

  test('compression never makes a message longer', () => {
    fc.assert(fc.property(message, (original) => emitDns(original, true).length <= emitDns(original).length));
  });

  test('damaged octets are no message, and nothing throws', () => {
    fc.assert(
      fc.property(message, fc.nat(200), (original, cut) => {
        const bytes = emitDns(original);
        if (cut < bytes.length) expect(parseDns(bytes.slice(0, cut))).toBeUndefined();
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        parseDns(bytes);
      }),
    );
  });

  test('a query for web.default.svc.cluster.local takes 47 octets, as tcpdump counts them', () => {
    expect(emitDns(query(1, 'web.default.svc.cluster.local.', recordType.A))).toHaveLength(47);
  });

  test('names: the root, a label too long, a loop of pointers, an address backwards', () => {
    expect(encodeName('.')).toEqual(Uint8Array.of(0));
    expect(encodeName(`${'a'.repeat(64)}.`)).toBeUndefined();
    expect(encodeName('a..b.')).toBeUndefined();
    expect(decodeName(Uint8Array.of(0xc0, 0), 0)).toBeUndefined();
    expect(reverseName(Address.parse('10.96.10.50'))).toBe('50.10.96.10.in-addr.arpa.');
  });
});
