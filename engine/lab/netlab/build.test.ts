import { describe, expect, it } from 'vitest';
import { second } from '../../clock/clock.ts';
import type { Laboratory } from '../laboratory/laboratory.ts';
import { probeProgram } from '../oracle/probe.ts';
import type { Outcome } from '../oracle/observe.ts';
import { buildLaboratory } from './build.ts';
import { type LabMode, labModes } from './mode.ts';
import { serviceSets } from './services.ts';

function build(mode: LabMode): Laboratory {
  return buildLaboratory({ mode, services: serviceSets.get('basic') ?? [], kubeProxy: 'iptables' });
}

function ping(laboratory: Laboratory, from: string, dst: string): Outcome | undefined {
  let outcome: Outcome | undefined;
  const program = probeProgram({ from, proto: 'icmp', dst }, second, (found) => {
    outcome = found;
  });
  laboratory.serve(laboratory.place(from), 'ping', program);
  laboratory.pass(second);
  return outcome;
}

describe('the recorded laboratory', () => {
  it.each(labModes)(
    'in mode %s is built without complaint and pods reach pods of other nodes with TTL 62',
    (mode) => {
      const laboratory = build(mode);
      expect(laboratory.complaints).toEqual([]);
      expect(ping(laboratory, 'client', '10.8.1.8')).toEqual({
        v: 'ok',
        replyFrom: '10.8.1.8',
        replyTtl: 62,
      });
    },
  );

  it('numbers devices as the recordings show them', () => {
    const { namespace } = build('vxlan').place('w1');
    const devices = namespace.devices.list().map(({ index, name }) => `${index} ${name}`);
    expect(devices).toEqual([
      '1 lo',
      '2 eth0',
      '3 cni0',
      '4 flannel.1',
      '5 veth944ae007',
      '6 veth3e4d8dc4',
      '7 veth6ee45fea',
    ]);
    expect([...namespace.machine.namespaces.keys()]).toEqual([
      'cni-74c82a90-60d2-516b-ace8-04d76c0806a0',
      'cni-4fa44310-91b3-5314-8938-157d348ec32e',
      'cni-9946dcf6-6927-5811-a25b-6de261eaa14b',
    ]);
  });
});
