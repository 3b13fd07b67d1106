/**
 * An address as ping shows it (pr_addr): with its name where it has one, a link-local one with its device.
 */
import type { Address } from '../../net/address/address.ts';
import type { NetDevice } from '../../linux/device/device.ts';
import type { Running } from '../../linux/process/wait.ts';
import { nameOf } from '../../linux/resolver/lookup.ts';
import type { ShellProcess } from '../command.ts';

/** Does it mean something only with its link? (__ipv6_addr_needs_scope_id) */
export function needsScope(address: Address): boolean {
  if (address.family === 4) return false;
  return address.isLinkLocal || (address.isMulticast && (((address.words[0] ?? 0) >>> 16) & 15) === 2);
}

/** getnameinfo(3) with NI_NUMERICHOST */
export function zonedText(address: Address, zone: NetDevice | undefined): string {
  return zone !== undefined && needsScope(address) ? `${address.text}%${zone.name}` : address.text;
}

export function* addressText(
  process: ShellProcess,
  address: Address,
  zone: NetDevice | undefined,
  numeric: boolean,
): Running<string> {
  const text = zonedText(address, zone);
  const name = numeric ? undefined : yield* nameOf(process, address);
  return name === undefined ? text : `${name} (${text})`;
}
