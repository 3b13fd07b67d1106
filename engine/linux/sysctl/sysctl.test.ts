import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Sysctl } from './sysctl.ts';
import { parametersWithoutEffect } from './without-effect.ts';

const lesser = parametersWithoutEffect.parameters;
const everyParameter = lesser === undefined ? [] : [lesser];

describe('the parameters of a namespace', () => {
  it('are those of a new namespace of Linux until somebody sets them', () => {
    const sysctl = new Sysctl();
    expect(sysctl.get('net.ipv4.ip_forward')).toBe(0);
    expect(sysctl.get('net.ipv4.ip_local_port_range')).toBe('32768\t60999');
    expect(sysctl.range('net.ipv4.ip_local_port_range')).toEqual([32768, 60999]);
    expect(sysctl.get('net.ipv4.nosuch')).toBeUndefined();
    expect(sysctl.set('net.ipv4.nosuch', 1)).toBe(false);
  });

  it('exist for a device from the moment it is there, with the values default had then', () => {
    const sysctl = new Sysctl();
    expect(sysctl.get('net.ipv4.conf.flannel.1.rp_filter')).toBeUndefined();
    sysctl.set('net.ipv4.conf.default.rp_filter', 1);
    sysctl.addDevice('flannel.1');
    sysctl.set('net.ipv4.conf.default.rp_filter', 2);
    expect(sysctl.get('net.ipv4.conf.flannel.1.rp_filter')).toBe(1);
    sysctl.removeDevice('flannel.1');
    expect(sysctl.get('net.ipv4.conf.flannel.1.rp_filter')).toBeUndefined();
  });

  it('forget what was set for a device that went', () => {
    const sysctl = new Sysctl();
    sysctl.addDevice('eth0');
    sysctl.set('net.ipv4.conf.eth0.proxy_arp', 1);
    sysctl.removeDevice('eth0');
    sysctl.addDevice('eth0');
    expect(sysctl.number('net.ipv4.conf.eth0.proxy_arp')).toBe(0);
  });

  it('spread ip_forward over every device, and to devices that come later', () => {
    const sysctl = new Sysctl();
    sysctl.addDevice('eth0');
    sysctl.set('net.ipv4.ip_forward', 1);
    expect(sysctl.number('net.ipv4.conf.eth0.forwarding')).toBe(1);
    expect(sysctl.get('net.ipv4.conf.all.forwarding')).toBe(1);
    sysctl.addDevice('eth1');
    expect(sysctl.number('net.ipv4.conf.eth1.forwarding')).toBe(1);
    sysctl.set('net.ipv4.conf.all.forwarding', 0);
    expect(sysctl.get('net.ipv4.ip_forward')).toBe(0);
  });

  it('of neighbours have no `all`', () => {
    const sysctl = new Sysctl();
    expect(sysctl.get('net.ipv4.neigh.all.ucast_solicit')).toBeUndefined();
    expect(sysctl.get('net.ipv4.neigh.default.ucast_solicit')).toBe(3);
  });

  it('are all listed, and every listed one can be read', () => {
    const sysctl = new Sysctl(everyParameter);
    sysctl.addDevice('lo');
    const names = sysctl.names();
    expect(names).toContain('net.bridge.bridge-nf-filter-vlan-tagged');
    expect(names).toContain('net.ipv6.conf.lo.disable_ipv6');
    expect(names.filter((name) => sysctl.get(name) === undefined)).toEqual([]);
  });

  it('tell who listens of every change', () => {
    const sysctl = new Sysctl();
    const seen: string[] = [];
    sysctl.onChange = (name, value) => seen.push(`${name}=${String(value)}`);
    sysctl.set('net.ipv4.ip_forward', 1);
    expect(seen).toEqual(['net.ipv4.ip_forward=1']);
    expect(sysctl.generation).toBe(1);
  });

  it('are of the core when something in the engine looks at them', () => {
    const engine = join(import.meta.dirname, '../..');
    const sources = globSync('{linux,kubernetes,cni}/**/*.ts', { cwd: engine })
      .filter((file) => !/\.test\.ts$|^linux\/(sysctl|proc)\/|\/testing\//.test(file))
      .map((file) => readFileSync(join(engine, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, ''))
      .join('\n');
    const leaves = everyParameter.flatMap(({ plain, ofDevice }) => [
      ...[...plain.keys()].map((name) => name.slice(name.lastIndexOf('.') + 1)),
      ...[...ofDevice.values()].flatMap((list) => [...list.keys()]),
    ]);
    expect(leaves.length).toBeGreaterThan(200);
    // Numbers are names of the families that log.
    const words = leaves.filter((leaf) => !/^\d+$/.test(leaf));
    expect(words.filter((leaf) => new RegExp(`['.}]${leaf}['\`]`).test(sources))).toEqual([]);
  });
});
