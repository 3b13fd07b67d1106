/**
 * What one run of `ip` knows: where it stands, whom it speaks to, and the options before the object (ip/ip.c).
 */
import type { Family } from '../../net/address/address.ts';
import type { NetDevice } from '../../linux/device/device.ts';
import type { Provenance } from '../../linux/journey/event.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import { isCapable } from '../../linux/process/process.ts';
import type { NetlinkError } from '../../linux/netlink/error.ts';
import { netlinkErrorText } from '../../linux/netlink/error.ts';
import type { ShellProcess } from '../command.ts';
import type { ColorChoice } from '../iproute2/color.ts';
import type { Printer } from '../iproute2/printer.ts';
import { Stop } from '../iproute2/stop.ts';

export interface IpOptions {
  family: Family | 'link' | 'bridge' | 'mpls' | undefined;
  statistics: number;
  details: number;
  resolve: boolean;
  oneline: boolean;
  brief: boolean;
  json: boolean;
  pretty: number;
  numeric: boolean;
  human: boolean;
  iec: boolean;
  force: boolean;
  all: boolean;
  batch: string | undefined;
  timestamp: 'none' | 'long' | 'short';
  color: ColorChoice;
  namespace: string | undefined;
}

export interface IpContext {
  /** Links are told of as they change, with less than in a list (`ip monitor`). */
  readonly monitors?: boolean;
  readonly process: ShellProcess;
  readonly namespace: NetworkNamespace;
  readonly options: Readonly<IpOptions>;
  readonly printer: Printer;
}

/** IPv4 or IPv6 when `-4` or `-6` was given. */
export function familyOf(context: IpContext): Family | undefined {
  const { family } = context.options;
  return family === 4 || family === 6 ? family : undefined;
}

/** Who writes what this command writes: the shell it was typed in. */
export function provenanceOf(process: ShellProcess): Provenance {
  return { writer: process.parent?.name ?? process.name };
}

/** CAP_NET_ADMIN, which every change needs (rtnetlink_rcv_msg). */
export function requireAdmin(process: ShellProcess, status = 2): void {
  if (!isCapable(process.credentials, 'net_admin'))
    throw new Stop(status, 'RTNETLINK answers: Operation not permitted\n');
}

/** rtnl_talk: nothing is said when the kernel agreed. */
export function check(error: NetlinkError | undefined, status = 2): void {
  if (error !== undefined) throw new Stop(status, `${netlinkErrorText(error)}\n`);
}

/** ll_name_to_index */
export function findDevice(context: IpContext, name: string): NetDevice {
  const device = context.namespace.devices.get(name);
  if (device === undefined) throw new Stop(1, `Cannot find device "${name}"\n`);
  return device;
}
