/**
 * Validation of ServiceCIDR and IPAddress (pkg/apis/networking/validation).
 */
import { Address } from '../../net/address/address.ts';
import { Prefix } from '../../net/address/prefix.ts';
import type { IpAddress, ServiceCidr } from '../objects/networking.ts';
import { type FieldError, fieldError } from '../api/status.ts';
import { validateMeta } from './meta.ts';
import { isDns1123Subdomain, isPathSegment, isStrictCidr } from './names.ts';

const immutable = 'field is immutable';

export function validateServiceCidr(object: ServiceCidr): readonly FieldError[] {
  return [...validateMeta(object, isDns1123Subdomain), ...validateCidrs(object)];
}

function validateCidrs({ spec }: ServiceCidr): readonly FieldError[] {
  const cidrs = spec.cidrs ?? [];
  if (cidrs.length === 0) return [fieldError.required('spec.cidrs', 'at least one CIDR required')];
  if (cidrs.length > 2) return [fieldError.invalid('spec.cidrs', spec, 'may only hold up to 2 values')];
  const errors = cidrs.flatMap((cidr, index) =>
    isCanonicalCidr(cidr).map((message) => fieldError.invalid(`spec.cidrs[${index}]`, cidr, message)),
  );
  const families = cidrs.map((cidr) => Prefix.tryParse(cidr)?.family);
  if (families.length === 2 && families[0] !== undefined && families[0] === families[1])
    errors.push(
      fieldError.invalid(
        'spec.cidrs',
        cidrs,
        'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64',
      ),
    );
  return errors;
}

function isCanonicalCidr(text: string): readonly string[] {
  const faults = isStrictCidr(text);
  if (faults.length > 0) return faults;
  const canonical = String(Prefix.parse(text));
  return canonical === text ? [] : [`must be in canonical form (${JSON.stringify(canonical)})`];
}

export function validateServiceCidrUpdate(now: ServiceCidr, old: ServiceCidr): readonly FieldError[] {
  const [given, before] = [now.spec.cidrs ?? [], old.spec.cidrs ?? []];
  if (given.length === before.length)
    return before.flatMap((cidr, index) =>
      given[index] === cidr ? [] : [fieldError.invalid(`spec.cidrs[${index}]`, given[index], immutable)],
    );
  // One family may become two.
  if (before.length === 1 && given.length === 2) {
    const kept = given[0] === before[0] ? [] : [fieldError.invalid('spec.cidrs[0]', given[0], immutable)];
    return [...kept, ...validateCidrs(now)];
  }
  return [fieldError.invalid('spec.cidrs', given, immutable)];
}

export function validateIpAddress(object: IpAddress): readonly FieldError[] {
  const errors: FieldError[] = [...validateMeta(object, isAddressName)];
  const parent = object.spec.parentRef as IpAddress['spec']['parentRef'] | undefined;
  if (parent === null || parent === undefined) return [...errors, fieldError.required('spec.parentRef')];
  const at = 'spec.parentRef';
  const { group = '', resource = '', name = '', namespace = '' } = parent;
  for (const message of group === '' ? [] : isDns1123Subdomain(group))
    errors.push(fieldError.invalid(`${at}.group`, group, message));
  for (const [field, value] of [
    ['resource', resource],
    ['name', name],
  ] as const)
    if (value === '') errors.push(fieldError.required(`${at}.${field}`));
    else
      for (const message of isPathSegment(value))
        errors.push(fieldError.invalid(`${at}.${field}`, value, message));
  for (const message of isPathSegment(namespace))
    errors.push(fieldError.invalid(`${at}.namespace`, namespace, message));
  return errors;
}

function isAddressName(name: string): readonly string[] {
  const address = Address.tryParse(name);
  if (address === undefined) return ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'];
  return address.text === name ? [] : [`must be in canonical form (${JSON.stringify(address.text)})`];
}

export function validateIpAddressUpdate(now: IpAddress, old: IpAddress): readonly FieldError[] {
  return JSON.stringify(now.spec.parentRef) === JSON.stringify(old.spec.parentRef)
    ? []
    : [fieldError.invalid('spec.parentRef', now.spec.parentRef, immutable)];
}
