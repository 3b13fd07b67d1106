// @vitest-environment node
import { describe, expect, test } from 'vitest';
import { fromBase64 } from '../../packet-journey/model/base64.ts';
import { projectJourney } from '../../packet-journey/model/project-journey.ts';
import { addresses, openStory } from '../../testing/story-cluster.ts';
import { consequences } from './consequences.ts';
import { editField, editText, fieldChanges } from './edit-field.ts';
import { fieldAt, numberAt, placeText, readOctets, type OctetView } from './octet-view.ts';

const world = openStory();
const journey = projectJourney(
  world.journey({ from: 'pod/default/client', to: addresses['web-2'], port: 80, protocol: 'tcp' }),
  { map: world.map() },
);
/** A SYN on the cable between two nodes: Ethernet, IP, UDP, VXLAN, Ethernet, IP, TCP. */
const wrapped = journey.steps.find(
  ({ decision, device, before }) =>
    decision === 'transmit' && device === 'eth0' && journey.packets[before]!.headers.length === 7,
)!;
const view = readOctets(fromBase64(journey.packets[wrapped.before]!.octets), 'ethernet');

const find = (name: string, field: string, which: 'outer' | 'inner' = 'inner', of: OctetView = view) => {
  const layers = of.layers.filter((each) => each.name === name);
  const layer = (which === 'outer' ? layers[0] : layers.at(-1))!;
  return { layer, field: layer.fields.find((each) => each.name === field)! };
};
const edit = (at: ReturnType<typeof find>, text: string, sums: 'recomputed' | 'left' = 'recomputed') => {
  const edited = editField(view, 'ethernet', at, text, sums);
  if (!edited.ok) throw new Error(edited.error);
  return edited.view;
};
const told = (changed: OctetView) =>
  fieldChanges(view, changed).map(
    ({ layer, name, before, after }) => `${layer} ${name}: ${before} → ${after}`,
  );

describe('fields and octets', () => {
  test('each octet is in a field, and a field knows its octets', () => {
    for (let octet = 0; octet < view.bytes.length; octet++) expect(fieldAt(view, octet)).toBeDefined();
    const { field } = find('IPv4', 'Time to live', 'outer');
    expect(fieldAt(view, field.at)!.field).toBe(field);
    expect(placeText(field)).toBe('octet 22');
    expect(placeText(find('IPv4', 'Header length', 'outer').field)).toBe('octet 14, bits 4 to 7');
    expect(numberAt(view.bytes, find('IPv4', 'Header length', 'outer').field)).toBe(5);
  });
});

describe('an edit', () => {
  const names = (changed: OctetView) => told(changed).map((text) => text.replace(/:.*/, ''));

  test('of the inner TTL changes its header’s checksum, which makes up for it in the sums around', () => {
    const changed = edit(find('IPv4', 'Time to live'), '1');
    expect(names(changed)).toEqual(['IPv4 Time to live', 'IPv4 Header checksum']);
    expect(changed.checksumErrors).toEqual([]);
  });

  test('of the inner frame changes the checksum of the UDP datagram it travels in', () => {
    expect(names(edit(find('Ethernet', 'Destination'), '02:00:00:00:00:09'))).toEqual([
      'UDP Checksum',
      'Ethernet Destination',
    ]);
  });

  test('of an address changes the checksum of TCP too, which covers it', () => {
    const changed = names(edit(find('IPv4', 'Destination'), '10.8.1.99'));
    expect(changed).toContain('TCP Checksum');
    expect(changed).toContain('IPv4 Header checksum');
  });

  test('without new checksums is found out: by the next kernel, or by the receiver only', () => {
    const ttl = find('IPv4', 'Time to live', 'outer');
    expect(consequences(edit(ttl, '9', 'left'), ttl).join()).toMatch(
      /IPv4 checksum at octet 24.*Every kernel/,
    );
    const port = find('TCP', 'Destination port');
    expect(consequences(edit(port, '81', 'left'), port).join()).toMatch(/TCP checksum.*Only the receiver/);
  });

  test('of a checksum itself is not put right behind the reader’s back', () => {
    const sum = find('TCP', 'Checksum');
    expect(edit(sum, '0xbeef').checksumErrors.map(({ layer }) => layer)).toContain('TCP');
  });

  test('that nobody can read says why', () => {
    const version = find('IPv4', 'Version', 'outer');
    expect(consequences(edit(version, '6', 'left'), version).join()).toMatch(/No kernel can read it/);
    expect(told(edit(version, '6', 'left'))).toEqual(['IPv4 Version: 4 → 6']);
  });

  test.each([
    ['IPv4', 'Time to live', '256', '0 to 255'],
    ['IPv4', 'Time to live', 'many', 'a whole number'],
    ['IPv4', 'Header length', '16', '4 bits'],
    ['IPv4', 'Destination', '10.8.1.300', 'four numbers from 0 to 255'],
    ['Ethernet', 'Source', '52:54', 'six octets'],
    ['TCP', 'Flags', 'SYN PUSH', 'no flag of TCP'],
    ['TCP', 'Option: timestamps', '00 01', 'must keep them'],
  ])('%s %s “%s” is refused with what would be right', (layer, field, text, words) => {
    const edited = editField(view, 'ethernet', find(layer, field), text, 'recomputed');
    expect(edited.ok ? '' : edited.error).toContain(words);
  });

  test('with what stands there changes nothing', () => {
    for (const layer of view.layers)
      for (const field of layer.fields)
        expect(told(edit({ layer, field }, editText(view, { layer, field })))).toEqual([]);
  });
});

test('flags are told by what a kernel makes of them', () => {
  const flags = find('TCP', 'Flags');
  expect(consequences(edit(flags, 'rst'), flags)[0]).toContain('ends the connection');
  expect(consequences(edit(flags, 'syn ack'), flags)[0]).toContain('sent SYN');
});
