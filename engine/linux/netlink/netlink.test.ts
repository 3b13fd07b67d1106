import { beforeEach, describe, expect, it } from 'vitest';
import { Clock, second } from '../../clock/clock.ts';
import { Random } from '../../clock/random.ts';
import { Address } from '../../net/address/address.ts';
import { parseMac } from '../../net/address/mac.ts';
import { Prefix } from '../../net/address/prefix.ts';
import type { Bridge } from '../bridge/bridge.ts';
import type { NetDevice } from '../device/device.ts';
import { operationalState } from '../device/state.ts';
import { Environment } from '../environment.ts';
import { JourneyBus } from '../journey/event.ts';
import { Machine } from '../machine/machine.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { routeText } from '../route/text.ts';
import { addAddress, removeAddress } from './address.ts';
import {
  addBridge,
  addVeth,
  addVxlan,
  moveTo,
  removeLink,
  renameLink,
  setDown,
  setMaster,
  setMtu,
  setUp,
} from './link.ts';
import { setNeighbour } from './neighbour.ts';
import { addRoute, removeRoute } from './route.ts';

let machine: Machine;
let host: NetworkNamespace;
let pod: NetworkNamespace;
let eth0: NetDevice;
let peer: NetDevice;

beforeEach(() => {
  const environment = new Environment({
    clock: new Clock(),
    random: new Random('netlink'),
    journeys: new JourneyBus(),
    epoch: 0,
  });
  machine = new Machine(environment, 'w1');
  host = machine.host;
  pod = machine.addNamespace('pod');
  const pair = addVeth({ namespace: host, name: 'eth0' }, { namespace: pod, name: 'eth0' });
  if ('errno' in pair) throw new Error(pair.errno);
  [eth0, peer] = pair;
  setUp(host.devices.loopback);
  setUp(eth0);
  setUp(peer);
});

function routes(table = 254): string[] {
  return host.routes
    .table(table)
    .list()
    .filter(({ destination }) => destination.family === 4)
    .map((route) => routeText(route).trim());
}

function give(prefix: string, more: object = {}): void {
  addAddress(eth0, { prefix: Prefix.parse(prefix), ...more });
}

describe('an address', () => {
  it('brings its own route, its subnet and the broadcast address', () => {
    give('10.0.0.1/24');
    expect(routes()).toEqual(['10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.1']);
    expect(routes(255).filter((text) => text.includes('eth0'))).toEqual([
      'local 10.0.0.1 dev eth0 proto kernel scope host src 10.0.0.1',
      'broadcast 10.0.0.255 dev eth0 proto kernel scope link src 10.0.0.1',
    ]);
  });

  it('of a subnet that is there already is secondary, stands behind it and goes with it', () => {
    give('10.0.0.1/24');
    give('10.0.0.2/24');
    give('10.5.0.1/16');
    expect(
      eth0.addresses.filter(({ prefix }) => prefix.family === 4).map(({ prefix }) => prefix.toString()),
    ).toEqual(['10.0.0.1/24', '10.5.0.1/16', '10.0.0.2/24']);
    removeAddress(eth0, Prefix.parse('10.0.0.1/24'));
    expect(eth0.addresses.map(({ prefix }) => prefix.toString())).not.toContain('10.0.0.2/24');
    expect(routes()).toEqual(['10.5.0.0/16 dev eth0 proto kernel scope link src 10.5.0.1']);
  });

  it('of a whole host or of a link of two has no broadcast address', () => {
    give('10.0.0.1/32');
    give('10.0.1.0/31');
    expect(routes(255).some((text) => text.startsWith('broadcast 10.'))).toBe(false);
    expect(routes()).toEqual(['10.0.1.0/31 dev eth0 proto kernel scope link src 10.0.1.0']);
  });

  it('when it is the last takes every IPv4 route of the device with it, and its neighbours', () => {
    give('10.0.0.1/24');
    addRoute(host, {
      destination: Prefix.parse('10.8.0.0/16'),
      nexthops: [{ device: eth0, gateway: Address.parse('10.0.0.9') }],
    });
    setNeighbour(
      eth0,
      { address: Address.parse('10.0.0.9'), mac: parseMac('02:00:00:00:00:09'), state: 'PERMANENT' },
      'add',
    );
    removeAddress(eth0, Prefix.parse('10.0.0.1/24'));
    expect(routes()).toEqual([]);
    expect(host.neighbours.list(4)).toEqual([]);
  });
});

describe('a device that goes down', () => {
  it('loses its routes, neighbours and IPv6 addresses and keeps its IPv4 ones', () => {
    give('10.0.0.1/24');
    setNeighbour(
      eth0,
      { address: Address.parse('10.0.0.9'), mac: parseMac('02:00:00:00:00:09'), state: 'PERMANENT' },
      'add',
    );
    setDown(eth0);
    expect(routes()).toEqual([]);
    expect(routes(255).filter((text) => text.includes('eth0'))).toEqual([
      'local 10.0.0.1 dev eth0 proto kernel scope host src 10.0.0.1',
    ]);
    expect(host.neighbours.list(4)).toEqual([]);
    expect(eth0.addresses.map(({ prefix }) => prefix.family)).toEqual([4]);
    setUp(eth0);
    expect(routes()).toEqual(['10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.1']);
    expect(eth0.addresses.some(({ prefix }) => prefix.family === 6)).toBe(true);
  });

  it('takes the carrier from its other end, which forgets whom it had found but not whom it was told', () => {
    addAddress(peer, { prefix: Prefix.parse('10.0.0.2/24') });
    const told = {
      address: Address.parse('10.0.0.8'),
      mac: parseMac('02:00:00:00:00:08'),
      state: 'PERMANENT',
    } as const;
    setNeighbour(peer, told, 'add');
    setNeighbour(peer, { ...told, address: Address.parse('10.0.0.9'), state: 'REACHABLE' }, 'add');
    setDown(eth0);
    expect(operationalState(peer)).toBe('DOWN');
    expect(pod.neighbours.list(4).map(({ address }) => address.text)).toEqual(['10.0.0.8']);
    expect(peer.addresses.some(({ prefix }) => prefix.family === 6)).toBe(true);
  });
});

describe('a VXLAN device that goes down', () => {
  it('keeps its forwarding database', () => {
    const made = addVxlan(host, 'flannel.1', { vni: 1, remote: Address.parse('10.0.0.5') });
    if ('errno' in made) throw new Error(made.errno);
    setUp(made);
    setDown(made);
    expect([...made.fdb.keys()]).toEqual(['00:00:00:00:00:00']);
  });
});

describe('a bridge', () => {
  let bridge: Bridge;

  beforeEach(() => {
    const made = addBridge(host, 'cni0');
    if ('errno' in made) throw new Error(made.errno);
    bridge = made;
    setUp(bridge);
  });

  it('counts as connected until its first port, then has the signal of its ports', () => {
    expect(operationalState(bridge)).toBe('UNKNOWN');
    setMaster(eth0, bridge);
    expect(operationalState(bridge)).toBe('UP');
    setDown(peer);
    expect(operationalState(bridge)).toBe('DOWN');
  });

  it('takes the lowest MAC address and the smallest MTU of its ports, unless it has its own', () => {
    setMtu(eth0, 1400);
    setMaster(eth0, bridge);
    expect([bridge.mac, bridge.mtu]).toEqual([eth0.mac, 1400]);
    setMtu(bridge, 1300);
    setMtu(eth0, 1450);
    expect(bridge.mtu).toBe(1300);
  });

  it('does not take a bridge as a port', () => {
    const other = addBridge(host, 'br1');
    if ('errno' in other) throw new Error(other.errno);
    expect(setMaster(other, bridge)?.errno).toBe('ELOOP');
  });

  it('learns the address of a device that starts to speak IPv6 behind a port', () => {
    setDown(peer);
    setMaster(eth0, bridge);
    setUp(peer);
    expect(bridge.fdb.find(peer.mac)?.port?.device).toBe(eth0);
  });
});

describe('a pair', () => {
  it('goes as a whole, with its ports and routes', () => {
    give('10.0.0.1/24');
    removeLink(peer);
    expect(host.devices.get('eth0')).toBeUndefined();
    expect(pod.devices.get('eth0')).toBeUndefined();
    expect(routes()).toEqual([]);
    expect(routes(255).some((text) => text.includes('eth0'))).toBe(false);
  });

  it('that is moved arrives down and without addresses, under a free number', () => {
    give('10.0.0.1/24');
    expect(moveTo(eth0, pod, 'eth9')).toBeUndefined();
    expect([eth0.index, eth0.name, eth0.up, eth0.addresses.length]).toEqual([3, 'eth9', false, 0]);
    expect(routes()).toEqual([]);
    expect(moveTo(host.devices.loopback, pod)?.message).toBe('The interface netns is immutable.');
  });

  it('that is renamed keeps its addresses, under the new label', () => {
    give('10.0.0.1/24');
    give('10.1.0.1/24', { label: 'eth0:1' });
    expect(renameLink(eth0, 'wan0')).toBeUndefined();
    expect(eth0.addresses.flatMap(({ label }) => label ?? [])).toEqual(['wan0', 'wan0:1']);
    expect(host.sysctl.get('net.ipv4.conf.wan0.rp_filter')).toBe(0);
    expect(host.sysctl.get('net.ipv4.conf.eth0.rp_filter')).toBeUndefined();
  });
});

describe('a route', () => {
  const via = (gateway: string, more: object = {}) => ({ gateway: Address.parse(gateway), ...more });
  const destination = Prefix.parse('10.8.0.0/16');

  beforeEach(() => {
    give('10.0.0.1/24');
  });

  it.each([
    [{ nexthops: [] }, 'ENODEV', undefined],
    [{ nexthops: [via('9.9.9.9')] }, 'ENETUNREACH', 'Nexthop has invalid gateway.'],
    [{ nexthops: [via('9.9.9.9', { onlink: true })] }, 'ENODEV', 'Nexthop device required for onlink.'],
    [{ nexthops: [via('10.0.0.2')], source: Address.parse('9.9.9.9') }, 'EINVAL', 'Invalid prefsrc address.'],
    [
      { nexthops: [via('10.0.0.2')], scope: 'host' as const },
      'EINVAL',
      'Route with host scope can not have a gateway.',
    ],
    [
      { destination: Prefix.parse('10.8.0.1/16'), nexthops: [via('10.0.0.2')] },
      'EINVAL',
      'Invalid prefix for given prefix length.',
    ],
  ])('is refused: %#', (request, errno, message) => {
    expect(addRoute(host, { destination, ...request })).toEqual({ errno, message });
  });

  it('is replaced in its place, appended behind, prepended before, and never twice the same', () => {
    const add = (gateway: string, mode: Parameters<typeof addRoute>[2]) =>
      addRoute(host, { destination, nexthops: [via(gateway)] }, mode)?.errno;
    expect(add('10.0.0.2', 'change')).toBe('ENOENT');
    expect(add('10.0.0.2', 'add')).toBeUndefined();
    expect(add('10.0.0.3', 'add')).toBe('EEXIST');
    expect(add('10.0.0.3', 'append')).toBeUndefined();
    expect(add('10.0.0.3', 'append')).toBe('EEXIST');
    expect(add('10.0.0.4', 'prepend')).toBeUndefined();
    expect(add('10.0.0.5', 'replace')).toBeUndefined();
    expect(add('10.0.0.5', 'replace')).toBeUndefined();
    expect(add('10.0.0.3', 'replace')).toBe('EEXIST');
    expect(routes().filter((text) => text.startsWith('10.8'))).toEqual([
      '10.8.0.0/16 via 10.0.0.5 dev eth0',
      '10.8.0.0/16 via 10.0.0.2 dev eth0',
      '10.8.0.0/16 via 10.0.0.3 dev eth0',
    ]);
    expect(removeRoute(host, { destination, nexthops: [via('10.0.0.9')] })?.errno).toBe('ESRCH');
    expect(removeRoute(host, { destination, nexthops: [via('10.0.0.2')] })).toBeUndefined();
    expect(removeRoute(host, { destination })).toBeUndefined();
    expect(routes().filter((text) => text.startsWith('10.8'))).toEqual(['10.8.0.0/16 via 10.0.0.3 dev eth0']);
  });

  it('that uses an address as its source goes with the address', () => {
    give('10.5.0.1/24');
    addRoute(host, { destination, nexthops: [via('10.0.0.2')], source: Address.parse('10.5.0.1') });
    removeAddress(eth0, Prefix.parse('10.5.0.1/24'));
    expect(routes()).toEqual(['10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.1']);
  });
});

describe('a link-local address', () => {
  it('is tentative for one to two seconds and has its group', () => {
    const own = eth0.addresses.find(({ prefix }) => prefix.family === 6);
    expect(own?.tentativeUntil).toBeGreaterThanOrEqual(second);
    expect(own?.tentativeUntil).toBeLessThanOrEqual(2 * second);
    expect(eth0.groups.link.slice(0, 2)).toEqual(['33:33:00:00:00:01', '01:00:5e:00:00:01']);
    expect(eth0.groups.link[2]).toMatch(/^33:33:ff:/);
  });

  it('needs IPv6 on the device, and an MTU that IPv6 can use', () => {
    setMtu(eth0, 1000);
    expect(eth0.addresses).toEqual([]);
    pod.sysctl.set('net.ipv6.conf.all.disable_ipv6', 1);
    expect(peer.addresses).toEqual([]);
    setDown(peer);
    setUp(peer);
    expect(peer.addresses).toEqual([]);
    pod.sysctl.set('net.ipv6.conf.eth0.disable_ipv6', 0);
    expect(peer.addresses.map(({ prefix }) => prefix.family)).toEqual([6]);
  });
});
