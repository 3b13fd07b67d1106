import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Address } from '../../net/address/address.ts';
import { Prefix } from '../../net/address/prefix.ts';
import { type Route, routeTable } from './route.ts';
import { RouteTable } from './table.ts';

function route(destination: Prefix, metric = 0, tos = 0): Route {
  return {
    destination,
    type: 'blackhole',
    table: routeTable.main,
    protocol: 3,
    scope: 'global',
    metric,
    tos,
    preferredSource: undefined,
    nexthops: [],
    mtu: undefined,
    provenance: undefined,
  };
}

/** Few bits, so that prefixes overlap. */
const address = fc.integer({ min: 0, max: 0xff }).map((bits) => Address.v4((0x0a00_0000 | bits) >>> 0));
const prefix = fc
  .tuple(address, fc.integer({ min: 0, max: 32 }))
  .map(([one, length]) => new Prefix(one, length).canonical);
const routes = fc.array(
  fc.tuple(prefix, fc.integer({ min: 0, max: 3 })).map(([one, metric]) => route(one, metric)),
  { maxLength: 40 },
);

/** What a table must do, written without cleverness: every route that contains the address, longest first, by metric. */
function naive(all: readonly Route[], wanted: Address): readonly Route[] {
  return all
    .filter(({ destination }) => destination.contains(wanted))
    .map((one, at) => ({ one, at }))
    .sort(
      (first, second) =>
        second.one.destination.length - first.one.destination.length ||
        first.one.metric - second.one.metric ||
        first.at - second.at,
    )
    .map(({ one }) => one);
}

describe('a routing table', () => {
  it('finds the longest prefix, then the best metric, then the oldest', () => {
    fc.assert(
      fc.property(routes, address, (all, wanted) => {
        const table = new RouteTable(routeTable.main);
        for (const one of all) table.add(one);
        expect([...table.candidates(wanted)]).toEqual(naive(all, wanted));
      }),
    );
  });

  it('is after removing as if the removed had never been', () => {
    fc.assert(
      fc.property(routes, fc.func(fc.boolean()), address, (all, keep, wanted) => {
        const table = new RouteTable(routeTable.main);
        for (const one of all) table.add(one);
        const kept = all.filter((one, at) => keep(at) || !table.remove(one));
        expect([...table.candidates(wanted)]).toEqual(naive(kept, wanted));
        expect(table.list()).toHaveLength(kept.length);
      }),
    );
  });

  it('lists by address, longer prefixes first', () => {
    const table = new RouteTable(routeTable.main);
    for (const text of ['10.8.0.0/16', '0.0.0.0/0', '10.8.0.0/24', '10.0.0.0/8'])
      table.add(route(Prefix.parse(text)));
    expect(table.list().map(({ destination }) => destination.toString())).toEqual([
      '0.0.0.0/0',
      '10.0.0.0/8',
      '10.8.0.0/24',
      '10.8.0.0/16',
    ]);
  });

  it('keeps both families apart', () => {
    const table = new RouteTable(routeTable.main);
    table.add(route(Prefix.parse('0.0.0.0/0')));
    table.add(route(Prefix.parse('::/0')));
    expect([...table.candidates(Address.parse('::1'))]).toHaveLength(1);
    expect(table.exact(Prefix.parse('0.0.0.0/0'))).toHaveLength(1);
  });

  it('replaces a route in its place, and puts one before those of its metric', () => {
    const table = new RouteTable(routeTable.main);
    const [first, second, third] = [0, 0, 0].map(() => route(Prefix.parse('10.0.0.0/8')));
    if (first === undefined || second === undefined || third === undefined) throw new Error('three routes');
    table.add(first);
    table.add(second, 'before');
    table.replace(second, third);
    expect(table.list()).toEqual([third, first]);
    expect(table.list()[0]).toBe(third);
  });
});

it('knows which routes it holds, through additions, replacements and removals, however many there are', () => {
  const step = fc.tuple(fc.constantFrom('add', 'replace', 'remove'), prefix, fc.nat());
  fc.assert(
    fc.property(fc.array(step, { minLength: 30, maxLength: 60 }), (steps) => {
      const table = new RouteTable(routeTable.main);
      const all: Route[] = [];
      const isHeld = ({ destination, metric }: Route): void => {
        const known = all.some((one) => one.metric === metric && one.destination.equals(destination));
        expect(table.holds(destination, (one) => one.metric === metric)).toBe(known);
      };
      const add = (destination: Prefix): void => {
        const made = route(destination);
        all.push(made);
        table.add(made);
      };
      for (const [, destination] of steps) add(destination);
      for (const [what, destination, which] of steps) {
        const at = which % all.length;
        const old = all[at] ?? route(destination);
        const changed = { ...old, metric: 7 };
        if (what === 'add') add(destination);
        else if (what === 'remove') {
          all.splice(at, 1);
          table.remove(old);
        } else {
          all[at] = changed;
          table.replace(old, changed);
        }
        for (const one of [old, changed, route(destination)]) isHeld(one);
      }
    }),
    { numRuns: 60 },
  );
});
