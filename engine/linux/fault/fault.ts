/**
 * Faults that a figure or an exercise makes and takes back: a bad cable, two machines cut off from each other, a machine
 * without power. They wrap devices and leave the kernels as they are, so that taking one back leaves nothing behind.
 *
 * A machine "without power" keeps its memory here: nobody can tell from outside, and it comes back where it was.
 */
import type { NetDevice } from '../device/device.ts';
import { Veth } from '../device/veth.ts';
import type { Machine } from '../machine/machine.ts';
import type { Impairments } from './impairment.ts';
import { LinkFault } from './link-fault.ts';

/** What leaves by the device is treated so; undefined: as on a good cable again. */
export function impairLink(device: NetDevice, impairments: Impairments | undefined): void {
  changeFault(device, (fault) => {
    fault.impair(impairments);
  });
}

/** Nothing passes between the two machines, whatever is between them; `joined`: they are one network again. */
export function partition(one: Machine, other: Machine, how: 'cut' | 'joined'): void {
  const by = how === 'cut' ? 1 : -1;
  for (const [here, there] of [
    [one, other],
    [other, one],
  ] as const)
    for (const device of cablesOf(here))
      changeFault(device, (fault) => {
        for (const { mac } of cablesOf(there)) fault.keepOut(mac, by);
      });
}

/** A machine without power neither sends nor hears. */
export function setPower(machine: Machine, on: boolean): void {
  const nothing = on ? undefined : { loss: { probability: 1 } };
  for (const cable of cablesOf(machine)) {
    impairLink(cable, nothing);
    if (cable instanceof Veth && cable.peer !== undefined) impairLink(cable.peer, nothing);
  }
}

/** Devices whose other end is in another machine. */
export function cablesOf(machine: Machine): readonly NetDevice[] {
  return machine.host.devices
    .list()
    .filter(
      (device) =>
        device instanceof Veth && device.peer !== undefined && device.peer.namespace.machine !== machine,
    );
}

function changeFault(device: NetDevice, change: (fault: LinkFault) => void): void {
  const fault = device.fault ?? new LinkFault(device);
  change(fault);
  device.fault = fault.isNone ? undefined : fault;
}
