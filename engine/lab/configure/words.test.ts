import { describe, expect, it } from 'vitest';
import { readForwarding, readLinkType, readNeighbour, readRoute, readRule } from './words.ts';

describe("a laboratory's lines of ip and bridge", () => {
  it('are read into routes', () => {
    expect(readRoute('10.8.1.0/24 via 10.8.1.0 dev flannel.1 onlink')).toEqual({
      type: 'unicast',
      destination: '10.8.1.0/24',
      via: '10.8.1.0',
      device: 'flannel.1',
      onlink: true,
    });
    expect(readRoute('blackhole 10.8.0.0/26 proto 80')).toEqual({
      type: 'blackhole',
      destination: '10.8.0.0/26',
      protocol: '80',
    });
    expect(readRule('from 10.8.0.0/24 fwmark 0x1/0x1 lookup 100 priority 50')).toEqual({
      from: '10.8.0.0/24',
      mark: '0x1/0x1',
      table: '100',
      priority: 50,
    });
  });

  it('are read into devices, neighbours and forwarding entries', () => {
    expect(readLinkType('type vxlan id 1 local 10.10.20.4 dev eth0 dstport 8472 nolearning')).toEqual({
      kind: 'vxlan',
      id: 1,
      local: '10.10.20.4',
      device: 'eth0',
      port: 8472,
      learning: false,
    });
    expect(readLinkType('type bridge forward_delay 1500')).toEqual({ kind: 'bridge', forwardDelay: 15 });
    expect(readNeighbour('10.8.1.0 lladdr f2:a1:5c:00:00:05 dev flannel.1 nud permanent')).toMatchObject({
      address: '10.8.1.0',
      mac: 'f2:a1:5c:00:00:05',
      device: 'flannel.1',
      state: 'permanent',
    });
    expect(readForwarding('f2:a1:5c:00:00:05 dev flannel.1 dst 10.10.20.5 self permanent')).toMatchObject({
      device: 'flannel.1',
      remote: '10.10.20.5',
    });
  });

  it('are refused by the word that is not understood', () => {
    expect(() => readRoute('default via 10.1.0.1 congctl bbr')).toThrow('"congctl" is not understood here');
    expect(() => readRoute('default via')).toThrow('a value is missing after "via"');
    expect(() => readLinkType('type wireguard')).toThrow('"wireguard" is not understood here');
    expect(() => readLinkType('type vxlan id one')).toThrow('"id" takes a number, not "one"');
  });
});
