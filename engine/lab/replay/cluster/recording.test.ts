import { describe, expect, it } from 'vitest';
import { parseClusterRecording } from './recording.ts';

const head =
  '{"scenario":"01","kubernetes":"1.36.3","kube_proxy":"iptables","coredns":["10.8.0.2"],"files":{"a.yaml":"kind: Pod"}}';

function parsed(...lines: string[]) {
  return parseClusterRecording([head, ...lines].join('\n'), 'a.jsonl');
}

describe('a recording of a cluster', () => {
  it('has its files, its commands whether recorded or not, its waits, and not what the real cluster drew', () => {
    const found = parsed(
      '{"on":"workstation","cmd":"kubectl get pods","exit":0,"stdout":"…"}',
      '{"do":"exec","on":"node/k8s-w1","cmd":"ip a"}',
      '{"do":"settle"}',
      '{"do":"wait","s":20}',
      '{"do":"mode","mode":"nftables"}',
      '{"names":{"pods":[]}}',
    );
    if (!found.ok) throw new Error(found.error);
    expect(found.value.head.files).toEqual(new Map([['a.yaml', 'kind: Pod']]));
    expect(found.value.steps).toEqual([
      { on: 'workstation', cmd: 'kubectl get pods' },
      { on: 'node/k8s-w1', cmd: 'ip a' },
      { do: 'settle' },
      { do: 'wait', s: 20 },
      { do: 'mode', mode: 'nftables' },
    ]);
  });

  it.each([
    [
      'a step nobody knows',
      '{"do":"dance"}',
      'a.jsonl:2.do: one of exec, settle, wait, mode is wanted, not "dance"',
    ],
    ['a command without a place', '{"cmd":"ls","exit":0}', 'a.jsonl:2: the field "on" is missing'],
  ])('is refused with %s', (_what, line, complaint) => {
    expect(parsed(line)).toEqual({ ok: false, error: complaint });
  });
});
