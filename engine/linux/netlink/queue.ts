/**
 * Giving a device a queueing discipline, changing it, taking it away (tc_modify_qdisc, tc_get_qdisc; net/sched/sch_api.c).
 * Only a device's root: here every discipline is classless.
 */
import type { NetDevice } from '../device/device.ts';
import type { Impairments } from '../fault/impairment.ts';
import { Fifo, nextHandle, type QueueDiscipline } from '../queue/discipline.ts';
import { Netem } from '../queue/netem.ts';
import { netlinkError, type NetlinkError } from './error.ts';

export type QueueMode = 'add' | 'change' | 'replace' | 'link';

export interface QueueRequest {
  readonly kind: string | undefined;
  /** 0: the kernel's choice. */
  readonly handle: number;
  readonly limit?: number | undefined;
  readonly impairments?: Impairments | undefined;
}

export function setQueue(
  device: NetDevice,
  mode: QueueMode,
  request: QueueRequest,
): NetlinkError | undefined {
  const known = device.queue;
  const { handle, kind } = request;
  if (known !== undefined && known.handle !== handle && handle > 0 && mode !== 'replace' && mode !== 'link')
    return netlinkError('EEXIST', 'NLM_F_REPLACE needed to override.');
  const another = known !== undefined && (handle === 0 ? known.kind !== kind : known.handle !== handle);
  if (known === undefined || (mode === 'replace' && another)) {
    if (mode === 'change' || mode === 'link')
      return netlinkError('ENOENT', 'Qdisc not found. To create specify NLM_F_CREATE flag.');
    const made = make(device, request);
    if (made === undefined) return netlinkError('ENOENT', 'Specified qdisc kind is unknown.');
    known?.reset();
    device.queue = made;
    return undefined;
  }
  if (mode === 'add') return netlinkError('EEXIST', 'Exclusivity flag on, cannot modify.');
  if (kind !== undefined && kind !== known.kind)
    return netlinkError('EINVAL', 'Invalid qdisc name: must match existing qdisc.');
  change(known, request);
  return undefined;
}

function make(device: NetDevice, request: QueueRequest): QueueDiscipline | undefined {
  const { kind, limit, impairments = {} } = request;
  const handle = () => (request.handle > 0 ? request.handle : nextHandle(device.namespace.machine));
  switch (kind) {
    case 'netem':
      return new Netem(device, handle(), impairments, limit ?? 1000);
    case 'pfifo':
      return new Fifo(device, kind, handle(), limit ?? device.queueLength);
    case 'bfifo':
      return new Fifo(device, kind, handle(), limit ?? device.queueLength * (device.mtu + 14));
    case 'pfifo_fast':
    case 'noqueue':
      return new Fifo(device, kind, handle(), device.queueLength);
    default:
      return undefined;
  }
}

function change(known: QueueDiscipline, request: QueueRequest): void {
  if (known instanceof Netem) known.change(request.impairments ?? {}, request.limit ?? 1000);
  else if (request.limit !== undefined && known instanceof Fifo) known.limit = request.limit;
}

/** @param handle that the root must have; 0: any */
export function removeQueue(
  device: NetDevice,
  handle: number,
  kind: string | undefined,
): NetlinkError | undefined {
  const { queue } = device;
  if (queue === undefined) return netlinkError('ENOENT', 'Cannot delete qdisc with handle of zero.');
  if (handle > 0 && queue.handle !== handle) return netlinkError('EINVAL', 'Invalid handle.');
  if (kind !== undefined && kind !== queue.kind) return netlinkError('EINVAL', 'Invalid qdisc name.');
  queue.reset();
  device.queue = undefined;
  return undefined;
}
