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

const protocols = ['SCTP', 'TCP', 'UDP'];
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
  validate: validateSlice,
  validateUpdate: (slice, old) =>
    slice.addressType === old.addressType
      ? validateSlice(slice)
      : [...validateSlice(slice), fieldError.invalid('addressType', slice.addressType, 'field is immutable')],
};

function validateSlice(slice: EndpointSlice): readonly FieldError[] {
  const errors: FieldError[] = [...validateMeta(slice, isDns1123Subdomain)];
  const type = slice.addressType as string;
  if (type === '') errors.push(fieldError.required('addressType'));
  else if (!addressTypes.includes(type))
    errors.push(fieldError.notSupported('addressType', type, addressTypes));
  for (const [index, endpoint] of (slice.endpoints ?? []).entries()) {
    const at = `endpoints[${index}].addresses`;
    if (
      (endpoint.addresses as readonly string[] | null)?.length === undefined ||
      endpoint.addresses.length === 0
    ) {
      errors.push(fieldError.required(at, 'must contain at least 1 address'));
      continue;
    }
    for (const [number, address] of endpoint.addresses.entries()) {
      const faults = type === 'FQDN' ? [] : isIp(address);
      for (const message of faults) errors.push(fieldError.invalid(`${at}[${number}]`, address, message));
      if (faults.length === 0 && (type === 'IPv4' || type === 'IPv6')) {
        if ((type === 'IPv4') === address.includes(':'))
          errors.push(fieldError.invalid(at, address, `must be an ${type} address`));
        errors.push(...validateEndpointIp(address, `${at}[${number}]`));
      }
    }
  }
  for (const [index, { hostname }] of (slice.endpoints ?? []).entries())
    if (hostname !== undefined)
      for (const message of isDns1123Label(hostname))
        errors.push(fieldError.invalid(`endpoints[${index}].hostname`, hostname, message));
  const names = new Set<string>();
  for (const [index, { name = '', port, protocol }] of (slice.ports ?? []).entries()) {
    const at = `ports[${index}]`;
    for (const message of name === '' ? [] : isDns1123Label(name))
      errors.push(fieldError.invalid(`${at}.name`, name, message));
    if (names.has(name)) errors.push(fieldError.duplicate(`${at}.name`, name));
    names.add(name);
    if (protocol !== undefined && !protocols.includes(protocol))
      errors.push(fieldError.notSupported(`${at}.protocol`, protocol, protocols));
    for (const message of port === undefined ? [] : isPortNumber(port))
      errors.push(fieldError.invalid(`${at}.port`, port, message));
  }
  return errors;
}
