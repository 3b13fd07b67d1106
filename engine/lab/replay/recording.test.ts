import { describe, expect, it } from 'vitest';
import { closingLine, tally } from './report.ts';
import { compareRecord } from './compare.ts';
import { parseHeldBack, parseRecording, type RecordedCommand } from './recording.ts';
import { stepsOf } from './steps.ts';

const lab = '{"lab":"vxlan","services":"basic","kube_proxy":"iptables"}';

function complaint(...lines: string[]): string {
  const parsed = parseRecording(lines.join('\n'), 'a.jsonl');
  return parsed.ok ? '' : parsed.error;
}

describe('a recording', () => {
  it.each([
    ['is empty', [''], 'a.jsonl: empty: the first line names the lab'],
    [
      'has no lab line',
      ['{"on":"w1","cmd":"ip a","exit":0}'],
      'a.jsonl:1: the first line of a recording names its "lab"',
    ],
    [
      'names an unknown lab',
      [lab.replace('vxlan', 'ring')],
      'a.jsonl:1.lab: one of vxlan, hostgw, calico-vxlan, calico-bgp, calico-ipip is wanted, not "ring"',
    ],
    [
      'has a line that is not JSON',
      [lab, 'ping'],
      `a.jsonl:2: not JSON: Unexpected token 'p', "ping" is not valid JSON`,
    ],
    [
      'has a step nobody knows',
      [lab, '{"do":"jump"}'],
      'a.jsonl:2.do: one of exec, sleep, capture, stop is wanted, not "jump"',
    ],
    [
      'has an unknown field',
      [lab, '{"on":"w1","cmd":"id","exit":0,"colour":1}'],
      'a.jsonl:2: unknown field "colour"',
    ],
    ['lacks a field', [lab, '{"on":"w1","exit":0}'], 'a.jsonl:2: the field "cmd" is missing'],
    [
      'ends a capture that does not run',
      [lab, '{"do":"stop","id":"c1"}'],
      'a.jsonl:2: no capture "c1" is running here',
    ],
  ])('that %s is refused with its place', (_, lines, expected) => {
    expect(complaint(...lines)).toBe(expected);
  });

  it('runs held-back records where they ran', () => {
    const parsed = parseRecording(
      [
        lab,
        '{"do":"exec","on":"w1","cmd":"ip link add d0 type dummy"}',
        '{"on":"w1","cmd":"ip a","exit":0}',
      ].join('\n'),
      'a.jsonl',
    );
    const held = parseHeldBack(
      [
        '{"on":"w1","cmd":"ip link add d0 type dummy","exit":0,"after":0,"step":1}',
        '{"on":"w1","cmd":"tcpdump -c1","exit":0,"after":1,"until":2}',
        '{"on":"w1","cmd":"ip r","exit":0,"after":2}',
      ].join('\n'),
      'held.jsonl',
    );
    if (!parsed.ok || !held.ok) throw new Error('unreadable');
    const steps = stepsOf(parsed.value, held.value);
    expect(steps.map((step) => [step.kind, 'key' in step ? step.key : 'id' in step ? step.id : ''])).toEqual([
      ['run', 'h0'],
      ['capture', 'h1'],
      ['run', 'g2'],
      ['run', 'h2'],
      ['end', 'h1'],
    ]);
  });
});

describe('a comparison', () => {
  const labLine = { lab: 'vxlan', services: 'basic', kube_proxy: 'iptables' } as const;
  const record: RecordedCommand = { on: 'client', cmd: 'ping -c1 web', exit: 0, merged: 'a\ntime=0.1 ms\n' };

  it('lets pass what may differ, and tells the rest as a diff', () => {
    expect(compareRecord('g1', record, { exit: 0, merged: 'a\ntime=0.9 ms\n' }, labLine).differences).toEqual(
      [],
    );
    expect(compareRecord('g1', record, { exit: 1, merged: 'b\ntime=0.9 ms\n' }, labLine).differences).toEqual(
      ['exit 0 recorded, 1 now', 'merged:', '@@ -1,2 +1,2 @@', '-a', '+b', ' time=RTT ms'],
    );
  });

  it('counts records marked flaky on their own', () => {
    const flaky = compareRecord('g1', { ...record, flaky: 'a race' }, { exit: 1 }, labLine);
    const lost = compareRecord('g2', record, undefined, labLine);
    expect(closingLine(tally([flaky, lost]))).toBe('0 passed, 1 failed, 1 differ and are marked flaky');
  });
});
