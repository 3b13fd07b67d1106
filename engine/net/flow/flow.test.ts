import fc from 'fast-check';
import { describe as group, expect, it } from 'vitest';
import { Address } from '../address/address.ts';
import type { Ethernet, IpPacket } from '../packet/ethernet.ts';
import { ipv4 } from '../packet/ipv4.ts';
import { ipPacket } from '../testing/arbitrary-packet.ts';
import { address } from '../testing/arbitrary-address.ts';
import { samples, syn } from '../testing/sample-packets.ts';
import { describe } from './describe.ts';
import { flowKey, flowOf, flowText, invert, isInvertible, sameFlow } from './flow.ts';
import { hopLimitOf, quotedOf, withDestination, withHopLimit, withQuoted, withSource } from './rewrite.ts';

const client = Address.parse('10.8.0.5');
const service = Address.parse('10.96.10.50');
const pod = Address.parse('10.8.1.7');

function sample(name: string): Ethernet {
  const found = samples.find(([each]) => each === name);
  if (found === undefined) throw new Error(`no sample ${name}`);
  return found[1];
}

function packetOf(name: string): IpPacket {
  const { payload } = sample(name);
  if (payload.kind === 'arp') throw new Error(`${name} is no IP packet`);
  return payload;
}

group('the flow of a packet', () => {
  it('is its two ends and its protocol', () => {
    expect(flowOf(packetOf('tcp syn'))).toEqual({
      family: 4,
      protocol: 6,
      source: client,
      destination: pod,
      sourcePort: 43210,
      destinationPort: 80,
    });
  });

  it('turned round twice is itself', () => {
    fc.assert(
      fc.property(ipPacket, (packet) => {
        expect(invert(invert(flowOf(packet)))).toEqual(flowOf(packet));
      }),
    );
  });

  it('has the same key exactly when it is the same flow', () => {
    fc.assert(
      fc.property(ipPacket, ipPacket, (one, other) => {
        const [first, second] = [flowOf(one), flowOf(other)];
        expect(flowKey(first) === flowKey(second)).toBe(sameFlow(first, second));
        expect(sameFlow(first, flowOf({ ...one }))).toBe(true);
      }),
    );
  });

  it('of an echo request is answered by an echo reply of the same id', () => {
    const request = flowOf(packetOf('echo request'));
    expect(request).toMatchObject({ sourcePort: 7, destinationPort: 8 * 256 });
    expect(invert(request)).toEqual(flowOf(withSource(withDestination(packetOf('echo reply'), client), pod)));
  });

  it('of an ICMP error or of neighbour discovery has no answer', () => {
    const invertible = (name: string) => isInvertible(flowOf(packetOf(name)));
    expect(['tcp syn', 'udp', 'echo request', 'icmpv6 echo reply', 'other protocol'].every(invertible)).toBe(
      true,
    );
    expect(['time exceeded', 'redirect', 'neighbour solicitation', 'packet too big'].some(invertible)).toBe(
      false,
    );
  });

  it.each([
    ['tcp syn', 'tcp 10.8.0.5:43210 → 10.8.1.7:80'],
    ['udp over ipv6', 'udp [fd00:10:8::5]:33333 → [fd00:10:8:1::7]:9999'],
    ['echo request', 'icmp 10.8.0.5 → 10.8.1.7 id 7 type 8 code 0'],
    ['other protocol', 'proto 253 10.8.0.5 → 10.8.1.7'],
  ])('of %s reads %s', (name, text) => {
    expect(flowText(flowOf(packetOf(name)))).toBe(text);
  });
});

group('a packet with another end', () => {
  const port = fc.integer({ min: 0, max: 65535 });

  it('differs in that end alone, and the packet given stays as it was', () => {
    fc.assert(
      fc.property(ipPacket, address, port, (packet, other, number) => {
        const before = structuredClone(flowOf(packet));
        const flow = flowOf(packet);
        const moved = withSource(packet, other, number);
        expect(moved.source).toBe(other);
        expect(withSource(moved, packet.source, flow.sourcePort)).toEqual(packet);
        const sent = withDestination(packet, other, number);
        expect(sent.destination).toBe(other);
        expect(withDestination(sent, packet.destination, flow.destinationPort)).toEqual(packet);
        expect(structuredClone(flowOf(packet))).toEqual(before);
      }),
    );
  });

  it('has the port that was asked for', () => {
    const translated = withDestination(
      ipv4({ source: client, destination: service, payload: syn }),
      pod,
      8080,
    );
    expect(flowOf(translated)).toMatchObject({ destination: pod, destinationPort: 8080, sourcePort: 43210 });
    expect(flowOf(withSource(translated, service, 1024))).toMatchObject({
      source: service,
      sourcePort: 1024,
    });
  });

  it('takes an ICMP id for the source port, and no port at all for a fragment', () => {
    expect(flowOf(withSource(packetOf('echo request'), service, 99))).toMatchObject({
      source: service,
      sourcePort: 99,
    });
    expect(withSource(packetOf('fragment 0'), service, 99).payload).toBe(packetOf('fragment 0').payload);
  });

  it('translates what an ICMP error quotes', () => {
    const error = packetOf('time exceeded');
    const changed = withQuoted(error, (quoted) => withDestination(quoted, service, 443));
    const quoted = quotedOf(changed);
    expect(quoted === undefined ? undefined : flowText(flowOf(quoted))).toBe(
      'tcp 10.8.0.5:43210 → 10.96.10.50:443',
    );
    expect(withQuoted(packetOf('udp'), () => packetOf('tcp syn'))).toBe(packetOf('udp'));
    expect(quotedOf(packetOf('udp'))).toBeUndefined();
  });

  it('has one hop fewer in either family', () => {
    for (const name of ['udp', 'udp over ipv6'])
      expect(hopLimitOf(withHopLimit(packetOf(name), 62))).toBe(62);
  });
});

group('one line that says what a packet is', () => {
  it.each([
    ['arp request', 'ARP who has 10.8.1.7? tell 10.8.0.5'],
    ['arp reply', 'ARP 10.8.0.5 is at 02:42:0a:08:00:05'],
    ['tcp syn', 'TCP 10.8.0.5:43210 → 10.8.1.7:80 [SYN]'],
    ['tcp data', 'TCP 10.8.0.5:43210 → 10.8.1.7:80 [PSH ACK] 29 octets'],
    ['udp', 'UDP 10.8.0.5:33333 → 10.8.1.7:9999 15 octets'],
    ['echo request', 'ICMP 10.8.0.5 → 10.8.1.7 echo request id 7 seq 1'],
    [
      'port unreachable',
      'ICMP 10.8.0.5 → 10.8.1.7 port unreachable | UDP 10.8.0.5:33333 → 10.8.1.7:9999 15 octets',
    ],
    ['redirect', 'ICMP 10.8.0.5 → 10.8.1.7 redirect code 1 | TCP 10.8.0.5:43210 → 10.8.1.7:80 [SYN]'],
    ['time exceeded', 'ICMP 10.8.0.5 → 10.8.1.7 time exceeded | TCP 10.8.0.5:43210 → 10.8.1.7:80 [SYN]'],
    ['fragment 1', 'UDP fragment 10.8.0.5 → 10.8.1.7 octets 976–1951, more follow'],
    ['fragment 2', 'UDP fragment 10.8.0.5 → 10.8.1.7 octets 1952–2007, the last'],
    ['vxlan', 'VXLAN 10.10.20.4 → 10.10.20.5 VNI 1 | TCP 10.8.0.5:43210 → 10.8.1.7:80 [SYN]'],
    ['ip in ip', 'IPIP 10.10.20.4 → 10.10.20.5 | TCP 10.8.0.5:43210 → 10.8.1.7:80 [SYN]'],
    ['other protocol', 'PROTO 253 10.8.0.5 → 10.8.1.7 3 octets'],
    ['tcp over ipv6', 'TCP [fd00:10:8::5]:43210 → [fd00:10:8:1::7]:80 [SYN]'],
    ['neighbour solicitation', 'ICMPv6 fd00:10:8::5 → fd00:10:8:1::7 who has fd00:10:8:1::7?'],
    [
      'neighbour advertisement',
      'ICMPv6 fd00:10:8::5 → fd00:10:8:1::7 fd00:10:8:1::7 is at 02:42:0a:08:00:05',
    ],
  ])('%s: %s', (name, line) => {
    expect(describe(sample(name))).toBe(line);
  });

  it('tells the MTU of an error about size', () => {
    expect(describe(packetOf('fragmentation needed'))).toContain(' fragmentation needed, MTU 1450 | TCP ');
    expect(describe(packetOf('packet too big'))).toContain(' packet too big, MTU 1450 | TCP ');
  });
});
