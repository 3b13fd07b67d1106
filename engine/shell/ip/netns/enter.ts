/**
 * setns(2) into a network namespace: from now on the process stands there, and /proc/net, /proc/sys/net and
 * /sys/class/net are that namespace's.
 */
import type { NetworkNamespace } from '../../../linux/namespace/namespace.ts';
import type { ShellProcess } from '../../command.ts';

export function enter(process: ShellProcess, place: NetworkNamespace): void {
  process.place = place;
}
