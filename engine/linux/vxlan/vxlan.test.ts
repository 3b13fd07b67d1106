import { beforeEach, describe, expect, it } from 'vitest';
import { Clock, second } from '../../clock/clock.ts';
import { Random } from '../../clock/random.ts';
import { Address } from '../../net/address/address.ts';
import { parseMac } from '../../net/address/mac.ts';
import { Prefix } from '../../net/address/prefix.ts';
import type { Ipv4 } from '../../net/packet/ipv4.ts';
import { ipv4 } from '../../net/packet/ipv4.ts';
import { Environment } from '../environment.ts';
import { JourneyBus } from '../journey/event.ts';
import { Machine } from '../machine/machine.ts';
import { addAddress } from '../netlink/address.ts';
import { setVxlanEntry } from '../netlink/fdb.ts';
import { addVeth, addVxlan, setDown, setUp } from '../netlink/link.ts';
import { setNeighbour } from '../netlink/neighbour.ts';
import { addRoute } from '../netlink/route.ts';
import type { Vxlan } from './vxlan.ts';

interface Node {
  readonly machine: Machine;
  readonly tunnel: Vxlan;
  readonly underlay: Address;
  readonly overlay: Address;
  /** Outer packets that this node's eth0 sent. */
  readonly sent: Ipv4[];
  /** Inner packets that came in by the tunnel. */
  readonly received: Ipv4[];
}

let clock: Clock;
let one: Node;
let other: Node;

/** Two machines on one cable, each with a VXLAN device that knows nobody. */
beforeEach(() => {
  clock = new Clock();
  const environment = new Environment({
    clock,
    random: new Random('vxlan'),
    journeys: new JourneyBus(),
    epoch: 0,
  });
  const machines = ['one', 'other'].map((name) => new Machine(environment, name));
  const [first, second_] = machines;
  if (first === undefined || second_ === undefined) throw new Error('two machines');
  const ends = addVeth({ namespace: first.host, name: 'eth0' }, { namespace: second_.host, name: 'eth0' });
  if ('errno' in ends) throw new Error(ends.errno);
  const nodes = ends.map((eth0, index): Node => {
    const { machine } = eth0.namespace;
    setUp(machine.host.devices.loopback);
    setUp(eth0);
    const underlay = Address.parse(`10.0.0.${String(index + 1)}`);
    const overlay = Address.parse(`10.8.${String(index)}.0`);
    addAddress(eth0, { prefix: new Prefix(underlay, 24) });
    const tunnel = addVxlan(machine.host, 'flannel.1', {
      vni: 1,
      local: underlay,
      underlay: eth0,
      port: 8472,
      learning: false,
      mac: parseMac(`02:00:00:00:00:0${String(index + 1)}`),
    });
    if ('errno' in tunnel) throw new Error(tunnel.errno);
    setUp(tunnel);
    addAddress(tunnel, { prefix: Prefix.host(overlay) });
    const sent: Ipv4[] = [];
    const received: Ipv4[] = [];
    machine.host.captures.add({
      device: eth0,
      see(_device, skb, type) {
        if (type === 'outgoing' && skb.packet.kind === 'ipv4') sent.push(skb.packet);
      },
    });
    machine.host.captures.add({
      device: tunnel,
      see(_device, skb, type) {
        if (type !== 'outgoing' && skb.packet.kind === 'ipv4') received.push(skb.packet);
      },
    });
    return { machine, tunnel, underlay, overlay, sent, received };
  });
  const [made, peer] = nodes;
  if (made === undefined || peer === undefined) throw new Error('two nodes');
  one = made;
  other = peer;
});

/** What flannel writes for a peer. */
function know(node: Node, peer: Node): void {
  setNeighbour(node.tunnel, { address: peer.overlay, mac: peer.tunnel.mac, state: 'PERMANENT' }, 'replace');
  setVxlanEntry(node.tunnel, peer.tunnel.mac, peer.underlay, 'replace', undefined);
  addRoute(node.machine.host, {
    destination: new Prefix(peer.overlay, 24),
    nexthops: [{ device: node.tunnel, gateway: peer.overlay, onlink: true }],
  });
}

function send(from: Node, to: Address, ttl = 17): void {
  from.machine.host.ipv4.send({
    packet: ipv4({
      source: from.overlay,
      destination: to,
      ttl,
      payload: { kind: 'bytes', protocol: 253, data: new Uint8Array(8) },
    }),
  });
  clock.runUntil(clock.now + second);
}

describe('a VXLAN device', () => {
  it('wraps a frame in UDP, with a TTL of its own and without DF, and its peer unwraps it', () => {
    know(one, other);
    know(other, one);
    send(one, other.overlay);
    const [outer] = one.sent;
    expect(outer).toMatchObject({ source: one.underlay, destination: other.underlay, ttl: 64 });
    expect(outer?.payload).toMatchObject({
      kind: 'udp',
      destinationPort: 8472,
      payload: { kind: 'vxlan', vni: 1 },
    });
    expect(other.received.map(({ ttl }) => ttl)).toEqual([17]);
  });

  it('drops in silence what its database does not know, and counts it', () => {
    know(one, other);
    one.tunnel.fdb.clear();
    send(one, other.overlay);
    expect(one.sent).toEqual([]);
    expect(one.tunnel.statistics.txDropped).toBeGreaterThan(0);
  });

  it('sends one flow from one port', () => {
    know(one, other);
    send(one, other.overlay);
    send(one, other.overlay);
    const ports = one.sent.map(({ payload }) => (payload.kind === 'udp' ? payload.sourcePort : 0));
    expect(new Set(ports).size).toBe(1);
    expect(ports[0]).toBeGreaterThanOrEqual(32_768);
  });

  it('hears nothing while it is down, and nothing of another network', () => {
    know(one, other);
    other.tunnel.vni = 2;
    send(one, other.overlay);
    expect(one.sent).toHaveLength(1);
    expect(other.received).toEqual([]);
  });

  it('learns from what comes in only when it may', () => {
    know(one, other);
    send(one, other.overlay);
    expect(other.tunnel.fdb.size).toBe(0);
    other.tunnel.learning = true;
    send(one, other.overlay);
    expect(other.tunnel.fdb.get(one.tunnel.mac)?.[0]?.remote).toBe(one.underlay);
  });
});

describe('what a tunnel was made with', () => {
  it.each([
    [{}, { ttl: 64, tos: 0, dontFragment: false }],
    [
      { ttl: 5, df: 'set', tos: 0x10 },
      { ttl: 5, tos: 0x10, dontFragment: true },
    ],
    [
      { inheritTtl: true, df: 'inherit' },
      { ttl: 17, tos: 0, dontFragment: false },
    ],
  ] as const)('%j makes outer headers with %j', (parameters, expected) => {
    know(one, other);
    one.tunnel.parameters = { ...one.tunnel.parameters, ...parameters };
    send(one, other.overlay);
    expect(one.sent.find(({ payload }) => payload.kind === 'udp')).toMatchObject(expected);
  });

  it('keeps source ports in their range', () => {
    know(one, other);
    one.tunnel.parameters = { ...one.tunnel.parameters, ports: [40_000, 40_010] };
    send(one, other.overlay);
    const [outer] = one.sent.filter(({ payload }) => payload.kind === 'udp');
    const port = outer?.payload.kind === 'udp' ? outer.payload.sourcePort : 0;
    expect(port).toBeGreaterThanOrEqual(40_000);
    expect(port).toBeLessThan(40_010);
  });

  it('forgets what it learnt after its time, and when it goes down', () => {
    know(one, other);
    other.tunnel.learning = true;
    other.tunnel.parameters = { ...other.tunnel.parameters, ageing: 30 * second };
    send(one, other.overlay);
    expect(other.tunnel.entriesOf(one.tunnel.mac)).toHaveLength(1);
    clock.runUntil(clock.now + 31 * second);
    expect(other.tunnel.entriesOf(one.tunnel.mac)).toBeUndefined();
    send(one, other.overlay);
    setDown(other.tunnel);
    expect(other.tunnel.entriesOf(one.tunnel.mac)).toBeUndefined();
  });
});
