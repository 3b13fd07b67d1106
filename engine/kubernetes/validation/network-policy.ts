/**
 * Validation of NetworkPolicy (pkg/apis/networking/validation ValidateNetworkPolicy).
 *
 * Left out: what an update leaves as it was may be wrong (old CIDRs and labels from before the rules were strict).
 */
import type { IpBlock, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '../objects/networking.ts';
import { Prefix } from '../../net/address/prefix.ts';
import { type FieldError, fieldError } from '../api/status.ts';
import { validateLabelSelector, validateMeta } from './meta.ts';
import { isDns1123Subdomain, isPortName, isPortNumber, isStrictCidr } from './names.ts';

const protocols = ['TCP', 'UDP', 'SCTP'];
const policyTypes = ['Ingress', 'Egress'];

export function validateNetworkPolicy(policy: NetworkPolicy): readonly FieldError[] {
  const { spec } = policy;
  const errors: FieldError[] = [
    ...validateMeta(policy, isDns1123Subdomain),
    ...validateLabelSelector(spec.podSelector, 'spec.podSelector'),
  ];
  for (const [direction, peersField] of [
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const)
    for (const [index, rule] of (spec[direction] ?? []).entries()) {
      const at = `spec.${direction}[${index}]`;
      const peers = (rule as Readonly<Record<string, readonly NetworkPolicyPeer[] | undefined>>)[peersField];
      for (const [number, port] of (rule.ports ?? []).entries())
        errors.push(...validatePort(port, `${at}.ports[${number}]`));
      for (const [number, peer] of (peers ?? []).entries())
        errors.push(...validatePeer(peer, `${at}.${peersField}[${number}]`));
    }
  const types = spec.policyTypes ?? [];
  if (types.length > 2)
    return [
      ...errors,
      fieldError.invalid('spec.policyTypes', types, 'may not specify more than two policyTypes'),
    ];
  for (const [index, type] of types.entries())
    if (!policyTypes.includes(type))
      errors.push(fieldError.notSupported(`spec.policyTypes[${index}]`, type, policyTypes));
  return errors;
}

function validatePort({ protocol, port, endPort }: NetworkPolicyPort, at: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (protocol !== undefined && !protocols.includes(protocol))
    errors.push(fieldError.notSupported(`${at}.protocol`, protocol, protocols));
  if (typeof port === 'number') {
    for (const message of isPortNumber(port)) errors.push(fieldError.invalid(`${at}.port`, port, message));
    if (endPort === undefined) return errors;
    // The bad value that upstream names is the first port.
    if (endPort < port)
      errors.push(fieldError.invalid(`${at}.endPort`, port, 'must be greater than or equal to `port`'));
    for (const message of isPortNumber(endPort))
      errors.push(fieldError.invalid(`${at}.endPort`, endPort, message));
    return errors;
  }
  if (endPort !== undefined)
    errors.push(
      fieldError.invalid(
        `${at}.endPort`,
        endPort,
        port === undefined
          ? 'may not be specified when `port` is not specified'
          : 'may not be specified when `port` is non-numeric',
      ),
    );
  if (port !== undefined)
    for (const message of isPortName(port)) errors.push(fieldError.invalid(`${at}.port`, port, message));
  return errors;
}

function validatePeer(
  { podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer,
  at: string,
): readonly FieldError[] {
  const errors: FieldError[] = [
    ...validateLabelSelector(podSelector, `${at}.podSelector`),
    ...validateLabelSelector(namespaceSelector, `${at}.namespaceSelector`),
  ];
  const selects = podSelector !== undefined || namespaceSelector !== undefined;
  if (ipBlock !== undefined) errors.push(...validateIpBlock(ipBlock, `${at}.ipBlock`));
  if (!selects && ipBlock === undefined) errors.push(fieldError.required(at, 'must specify a peer'));
  else if (selects && ipBlock !== undefined)
    errors.push(fieldError.forbidden(at, 'may not specify both ipBlock and another peer'));
  return errors;
}

function validateIpBlock({ cidr, except = [] }: IpBlock, at: string): readonly FieldError[] {
  if (cidr === '') return [fieldError.required(`${at}.cidr`)];
  const errors = isStrictCidr(cidr).map((message) => fieldError.invalid(`${at}.cidr`, cidr, message));
  const whole = Prefix.tryParse(cidr);
  if (whole === undefined) return errors;
  for (const [index, text] of except.entries()) {
    const field = `${at}.except[${index}]`;
    for (const message of isStrictCidr(text)) errors.push(fieldError.invalid(field, text, message));
    const part = Prefix.tryParse(text);
    if (part !== undefined && (!whole.contains(part.address) || whole.length >= part.length))
      errors.push(fieldError.invalid(field, text, 'must be a strict subset of `cidr`'));
  }
  return errors;
}
