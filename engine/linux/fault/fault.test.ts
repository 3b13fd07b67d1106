import { describe, expect, it } from 'vitest';
import { Clock, millisecond, second } from '../../clock/clock.ts';
import { Random } from '../../clock/random.ts';
import { Address } from '../../net/address/address.ts';
import type { Mac } from '../../net/address/mac.ts';
import { Prefix } from '../../net/address/prefix.ts';
import { ipv4 } from '../../net/packet/ipv4.ts';
import type { NetDevice } from '../device/device.ts';
import { Environment } from '../environment.ts';
import { JourneyBus } from '../journey/event.ts';
import { Machine } from '../machine/machine.ts';
import { addAddress } from '../netlink/address.ts';
import { addVeth, setUp } from '../netlink/link.ts';
import { setQueue } from '../netlink/queue.ts';
import { PacketBuffer } from '../skb/packet-buffer.ts';
import { impairLink, partition, setPower } from './fault.ts';
import type { Impairments } from './impairment.ts';

interface Cable {
  readonly clock: Clock;
  readonly near: NetDevice;
  readonly far: NetDevice;
  readonly machines: readonly [Machine, Machine];
  /** Send one packet with this number as its identification. */
  send(number: number): void;
  /** Numbers that arrived, with the milliseconds of their arrival. */
  readonly arrived: (readonly [number: number, at: number])[];
}

/** Two machines and a cable between them; at the far end somebody writes down what comes. */
function cable(seed = 'faults'): Cable {
  const clock = new Clock();
  const environment = new Environment({
    clock,
    random: new Random(seed),
    journeys: new JourneyBus(),
    epoch: 0,
  });
  const machines = [new Machine(environment, 'one'), new Machine(environment, 'other')] as const;
  const pair = addVeth(
    { namespace: machines[0].host, name: 'eth0', mac: '02:00:00:00:00:01' as Mac },
    { namespace: machines[1].host, name: 'eth0', mac: '02:00:00:00:00:02' as Mac },
  );
  if ('errno' in pair) throw new Error(pair.errno);
  const [near, far] = pair;
  setUp(near);
  setUp(far);
  clock.runUntil(10 * second);
  const start = clock.now;
  const arrived: [number, number][] = [];
  machines[1].host.captures.add({
    device: far,
    see: (_device, skb, type) => {
      if (type !== 'outgoing' && skb.packet.kind === 'ipv4')
        arrived.push([skb.packet.id, (clock.now - start) / millisecond]);
    },
  });
  return {
    clock,
    near,
    far,
    machines,
    arrived,
    send(number) {
      const packet = ipv4({
        source: Address.parse('192.0.2.1'),
        destination: Address.parse('192.0.2.2'),
        ttl: 64,
        id: number,
        payload: { kind: 'bytes', protocol: 253, data: new Uint8Array(100) },
      });
      const skb = new PacketBuffer(number, packet);
      skb.source = near.mac;
      skb.destination = far.mac;
      near.transmit(skb);
    },
  };
}

function sent(count: number, impairments: Impairments, made = cable()): Cable {
  impairLink(made.near, impairments);
  for (let number = 1; number <= count; number++) made.send(number);
  made.clock.runUntil(made.clock.now + 10 * second);
  return made;
}

function numbers({ arrived }: Cable): readonly number[] {
  return arrived.map(([number]) => number);
}

describe('a bad cable', () => {
  it('loses packets as a pattern says, again and again', () => {
    expect(numbers(sent(8, { pattern: '..x' }))).toEqual([1, 2, 4, 5, 7, 8]);
  });

  it('loses about as many as the probability says, the same ones in every run', () => {
    const first = numbers(sent(1000, { loss: { probability: 0.3 } }));
    expect(first.length).toBeGreaterThan(640);
    expect(first.length).toBeLessThan(760);
    expect(numbers(sent(1000, { loss: { probability: 0.3 } }))).toEqual(first);
    expect(numbers(sent(1000, { loss: { probability: 0.3 } }, cable('another')))).not.toEqual(first);
  });

  it('loses everything or nothing at the ends of the scale', () => {
    expect(numbers(sent(50, { loss: { probability: 1 } }))).toEqual([]);
    expect(numbers(sent(50, { loss: { probability: 0 } }))).toHaveLength(50);
  });

  it('delays, and with jitter lets packets overtake each other', () => {
    const { arrived } = sent(3, { delay: 100 * millisecond });
    expect(arrived.map(([, at]) => Math.round(at))).toEqual([100, 100, 100]);
    const shaken = sent(200, { delay: 100 * millisecond, jitter: 10 * millisecond });
    const times = shaken.arrived.map(([, at]) => at);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(90);
    expect(Math.max(...times)).toBeLessThanOrEqual(110.1);
    expect(numbers(shaken)).not.toEqual(numbers(shaken).toSorted((one, other) => one - other));
    expect(new Set(numbers(shaken)).size).toBe(200);
  });

  it('repeats packets', () => {
    expect(numbers(sent(3, { duplicate: { probability: 1 } }))).toEqual([1, 1, 2, 2, 3, 3]);
  });

  it('lets every third packet go at once when it reorders with a gap', () => {
    const { arrived } = sent(6, { delay: 50 * millisecond, reorder: { probability: 1, gap: 3 } });
    expect(arrived.filter(([, at]) => at < 1).map(([number]) => number)).toEqual([3, 6]);
  });

  it('carries no more than its rate', () => {
    // 134 octets with their Ethernet header at 13,400 a second.
    const { arrived } = sent(4, { rate: { octets: 13_400 } });
    expect(arrived.map(([, at]) => Math.round(at))).toEqual([10, 20, 30, 40]);
  });

  it('damages packets so that a checksum on the way tells', () => {
    const made = cable();
    addAddress(made.far, { prefix: Prefix.parse('192.0.2.2/24') });
    let received = 0;
    made.machines[1].host.sockets.deliver = () => {
      received++;
      return true;
    };
    made.send(1);
    made.clock.runUntil(made.clock.now + second);
    expect(received).toBe(1);
    sent(300, { corrupt: { probability: 1 } }, made);
    expect(made.arrived.length).toBeGreaterThan(200);
    // Of the turned bits those in the source's MAC address harm nobody: 6 of 134 octets.
    expect(received).toBeLessThan(40);
  });

  it('is a good one again when the fault is taken back', () => {
    const made = sent(2, { loss: { probability: 1 } });
    impairLink(made.near, undefined);
    expect(made.near.fault).toBeUndefined();
    made.send(3);
    made.clock.runUntil(made.clock.now + second);
    expect(numbers(made)).toEqual([3]);
    expect(made.near.statistics.txPackets).toBeGreaterThanOrEqual(3);
  });
});

describe('machines', () => {
  it('do not hear each other across a partition, and do afterwards', () => {
    const made = cable();
    partition(...made.machines, 'cut');
    made.send(1);
    made.clock.runUntil(made.clock.now + second);
    partition(...made.machines, 'joined');
    made.send(2);
    made.clock.runUntil(made.clock.now + second);
    expect(numbers(made)).toEqual([2]);
    expect([made.near.fault, made.far.fault]).toEqual([undefined, undefined]);
  });

  it('without power are silent until it is back', () => {
    const made = cable();
    setPower(made.machines[1], false);
    made.send(1);
    made.clock.runUntil(made.clock.now + second);
    setPower(made.machines[1], true);
    made.send(2);
    made.clock.runUntil(made.clock.now + second);
    expect(numbers(made)).toEqual([2]);
  });
});

describe('netem as a queue', () => {
  it('keeps what it loses from captures and counters of the sender, and counts it itself', () => {
    const made = cable();
    let seen = 0;
    made.machines[0].host.captures.add({ device: made.near, see: () => seen++ });
    const before = made.near.statistics.txPackets;
    setQueue(made.near, 'add', { kind: 'netem', handle: 1, impairments: { pattern: 'x.' } });
    for (let number = 1; number <= 4; number++) made.send(number);
    made.clock.runUntil(made.clock.now + second);
    expect(numbers(made)).toEqual([2, 4]);
    expect(seen).toBe(2);
    expect(made.near.statistics.txPackets - before).toBe(2);
    expect(made.near.queue?.statistics).toMatchObject({ packets: 2, dropped: 2, length: 0, backlog: 0 });
  });

  it('drops what does not fit while packets wait, and forgets them when the device goes down', () => {
    const made = cable();
    setQueue(made.near, 'add', {
      kind: 'netem',
      handle: 1,
      limit: 2,
      impairments: { delay: second },
    });
    for (let number = 1; number <= 5; number++) made.send(number);
    expect(made.near.queue?.statistics).toMatchObject({ dropped: 3, length: 2, backlog: 268 });
    made.near.queue?.reset();
    made.clock.runUntil(made.clock.now + 2 * second);
    expect(numbers(made)).toEqual([]);
  });
});
