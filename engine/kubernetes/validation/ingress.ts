/**
 * Validation of Ingress and IngressClass (pkg/apis/networking/validation).
 *
 * Left out: what an update leaves as it was may be wrong (secret names and wildcard rules from before the rules).
 */
import { ingressClassAnnotation } from '../strategy/ingress-annotations.ts';
import type {
  Ingress,
  IngressBackend,
  IngressClass,
  IngressPath,
  IngressReference,
} from '../objects/networking.ts';
import { Address } from '../../net/address/address.ts';
import { type FieldError, fieldError } from '../api/status.ts';
import { validateMeta } from './meta.ts';
import {
  isDns1123Label,
  isDns1123Subdomain,
  isDomainPrefixedPath,
  isPathSegment,
  isPortName,
  isPortNumber,
  isWildcardSubdomain,
} from './names.ts';

const pathTypes = ['Exact', 'ImplementationSpecific', 'Prefix'];
const badSequences = ['//', '/./', '/../', '%2f', '%2F'];
const badSuffixes = ['/..', '/.'];

export function validateIngressCreate(ingress: Ingress): readonly FieldError[] {
  const annotation = ingress.metadata.annotations?.[ingressClassAnnotation];
  const { ingressClassName } = ingress.spec;
  const errors = validateIngress(ingress);
  return annotation !== undefined && ingressClassName !== undefined && annotation !== ingressClassName
    ? [
        ...errors,
        fieldError.invalid(
          `annotations.${ingressClassAnnotation}`,
          annotation,
          'must match `ingressClassName` when both are specified',
        ),
      ]
    : errors;
}

export function validateIngress(ingress: Ingress): readonly FieldError[] {
  const { defaultBackend, rules = [], tls = [], ingressClassName } = ingress.spec;
  const errors: FieldError[] = [...validateMeta(ingress, isDns1123Subdomain)];
  if (rules.length === 0 && defaultBackend === undefined)
    errors.push(
      fieldError.invalid(
        'spec',
        ingress.spec.rules ?? null,
        'either `defaultBackend` or `rules` must be specified',
      ),
    );
  if (defaultBackend !== undefined) errors.push(...validateBackend(defaultBackend, 'spec.defaultBackend'));
  for (const [index, { host = '', http }] of rules.entries()) {
    const at = `spec.rules[${index}]`;
    if (host !== '') errors.push(...validateHost(host, `${at}.host`));
    if (http === undefined) continue;
    const paths = http.paths ?? [];
    if (paths.length === 0) errors.push(fieldError.required(`${at}.http.paths`));
    for (const [number, path] of paths.entries())
      errors.push(...validatePath(path, `${at}.http.paths[${number}]`));
  }
  for (const [index, { hosts = [], secretName = '' }] of tls.entries()) {
    const at = `spec.tls[${index}]`;
    for (const [number, host] of hosts.entries())
      for (const message of isHost(host))
        errors.push(fieldError.invalid(`${at}.hosts[${number}]`, host, message));
    for (const message of secretName === '' ? [] : isDns1123Subdomain(secretName))
      errors.push(fieldError.invalid(`${at}.secretName`, secretName, message));
  }
  if (ingressClassName !== undefined)
    for (const message of isDns1123Subdomain(ingressClassName))
      errors.push(fieldError.invalid('spec.ingressClassName', ingressClassName, message));
  return errors;
}

function isHost(host: string): readonly string[] {
  return host.includes('*') ? isWildcardSubdomain(host) : isDns1123Subdomain(host);
}

function validateHost(host: string, at: string): readonly FieldError[] {
  const errors = isHost(host).map((message) => fieldError.invalid(at, host, message));
  return Address.tryParse(host) === undefined
    ? errors
    : [fieldError.invalid(at, host, 'must be a DNS name, not an IP address'), ...errors];
}

function validatePath({ path = '', pathType, backend }: IngressPath, at: string): readonly FieldError[] {
  if (pathType === undefined || pathType === null)
    return [fieldError.required(`${at}.pathType`, 'pathType must be specified')];
  const errors: FieldError[] = [];
  const wrong = (why: string): void => {
    errors.push(fieldError.invalid(`${at}.path`, path, why));
  };
  if (!pathTypes.includes(pathType))
    errors.push(fieldError.notSupported(`${at}.pathType`, pathType, pathTypes));
  else if (pathType === 'ImplementationSpecific') {
    if (path !== '' && !path.startsWith('/')) wrong('must be an absolute path');
  } else {
    if (!path.startsWith('/')) wrong('must be an absolute path');
    for (const part of badSequences) if (path.includes(part)) wrong(`must not contain '${part}'`);
    for (const part of badSuffixes) if (path.endsWith(part)) wrong(`cannot end with '${part}'`);
  }
  return [...errors, ...validateBackend(backend, `${at}.backend`)];
}

function validateBackend({ service, resource }: IngressBackend, at: string): readonly FieldError[] {
  if (resource !== undefined)
    return service === undefined
      ? validateReference(resource, `${at}.resource`)
      : [fieldError.invalid(at, '', 'cannot set both resource and service backends')];
  if (service === undefined) return [fieldError.invalid(at, '', 'resource or service backend is required')];
  const errors: FieldError[] = [];
  if (service.name === '') errors.push(fieldError.required(`${at}.service.name`));
  else
    for (const message of isDns1123Label(service.name))
      errors.push(fieldError.invalid(`${at}.service.name`, service.name, message));
  const { name = '', number = 0 } = service.port ?? {};
  if (name !== '' && number !== 0)
    errors.push(fieldError.invalid(at, '', 'cannot set both port name & port number'));
  else if (name !== '')
    for (const message of isPortName(name))
      errors.push(fieldError.invalid(`${at}.service.port.name`, name, message));
  else if (number !== 0)
    for (const message of isPortNumber(number))
      errors.push(fieldError.invalid(`${at}.service.port.number`, number, message));
  else errors.push(fieldError.required(at, 'port name or number is required'));
  return errors;
}

function validateReference({ apiGroup, kind, name }: IngressReference, at: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (apiGroup !== undefined && apiGroup !== null)
    for (const message of isDns1123Subdomain(apiGroup))
      errors.push(fieldError.invalid(`${at}.apiGroup`, apiGroup, message));
  for (const [field, value] of [
    ['kind', kind],
    ['name', name],
  ] as const)
    if (value === '') errors.push(fieldError.required(`${at}.${field}`));
    else
      for (const message of isPathSegment(value))
        errors.push(fieldError.invalid(`${at}.${field}`, value, message));
  return errors;
}

export function validateIngressClass(ingressClass: IngressClass): readonly FieldError[] {
  const { controller = '', parameters } = ingressClass.spec;
  const errors: FieldError[] = [...validateMeta(ingressClass, isDns1123Subdomain)];
  if (controller.length > 250) errors.push(fieldError.tooLong('spec.controller', 250));
  errors.push(...isDomainPrefixedPath('spec.controller', controller));
  if (parameters === undefined) return errors;
  const at = 'spec.parameters';
  errors.push(...validateReference(parameters, at));
  const { scope, namespace } = parameters;
  const hasNamespace = namespace !== undefined && namespace !== null;
  if (scope === undefined || scope === null) errors.push(fieldError.required(`${at}.scope`));
  else if (scope === 'Namespace') {
    if (!hasNamespace)
      errors.push(fieldError.required(`${at}.namespace`, "`parameters.scope` is set to 'Namespace'"));
    else
      for (const message of isDns1123Label(namespace))
        errors.push(fieldError.invalid(`${at}.namespace`, namespace, message));
  } else if (scope !== 'Cluster')
    errors.push(fieldError.notSupported(`${at}.scope`, scope, ['Cluster', 'Namespace']));
  else if (hasNamespace)
    errors.push(fieldError.forbidden(`${at}.namespace`, "`parameters.scope` is set to 'Cluster'"));
  return errors;
}

export function validateIngressClassUpdate(now: IngressClass, old: IngressClass): readonly FieldError[] {
  const unchanged =
    now.spec.controller === old.spec.controller
      ? []
      : [fieldError.invalid('spec.controller', now.spec.controller ?? '', 'field is immutable')];
  return [...unchanged, ...validateIngressClass(now)];
}
