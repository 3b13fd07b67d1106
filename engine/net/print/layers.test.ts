import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ethernet } from '../packet/ethernet.ts';
import { ethernet } from '../testing/arbitrary-packet.ts';
import { samples } from '../testing/sample-packets.ts';
import { octets } from '../wire/length.ts';
import { layers, type Layer } from './layers.ts';

/** How many times each bit of the packet is claimed by a field. */
function claims(frame: Ethernet): Uint8Array {
  const claimed = new Uint8Array(octets(frame) * 8);
  for (const { fields } of layers(frame))
    for (const { at, length, bits } of fields) {
      const [first, count] = bits ?? [0, length * 8];
      for (let bit = at * 8 + first; bit < at * 8 + first + count; bit++)
        claimed[bit] = (claimed[bit] ?? 0) + 1;
    }
  return claimed;
}

function tile(frame: Ethernet): void {
  let end = 0;
  for (const layer of layers(frame)) {
    expect(layer.at).toBe(end);
    end += layer.length;
  }
  expect(end).toBe(octets(frame));
  expect(claims(frame).every((count) => count === 1)).toBe(true);
}

const sample = (name: string): Ethernet => {
  const found = samples.find(([each]) => each === name);
  if (found === undefined) throw new Error(`no sample ${name}`);
  return found[1];
};

const outline = (tree: readonly Layer[]) =>
  tree.map(({ name, depth, role }) => `${name} ${String(depth)} ${role}`);

const valueOf = (tree: readonly Layer[], layer: string, name: string) =>
  tree.find((each) => each.name === layer)?.fields.find((each) => each.name === name)?.value;

describe('the tree of a packet', () => {
  for (const [name, frame] of samples)
    it(`covers every bit of ${name} exactly once`, () => {
      tile(frame);
    });

  it('covers every bit of any packet exactly once', () => {
    fc.assert(fc.property(ethernet, tile), { numRuns: 200 });
  });

  it('flattens a tunnel from the outside in', () => {
    expect(outline(layers(sample('vxlan')))).toEqual([
      'Ethernet 0 carried',
      'IPv4 0 carried',
      'UDP 0 carried',
      'VXLAN 0 carried',
      'Ethernet 1 carried',
      'IPv4 1 carried',
      'TCP 1 carried',
    ]);
  });

  it('marks what an ICMP error quotes, and ends with the quote', () => {
    const tree = layers(sample('fragmentation needed'));
    expect(outline(tree).slice(2)).toEqual([
      'ICMP 0 carried',
      'IPv4 1 quoted',
      'TCP 1 quoted',
      'Data 1 quoted',
    ]);
    expect(tree.at(-1)?.fields[0]).toMatchObject({ length: 508, value: '1400 octets (cut off)' });
    expect(valueOf(tree, 'ICMP', 'Next-hop MTU')).toBe('1450');
    expect(tree[3]?.fields.find(({ name }) => name === 'Total length')?.value).toBe('1440');
  });

  it('says a TCP header as a person reads it', () => {
    const tcp = layers(sample('tcp syn'))[2];
    expect(
      tcp?.fields.map(({ name, value, at, length }) => `${String(at)}+${String(length)} ${name}: ${value}`),
    ).toEqual([
      '34+2 Source port: 43210',
      '36+2 Destination port: 80',
      '38+4 Sequence number: 4000000001',
      '42+4 Acknowledgement number: 0',
      '46+1 Data offset: 10 (40 octets)',
      '46+1 Reserved: 0',
      '47+1 Flags: SYN',
      '48+2 Window: 64860',
      '50+2 Checksum: 0xe293',
      '52+2 Urgent pointer: 0',
      '54+4 Option: maximum segment size: 1410',
      '58+2 Option: selective acknowledgement permitted: yes',
      '60+10 Option: timestamps: 3500000000, echo 0',
      '70+1 Option: no operation: ',
      '71+3 Option: window scale: 7 (× 128)',
    ]);
  });

  it('shows text that can be read', () => {
    expect(valueOf(layers(sample('udp')), 'Data', 'Data')).toBe('15 octets: "hello, datagram"');
    expect(valueOf(layers(sample('other protocol')), 'Data', 'Data')).toBe('3 octets');
  });
});
