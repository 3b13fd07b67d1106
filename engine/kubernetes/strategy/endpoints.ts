/**
 * Endpoints and EndpointSlice at the API server (pkg/registry/core/endpoint, pkg/registry/discovery/endpointslice).
 */
import type { EndpointPort, Endpoints, EndpointSlice } from '../objects/service.ts';
import { later } from '../api/later-code.ts';
import { resource } from '../api/resources.ts';
import type { Strategy } from './strategy.ts';

export const endpointsStrategy: Strategy<Endpoints> = {
  resource: resource('endpoints'),
  defaults(endpoints) {
    for (const subset of endpoints.subsets ?? []) defaultProtocols(subset.ports);
  },
  validate: later(({ validateEndpoints }) => validateEndpoints),
};

function defaultProtocols(ports: readonly EndpointPort[] | null | undefined): void {
  for (const port of (ports ?? []) as { protocol?: string }[]) port.protocol ??= 'TCP';
}

export const endpointSliceStrategy: Strategy<EndpointSlice> = {
  resource: resource('endpointslices', 'discovery.k8s.io'),
  counted: true,
  defaults(slice) {
    for (const port of (slice.ports ?? []) as { name?: string; protocol?: string }[]) {
      port.name ??= '';
      port.protocol ??= 'TCP';
    }
  },
  validate: later(({ validateSlice }) => validateSlice),
  validateUpdate: later(({ validateSliceUpdate }) => validateSliceUpdate),
};
