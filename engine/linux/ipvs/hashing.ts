/**
 * Schedulers that hash an address, so that a client meets the same server again (net/netfilter/ipvs/ip_vs_sh.c, _dh.c,
 * _mh.c; Eisenbud et al., "Maglev: A Fast and Reliable Software Network Load Balancer"). The kernel's hash functions
 * have no secret here, so the choice is the kernel's own.
 */
import type { Address } from '../../net/address/address.ts';
import type { FlowTuple } from '../../net/flow/flow.ts';
import { greatestCommonDivisor } from './divisor.ts';
import type { Scheduler } from './scheduler.ts';
import type { Destination, VirtualService } from './service.ts';
import { halfSipHash } from './siphash.ts';

const fallback = 1;
const usePort = 2;

function folded(address: Address): number {
  return address.words.reduce((all, word) => all ^ word, 0) >>> 0;
}

/** hash_32 (include/linux/hash.h). */
function hash32(value: number, bits: number): number {
  return Math.imul(value, 0x61c8_8647) >>> (32 - bits);
}

const tableSize = 256;

/** Servers in their order, each in as many places as it weighs. */
function fill(destinations: readonly Destination[], weighted: boolean): readonly Destination[] {
  const table: Destination[] = [];
  let at = 0;
  let count = 0;
  while (table.length < tableSize) {
    const one = destinations[at % destinations.length];
    if (one === undefined) break;
    table.push(one);
    if (!weighted || ++count >= one.weight) {
      at++;
      count = 0;
    }
  }
  return table;
}

export const sourceHashing: Scheduler = (service) => {
  let table = fill(service.destinations, true);
  return {
    changed() {
      table = fill(service.destinations, true);
    },
    pick(flow) {
      const port = (service.schedulerFlags & usePort) === 0 ? 0 : flow.sourcePort;
      const hash = hash32((port + folded(flow.source)) | 0, 8);
      const place = (offset: number): Destination | undefined => table[(offset + hash) % tableSize];
      return eligible(service, place, hash, tableSize);
    },
  };
};

/** The server of the hash; with `fallback` the next one round the table. */
function eligible(
  { schedulerFlags }: VirtualService,
  place: (offset: number) => Destination | undefined,
  hash: number,
  size: number,
): Destination | undefined {
  let one = place(0);
  if (one === undefined || one.isEligible) return one;
  if ((schedulerFlags & fallback) === 0) return undefined;
  for (let offset = 0; offset < size; offset++) {
    one = place((offset + hash) % size);
    if (one === undefined || one.isEligible) return one;
  }
  return undefined;
}

export const destinationHashing: Scheduler = ({ destinations }) => {
  let table = fill(destinations, false);
  return {
    changed() {
      table = fill(destinations, false);
    },
    pick(flow) {
      const one = table[hash32(folded(flow.destination), 8)];
      return one?.isEligible === true ? one : undefined;
    },
  };
};

/** CONFIG_IP_VS_MH_TAB_INDEX is 12. */
export const maglevSize = 4093;
const tableBits = 6;
const firstKey = 2_654_435_761n;
const secondKey = 2_654_446_892n;

function maglevHash(address: Address, port: number, key: bigint, offset = 0): number {
  return halfSipHash(offset + port + folded(address), key);
}

/** The lookup table: each server in turn takes the next free place of its own permutation (ip_vs_mh_populate). */
export function maglevTable(destinations: readonly Destination[]): readonly (Destination | undefined)[] {
  const weights = destinations.map(({ lastWeight }) => lastWeight);
  const divisor = weights.reduce(greatestCommonDivisor, 0);
  if (divisor < 1) return [];
  const shift = Math.max(0, 32 - Math.clz32(Math.floor(Math.max(...weights) / divisor)) - tableBits);
  const rows = destinations.map((one) => ({
    one,
    place: maglevHash(one.address, one.port, firstKey) % maglevSize,
    skip: (maglevHash(one.address, one.port, secondKey) % (maglevSize - 1)) + 1,
    turns: Math.floor(one.lastWeight / divisor) >> shift || Number(one.lastWeight !== 0),
  }));
  const table = new Array<Destination | undefined>(maglevSize).fill(undefined);
  for (let taken = 0; taken < maglevSize;)
    for (const row of rows)
      for (let turn = 0; turn < row.turns && taken < maglevSize; turn++, taken++) {
        while (table[row.place] !== undefined) row.place = (row.place + row.skip) % maglevSize;
        table[row.place] = row.one;
      }
  return table;
}

export const maglevHashing: Scheduler = (service) => {
  let table: readonly (Destination | undefined)[] | undefined;
  return {
    changed() {
      table = undefined;
    },
    pick(flow: FlowTuple) {
      const lookup = (table ??= maglevTable(service.destinations));
      const port = (service.schedulerFlags & usePort) === 0 ? 0 : flow.sourcePort;
      const place = (offset: number): Destination | undefined =>
        lookup[maglevHash(flow.source, port, firstKey, offset) % maglevSize];
      const first = maglevHash(flow.source, port, firstKey) % maglevSize;
      return eligible(service, place, first, maglevSize);
    },
  };
};
