/**
 * What a link request changes on a device, in the kernel's order (do_setlink, net/core/rtnetlink.c).
 */
import type { NetDevice } from '../../../linux/device/device.ts';
import { netlinkError, type NetlinkError } from '../../../linux/netlink/error.ts';
import {
  moveTo,
  renameLink,
  setDown,
  setMac,
  setMaster,
  setMtu,
  setUp,
} from '../../../linux/netlink/link.ts';
import { notSimulated } from '../../iproute2/stop.ts';
import { flagBits } from '../../../linux/device/state.ts';
import { tellLink } from '../../../linux/netlink/notify.ts';
import type { LinkRequest } from './parse.ts';

/** The first refusal ends it; what was done before stays done. */
export function applyRequest(device: NetDevice, request: LinkRequest): NetlinkError | undefined {
  if (request.namespace === 'nobody') return netlinkError('ESRCH');
  if (request.namespace !== undefined) {
    const error = moveTo(device, request.namespace, request.name ?? device.name);
    if (error !== undefined) return error;
  }
  const steps: readonly (() => NetlinkError | undefined)[] = [
    () => (request.mac === undefined ? undefined : setMac(device, request.mac)),
    () => (request.mtu === undefined ? undefined : setMtu(device, request.mtu)),
    () => (request.name === undefined ? undefined : renameLink(device, request.name)),
    () =>
      request.master === undefined
        ? undefined
        : setMaster(device, request.master === 'none' ? undefined : request.master),
  ];
  for (const step of steps) {
    const error = step();
    if (error !== undefined) return error;
  }
  changeFlags(device, request);
  if (request.group !== undefined) {
    device.group = request.group;
    tellLink(device);
  }
  if (request.up === true) setUp(device);
  else if (request.up === false) setDown(device);
  changeQuietly(device, request);
  if (request.addressMode !== undefined) {
    const error = setAddressMode(device, request.addressMode);
    if (error !== undefined) return error;
  }
  if (request.carrier !== undefined) return changeCarrier(device);
  if (request.protodown !== undefined)
    return netlinkError('EOPNOTSUPP', 'Protodown not supported by device.');
  return undefined;
}

/** dev_change_flags: told once for all of them. */
function changeFlags(device: NetDevice, request: LinkRequest): void {
  const { promiscuous, allMulticast, arp, multicast, dynamic, trailers } = request;
  const before = flagBits(device);
  if (promiscuous !== undefined) device.promiscuous = promiscuous;
  if (allMulticast !== undefined) device.allMulticast = allMulticast;
  if (arp !== undefined) device.arpOff = !arp;
  if (multicast !== undefined) device.multicastOff = !multicast;
  if (dynamic !== undefined) device.dynamic = dynamic;
  if (trailers !== undefined) device.trailersOff = !trailers;
  if (flagBits(device) !== before) tellLink(device);
}

/** What only do_setlink itself tells of, at its end (DO_SETLINK_NOTIFY). */
function changeQuietly(device: NetDevice, { alias, queueLength }: LinkRequest): void {
  if (alias !== undefined) device.alias = alias === '' ? undefined : alias;
  if (queueLength !== undefined) device.queueLength = queueLength;
  if (alias !== undefined || queueLength !== undefined) tellLink(device);
}

/** inet6_set_link_af: how the next link-local address is made. A stable one needs a secret. */
function setAddressMode(device: NetDevice, mode: number): NetlinkError | undefined {
  const { sysctl } = device.namespace;
  if (mode === 2 && sysctl.number(`net.ipv6.conf.${device.name}.stable_secret`) === 0)
    return netlinkError('EINVAL');
  sysctl.set(`net.ipv6.conf.${device.name}.addr_gen_mode`, mode);
  return undefined;
}

/** dev_change_carrier: no kind that is modelled lets a person take its carrier away, but a dummy (ndo_change_carrier). */
function changeCarrier(device: NetDevice): NetlinkError {
  if (device.kind === 'dummy') throw notSimulated('ip link carrier of a dummy');
  return netlinkError('EOPNOTSUPP');
}
