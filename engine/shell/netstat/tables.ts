/**
 * `netstat -i`: the interfaces as ifconfig lists them, below a head of its own.
 */
import type { ShellProcess } from '../command.ts';
import { interfaces } from '../ifconfig/interfaces.ts';
import { longText, shortText } from '../ifconfig/show.ts';

const head = 'Iface             MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg\n';

export function interfaceTable(process: ShellProcess, all: boolean): string {
  return `Kernel Interface table\n${head}${interfaces(process, all).map(shortText).join('')}`;
}

/** `netstat -ie`: as ifconfig shows them. */
export function extendedInterfaces(process: ShellProcess, all: boolean): string {
  return `Kernel Interface table\n${interfaces(process, all).map(longText).join('')}`;
}
