/**
 * Endpoints and EndpointSlice at the API server (pkg/registry/core/endpoint, pkg/registry/discovery/endpointslice).
 */
import type { EndpointPort, Endpoints, EndpointSlice, EndpointSubset } from '../objects/service.ts';
import { resource } from '../api/resources.ts';
import { type FieldError, fieldError } from '../api/status.ts';
import { validateMeta } from '../validation/meta.ts';
import { isDns1123Label, isDns1123Subdomain, isIp, isPortNumber } from '../validation/names.ts';
import { validateEndpointIp } from '../validation/service.ts';
import type { Strategy } from './strategy.ts';

export const endpointsStrategy: Strategy<Endpoints> = {
  resource: resource('endpoints'),
  defaults(endpoints) {
    for (const subset of endpoints.subsets ?? []) defaultProtocols(subset.ports);
  },
  validate(endpoints) {
    const errors: FieldError[] = [...validateMeta(endpoints, isDns1123Subdomain)];
    for (const [index, subset] of (endpoints.subsets ?? []).entries())
      errors.push(...validateSubset(subset, `subsets[${index}]`));
    return errors;
  },
};

function defaultProtocols(ports: readonly EndpointPort[] | null | undefined): void {
  for (const port of (ports ?? []) as { protocol?: string }[]) port.protocol ??= 'TCP';
}

function validateSubset(subset: EndpointSubset, path: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const { addresses = [], notReadyAddresses = [], ports = [] } = subset;
  if (addresses.length === 0 && notReadyAddresses.length === 0)
    errors.push(fieldError.required(path, 'must specify `addresses` or `notReadyAddresses`'));
  for (const [list, entries] of [
    ['addresses', addresses],
    ['notReadyAddresses', notReadyAddresses],
  ] as const)
    for (const [index, { ip }] of entries.entries()) {
      const at = `${path}.${list}[${index}].ip`;
      const faults = isIp(ip);
      for (const message of faults) errors.push(fieldError.invalid(at, ip, message));
      if (faults.length === 0) errors.push(...validateEndpointIp(ip, at));
    }
  for (const [index, port] of ports.entries()) {
    const at = `${path}.ports[${index}]`;
    if (ports.length > 1 && (port.name ?? '') === '') errors.push(fieldError.required(`${at}.name`));
    for (const message of isDns1123Label(port.name ?? 'x'))
      errors.push(fieldError.invalid(`${at}.name`, port.name, message));
    for (const message of isPortNumber(port.port ?? 0))
      errors.push(fieldError.invalid(`${at}.port`, port.port, message));
  }
  return errors;
}

const addressTypes = ['FQDN', 'IPv4', 'IPv6'];

export const endpointSliceStrategy: Strategy<EndpointSlice> = {
  resource: resource('endpointslices', 'discovery.k8s.io'),
  counted: true,
  defaults(slice) {
    for (const port of (slice.ports ?? []) as { name?: string; protocol?: string }[]) {
      port.name ??= '';
      port.protocol ??= 'TCP';
    }
  },
  validate(slice) {
    const errors: FieldError[] = [...validateMeta(slice, isDns1123Subdomain)];
    const type = slice.addressType as string;
    if (type === '') errors.push(fieldError.required('addressType'));
    else if (!addressTypes.includes(type)) errors.push(fieldError.notSupported('addressType', type, addressTypes));
    for (const [index, endpoint] of (slice.endpoints ?? []).entries()) {
      const at = `endpoints[${index}].addresses`;
      if ((endpoint.addresses as readonly string[] | null)?.length === undefined || endpoint.addresses.length === 0) {
        errors.push(fieldError.required(at, 'must contain at least 1 address'));
        continue;
      }
      for (const [number, address] of endpoint.addresses.entries()) {
        const faults = type === 'FQDN' ? [] : isIp(address);
        for (const message of faults) errors.push(fieldError.invalid(`${at}[${number}]`, address, message));
        if (faults.length === 0 && type !== 'FQDN') {
          if ((type === 'IPv4') === address.includes(':'))
            errors.push(fieldError.invalid(`${at}[${number}]`, address, `must be an ${type} address`));
          errors.push(...validateEndpointIp(address, `${at}[${number}]`));
        }
      }
    }
    for (const [index, port] of (slice.ports ?? []).entries())
      if (port.port !== undefined)
        for (const message of isPortNumber(port.port))
          errors.push(fieldError.invalid(`ports[${index}].port`, port.port, message));
    return errors;
  },
  validateUpdate(slice, old) {
    return slice.addressType === old.addressType
      ? this.validate(slice)
      : [...this.validate(slice), fieldError.invalid('addressType', slice.addressType, 'field is immutable')];
  },
};
