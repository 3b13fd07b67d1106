import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Address } from '../../net/address/address.ts';
import type { FlowTuple } from '../../net/flow/flow.ts';
import { ipProtocol } from '../../net/packet/transport.ts';
import { maglevSize, maglevTable } from './hashing.ts';
import { schedulers } from './scheduler.ts';
import { VirtualServices } from './services.ts';
import type { Destination, ServiceKey, VirtualService } from './service.ts';
import { halfSipHash } from './siphash.ts';

const virtual = Address.parse('10.96.0.10');
const key: ServiceKey = { protocol: ipProtocol.tcp, address: virtual, port: 80 };

/** Servers A, B, … in the order in which the scheduler meets them. */
function service(scheduler: string, weights: readonly number[], schedulerFlags = 0): VirtualService {
  const services = new VirtualServices({ now: () => 0, isReachable: () => true, onFirst: () => undefined });
  services.add(key, { scheduler, schedulerFlags });
  for (const [at, weight] of [...weights.entries()].reverse())
    services.addDestination(key, {
      address: Address.v4(0x0a08_0001 + at),
      port: 8080,
      weight,
      forwarding: 'masquerade',
    });
  const made = services.get(key);
  if (made === undefined) throw new Error('no service');
  return made;
}

function from(source: number, sourcePort = 40_000): FlowTuple {
  return {
    family: 4,
    protocol: ipProtocol.tcp,
    source: Address.v4(source),
    destination: virtual,
    sourcePort,
    destinationPort: 80,
  };
}

const letter = (one: Destination | undefined): string =>
  one === undefined ? '-' : String.fromCharCode(65 + one.address.bits - 0x0a08_0001);

function picks(made: VirtualService, count: number): string {
  return Array.from({ length: count }, () => letter(made.scheduling.pick(from(0x0a00_0001)))).join('');
}

const weightsArbitrary = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 6 });

describe('schedulers', () => {
  it('rr: each in turn, none without weight', () => {
    expect(picks(service('rr', [1, 1, 1]), 7)).toBe('ABCABCA');
    expect(picks(service('rr', [1, 0, 5]), 4)).toBe('ACAC');
    expect(picks(service('rr', [0, 0]), 2)).toBe('--');
  });

  it('wrr: by turns of sinking weight; servers that came one by one begin with the last turn', () => {
    expect(picks(service('wrr', [4, 3, 2]), 18)).toBe('ABCAABABCABCAABABC');
  });

  it('wrr: in a whole round each is chosen as often as it weighs', () => {
    fc.assert(
      fc.property(weightsArbitrary, (weights) => {
        const step = weights.reduce((one, other) => gcd(one, other), 0) || 1;
        const round = weights.reduce((all, one) => all + one, 0) / step;
        const seen = picks(service('wrr', weights), round);
        for (const [at, weight] of weights.entries())
          expect(seen.split(String.fromCharCode(65 + at)).length - 1).toBe(weight / step);
      }),
    );
  });

  it('wlc, lc, sed and nq look at connections, the first of equals wins', () => {
    const load = (scheduler: string, weights: readonly number[], active: readonly number[]): string => {
      const made = service(scheduler, weights);
      for (const [at, one] of made.destinations.entries()) one.active = active[at] ?? 0;
      return picks(made, 1);
    };
    expect(load('lc', [1, 9, 1], [3, 2, 2])).toBe('B');
    expect(load('wlc', [1, 9, 1], [1, 8, 2])).toBe('B');
    expect(load('wlc', [1, 1], [0, 0])).toBe('A');
    expect(load('sed', [1, 4], [0, 2])).toBe('B');
    expect(load('nq', [1, 4], [0, 0])).toBe('A');
    expect(load('nq', [1, 4], [1, 2])).toBe('B');
    expect(load('fo', [1, 4, 2], [0, 9, 0])).toBe('B');
    expect(load('ovf', [1, 4, 2], [0, 4, 0])).toBe('C');
  });

  it('no scheduler chooses a server that is full or has no weight', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...schedulers.keys()),
        weightsArbitrary,
        fc.array(fc.boolean(), { maxLength: 6 }),
        fc.array(fc.nat(0xffff_ffff), { minLength: 5, maxLength: 10 }),
        (scheduler, weights, full, clients) => {
          const made = service(scheduler, weights);
          for (const [at, one] of made.destinations.entries()) one.overloaded = full[at] ?? false;
          for (const client of clients) {
            const one = made.scheduling.pick(from(client));
            expect(one === undefined || one.isEligible).toBe(true);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('sh and mh send a client to the same server, with fallback to another one while that is paused', () => {
    for (const scheduler of ['sh', 'mh']) {
      const made = service(scheduler, [1, 1, 1], 1);
      const first = made.scheduling.pick(from(0xc0a8_0107));
      expect(made.scheduling.pick(from(0xc0a8_0107, 1))).toBe(first);
      if (first === undefined) throw new Error('no server');
      first.overloaded = true;
      const other = made.scheduling.pick(from(0xc0a8_0107));
      expect(other).toBeDefined();
      expect(other).not.toBe(first);
    }
  });
});

describe("Maglev's table", () => {
  it('is full, and each server has its share', () => {
    const made = service('mh', [1, 2, 1]);
    const table = maglevTable(made.destinations);
    expect(table).toHaveLength(maglevSize);
    const count = (wanted: string): number => table.filter((one) => letter(one) === wanted).length;
    expect([count('A'), count('B'), count('C')]).toEqual([1024, 2046, 1023]);
  });

  it('changes little when a server goes', () => {
    const before = maglevTable(service('mh', [1, 1, 1, 1, 1]).destinations).map(letter);
    const after = maglevTable(service('mh', [1, 1, 1, 1]).destinations).map(letter);
    const moved = before.filter((one, at) => one !== 'E' && one !== after[at]).length;
    expect(moved / maglevSize).toBeLessThan(0.1);
  });

  it('hashes as SipHash-1-3 does (numbers of Python 3.11 with PYTHONHASHSEED=0)', () => {
    expect([1_684_234_849, 67_305_985, 0xffff_ffff].map((word) => halfSipHash(word, 0n))).toEqual([
      3_576_344_201, 906_734_036, 1_959_450_338,
    ]);
  });
});

function gcd(one: number, other: number): number {
  return other === 0 ? one : gcd(other, one % other);
}
