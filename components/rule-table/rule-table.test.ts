// @vitest-environment node
import { beforeAll, describe, expect, test } from 'vitest';
import type { RuleTableView } from '../../engine/lab/view/rules.ts';
import { projectJourney } from '../packet-journey/model/project-journey.ts';
import { addresses, openStory } from '../testing/story-cluster.ts';
import { chainTree, holds, placedRules, readRule } from './chain-tree.ts';
import { isOutdated, ruleMarks } from './rule-marks.ts';
import { ruleWalk } from './rule-walk.ts';
import { type RuleWalk, stopsAt } from './walk-stops.ts';

const place = 'node/k8s-w1';
let tables: readonly RuleTableView[];
let nat: RuleTableView;
let walk: RuleWalk;

beforeAll(() => {
  const world = openStory();
  tables = world.look('rules', place)!;
  nat = tables.find(({ name }) => name === 'nat')!;
  const journey = world.journey({
    from: 'pod/default/client',
    to: addresses.web,
    port: 80,
    protocol: 'tcp',
    endpoint: `${addresses['web-2']}:80`,
  });
  walk = ruleWalk(projectJourney(journey, { map: world.map() }));
});

describe('the chains of a table', () => {
  test('stand once each, where packets come to them, with what leads there', () => {
    const tree = chainTree(nat);
    expect(tree.map(({ chain }) => chain.name).toSorted()).toEqual(
      nat.chains.map(({ name }) => name).toSorted(),
    );
    const at = (name: string) => tree.findIndex(({ chain }) => chain.name.startsWith(name));
    expect(at('PREROUTING')).toBe(0);
    expect(at('KUBE-SERVICES')).toBe(1);
    expect(tree[1]?.from.map(({ chain }) => chain)).toEqual(['PREROUTING', 'OUTPUT']);
    const web = tree.find(({ purpose }) => purpose === 'Service default/web');
    expect(web?.chain.name).toMatch(/^KUBE-SVC-/);
    expect(tree.some(({ purpose }) => purpose === `→ ${addresses['web-2']}:80`)).toBe(true);
  });

  test('with loops and with chains that nothing leads to are all shown', () => {
    const rule = { conditions: [], target: undefined, packets: 0, bytes: 0, provenance: undefined };
    const chain = (name: string, jump?: string) => ({
      name,
      policy: undefined,
      packets: 0,
      bytes: 0,
      rules: jump === undefined ? [] : [{ ...rule, jump }],
    });
    const tree = chainTree({ name: 'nat', chains: [chain('A', 'B'), chain('B', 'A'), chain('C')] });
    expect(tree.map(({ chain: { name } }) => name)).toEqual(['C', 'A', 'B']);
  });

  test('are found by what their rules hold, and by whom they were written for', () => {
    const found = (words: string) =>
      placedRules(tables).filter(({ chain, rule }) => holds(chain, rule, words));
    expect(found('dnat --to-destination 10.8.1.3').length).toBe(1);
    expect(found('Service default/web').length).toBeGreaterThan(0);
    expect(found('10.99.99.99')).toEqual([]);
  });

  test('say their comments apart from what is asked', () => {
    const { rule } = placedRules(tables).find((each) =>
      holds(each.chain, each.rule, 'default/web cluster IP'),
    )!;
    expect(readRule(rule)).toEqual({
      conditions: [`-d ${addresses.web}/32`, '-p tcp', '-m tcp --dport 80'],
      comment: 'default/web cluster IP',
    });
  });
});

describe('a packet among rules', () => {
  test('stops at each decision of each kernel; only the first of a connection meets nat', () => {
    const [syn] = walk.packets;
    expect(syn?.label).toBe('SYN');
    const chains = stopsAt(syn, place).map(({ table, chain }) => `${table}/${chain}`);
    expect(chains.slice(0, 2)).toEqual(['nat/PREROUTING', 'nat/KUBE-SERVICES']);
    expect(stopsAt(syn, 'node/k8s-w2').length).toBeGreaterThan(0);
    expect(stopsAt(syn, 'pod/default/client')).toEqual([]);
    const inner = stopsAt(walk.packets[1], place).filter(({ outer }) => !outer);
    expect(inner.filter(({ table }) => table === 'nat')).toEqual([]);
  });

  test('every rule it tried is a row of the table, and a row that matched went on', () => {
    const stops = stopsAt(walk.packets[0], place);
    expect(isOutdated(tables, stops)).toBe(false);
    const web = nat.chains
      .find(({ name }) => name === 'KUBE-SERVICES')!
      .rules.findIndex(({ conditions }) => conditions[0] === `-d ${addresses.web}/32`);
    expect(ruleMarks(tables, stops, 1).get('nat/KUBE-SERVICES')?.get(web)?.matched).toBe(true);
    for (const [at, { table, chain, rows }] of stops.entries()) {
      const own = [...(ruleMarks(tables, stops, at).get(`${table}/${chain}`)?.values() ?? [])];
      expect(own.filter(({ now }) => now).map(({ matched }) => matched)).toEqual(
        rows.map(({ matched }) => matched),
      );
    }
  });

  test('begins a chain anew when it comes there again, as the tunnel’s packet does', () => {
    const stops = stopsAt(walk.packets[0], place);
    const again = stops.findIndex(
      ({ outer, chain, table }) => outer && table === 'nat' && chain === 'KUBE-SERVICES',
    );
    const marks = [...(ruleMarks(tables, stops, again).get('nat/KUBE-SERVICES')?.values() ?? [])];
    expect(marks.every(({ matched }) => !matched)).toBe(true);
    expect(marks.length).toBe(stops[again]?.rows.length);
  });

  test('what lies ahead is not marked yet, and what lies behind is not lit', () => {
    const stops = stopsAt(walk.packets[0], place);
    expect([...ruleMarks(tables, stops, 0).keys()]).toEqual(['nat/PREROUTING']);
    const marks = ruleMarks(tables, stops, 1);
    expect([...(marks.get('nat/PREROUTING')?.values() ?? [])].map(({ now }) => now)).toEqual([false]);
    expect([...(marks.get('nat/KUBE-SERVICES')?.values() ?? [])].every(({ now }) => now)).toBe(true);
  });

  test('is of another table once a rule it tried is gone', () => {
    const without = tables.map((table) => ({
      ...table,
      chains: table.chains.map((chain) => (chain.name === 'PREROUTING' ? { ...chain, rules: [] } : chain)),
    }));
    expect(isOutdated(without, stopsAt(walk.packets[0], place))).toBe(true);
  });
});
