/**
 * The interfaces that ifconfig lists (lib/interface.c of net-tools; busybox does the same): devices, and labels of addresses
 * that differ from the device's name.
 */
import type { ShellProcess } from '../command.ts';
import type { Interface } from './show.ts';

/** By name; a label of its own makes an address an interface. */
export function interfaces(process: ShellProcess, all: boolean): readonly Interface[] {
  const found: Interface[] = [];
  for (const device of process.place.devices.list()) {
    if (!all && !device.up) continue;
    found.push({ name: device.name, device, alias: false });
    for (const own of device.addresses)
      if (own.label !== undefined && own.label !== device.name)
        found.push({ name: own.label, device, alias: true });
  }
  return found.sort((first, second) => compareNames(first.name, second.name));
}

/** nstrcmp: numbers at the end count as numbers. */
function compareNames(first: string, second: string): number {
  const split = (name: string) => /^(.*?)(\d*)$/.exec(name);
  const [, head = '', tail = ''] = split(first) ?? [];
  const [, otherHead = '', otherTail = ''] = split(second) ?? [];
  if (head !== otherHead) return first < second ? -1 : 1;
  return Number(tail) - Number(otherTail);
}
