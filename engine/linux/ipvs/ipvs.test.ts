import { describe, expect, it } from 'vitest';
import { Clock, second } from '../../clock/clock.ts';
import { Random } from '../../clock/random.ts';
import { Address } from '../../net/address/address.ts';
import { Prefix } from '../../net/address/prefix.ts';
import { ipProtocol } from '../../net/packet/transport.ts';
import { Environment } from '../environment.ts';
import { FileTree } from '../file/file-tree.ts';
import { type JourneyEvent, JourneyBus } from '../journey/event.ts';
import { Machine } from '../machine/machine.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { addAddress } from '../netlink/address.ts';
import { addDummy, addVeth, setUp } from '../netlink/link.ts';
import { addRoute, defaultPrefix } from '../netlink/route.ts';
import { restore } from '../netfilter/iptables/restore.ts';
import { connectionText } from '../netfilter/conntrack/text.ts';
import type { Process } from '../process/process.ts';
import { devNull } from '../process/stream.ts';
import type { Running } from '../process/wait.ts';
import { acceptAndClose } from '../program/echo.ts';
import { procConnections, procServices, procStatistics } from './proc.ts';
import { type Ipvs, ipvsOf } from './ipvs.ts';
import type { DestinationOptions, ServiceKey, ServiceOptions } from './service.ts';

const virtual = Address.parse('10.99.0.1');
const key: ServiceKey = { protocol: ipProtocol.tcp, address: virtual, port: 80 };

/** client 10.0.1.2 — balancer — servers 10.0.2.2, 10.0.3.2, each on a wire of its own. */
class Balancer {
  readonly clock = new Clock();
  readonly environment = new Environment({
    clock: this.clock,
    random: new Random('ipvs'),
    journeys: new JourneyBus(),
    epoch: Date.UTC(2026, 10, 22),
  });
  readonly host: NetworkNamespace;
  readonly client: NetworkNamespace;
  readonly servers: readonly NetworkNamespace[];
  readonly ipvs: Ipvs;

  constructor() {
    const machine = new Machine(this.environment, 'balancer');
    machine.modules.offer('ip_vs');
    machine.modules.load('ip_vs');
    this.host = machine.host;
    this.host.sysctl.set('net.ipv4.ip_forward', 1);
    this.client = this.#plug(1);
    this.servers = [this.#plug(2), this.#plug(3)];
    for (const server of this.servers) this.run(server, acceptAndClose({ port: 8080 }));
    const dummy = addDummy(this.host, 'kube-ipvs0');
    if ('errno' in dummy) throw new Error(dummy.errno);
    addAddress(dummy, { prefix: Prefix.host(virtual) });
    const ipvs = ipvsOf(this.host);
    if (ipvs === undefined) throw new Error('no ip_vs');
    this.ipvs = ipvs;
  }

  #plug(number: number): NetworkNamespace {
    const peer = new Machine(this.environment, `peer${String(number)}`).host;
    const ends = addVeth(
      { namespace: this.host, name: `eth${String(number)}` },
      { namespace: peer, name: 'eth0' },
    );
    if ('errno' in ends) throw new Error(ends.errno);
    for (const [index, end] of ends.entries()) {
      setUp(end.namespace.devices.loopback);
      addAddress(end, { prefix: Prefix.parse(`10.0.${String(number)}.${String(index + 1)}/24`) });
      setUp(end);
    }
    const gateway = Address.parse(`10.0.${String(number)}.1`);
    addRoute(peer, {
      destination: defaultPrefix(4),
      type: 'unicast',
      nexthops: [{ gateway }],
    });
    return peer;
  }

  run(place: NetworkNamespace, program: (process: Process<NetworkNamespace>) => Running<number>) {
    return place.machine.processes.start({
      program,
      arguments: ['program'],
      place,
      files: new FileTree(),
      stdin: devNull,
      stdout: devNull,
      stderr: devNull,
    });
  }

  add(
    options: Partial<ServiceOptions> = {},
    servers: readonly Partial<DestinationOptions>[] = [{}, {}],
  ): void {
    expect(this.ipvs.services.add(key, { scheduler: 'rr', ...options })).toBeUndefined();
    for (const [at, server] of servers.entries()) {
      const address = Address.parse(`10.0.${String(at + 2)}.2`);
      const plain = { address, port: 8080, weight: 1, forwarding: 'masquerade' } as const;
      expect(this.ipvs.services.addDestination(key, { ...plain, ...server })).toBeUndefined();
    }
  }

  /** A client connects, and the server closes. @returns the error */
  connect(from = this.client, to = virtual): string | undefined {
    let answer: string | undefined = 'EINPROGRESS';
    const process = this.run(from, function* (self) {
      const socket = self.place.sockets.tcp(self);
      answer = yield* socket.connect(to, 80, self.clock.now + 2 * second);
      if (answer === undefined) yield* socket.receive(self.clock.now + second);
      socket.close();
      return 0;
    });
    this.clock.runWhile(() => process.exit === undefined);
    this.clock.runUntil(this.clock.now + second / 10);
    return answer;
  }

  /** Which server each connection went to, oldest first. */
  get chosen(): readonly string[] {
    return this.ipvs
      .list()
      .filter(({ isTemplate }) => !isTemplate)
      .map(({ real }) => real.text);
  }
}

describe('a virtual service', () => {
  it('sends connections to its servers by turns, and answers in its own name', () => {
    const lab = new Balancer();
    lab.add();
    for (let count = 0; count < 3; count++) expect(lab.connect()).toBeUndefined();
    // The server that was added last stands first.
    expect(lab.chosen).toEqual(['10.0.3.2', '10.0.2.2', '10.0.3.2']);
    expect(procServices(lab.ipvs)).toBe(
      'IP Virtual Server version 1.2.1 (size=4096)\n' +
        'Prot LocalAddress:Port Scheduler Flags\n' +
        '  -> RemoteAddress:Port Forward Weight ActiveConn InActConn\n' +
        'TCP  0A630001:0050 rr  \n' +
        '  -> 0A000302:1F90      Masq    1      0          2         \n' +
        '  -> 0A000202:1F90      Masq    1      0          1         \n',
    );
    expect(procConnections(lab.ipvs).split('\n')[1]).toMatch(
      /^TCP 0A000102 [0-9A-F]{4} 0A630001 0050 0A000302 1F90 TIME_WAIT +11\d$/,
    );
    expect(procStatistics(lab.ipvs)).toContain('\n       3 ');
  });

  it('passes the filter of INPUT on its way in and FORWARD on its way back', () => {
    const lab = new Balancer();
    lab.add();
    restore(
      lab.host.netfilter.iptables,
      '*filter\n-A INPUT -d 10.99.0.1 -p tcp --dport 80 -j DROP\nCOMMIT\n',
    );
    expect(lab.connect()).toBe('EINPROGRESS');
    expect(lab.chosen).toEqual([]);
    restore(lab.host.netfilter.iptables, '*filter\n-A FORWARD -s 10.0.0.0/8 -j DROP\nCOMMIT\n');
    expect(lab.connect()).toBe('EINPROGRESS');
    expect(lab.chosen).toHaveLength(1);
  });

  it('refuses what no server may take', () => {
    const lab = new Balancer();
    lab.add({}, [{ weight: 0 }]);
    expect(lab.connect()).toBe('ECONNREFUSED');
  });

  it('is reached by the balancer itself too', () => {
    const lab = new Balancer();
    lab.add();
    expect(lab.connect(lab.host)).toBeUndefined();
  });

  it('leaves connection tracking out unless told, and then shows the server as who answers', () => {
    const lab = new Balancer();
    restore(lab.host.netfilter.iptables, '*filter\n-A INPUT -m conntrack --ctstate NEW\nCOMMIT\n');
    lab.add();
    const { conntrack } = lab.host.netfilter;
    lab.connect();
    expect(conntrack.list()).toEqual([]);
    lab.host.sysctl.set('net.ipv4.vs.conntrack', 1);
    lab.connect();
    const [row] = conntrack.list();
    expect(row === undefined ? '' : connectionText(row, conntrack.now)).toMatch(
      /src=10\.0\.1\.2 dst=10\.99\.0\.1 sport=(\d+) dport=80 src=10\.0\.2\.2 dst=10\.0\.1\.2 sport=8080 dport=\1 \[ASSURED\]/,
    );
  });

  it('is masqueraded after the choice, as a proxy wants it', () => {
    const lab = new Balancer();
    lab.host.sysctl.set('net.ipv4.vs.conntrack', 1);
    restore(lab.host.netfilter.iptables, '*nat\n-A POSTROUTING -p tcp --dport 8080 -j MASQUERADE\nCOMMIT\n');
    lab.add({}, [{}]);
    expect(lab.connect()).toBeUndefined();
    const [row] = lab.host.netfilter.conntrack.list();
    expect(row?.reply.destination.text).toBe('10.0.2.1');
  });

  it('keeps a client with its server for as long as it says', () => {
    const lab = new Balancer();
    lab.add({ persistence: 300 });
    for (let count = 0; count < 3; count++) lab.connect();
    expect(new Set(lab.chosen).size).toBe(1);
    expect(procConnections(lab.ipvs)).toMatch(/TCP 0A000102 0000 0A630001 0050 0A000302 1F90 ASSURED +\d+\n/);
    const template = lab.ipvs.list().find(({ isTemplate }) => isTemplate);
    expect(template?.controlled).toBe(3);
    lab.clock.runUntil(lab.clock.now + 900 * second);
    expect(lab.ipvs.list()).toEqual([]);
  });

  it('drops what belongs to a deleted server, unless it shall begin anew', () => {
    const lab = new Balancer();
    lab.add({}, [{}]);
    lab.connect();
    lab.ipvs.services.deleteDestination(key, Address.parse('10.0.2.2'), 8080);
    expect(lab.connect()).toBe('ECONNREFUSED');
    expect(
      lab.ipvs.services.addDestination(key, {
        address: Address.parse('10.0.2.2'),
        port: 8080,
        weight: 1,
        forwarding: 'masquerade',
      }),
    ).toBeUndefined();
    // Taken up from where it was deleted: the old connection still counts.
    expect(lab.ipvs.services.get(key)?.destinations[0]?.inactive).toBe(1);
  });

  it('tells a journey which servers there were and who was chosen', () => {
    const lab = new Balancer();
    lab.add();
    const events: JourneyEvent[] = [];
    const stop = lab.environment.journeys.listen((event) => events.push(event));
    lab.connect();
    stop();
    const [choice] = events.filter(({ sentence }) => sentence.includes('chooses'));
    expect(choice?.sentence).toBe(
      'IPVS: 10.99.0.1:80 is a virtual service; its scheduler `rr` chooses 10.0.3.2:8080, so its destination becomes 10.0.3.2:8080.',
    );
    expect(choice?.consulted[0]?.rows.map(({ matched }) => matched)).toEqual([true, true, false]);
    expect(events.some(({ sentence }) => sentence.includes('leaves as 10.99.0.1:80'))).toBe(true);
  });

  it('reaches a server by the link layer alone; its answers must find another way', () => {
    const lab = new Balancer();
    lab.add({}, [{ forwarding: 'direct', port: 80 }]);
    const [server] = lab.servers;
    if (server === undefined) throw new Error('no server');
    addAddress(server.devices.loopback, { prefix: Prefix.host(virtual) });
    lab.run(server, acceptAndClose({ port: 80 }));
    const events: JourneyEvent[] = [];
    lab.environment.journeys.listen((event) => events.push(event));
    // An answer from the service's address is a martian to the balancer, whose own address it is.
    expect(lab.connect()).toBe('EINPROGRESS');
    expect(events.some(({ machine, decision }) => machine === 'peer2' && decision === 'socket-receive')).toBe(
      true,
    );
    expect(lab.ipvs.list()[0]?.withoutOutput).toBe(true);
  });
});
