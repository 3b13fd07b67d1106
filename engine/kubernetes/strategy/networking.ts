/**
 * NetworkPolicy, Ingress, IngressClass, ServiceCIDR and IPAddress at the API server: defaults, validation, warnings (pkg/apis/networking,
 * pkg/registry/networking; the DefaultIngressClass admission plugin).
 */
import type {
  Ingress,
  IngressClass,
  IpAddress,
  NetworkPolicy,
  NetworkPolicyPort,
  ServiceCidr,
} from '../objects/networking.ts';
import { later } from '../api/later-code.ts';
import { resource } from '../api/resources.ts';
import { inGoOrder } from '../schema/go-order.ts';
import { defaultClassAnnotation, ingressClassAnnotation } from './ingress-annotations.ts';
import { plainStrategy } from './plain.ts';
import type { Strategy, StrategyContext } from './strategy.ts';

const group = 'networking.k8s.io';
const ingresses = resource('ingresses', group);
const ingressClasses = resource('ingressclasses', group);
const networkPolicies = resource('networkpolicies', group);

export const networkPolicyStrategy: Strategy<NetworkPolicy> = {
  resource: networkPolicies,
  counted: true,
  defaults({ spec }) {
    const writable = spec as { policyTypes?: readonly string[] };
    for (const { ports = [] } of [...(spec.ingress ?? []), ...(spec.egress ?? [])])
      for (const port of ports as {
        -readonly [Field in keyof NetworkPolicyPort]: NetworkPolicyPort[Field];
      }[])
        port.protocol ??= 'TCP';
    if ((spec.policyTypes ?? []).length === 0)
      writable.policyTypes = (spec.egress ?? []).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
  },
  validate: later(({ validateNetworkPolicy }) => validateNetworkPolicy),
};

/** The newest of the default classes, for an Ingress that names none. @throws ApiError */
function withDefaultClass(ingress: Ingress, { store }: StrategyContext): Ingress {
  const { ingressClassName } = ingress.spec;
  if (ingressClassName !== undefined || ingress.metadata.annotations?.[ingressClassAnnotation] !== undefined)
    return ingress;
  const defaults = store
    .list(ingressClasses, '')
    .filter(({ metadata }) => metadata.annotations?.[defaultClassAnnotation] === 'true')
    .sort((one, other) => (one.metadata.creationTimestamp < other.metadata.creationTimestamp ? 1 : -1));
  const [newest] = defaults;
  if (newest === undefined) return ingress;
  const spec = { ...ingress.spec, ingressClassName: newest.metadata.name };
  return { ...ingress, spec: inGoOrder('IngressSpec', spec) as Ingress['spec'] };
}

export const ingressStrategy: Strategy<Ingress> = {
  ...(plainStrategy(ingresses) as unknown as Strategy<Ingress>),
  admit: withDefaultClass,
  prepareForCreate: (ingress) => ({ ...ingress, status: { loadBalancer: {} } }),
  validate: later(({ validateIngressCreate }) => validateIngressCreate),
  validateUpdate: later(({ validateIngress }) => validateIngress),
  warnings: ({ metadata, spec }, old) =>
    old === undefined &&
    spec.ingressClassName === undefined &&
    metadata.annotations?.[ingressClassAnnotation] !== undefined
      ? [`annotation "${ingressClassAnnotation}" is deprecated, please use 'spec.ingressClassName' instead`]
      : [],
};

export const ingressClassStrategy: Strategy<IngressClass> = {
  resource: ingressClasses,
  counted: true,
  defaults({ spec }) {
    const parameters = spec.parameters as { scope?: string | null } | undefined;
    if (parameters !== undefined) parameters.scope ??= 'Cluster';
  },
  validate: later(({ validateIngressClass }) => validateIngressClass),
  validateUpdate: later(({ validateIngressClassUpdate }) => validateIngressClassUpdate),
};

export const serviceCidrStrategy: Strategy<ServiceCidr> = {
  ...(plainStrategy(resource('servicecidrs', group)) as Strategy<ServiceCidr>),
  validate: later(({ validateServiceCidr }) => validateServiceCidr),
  validateUpdate: later(({ validateServiceCidrUpdate }) => validateServiceCidrUpdate),
};

export const ipAddressStrategy: Strategy<IpAddress> = {
  resource: resource('ipaddresses', group),
  validate: later(({ validateIpAddress }) => validateIpAddress),
  validateUpdate: later(({ validateIpAddressUpdate }) => validateIpAddressUpdate),
};
