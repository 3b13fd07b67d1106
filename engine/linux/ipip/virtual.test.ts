import { describe, expect, it } from 'vitest';
import { Clock, second } from '../../clock/clock.ts';
import { Random } from '../../clock/random.ts';
import { Address } from '../../net/address/address.ts';
import { Prefix } from '../../net/address/prefix.ts';
import { ipv4, type Ipv4 } from '../../net/packet/ipv4.ts';
import type { NetDevice } from '../device/device.ts';
import { Environment } from '../environment.ts';
import { JourneyBus } from '../journey/event.ts';
import { Machine } from '../machine/machine.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { addAddress } from '../netlink/address.ts';
import type { NetlinkError } from '../netlink/error.ts';
import { addVeth, removeLink, setDown, setUp } from '../netlink/link.ts';
import { addRoute } from '../netlink/route.ts';
import { addIpip, addIpvlan, addMacvlan, loadTunnels } from '../netlink/virtual.ts';
import { operationalState } from '../device/state.ts';

function must<Value extends object>(value: Value): Exclude<Value, NetlinkError> {
  if ('errno' in value) throw new Error(String(value.errno));
  return value as Exclude<Value, NetlinkError>;
}

interface Pair {
  readonly clock: Clock;
  readonly one: NetworkNamespace;
  readonly other: NetworkNamespace;
  readonly near: NetDevice;
  readonly far: NetDevice;
}

/** Two machines with a cable: 192.0.2.1 and 192.0.2.2. */
function pair(): Pair {
  const clock = new Clock();
  const environment = new Environment({
    clock,
    random: new Random('v'),
    journeys: new JourneyBus(),
    epoch: 0,
  });
  const one = new Machine(environment, 'one').host;
  const other = new Machine(environment, 'other').host;
  const [near, far] = must(addVeth({ namespace: one, name: 'eth0' }, { namespace: other, name: 'eth0' }));
  for (const device of [near, far, one.devices.loopback, other.devices.loopback]) setUp(device);
  addAddress(near, { prefix: Prefix.parse('192.0.2.1/24') });
  addAddress(far, { prefix: Prefix.parse('192.0.2.2/24') });
  return { clock, one, other, near, far };
}

/** Packets a device shows to captures. */
function watch(device: NetDevice): Ipv4[] {
  const seen: Ipv4[] = [];
  device.namespace.captures.add({
    device,
    see: (_device, { packet }) => {
      if (packet.kind === 'ipv4') seen.push(packet);
    },
  });
  return seen;
}

function echo(from: NetworkNamespace, source: string, destination: string, more: Partial<Ipv4> = {}) {
  from.ipv4.send({
    packet: ipv4({
      source: Address.parse(source),
      destination: Address.parse(destination),
      ttl: 33,
      payload: {
        kind: 'icmp',
        type: 'echoRequest',
        id: 1,
        sequence: 1,
        data: new Uint8Array(56),
      },
      ...more,
    }),
  });
}

describe('tunl0', () => {
  /** As Calico has it: a /32 on tunl0, the other node's pods by way of the node. */
  function calico(made: Pair): void {
    for (const [here, own, pods, node] of [
      [made.one, '10.8.0.0/32', '10.8.1.0/24', '192.0.2.2'],
      [made.other, '10.8.1.0/32', '10.8.0.0/24', '192.0.2.1'],
    ] as const) {
      loadTunnels(here.machine);
      const tunnel = here.devices.get('tunl0');
      if (tunnel === undefined) throw new Error('there is no tunl0');
      setUp(tunnel);
      addAddress(tunnel, { prefix: Prefix.parse(own) });
      addRoute(
        here,
        {
          destination: Prefix.parse(pods),
          nexthops: [{ device: tunnel, gateway: Address.parse(node), onlink: true }],
        },
        'add',
      );
    }
  }

  it('is made by the module in every namespace of the machine, also in later ones', () => {
    const { one } = pair();
    expect(one.devices.get('tunl0')).toBeUndefined();
    const before = one.machine.addNamespace('before');
    loadTunnels(one.machine);
    const after = one.machine.addNamespace('after');
    expect([one, before, after].map((each) => each.devices.get('tunl0')?.mtu)).toEqual([1480, 1480, 1480]);
    const tunnel = one.devices.get('tunl0');
    expect(tunnel !== undefined && removeLink(tunnel)).toBeUndefined();
    expect(one.devices.get('tunl0')).toBe(tunnel);
  });

  it("wraps packets for the next hop of their route, and unwraps the other's", () => {
    const made = pair();
    calico(made);
    const wire = watch(made.near);
    const inside = watch(made.one.devices.get('tunl0') as NetDevice);
    echo(made.one, '10.8.0.0', '10.8.1.0');
    made.clock.runUntil(made.clock.now + second);
    const outer = wire.filter(({ payload }) => payload.kind === 'ipv4');
    expect(outer.map(({ source, destination, ttl }) => [source.text, destination.text, ttl])).toEqual([
      ['192.0.2.1', '192.0.2.2', 33],
      ['192.0.2.2', '192.0.2.1', 64],
    ]);
    expect(inside.map(({ source, ttl }) => [source.text, ttl])).toEqual([
      ['10.8.0.0', 33],
      ['10.8.1.0', 64],
    ]);
  });

  it('does not promise not to fragment, since it does no path MTU discovery', () => {
    const made = pair();
    calico(made);
    const wire = watch(made.near);
    echo(made.one, '10.8.0.0', '10.8.1.0', { dontFragment: true });
    made.clock.runUntil(made.clock.now + second);
    expect(wire.find(({ payload }) => payload.kind === 'ipv4')?.dontFragment).toBe(false);
  });
});

describe('a tunnel between two', () => {
  it('copies DF, sets its own TTL, and tells the sender what fits', () => {
    const made = pair();
    const tunnels = [
      must(addIpip(made.one, 'ipip1', { remote: Address.parse('192.0.2.2'), ttl: 7 })),
      must(addIpip(made.other, 'ipip1', { remote: Address.parse('192.0.2.1') })),
    ];
    for (const [at, tunnel] of tunnels.entries()) {
      setUp(tunnel);
      addAddress(tunnel, { prefix: Prefix.parse(`10.0.0.${String(at + 1)}/24`) });
      tunnel.mtu = 1500;
    }
    const wire = watch(made.near);
    const inside = watch(tunnels[0] as NetDevice);
    echo(made.one, '10.0.0.1', '10.0.0.2', { dontFragment: true });
    made.clock.runUntil(made.clock.now + second);
    const [first] = wire.filter(({ payload }) => payload.kind === 'ipv4');
    expect([first?.ttl, first?.dontFragment]).toEqual([7, true]);
    expect(inside).toHaveLength(2);
    expect(
      must(addIpip(made.one, 'ipip2', { remote: Address.parse('192.0.2.9') })).parameters.pathMtuDiscovery,
    ).toBe(true);
    expect(addIpip(made.one, 'ipip3', { remote: Address.parse('192.0.2.9') })).toMatchObject({
      errno: 'EEXIST',
    });
  });
});

describe('macvlan', () => {
  function macvlans(mode: 'bridge' | 'private' | 'vepa') {
    const made = pair();
    const guests = [1, 2].map((number) => {
      const namespace = made.one.machine.addNamespace(`guest${String(number)}`);
      const device = must(addMacvlan(namespace, 'eth0', { lower: made.near, mode }));
      setUp(device);
      addAddress(device, { prefix: Prefix.parse(`192.0.2.${String(10 + number)}/24`) });
      return { namespace, device };
    });
    return { ...made, guests };
  }

  function reaches(made: ReturnType<typeof macvlans>, from: number, to: string): boolean {
    const guest = made.guests[from];
    if (guest === undefined) throw new Error('no such guest');
    const seen = watch(guest.device);
    echo(guest.namespace, guest.device.addresses[0]?.prefix.address.text ?? '', to);
    made.clock.runUntil(made.clock.now + 5 * second);
    return seen.some(({ payload }) => payload.kind === 'icmp' && payload.type === 'echoReply');
  }

  it.each([
    ['bridge', true],
    ['private', false],
    ['vepa', false],
  ] as const)('in mode %s lets guests reach each other: %s', (mode, expected) => {
    expect(reaches(macvlans(mode), 0, '192.0.2.12')).toBe(expected);
  });

  it('reaches the world, but never its own host', () => {
    expect(reaches(macvlans('bridge'), 0, '192.0.2.2')).toBe(true);
    expect(reaches(macvlans('bridge'), 0, '192.0.2.1')).toBe(false);
  });

  it('follows the signal of what it stands on, and goes with it', () => {
    const made = macvlans('bridge');
    const device = made.guests[0]?.device;
    if (device === undefined) throw new Error('no guest');
    expect(operationalState(device)).toBe('UP');
    setDown(made.far);
    expect(operationalState(device)).toBe('LOWERLAYERDOWN');
    removeLink(made.near);
    expect(device.namespace.devices.get('eth0')).toBeUndefined();
  });
});

describe('ipvlan', () => {
  it.each(['l2', 'l3'] as const)(
    'in mode %s shares the MAC address and reaches sibling and world',
    (mode) => {
      const made = pair();
      const guests = [1, 2].map((number) => {
        const namespace = made.one.machine.addNamespace(`guest${String(number)}`);
        const device = must(addIpvlan(namespace, 'eth0', { lower: made.near, mode }));
        setUp(device);
        addAddress(device, { prefix: Prefix.parse(`192.0.2.${String(10 + number)}/24`) });
        return { namespace, device };
      });
      const [guest] = guests;
      if (guest === undefined) throw new Error('no guest');
      // In l3 nobody answers ARP for it.
      made.other.neighbours.set(made.far, Address.parse('192.0.2.11'), made.near.mac, 'PERMANENT', undefined);
      expect(guest.device.mac).toBe(made.near.mac);
      const seen = watch(guest.device);
      for (const to of ['192.0.2.12', '192.0.2.2']) echo(guest.namespace, '192.0.2.11', to);
      made.clock.runUntil(made.clock.now + 5 * second);
      const answers = seen.filter(({ payload }) => payload.kind === 'icmp' && payload.type === 'echoReply');
      expect(answers.map(({ source }) => source.text).sort()).toEqual(['192.0.2.12', '192.0.2.2']);
    },
  );
});
