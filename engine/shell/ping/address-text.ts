/**
 * An address as ping shows it (pr_addr): with its name where it has one, a link-local one with its device.
 */
import type { Address } from '../../net/address/address.ts';
import type { NetDevice } from '../../linux/device/device.ts';
import type { Running } from '../../linux/process/wait.ts';
import { nameOf } from '../../linux/resolver/lookup.ts';
import type { ShellProcess } from '../command.ts';

export function* addressText(
  process: ShellProcess,
  address: Address,
  zone: NetDevice | undefined,
  numeric: boolean,
): Running<string> {
  const near = address.family === 6 && (address.isLinkLocal || address.isMulticast);
  const text = near && zone !== undefined ? `${address.text}%${zone.name}` : address.text;
  const name = numeric ? undefined : yield* nameOf(process, address);
  return name === undefined ? text : `${name} (${text})`;
}
