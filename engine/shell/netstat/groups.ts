/**
 * `netstat -g`: the multicast groups of each device (/proc/net/igmp, /proc/net/igmp6).
 */
import type { Address } from '../../net/address/address.ts';
import type { ShellProcess } from '../command.ts';

/** @param flags `4` or `6` alone: groups of that family only */
export function groupTable(process: ShellProcess, flags: ReadonlySet<string>): string {
  const has = (family: '4' | '6') => flags.has(family) || !flags.has(family === '4' ? '6' : '4');
  const devices = process.place.devices.list();
  const rows = (of: (device: (typeof devices)[number]) => readonly Address[]) =>
    devices.flatMap((device) =>
      of(device).map((group) => `${device.name.slice(0, 15).padEnd(15)} ${'1'.padEnd(6)} ${group.text}\n`),
    );
  return `IPv6/IPv4 Group Memberships
Interface       RefCnt Group
--------------- ------ ---------------------
${has('4') ? rows(({ groups }) => groups.inet).join('') : ''}${has('6') ? rows(({ groups }) => groups.inet6).join('') : ''}`;
}
