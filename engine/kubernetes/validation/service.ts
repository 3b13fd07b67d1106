/**
 * Validation of services (pkg/apis/core/validation validateService, in its order).
 *
 * Left out: the topology annotations, load balancer source ranges as an annotation.
 */
import type { Service, ServicePort } from '../objects/service.ts';
import { Address } from '../../net/address/address.ts';
import { type FieldError, fieldError } from '../api/status.ts';
import { isExternallyAccessible, isHeadless, needsHealthCheck } from '../strategy/service-traits.ts';
import { validatePortNumberOrName } from './container.ts';
import { validateLabels, validateMeta } from './meta.ts';
import { isCidr, isDns1123Label, isDns1123Subdomain, isIp, isPortNumber, isQualifiedName } from './names.ts';

const protocols = ['SCTP', 'TCP', 'UDP'];

export function validateServiceCreate(service: Service): readonly FieldError[] {
  return [...validateMeta(service, isDns1123Label), ...validateService(service)];
}

export function validateServiceUpdate(service: Service, old: Service): readonly FieldError[] {
  const errors: FieldError[] = [...validateMeta(service, isDns1123Label), ...clusterIpChanges(service, old)];
  const oldClass = old.spec.loadBalancerClass;
  if (
    old.spec.type === 'LoadBalancer' &&
    service.spec.type === 'LoadBalancer' &&
    oldClass !== undefined &&
    service.spec.loadBalancerClass !== oldClass
  )
    errors.push(
      fieldError.invalid(
        'spec.loadBalancerClass',
        service.spec.loadBalancerClass ?? null,
        'may not change once set',
      ),
    );
  if (
    needsHealthCheck(old) &&
    needsHealthCheck(service) &&
    old.spec.healthCheckNodePort !== service.spec.healthCheckNodePort
  )
    errors.push(fieldError.forbidden('spec.healthCheckNodePort', 'field is immutable'));
  return [...errors, ...validateService(service)];
}

function clusterIpChanges(service: Service, old: Service): readonly FieldError[] {
  if (service.spec.type === 'ExternalName' || old.spec.type === 'ExternalName') return [];
  if (isHeadless(service) && isHeadless(old)) return [];
  const before = old.spec.clusterIPs ?? [];
  const after = service.spec.clusterIPs ?? [];
  const errors: FieldError[] = [];
  if (before.length > after.length && after.length === 0)
    errors.push(fieldError.invalid('spec.clusterIPs[0]', after, 'primary clusterIP can not be unset'));
  for (const [index, address] of before.entries())
    if (after[index] !== undefined && after[index] !== address)
      errors.push(fieldError.invalid(`spec.clusterIPs[${index}]`, after, 'may not change once set'));
  return errors;
}

function validateService(service: Service): readonly FieldError[] {
  const { spec } = service;
  const errors: FieldError[] = [];
  const ports = spec.ports ?? [];
  if (ports.length === 0 && !isHeadless(service) && spec.type !== 'ExternalName')
    errors.push(fieldError.required('spec.ports'));
  errors.push(...validateByType(service));
  const names = new Set<string>();
  for (const [index, port] of ports.entries())
    errors.push(...validatePort(port, ports.length > 1, names, `spec.ports[${index}]`));
  errors.push(...validateLabels(spec.selector, 'spec.selector'));
  errors.push(...validateAffinity(service), ...validateClusterIps(service), ...validateExternalIps(service));
  const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
  if (spec.type !== undefined && !types.includes(spec.type))
    errors.push(fieldError.notSupported('spec.type', spec.type, types));
  errors.push(...validatePortSets(service));
  errors.push(...validateLoadBalancer(service), ...validateTrafficPolicies(service));
  return errors;
}

function validateByType({ spec, ...service }: Service): readonly FieldError[] {
  const headless = isHeadless({ ...service, spec });
  switch (spec.type) {
    case 'LoadBalancer':
    case 'NodePort':
      return headless
        ? [
            fieldError.invalid(
              'spec.clusterIPs[0]',
              'None',
              `may not be set to 'None' for ${spec.type} services`,
            ),
          ]
        : [];
    case 'ExternalName': {
      const errors: FieldError[] = [];
      for (const field of ['clusterIPs', 'ipFamilies', 'ipFamilyPolicy'] as const)
        if (spec[field] !== undefined && spec[field].length > 0)
          errors.push(fieldError.forbidden(`spec.${field}`, 'may not be set for ExternalName services'));
      const name = (spec.externalName ?? '').replace(/\.$/, '');
      if (name === '') errors.push(fieldError.required('spec.externalName'));
      else
        for (const message of isDns1123Subdomain(name))
          errors.push(fieldError.invalid('spec.externalName', name, message));
      return errors;
    }
    default:
      return [];
  }
}

function validatePort(
  port: ServicePort,
  named: boolean,
  names: Set<string>,
  at: string,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  const name = port.name ?? '';
  if (name === '') {
    if (named) errors.push(fieldError.required(`${at}.name`));
  } else {
    for (const message of isDns1123Label(name)) errors.push(fieldError.invalid(`${at}.name`, name, message));
    if (names.has(name)) errors.push(fieldError.duplicate(`${at}.name`, name));
    names.add(name);
  }
  for (const message of isPortNumber(port.port))
    errors.push(fieldError.invalid(`${at}.port`, port.port, message));
  if (port.protocol !== undefined && !protocols.includes(port.protocol))
    errors.push(fieldError.notSupported(`${at}.protocol`, port.protocol, protocols));
  if (port.targetPort !== undefined)
    errors.push(...validatePortNumberOrName(port.targetPort, `${at}.targetPort`));
  if (port.appProtocol !== undefined)
    for (const message of isQualifiedName(port.appProtocol))
      errors.push(fieldError.invalid(`${at}.appProtocol`, port.appProtocol, message));
  return errors;
}

function validateAffinity({ spec }: Service): readonly FieldError[] {
  const affinity = spec.sessionAffinity as string | undefined;
  if (affinity !== undefined && !['ClientIP', 'None'].includes(affinity))
    return [fieldError.notSupported('spec.sessionAffinity', affinity, ['ClientIP', 'None'])];
  if (affinity === 'None' && spec.sessionAffinityConfig !== undefined)
    return [
      fieldError.forbidden('spec.sessionAffinityConfig', 'must not be set when session affinity is None'),
    ];
  const timeout = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds;
  if (affinity === 'ClientIP' && timeout !== undefined && (timeout <= 0 || timeout > 86400))
    return [
      fieldError.invalid(
        'spec.sessionAffinityConfig.clientIP.timeoutSeconds',
        timeout,
        'must be greater than 0 and less than 86400',
      ),
    ];
  return [];
}

/** ValidateServiceClusterIPsRelatedFields: also checked before addresses are allocated. */
export function validateClusterIps({ spec }: Service): readonly FieldError[] {
  if (spec.type === 'ExternalName') return [];
  const errors: FieldError[] = [];
  const addresses = spec.clusterIPs ?? [];
  if (spec.clusterIP !== undefined && spec.clusterIP !== '') {
    if (addresses.length === 0) errors.push(fieldError.required('spec.clusterIPs'));
    else if (addresses[0] !== spec.clusterIP)
      errors.push(fieldError.invalid('spec.clusterIPs', addresses, 'first value must match `clusterIP`'));
  } else if (addresses.length > 0)
    errors.push(
      fieldError.invalid('spec.clusterIPs', addresses, 'must be empty when `clusterIP` is not specified'),
    );
  const seen = new Set<string>();
  for (const [index, family] of (spec.ipFamilies ?? []).entries()) {
    if (!['IPv4', 'IPv6'].includes(family))
      errors.push(fieldError.notSupported(`spec.ipFamilies[${index}]`, family, ['IPv4', 'IPv6']));
    if (seen.has(family)) errors.push(fieldError.duplicate(`spec.ipFamilies[${index}]`, family));
    seen.add(family);
  }
  const policies = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];
  if (spec.ipFamilyPolicy !== undefined && !policies.includes(spec.ipFamilyPolicy))
    errors.push(fieldError.notSupported('spec.ipFamilyPolicy', spec.ipFamilyPolicy, policies));
  let wrong = false;
  for (const [index, address] of addresses.entries()) {
    if (index === 0 && address === 'None') {
      if (addresses.length > 1) {
        wrong = true;
        errors.push(
          fieldError.invalid('spec.clusterIPs', addresses, "'None' must be the first and only value"),
        );
      }
      continue;
    }
    for (const message of isIp(address)) {
      wrong = true;
      errors.push(fieldError.invalid(`spec.clusterIPs[${index}]`, address, message));
    }
  }
  if (addresses.length > 2)
    errors.push(fieldError.invalid('spec.clusterIPs', addresses, 'may only hold up to 2 values'));
  if (wrong) return errors;
  const families = addresses.map((address) => (address.includes(':') ? 'IPv6' : 'IPv4'));
  if (addresses.length > 1 && new Set(families).size < 2)
    errors.push(
      fieldError.invalid('spec.clusterIPs', addresses, 'may specify no more than one IP for each IP family'),
    );
  if (addresses[0] !== 'None')
    for (const [index, family] of (spec.ipFamilies ?? []).entries())
      if (families[index] !== undefined && families[index] !== family)
        errors.push(
          fieldError.invalid(
            `spec.clusterIPs[${index}]`,
            addresses[index],
            `expected an ${family} value as indicated by \`ipFamilies[${index}]\``,
          ),
        );
  return errors;
}

function validateExternalIps({ spec }: Service): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, text] of (spec.externalIPs ?? []).entries()) {
    const at = `spec.externalIPs[${index}]`;
    const faults = isIp(text);
    for (const message of faults) errors.push(fieldError.invalid(at, text, message));
    if (faults.length === 0) errors.push(...validateEndpointIp(text, at));
  }
  return errors;
}

/** ValidateEndpointIP: no special addresses. */
export function validateEndpointIp(text: string, at: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const address = Address.tryParse(text);
  if (address === undefined) return errors;
  if (/^(0\.0\.0\.0|::)$/.test(text))
    errors.push(fieldError.invalid(at, text, `may not be unspecified (${text})`));
  if (/^127\.|^::1$/.test(text))
    errors.push(fieldError.invalid(at, text, 'may not be in the loopback range (127.0.0.0/8, ::1/128)'));
  if (/^169\.254\.|^fe[89ab]/i.test(text))
    errors.push(
      fieldError.invalid(at, text, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'),
    );
  if (/^224\.0\.0\.|^ff02:/i.test(text))
    errors.push(
      fieldError.invalid(at, text, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'),
    );
  return errors;
}

function validatePortSets({ spec }: Service): readonly FieldError[] {
  const errors: FieldError[] = [];
  const ports = spec.ports ?? [];
  if (spec.type === 'ClusterIP')
    for (const [index, port] of ports.entries())
      if (port.nodePort !== undefined)
        errors.push(
          fieldError.forbidden(`spec.ports[${index}].nodePort`, "may not be used when `type` is 'ClusterIP'"),
        );
  const nodePorts = new Set<string>();
  for (const [index, port] of ports.entries()) {
    if (port.nodePort === undefined) continue;
    const key = `${port.protocol ?? 'TCP'}/${port.nodePort}`;
    if (nodePorts.has(key)) errors.push(fieldError.duplicate(`spec.ports[${index}].nodePort`, port.nodePort));
    nodePorts.add(key);
  }
  const seen = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const key = `${port.protocol ?? 'TCP'}/${port.port}`;
    if (seen.has(key))
      errors.push(
        fieldError.duplicate(`spec.ports[${index}]`, {
          Name: '',
          Protocol: port.protocol,
          AppProtocol: null,
          Port: port.port,
          TargetPort: 0,
          NodePort: 0,
        }),
      );
    seen.add(key);
  }
  return errors;
}

function validateLoadBalancer({ spec }: Service): readonly FieldError[] {
  const errors: FieldError[] = [];
  const isLoadBalancer = spec.type === 'LoadBalancer';
  const ranges = spec.loadBalancerSourceRanges ?? [];
  if (ranges.length > 0) {
    if (!isLoadBalancer)
      errors.push(
        fieldError.forbidden(
          'spec.LoadBalancerSourceRanges',
          "may only be used when `type` is 'LoadBalancer'",
        ),
      );
    for (const [index, range] of ranges.entries())
      for (const message of isCidr(range.trim()))
        errors.push(fieldError.invalid(`spec.LoadBalancerSourceRanges[${index}]`, range.trim(), message));
  }
  if (spec.allocateLoadBalancerNodePorts !== undefined && !isLoadBalancer)
    errors.push(
      fieldError.forbidden(
        'spec.allocateLoadBalancerNodePorts',
        "may only be used when `type` is 'LoadBalancer'",
      ),
    );
  if (spec.loadBalancerClass !== undefined) {
    if (!isLoadBalancer)
      errors.push(
        fieldError.forbidden('spec.loadBalancerClass', "may only be used when `type` is 'LoadBalancer'"),
      );
    for (const message of isQualifiedName(spec.loadBalancerClass))
      errors.push(fieldError.invalid('spec.loadBalancerClass', spec.loadBalancerClass, message));
  }
  return errors;
}

function validateTrafficPolicies(service: Service): readonly FieldError[] {
  const { spec } = service;
  const errors: FieldError[] = [];
  const external = spec.externalTrafficPolicy as string | undefined;
  if (!isExternallyAccessible(service)) {
    if (external !== undefined)
      errors.push(
        fieldError.invalid(
          'spec.externalTrafficPolicy',
          external,
          'may only be set for externally-accessible services',
        ),
      );
  } else if (external !== undefined && !['Cluster', 'Local'].includes(external))
    errors.push(fieldError.notSupported('spec.externalTrafficPolicy', external, ['Cluster', 'Local']));
  if (!needsHealthCheck(service) && spec.healthCheckNodePort !== undefined)
    errors.push(
      fieldError.invalid(
        'spec.healthCheckNodePort',
        spec.healthCheckNodePort,
        "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
      ),
    );
  const internal = spec.internalTrafficPolicy as string | undefined;
  if (internal !== undefined && !['Cluster', 'Local'].includes(internal))
    errors.push(fieldError.notSupported('spec.internalTrafficPolicy', internal, ['Cluster', 'Local']));
  const distributions = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];
  if (spec.trafficDistribution !== undefined && !distributions.includes(spec.trafficDistribution))
    errors.push(fieldError.notSupported('spec.trafficDistribution', spec.trafficDistribution, distributions));
  return errors;
}
