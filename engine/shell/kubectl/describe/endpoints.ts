/**
 * The ready addresses behind a service's port, three of them and how many more (formatEndpointSlices).
 */
import type { EndpointSlice } from '../../../kubernetes/objects/service.ts';

const most = 3;

/** @param portName `''` for a port without a name */
export function endpointsOf(slices: readonly EndpointSlice[], portName: string): string {
  if (slices.length === 0) return '<none>';
  const ready: string[] = [];
  // Upstream looks whether its list is full before it looks whether the next one is ready.
  let lookedAtWhenFull = 0;
  const look = (endpoint: NonNullable<EndpointSlice['endpoints']>[number], text: string): void => {
    if (ready.length >= most) lookedAtWhenFull++;
    if (endpoint.conditions?.ready !== false) ready.push(text);
  };
  for (const { ports, endpoints } of slices) {
    if (ports === null || ports === undefined || ports.length === 0) {
      for (const one of endpoints ?? []) look(one, one.addresses[0] ?? '');
      continue;
    }
    for (const { name = '', port } of ports)
      if (name === portName)
        for (const one of endpoints ?? []) {
          const address = one.addresses[0] ?? '';
          look(one, `${address.includes(':') ? `[${address}]` : address}:${port ?? 0}`);
        }
  }
  const shown = ready.slice(0, most).join(',');
  return lookedAtWhenFull > 0 ? `${shown} + ${ready.length - most} more...` : shown;
}
