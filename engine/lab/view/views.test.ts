import { beforeAll, describe, expect, test } from 'vitest';
import { finish } from '../../clock/work.ts';
import { findScenario } from '../scenario/registry.ts';
import { openingWorld } from '../world/open-world.ts';
import type { World } from '../world/world-api.ts';
import { ruleText } from './rules.ts';

const place = 'node/w1';
let world: World;

/** What a command prints there, without the prompt and colours, a line each. */
function lines(command: string, at = place): readonly string[] {
  const console = world.console(`tab ${at}`, at, { columns: 400, rows: 50 });
  let text = '';
  const stop = console.onOutput((more) => (text += more));
  world.perform({ kind: 'type', tab: `tab ${at}`, place: at, line: command });
  for (let turns = 0; turns < 100 && !console.idle; turns++) world.run(world.now + 50_000);
  stop();
  return text
    .replaceAll('\r', '')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '' && !line.includes('root@'));
}

beforeAll(() => {
  const scenario = findScenario('lab/vxlan');
  if (scenario === undefined) throw new Error('the laboratory');
  world = finish(openingWorld(scenario));
  lines('curl -s -m 2 http://10.96.10.50/', 'pod/default/client');
});

describe('the routes of a place', () => {
  test('are those of `ip route`, table by table', () => {
    const tables = world.look('routes', place)!;
    expect(tables.map(({ name }) => name)).toEqual(['local', 'main']);
    for (const { name, routes } of tables)
      expect(routes.map(({ text }) => text)).toEqual(lines(`ip -4 route show table ${name}`));
  });

  test.each(['10.8.1.8', '10.8.0.1', '10.10.20.5', '192.0.2.1', '127.0.0.1'])(
    'the route to %s is the one that `ip route get` takes',
    (destination) => {
      const found = world.lookUpRoute(place, destination);
      if (found === undefined || typeof found === 'string') throw new Error(found);
      const [winner, ...more] = found.tables.flatMap(({ verdicts }) =>
        verdicts.filter(({ matched }) => matched),
      );
      expect(more).toEqual([]);
      const [answer] = lines(`ip route get fibmatch ${destination}`);
      expect(answer?.replace(' table local', '')).toBe(winner?.text);
    },
  );

  test('those that lost say why', () => {
    const found = world.lookUpRoute(place, '10.8.1.8');
    if (found === undefined || typeof found === 'string') throw new Error(found);
    const main = found.tables.at(-1)!.verdicts;
    const why = (start: string) => main.find(({ text }) => text.startsWith(start))?.because;
    expect(why('default')).toBe('holds it too, but /0 is shorter than /24');
    expect(why('10.8.0.0/24')).toBe('does not hold it: bit 24 is another');
    expect(why('10.8.1.0/24')).toBe('holds 10.8.1.8, and no longer prefix does');
    expect(found.sentence).toContain('for the neighbour 10.8.1.0');
    expect(found.bits).toBe('00001010000010000000000100001000');
    for (const { bits, common, length } of main) {
      expect(found.bits.slice(0, common)).toBe(bits.slice(0, common));
      if (common < length) expect(found.bits[common]).not.toBe(bits[common]);
    }
  });

  test('what is no address is said in words', () => {
    expect(world.lookUpRoute(place, '10.8.1')).toContain('is no address');
    expect(world.lookUpRoute(place, 'fe80::1')).toContain('IPv6');
    expect(world.lookUpRoute('node/nowhere', '10.8.1.1')).toBeUndefined();
  });
});

test('the rules of a place are those of `iptables-save -c`, with their counters', () => {
  const tables = world.look('rules', place)!;
  const saved = lines('iptables-save -c').filter((line) => line.startsWith('['));
  const shown = tables.flatMap(({ chains }) =>
    chains.flatMap(({ name, rules }) =>
      rules.map((rule) => `[${String(rule.packets)}:${String(rule.bytes)}] ${ruleText(name, rule)}`),
    ),
  );
  expect(shown.length).toBeGreaterThan(20);
  expect(shown).toEqual(saved);
  const jumps = tables.flatMap(({ name, chains }) =>
    chains.flatMap(({ rules }) =>
      rules.flatMap(({ jump }) => (jump === undefined ? [] : [`${name}/${jump}`])),
    ),
  );
  const known = new Set(tables.flatMap(({ name, chains }) => chains.map((chain) => `${name}/${chain.name}`)));
  expect(jumps.filter((jump) => !known.has(jump))).toEqual([]);
});

test('the neighbours of a place are those of `ip neigh`, the forwarding entries those of `bridge fdb`', () => {
  lines('ping -c 1 10.10.20.5');
  const { neighbours, forwarding } = world.look('neighbours', place)!;
  expect(
    neighbours.map(({ address, device, mac, state }) =>
      [address, 'dev', device, ...(mac === undefined ? [] : ['lladdr', mac]), state].join(' '),
    ),
  ).toEqual(lines('ip -4 neigh').map((line) => line.replace(/ proto \S+$/, '')));
  expect(neighbours.length).toBeGreaterThan(1);
  expect(
    forwarding.map(({ mac, device, bridge, remote, state }) =>
      [
        `${mac} dev ${device}`,
        ...(remote === undefined ? [] : [`dst ${remote}`]),
        ...(bridge === undefined ? ['self'] : [`master ${bridge}`]),
        ...(state === '' ? [] : [state]),
      ].join(' '),
    ),
  ).toEqual(lines('bridge fdb show'));
});

test('what is believed for a while says until when, and is doubted then', () => {
  lines('ping -c 1 10.10.20.5');
  const seen = () =>
    world.look('neighbours', place)!.neighbours.find(({ address }) => address === '10.10.20.5')!;
  const { state, until } = seen();
  expect(state).toBe('REACHABLE');
  world.run(until! + 1_000_000);
  expect(seen().state).not.toBe('REACHABLE');
});

test('the connections of a place are those of `conntrack -L`, with both their halves', () => {
  lines('curl -s -m 2 http://10.96.10.50/', 'pod/default/client');
  const { connections, tracking } = world.look('connections', place)!;
  expect(tracking).toBe(true);
  expect(connections.map(({ text }) => text)).toEqual(
    lines('conntrack -L').filter((line) => !line.startsWith('conntrack v')),
  );
  const translated = connections.find(({ original }) => original.destination === '10.96.10.50');
  expect(translated?.reply.source).not.toBe('10.96.10.50');
  expect(translated?.reply.destinationPort).toBe(translated?.original.sourcePort);
});
