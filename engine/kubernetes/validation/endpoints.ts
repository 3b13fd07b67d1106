/**
 * Validation of Endpoints and EndpointSlice (pkg/apis/core/validation ValidateEndpoints, pkg/apis/discovery/validation).
 *
 * Left out: topology hints.
 */
import type { Endpoints, EndpointSlice, EndpointSubset } from '../objects/service.ts';
import { type FieldError, fieldError } from '../api/status.ts';
import { validateMeta } from './meta.ts';
import { isDns1123Label, isDns1123Subdomain, isIp, isPortNumber } from './names.ts';
import { validateEndpointIp } from './service.ts';

export function validateEndpoints(endpoints: Endpoints): readonly FieldError[] {
  const errors: FieldError[] = [...validateMeta(endpoints, isDns1123Subdomain)];
  for (const [index, subset] of (endpoints.subsets ?? []).entries())
    errors.push(...validateSubset(subset, `subsets[${index}]`));
  return errors;
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
/** What one slice holds at most. */
const [mostEndpoints, mostPorts, mostAddresses] = [1000, 20_000, 100];
const addressTypes = ['FQDN', 'IPv4', 'IPv6'];

export function validateSlice(slice: EndpointSlice): readonly FieldError[] {
  const errors: FieldError[] = [...validateMeta(slice, isDns1123Subdomain)];
  const type = slice.addressType as string;
  if (type === '') errors.push(fieldError.required('addressType'));
  else if (!addressTypes.includes(type))
    errors.push(fieldError.notSupported('addressType', type, addressTypes));
  return [...errors, ...validateSlicePorts(slice), ...validateSliceEndpoints(slice)];
}

function validateSliceEndpoints(slice: EndpointSlice): readonly FieldError[] {
  const errors: FieldError[] = [];
  const type = slice.addressType as string;
  const endpoints = slice.endpoints ?? [];
  if (endpoints.length > mostEndpoints)
    return [fieldError.tooMany('endpoints', endpoints.length, mostEndpoints)];
  for (const [index, endpoint] of endpoints.entries()) {
    const at = `endpoints[${index}].addresses`;
    if (
      (endpoint.addresses as readonly string[] | null)?.length === undefined ||
      endpoint.addresses.length === 0
    ) {
      errors.push(fieldError.required(at, 'must contain at least 1 address'));
      continue;
    }
    if (endpoint.addresses.length > mostAddresses)
      errors.push(fieldError.tooMany(at, endpoint.addresses.length, mostAddresses));
    for (const [number, address] of endpoint.addresses.entries()) {
      const faults = type === 'FQDN' ? [] : isIp(address);
      for (const message of faults) errors.push(fieldError.invalid(`${at}[${number}]`, address, message));
      if (faults.length === 0 && (type === 'IPv4' || type === 'IPv6')) {
        if ((type === 'IPv4') === address.includes(':'))
          errors.push(fieldError.invalid(at, address, `must be an ${type} address`));
        errors.push(...validateEndpointIp(address, `${at}[${number}]`));
      }
    }
    const { hostname } = endpoint;
    if (hostname !== undefined)
      for (const message of isDns1123Label(hostname))
        errors.push(fieldError.invalid(`endpoints[${index}].hostname`, hostname, message));
  }
  return errors;
}

function validateSlicePorts(slice: EndpointSlice): readonly FieldError[] {
  const errors: FieldError[] = [];
  const ports = slice.ports ?? [];
  if (ports.length > mostPorts) return [fieldError.tooMany('ports', ports.length, mostPorts)];
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

export function validateSliceUpdate(slice: EndpointSlice, old: EndpointSlice): readonly FieldError[] {
  return slice.addressType === old.addressType
    ? validateSlice(slice)
    : [...validateSlice(slice), fieldError.invalid('addressType', slice.addressType, 'field is immutable')];
}
