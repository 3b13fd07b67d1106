import { describe, expect, it } from 'vitest';
import { second } from '../../clock/clock.ts';
import { Address } from '../../net/address/address.ts';
import { Prefix } from '../../net/address/prefix.ts';
import { ipv4 } from '../../net/packet/ipv4.ts';
import { Veth } from '../device/veth.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { addAddress } from '../netlink/address.ts';
import { addDummy, removeLink, setDown, setUp } from '../netlink/link.ts';
import { addRoute } from '../netlink/route.ts';
import { addRule, removeRule } from '../netlink/rule.ts';
import { kernelHolder } from '../socket/holder.ts';
import { pair } from '../socket/testing/pair.ts';
import type { PolicyRule } from './rule.ts';
import { routeText } from './text.ts';

const address = (text: string) => Address.parse(text);
const prefix = (text: string) => Prefix.parse(text);

/** eth0 10.0.0.1/24 and dum0 10.5.0.1/24. */
function host() {
  const { one, other, clock } = pair('policy');
  const eth0 = one.devices.get('eth0');
  const dum0 = addDummy(one, 'dum0');
  if (eth0 === undefined || 'errno' in dum0) throw new Error('devices');
  addAddress(dum0, { prefix: prefix('10.5.0.1/24') });
  setUp(dum0);
  return { one, other, clock, eth0, dum0 };
}

const any: Omit<PolicyRule, 'priority' | 'action'> = {
  family: 4,
  inverted: false,
  from: undefined,
  to: undefined,
  input: undefined,
  output: undefined,
  mark: undefined,
  tos: 0,
  suppressPrefixLength: undefined,
  protocol: 3,
  provenance: undefined,
};

const table = (id: number) => ({ kind: 'table', table: id }) as const;

function way(one: NetworkNamespace, to: string, more: object = {}): string {
  const answer = one.ipv4.routeOutput({ destination: address(to), ...more });
  return answer.kind === 'failure'
    ? answer.errno
    : `${answer.device.name} ${answer.gateway?.text ?? ''}`.trim();
}

describe('rules', () => {
  it('choose a table by protocol, ports and user', () => {
    const { one, eth0, dum0 } = host();
    addRoute(one, {
      destination: prefix('0.0.0.0/0'),
      nexthops: [{ device: eth0, gateway: address('10.0.0.2') }],
    });
    addRoute(one, { destination: prefix('0.0.0.0/0'), table: 100, nexthops: [{ device: dum0 }] });
    addRule(one, { ...any, priority: 10, ipProtocol: 6, destinationPorts: [80, 90], action: table(100) });
    addRule(one, { ...any, priority: 11, users: [1000, 2000], action: table(100) });
    expect(way(one, '192.0.2.1')).toBe('eth0 10.0.0.2');
    expect(way(one, '192.0.2.1', { protocol: 6, destinationPort: 85 })).toBe('dum0');
    expect(way(one, '192.0.2.1', { protocol: 17, destinationPort: 85 })).toBe('eth0 10.0.0.2');
    expect(way(one, '192.0.2.1', { protocol: 6, destinationPort: 91 })).toBe('eth0 10.0.0.2');
    expect(way(one, '192.0.2.1', { user: 1500 })).toBe('dum0');
    const socket = one.sockets.tcp(kernelHolder);
    socket.startConnect(address('192.0.2.1'), 80);
    expect(socket.localAddress.text).toBe('10.5.0.1');
  });

  it('refuse with errors of their own, jump forward, do nothing, and go', () => {
    const { one, eth0 } = host();
    addRoute(one, {
      destination: prefix('0.0.0.0/0'),
      nexthops: [{ device: eth0, gateway: address('10.0.0.2') }],
    });
    addRule(one, { ...any, priority: 5, to: prefix('10.9.3.0/24'), action: { kind: 'goto', target: 30 } });
    addRule(one, { ...any, priority: 10, to: prefix('10.9.0.0/16'), action: { kind: 'unreachable' } });
    addRule(one, { ...any, priority: 11, to: prefix('10.8.0.0/16'), action: { kind: 'prohibit' } });
    addRule(one, { ...any, priority: 12, to: prefix('10.7.0.0/16'), action: { kind: 'blackhole' } });
    addRule(one, { ...any, priority: 13, to: prefix('10.6.0.0/16'), action: { kind: 'nop' } });
    expect(way(one, '10.9.0.1')).toBe('ENETUNREACH');
    expect(way(one, '10.8.0.1')).toBe('EACCES');
    expect(way(one, '10.7.0.1')).toBe('EINVAL');
    expect(way(one, '10.6.0.1')).toBe('eth0 10.0.0.2');
    // Without its target a jump is nothing.
    expect(way(one, '10.9.3.1')).toBe('ENETUNREACH');
    addRule(one, { ...any, priority: 30, to: prefix('10.9.3.0/24'), action: { kind: 'nop' } });
    expect(way(one, '10.9.3.1')).toBe('eth0 10.0.0.2');
    expect(addRule(one, { ...any, priority: 40, action: { kind: 'goto', target: 30 } })?.errno).toBe(
      'EINVAL',
    );
    removeRule(one, { family: 4, priority: 10 });
    expect(way(one, '10.9.0.1')).toBe('eth0 10.0.0.2');
  });
});

describe('a route with several next hops', () => {
  const several = () => {
    const made = host();
    const { one, eth0, dum0 } = made;
    addRoute(one, {
      destination: prefix('192.0.2.0/24'),
      nexthops: [
        { device: eth0, gateway: address('10.0.0.2'), weight: 3 },
        { device: dum0, gateway: address('10.5.0.2'), weight: 1 },
      ],
    });
    const route = () => one.routes.table(254).exact(prefix('192.0.2.0/24'))[0];
    return { ...made, route };
  };

  it('spreads destinations in proportion to their weights, the same one always alike', () => {
    const { one } = several();
    let first = 0;
    for (let last = 0; last < 256; last++) {
      const to = `192.0.2.${String(last)}`;
      const chosen = way(one, to);
      expect(way(one, to)).toBe(chosen);
      if (chosen.startsWith('eth0')) first++;
    }
    expect(first).toBeGreaterThan(160);
    expect(first).toBeLessThan(220);
  });

  it('spreads the ports of one destination with hash policy 1, and keeps to the address that is bound', () => {
    const { one } = several();
    const ways = () =>
      new Set(
        Array.from({ length: 64 }, (_, port) =>
          way(one, '192.0.2.9', { protocol: 6, sourcePort: 40_000 + port, destinationPort: 80 }),
        ),
      );
    expect(ways().size).toBe(1);
    one.sysctl.set('net.ipv4.fib_multipath_hash_policy', 1);
    expect(ways().size).toBe(2);
    for (let last = 0; last < 64; last++)
      expect(way(one, `192.0.2.${String(last)}`, { source: address('10.5.0.1') })).toBe('dum0 10.5.0.2');
  });

  it('shares the flows out anew when a link or an address changes, not when a setting does', () => {
    const { one, eth0, dum0 } = several();
    const taken = () =>
      Array.from({ length: 64 }, (_, last) => way(one, `192.0.2.${String(last)}`)).filter((one) =>
        one.startsWith('eth0'),
      ).length;
    const shared = taken();
    if (!(eth0 instanceof Veth) || eth0.peer === undefined) throw new Error('eth0 has no other end');
    setDown(eth0.peer);
    one.sysctl.set('net.ipv4.conf.eth0.ignore_routes_with_linkdown', 1);
    expect(taken()).toBe(shared);
    addAddress(eth0, { prefix: prefix('10.0.0.77/24') });
    expect(taken()).toBe(0);
    setUp(eth0.peer);
    expect(taken()).toBe(shared);
    setDown(dum0);
    expect(taken()).toBe(64);
  });

  it('keeps a dead next hop until its device is up again, and goes with a removed device', () => {
    const { one, dum0, route } = several();
    setDown(dum0);
    expect(route()?.nexthops.map(({ dead }) => dead === true)).toEqual([false, true]);
    for (let last = 0; last < 32; last++) expect(way(one, `192.0.2.${String(last)}`)).toBe('eth0 10.0.0.2');
    setUp(dum0);
    expect(route()?.nexthops.some(({ dead }) => dead === true)).toBe(false);
    removeLink(dum0);
    expect(route()).toBeUndefined();
  });
});

describe('what ICMP teaches', () => {
  const learnt = (one: NetworkNamespace, to: string) => {
    const answer = one.ipv4.routeOutput({ destination: address(to) });
    return answer.kind === 'route' ? { mtu: answer.mtu, locked: answer.mtuLocked === true } : undefined;
  };

  it('is an MTU that counts for ten minutes, for one destination, while its route stands', () => {
    const { one, other, clock, eth0 } = host();
    const gateway = { device: eth0, gateway: address('10.0.0.2') };
    addRoute(one, { destination: prefix('0.0.0.0/0'), nexthops: [gateway] });
    const tell = (mtu: number) => {
      other.ipv4.send({
        packet: ipv4({
          source: address('10.0.0.2'),
          destination: address('10.0.0.1'),
          payload: {
            kind: 'icmp',
            type: 'destinationUnreachable',
            code: 4,
            rest: mtu,
            quoted: ipv4({
              source: address('10.0.0.1'),
              destination: address('192.0.2.1'),
              payload: { kind: 'icmp', type: 'echoRequest', id: 1, sequence: 1, data: new Uint8Array() },
            }),
          },
        }),
      });
      clock.runUntil(clock.now + second);
    };
    tell(1400);
    expect(learnt(one, '192.0.2.1')).toEqual({ mtu: 1400, locked: false });
    expect(learnt(one, '192.0.2.2')).toEqual({ mtu: 1500, locked: false });
    // Less than min_pmtu is not believed.
    tell(300);
    expect(learnt(one, '192.0.2.1')).toEqual({ mtu: 552, locked: true });
    clock.runUntil(clock.now + 601 * second);
    expect(learnt(one, '192.0.2.1')).toEqual({ mtu: 1500, locked: false });
    tell(1300);
    addRoute(
      one,
      { destination: prefix('0.0.0.0/0'), metric: 0, nexthops: [{ ...gateway, onlink: true }] },
      'replace',
    );
    expect(learnt(one, '192.0.2.1')?.mtu).toBe(1500);
    const [route] = one.routes.table(254).exact(prefix('0.0.0.0/0'));
    expect(route === undefined ? '' : routeText(route)).toBe('default via 10.0.0.2 dev eth0 onlink ');
  });
});
