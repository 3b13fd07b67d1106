/**
 * The kernel by itself: packets through rule sets of growing length, what a namespace at rest costs, and whether ten
 * million packets leave anything behind. One router between two hosts; every packet passes every hook of the router.
 */
import { Clock } from '../engine/clock/clock.ts';
import { Random } from '../engine/clock/random.ts';
import { Environment } from '../engine/linux/environment.ts';
import { JourneyBus } from '../engine/linux/journey/event.ts';
import { Machine } from '../engine/linux/machine/machine.ts';
import type { NetworkNamespace } from '../engine/linux/namespace/namespace.ts';
import { addAddress } from '../engine/linux/netlink/address.ts';
import { addVeth, setUp } from '../engine/linux/netlink/link.ts';
import { addRoute } from '../engine/linux/netlink/route.ts';
import { restore } from '../engine/linux/netfilter/iptables/restore.ts';
import { applyCommands } from '../engine/linux/netfilter/nftables/apply.ts';
import { parseCommands } from '../engine/linux/netfilter/nftables/parse/command.ts';
import { nfTables } from '../engine/linux/netfilter/nftables/tables.ts';
import { Address } from '../engine/net/address/address.ts';
import { Prefix } from '../engine/net/address/prefix.ts';
import { ipv4, type Ipv4 } from '../engine/net/packet/ipv4.ts';
import type { Row } from './row.ts';

const steps = [1, 10, 1000, 10_000];
/** As many as come round again before they are forgotten. */
const connections = 1000;
const everybody = Prefix.parse('0.0.0.0/0');

/** Microseconds are those of a packet. The router's rules stand in nobody's way. */
export function kernelRows(): readonly Row[] {
  const rows: Row[] = [];
  for (const rules of steps)
    rows.push({
      what: `iptables, ${String(rules)} rules`,
      value: packetTime(withIptables(rules)),
      unit: 'µs',
    });
  for (const elements of steps)
    rows.push({
      what: `nftables verdict map, ${String(elements)} elements`,
      value: packetTime(withMap(elements)),
      unit: 'µs',
    });
  rows.push({ what: 'memory of a namespace at rest', value: namespaceMemory(), unit: 'kB', budget: 20 });
  rows.push(...endurance());
  return rows;
}

interface Line {
  readonly clock: Clock;
  readonly router: NetworkNamespace;
  /** One packet from end to end. */
  readonly send: () => void;
}

function environment(): Environment {
  return new Environment({
    clock: new Clock(),
    random: new Random('bench'),
    journeys: new JourneyBus(),
    epoch: 0,
  });
}

/** client 10.0.0.1 – 10.0.0.2 router 10.0.1.2 – 10.0.1.1 server, which hears and forgets what is for 10.0.9.9. */
function line(): Line {
  const world = environment();
  const machine = new Machine(world, 'bench');
  const [client, router, server] = ['client', 'router', 'server'].map((name) => machine.addNamespace(name));
  if (client === undefined || router === undefined || server === undefined) throw new Error('no namespaces');
  cable(client, router, 0);
  cable(server, router, 1);
  router.sysctl.set('net.ipv4.ip_forward', '1');
  through(client, '0.0.0.0/0', '10.0.0.2');
  through(router, '10.0.9.0/24', '10.0.1.1');
  const source = Address.parse('10.0.0.1');
  const destination = Address.parse('10.0.9.9');
  const data = new Uint8Array(32);
  const packets: readonly Ipv4[] = Array.from({ length: connections }, (_, at) =>
    ipv4({
      source,
      destination,
      payload: { kind: 'udp', sourcePort: 40_000 + at, destinationPort: 9, payload: { kind: 'data', data } },
    }),
  );
  const { clock } = world;
  let turn = 0;
  const send = (): void => {
    const packet = packets[turn++ % connections];
    if (packet !== undefined) client.ipv4.send({ packet });
    clock.runUntil(clock.now + 50);
  };
  for (let count = 0; count < 2000; count++) send();
  const arrived = server.devices.list().some(({ statistics }) => statistics.rxPackets >= 1900);
  if (!arrived) throw new Error('packets do not arrive');
  return { clock, router, send };
}

function cable(host: NetworkNamespace, router: NetworkNamespace, net: number): void {
  const ends = addVeth({ namespace: host, name: 'eth0' }, { namespace: router, name: `eth${String(net)}` });
  if ('errno' in ends) throw new Error(ends.errno);
  for (const [index, end] of ends.entries()) {
    addAddress(end, { prefix: Prefix.parse(`10.0.${String(net)}.${String(index + 1)}/24`) });
    setUp(end);
  }
}

function through(namespace: NetworkNamespace, destination: string, gateway: string): void {
  const error = addRoute(namespace, {
    destination: destination === '0.0.0.0/0' ? everybody : Prefix.parse(destination),
    nexthops: [{ gateway: Address.parse(gateway) }],
  });
  if (error !== undefined) throw new Error(error.errno);
}

/** An address that no packet has. */
function stranger(number: number): string {
  return `198.18.${String(number >> 8)}.${String(number & 255)}`;
}

function withIptables(rules: number): Line {
  const made = line();
  const text = Array.from({ length: rules }, (_, at) => `-A FORWARD -d ${stranger(at)}/32 -p udp -j DROP`);
  const failure = restore(made.router.netfilter.iptables, `*filter\n${text.join('\n')}\nCOMMIT\n`);
  if (failure !== undefined) throw new Error(failure.message);
  return made;
}

function withMap(elements: number): Line {
  const made = line();
  const members = Array.from({ length: elements }, (_, at) => `${stranger(at)} : drop`).join(', ');
  const text = `table ip t { map m { type ipv4_addr : verdict; elements = { ${members} } }
    chain forward { type filter hook forward priority 0; ip daddr vmap @m; } }`;
  applyCommands(
    nfTables.of(made.router),
    parseCommands(text, { interfaceIndex: () => undefined }),
    made.clock.now,
  );
  return made;
}

/** Microseconds of real time a packet takes: the median of seven turns. */
function packetTime({ send }: Line): number {
  const times: number[] = [];
  for (let turn = 0; turn < 7; turn++) {
    const end = performance.now() + 60;
    let count = 0;
    const start = performance.now();
    while (performance.now() < end) for (let some = 0; some < 10; some++, count++) send();
    times.push(((performance.now() - start) * 1000) / count);
  }
  return times.sort((one, other) => one - other)[3] ?? Number.NaN;
}

/** Kilobytes a pod's namespace takes: lo, one end of a pair, an address, a default route. */
function namespaceMemory(): number {
  const machine = new Machine(environment(), 'bench');
  const make = (from: number, count: number): void => {
    for (let at = from; at < from + count; at++) {
      const pod = machine.addNamespace(`pod-${String(at)}`);
      const ends = addVeth(
        { namespace: pod, name: 'eth0' },
        { namespace: machine.host, name: `veth${String(at)}` },
      );
      if ('errno' in ends) throw new Error(ends.errno);
      setUp(pod.devices.loopback);
      addAddress(pod.devices.loopback, { prefix: Prefix.parse('127.0.0.1/8') });
      addAddress(ends[0], { prefix: Prefix.parse(`10.8.${String(at >> 8)}.${String(at & 255)}/16`) });
      setUp(ends[0]);
      setUp(ends[1]);
      through(pod, '0.0.0.0/0', '10.8.255.254');
    }
  };
  make(0, 100);
  const before = heap();
  const count = 2000;
  make(100, count);
  machine.environment.clock.runUntil(60_000_000);
  const each = (heap() - before) / count / 1024;
  if (machine.namespaces.size === 0) throw new Error('the machine was collected');
  return each;
}

function heap(): number {
  if (globalThis.gc === undefined) throw new Error('run with --expose-gc');
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

/** Ten million packets of many connections: the last million against the first, and what the heap grew by. */
function endurance(): readonly Row[] {
  const { router, send } = withIptables(10);
  const tracking = '*filter\n-A FORWARD -m conntrack --ctstate INVALID -j DROP\nCOMMIT\n';
  const failure = restore(router.netfilter.iptables, tracking);
  if (failure !== undefined) throw new Error(failure.message);
  const million = (): number => {
    const start = performance.now();
    for (let count = 0; count < 1_000_000; count++) send();
    return performance.now() - start;
  };
  million();
  const before = heap();
  const first = million();
  for (let count = 0; count < 7; count++) million();
  const last = million();
  return [
    { what: 'the tenth million of packets against the second', value: last / first, unit: '×' },
    { what: 'the heap grew by, after ten million', value: (heap() - before) / 1024, unit: 'kB' },
  ];
}
