/**
 * Names and addresses as net-tools reads and writes them: /etc/hosts, dotted masks, classes (lib/inet.c). DNS is not asked.
 */
import { Address } from '../../net/address/address.ts';
import type { ShellProcess } from '../command.ts';
import { hostName } from '../ip/resolve.ts';

/** An address, or a name of /etc/hosts. */
export function lookUp(process: ShellProcess, word: string): Address | undefined {
  const address = Address.tryParse(word);
  if (address !== undefined) return address;
  for (const line of (process.files.text('/etc/hosts') ?? '').split('\n')) {
    const [first, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (first !== undefined && names.includes(word)) return Address.tryParse(first);
  }
  return undefined;
}

export function nameOf(process: ShellProcess, address: Address, numeric: boolean): string | undefined {
  return numeric ? undefined : hostName(process.files, address);
}

export function maskText(length: number): string {
  return Address.v4(length === 0 ? 0 : (0xffff_ffff << (32 - length)) >>> 0).text;
}

/** @returns undefined when it is no mask of ones and then zeros */
export function maskLength(mask: Address): number | undefined {
  const bits = mask.bits.toString(2).padStart(32, '0');
  return mask.family === 4 && /^1*0*$/.test(bits) ? bits.replaceAll('0', '').length : undefined;
}

/** RFC 791: the length of a network's number before there were masks. */
export function classLength(address: Address): number {
  const first = address.bits >>> 24;
  if (first < 128) return 8;
  return first < 192 ? 16 : 24;
}
