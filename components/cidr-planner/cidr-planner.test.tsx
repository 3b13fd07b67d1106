import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CidrPlanner } from './CidrPlanner.tsx';
import { findingsOf } from './findings.ts';
import {
  capacityOf,
  kubeadmFlags,
  piecesOf,
  place,
  type Plan,
  readRange,
  shared,
  wellKnown,
} from './plan.ts';
import { planHash, readPlanHash } from './plan-link.ts';

const good: Plan = {
  node: '10.10.20.0/22',
  pod: '10.16.0.0/14',
  nodeMask: '24',
  service: '10.96.0.0/16',
  maxPods: '110',
  other: '',
};
const range = (text: string) => readRange(text) ?? expect.unreachable(text);

describe('a plan', () => {
  test('has room for what its ranges hold', () => {
    expect(capacityOf(good)).toEqual({
      machines: 1022,
      nodes: 1024,
      podsPerNode: 253,
      pods: 1022 * 110,
      services: 65_534,
    });
    expect(capacityOf({ ...good, nodeMask: '12' })).toBeUndefined();
    expect(findingsOf(good)).toEqual([]);
  });

  test('is shown on a line without what nobody claims, to scale where ranges meet', () => {
    const node = range('10.0.1.0/24');
    const pod = range('10.0.0.0/16');
    const service = range('192.168.0.0/16');
    const pieces = piecesOf([service, node, pod]);
    expect(pieces).toHaveLength(2);
    expect(pieces.map(({ first, size }) => [first, size])).toEqual([
      [pod.network.bits, pod.size],
      [service.network.bits, service.size],
    ]);
    expect(pieces.at(-1)?.to).toBeCloseTo(1);
    const whole = place(pod, pieces);
    const part = place(node, pieces);
    expect(part.from - whole.from).toBeCloseTo((whole.to - whole.from) / 256);
    expect(part.to - part.from).toBeCloseTo((whole.to - whole.from) / 256);
    expect(place(service, pieces).from).toBeGreaterThan(whole.to);
  });

  test('is told to kubeadm', () => {
    expect(kubeadmFlags({ ...good, pod: '10.9.0.0/14' })).toEqual([
      'kubeadm init --pod-network-cidr=10.8.0.0/14 --service-cidr=10.96.0.0/16',
    ]);
    expect(kubeadmFlags({ ...good, nodeMask: '25' })[1]).toContain('--node-cidr-mask-size=25');
    expect(wellKnown(range('10.96.0.0/12'))).toEqual({ api: '10.96.0.1', dns: '10.96.0.10' });
  });

  test('travels in an address, and what is no plan is none', () => {
    expect(readPlanHash('cidr', planHash('cidr', good))).toEqual(good);
    expect(readPlanHash('other', planHash('cidr', good))).toBeUndefined();
    expect(readPlanHash('cidr', '#cidr=<b>;;;;;')).toBeUndefined();
    expect(readPlanHash('cidr', '#cidr=10.0.0.0/8')).toBeUndefined();
  });
});

test('overlapping ranges share the smaller of both', () => {
  expect(shared(range('192.168.0.0/20'), range('192.168.0.0/16'))?.toString()).toBe('192.168.0.0/20');
  expect(shared(range('10.0.0.0/9'), range('10.128.0.0/9'))).toBeUndefined();
});

test.each<readonly [Partial<Plan>, 'wrong' | 'tight', string]>([
  [{ service: '10.16.0.0/16' }, 'wrong', 'pod network and the service network both claim `10.16.0.0/16`'],
  [{ other: '10.10.0.0/16' }, 'wrong', 'nobody is who answers'],
  [{ node: '10.10.20.0' }, 'wrong', 'no IPv4 range'],
  [{ service: '10.96.0.0/11' }, 'wrong', 'kubeadm refuses a service network larger than a /12'],
  [{ service: '10.96.0.0/29' }, 'wrong', 'at least 10 addresses'],
  [{ nodeMask: '12' }, 'wrong', 'larger than the pod network'],
  [
    { pod: '10.0.0.0/9', nodeMask: '26', node: '172.20.0.0/16', service: '172.30.0.0/16' },
    'wrong',
    'at most 65,536 parts',
  ],
  [{ pod: '169.254.0.0/16' }, 'wrong', 'link-local'],
  [{ pod: '10.9.0.0/14' }, 'tight', 'it means `10.8.0.0/14`'],
  [{ pod: '11.0.0.0/14' }, 'tight', 'public addresses'],
  [{ pod: '172.16.0.0/14' }, 'tight', 'Docker'],
  [{ nodeMask: '26' }, 'tight', 'has addresses for 61'],
  [{ nodeMask: '25' }, 'tight', 'less than twice'],
  [{ pod: '10.8.0.0/16' }, 'tight', 'Node 257 joins and gets no range'],
])('%j is found out', (change, kind, words) => {
  const found = findingsOf({ ...good, ...change });
  expect(found.filter((each) => each.kind === kind && each.text.includes(words))).toHaveLength(1);
});

describe('CidrPlanner', () => {
  beforeEach(() => history.replaceState(null, '', '/'));
  afterEach(cleanup);

  test('answers to what is entered, and keeps it in the address of the page', () => {
    render(<CidrPlanner id="cidr" plan={good} />);
    const service = screen.getByLabelText('Service network');
    fireEvent.change(service, { target: { value: '10.16.0.0/16' } });
    expect(screen.getByRole('status').textContent).toContain('Does not work');
    expect(readPlanHash('cidr', location.hash)?.service).toBe('10.16.0.0/16');
    fireEvent.click(screen.getByRole('button', { name: 'As it was' }));
    expect(screen.getByLabelText('Service network')).toHaveProperty('value', good.service);
  });

  test('begins with the plan of the address', () => {
    history.replaceState(null, '', planHash('cidr', { ...good, pod: '10.244.0.0/16' }));
    render(<CidrPlanner id="cidr" plan={good} />);
    expect(screen.getByLabelText('Pod network')).toHaveProperty('value', '10.244.0.0/16');
  });
});
