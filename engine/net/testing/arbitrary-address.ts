/**
 * Arbitrary addresses, prefixes and MACs for property tests (fast-check). Only tests import this folder.
 */
import fc from 'fast-check';
import { Address } from '../address/address.ts';
import { macFromBytes, type Mac } from '../address/mac.ts';
import { Prefix } from '../address/prefix.ts';

const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });

export const addressV4: fc.Arbitrary<Address> = uint32.map((bits) => Address.v4(bits));

/** Words are often zero, so that `::` gets its share. */
const word = fc.oneof(uint32, fc.constant(0), fc.integer({ min: 0, max: 0xffff }), fc.constant(0xffff_0000));

export const addressV6: fc.Arbitrary<Address> = fc
  .tuple(word, word, word, word)
  .map((words) => Address.v6(words));

export const address: fc.Arbitrary<Address> = fc.oneof(addressV4, addressV6);

export const prefixV4: fc.Arbitrary<Prefix> = fc
  .tuple(addressV4, fc.integer({ min: 0, max: 32 }))
  .map(([base, length]) => new Prefix(base, length));

export const prefixV6: fc.Arbitrary<Prefix> = fc
  .tuple(addressV6, fc.integer({ min: 0, max: 128 }))
  .map(([base, length]) => new Prefix(base, length));

export const prefix: fc.Arbitrary<Prefix> = fc.oneof(prefixV4, prefixV6);

export const mac: fc.Arbitrary<Mac> = fc
  .uint8Array({ minLength: 6, maxLength: 6 })
  .map((bytes) => macFromBytes(bytes));
