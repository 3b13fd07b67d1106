/**
 * Validation of pods and pod templates (pkg/apis/core/validation ValidatePodSpec, in its order).
 *
 * Left out: security contexts, resource claims, topology spread, what only Windows needs, details of volume sources.
 */
import type { Pod, PodSpec, PodTemplateSpec, Toleration } from '../objects/pod.ts';
import { type FieldError, fieldError } from '../api/status.ts';
import { validateContainer, validateProbes } from './container.ts';
import { validateEphemeralContainers } from './ephemeral-containers.ts';
import { validateAnnotations, validateLabels, validateMeta } from './meta.ts';
import {
  isDns1123Label,
  isDns1123Subdomain,
  isDns1123SubdomainWithUnderscore,
  isIp,
  isQualifiedName,
} from './names.ts';

export function validatePod(pod: Pod): readonly FieldError[] {
  const errors = [...validateMeta(pod, isDns1123Subdomain), ...validatePodSpec(pod.spec, 'spec')];
  for (const [list, containers] of [
    ['containers', (pod.spec.containers as PodSpec['containers'] | null) ?? []],
    ['initContainers', pod.spec.initContainers ?? []],
  ] as const)
    for (const [index, { image = '' }] of (containers as readonly { readonly image?: string }[]).entries())
      if (image !== image.trim())
        errors.push(
          fieldError.invalid(
            `spec.${list}[${index}].image`,
            image,
            'must not have leading or trailing whitespace',
          ),
        );
  return errors;
}

export function validatePodCreate(pod: Pod): readonly FieldError[] {
  const errors = validatePod(pod);
  return (pod.spec.ephemeralContainers ?? []).length === 0
    ? errors
    : [...errors, fieldError.forbidden('spec.ephemeralContainers', 'cannot be set on create')];
}

export function validateTemplate(template: PodTemplateSpec, path: string): readonly FieldError[] {
  return [
    ...validateLabels(template.metadata?.labels, `${path}.labels`),
    ...validateAnnotations(template.metadata?.annotations, `${path}.annotations`),
    ...validatePodSpec(template.spec, `${path}.spec`),
    ...((template.spec.ephemeralContainers ?? []).length === 0
      ? []
      : [
          fieldError.forbidden(
            `${path}.spec.ephemeralContainers`,
            'ephemeral containers not allowed in pod template',
          ),
        ]),
  ];
}

export function validatePodSpec(spec: PodSpec, path: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const volumes = new Set<string>();
  for (const [index, volume] of (spec.volumes ?? []).entries()) {
    const at = `${path}.volumes[${index}].name`;
    if (volume.name === '') errors.push(fieldError.required(at));
    for (const message of volume.name === '' ? [] : isDns1123Label(volume.name))
      errors.push(fieldError.invalid(at, volume.name, message));
    if (volumes.has(volume.name)) errors.push(fieldError.duplicate(at, volume.name));
    volumes.add(volume.name);
  }
  errors.push(...validateContainers(spec, path, volumes), ...validateInitContainers(spec, path, volumes));
  errors.push(...validateEphemeralContainers(spec, path, volumes));
  errors.push(...validateHostNetwork(spec, path));
  const restart = spec.restartPolicy as string | undefined;
  if (restart !== undefined && !['Always', 'OnFailure', 'Never'].includes(restart))
    errors.push(fieldError.notSupported(`${path}.restartPolicy`, restart, ['Always', 'OnFailure', 'Never']));
  errors.push(...validateDnsPolicy(spec, path));
  errors.push(...validateLabels(spec.nodeSelector, `${path}.nodeSelector`));
  errors.push(...validateDnsConfig(spec, path));
  if (spec.hostname !== undefined)
    for (const message of isDns1123Label(spec.hostname))
      errors.push(fieldError.invalid(`${path}.hostname`, spec.hostname, message));
  if (spec.subdomain !== undefined)
    for (const message of isDns1123Label(spec.subdomain))
      errors.push(fieldError.invalid(`${path}.subdomain`, spec.subdomain, message));
  errors.push(...validateTolerations(spec.tolerations ?? [], `${path}.tolerations`));
  errors.push(...validateHostAliases(spec, path));
  const override = (spec as { hostnameOverride?: string; setHostnameAsFQDN?: boolean }).hostnameOverride;
  if (override !== undefined) {
    for (const message of isDns1123Subdomain(override))
      errors.push(fieldError.invalid(`${path}.hostnameOverride`, override, message));
    if ((spec as { setHostnameAsFQDN?: boolean }).setHostnameAsFQDN === true)
      errors.push(
        fieldError.forbidden(
          `${path}.hostnameOverride`,
          'may not be specified when setHostnameAsFQDN is true',
        ),
      );
    if (spec.hostNetwork === true)
      errors.push(
        fieldError.forbidden(`${path}.hostnameOverride`, 'may not be specified when hostNetwork is true'),
      );
  }
  if (spec.activeDeadlineSeconds !== undefined && spec.activeDeadlineSeconds < 1)
    errors.push(
      fieldError.invalid(
        `${path}.activeDeadlineSeconds`,
        spec.activeDeadlineSeconds,
        'must be between 1 and 2147483647, inclusive',
      ),
    );
  return errors;
}

function validateContainers(
  spec: PodSpec,
  path: string,
  volumes: ReadonlySet<string>,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  const containers = (spec.containers as PodSpec['containers'] | null) ?? [];
  if (containers.length === 0) return [fieldError.required(`${path}.containers`)];
  const names = new Set<string>();
  for (const [index, container] of containers.entries()) {
    const at = `${path}.containers[${index}]`;
    errors.push(...validateContainer(container, at, volumes));
    if (names.has(container.name)) errors.push(fieldError.duplicate(`${at}.name`, container.name));
    names.add(container.name);
    errors.push(...validateProbes(container, at));
  }
  const taken = new Set<string>();
  for (const [index, container] of containers.entries())
    for (const [number, port] of (container.ports ?? []).entries()) {
      if (port.hostPort === undefined) continue;
      const key = `${port.protocol ?? 'TCP'}/${port.hostIP ?? ''}/${port.hostPort}`;
      if (taken.has(key))
        errors.push(fieldError.duplicate(`${path}.containers[${index}].ports[${number}].hostPort`, key));
      taken.add(key);
    }
  return errors;
}

function validateInitContainers(
  spec: PodSpec,
  path: string,
  volumes: ReadonlySet<string>,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set((spec.containers as PodSpec['containers'] | null)?.map(({ name }) => name));
  for (const [index, container] of (spec.initContainers ?? []).entries()) {
    const at = `${path}.initContainers[${index}]`;
    errors.push(...validateContainer(container, at, volumes));
    if (names.has(container.name)) errors.push(fieldError.duplicate(`${at}.name`, container.name));
    names.add(container.name);
    if (container.restartPolicy === 'Always') errors.push(...validateProbes(container, at));
    else
      for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe'] as const)
        if (container[probe] !== undefined)
          errors.push(
            fieldError.forbidden(
              `${at}.${probe}`,
              'may not be set for init containers without restartPolicy=Always',
            ),
          );
  }
  return errors;
}

function validateHostNetwork(spec: PodSpec, path: string): readonly FieldError[] {
  if (spec.hostNetwork !== true) return [];
  const errors: FieldError[] = [];
  for (const [index, container] of spec.containers.entries())
    for (const [number, port] of (container.ports ?? []).entries())
      if (port.hostPort !== undefined && port.hostPort !== port.containerPort)
        errors.push(
          fieldError.invalid(
            `${path}.containers[${index}].ports[${number}].hostPort`,
            port.hostPort,
            'must match `containerPort` when `hostNetwork` is true',
          ),
        );
  return errors;
}

function validateDnsPolicy(spec: PodSpec, path: string): readonly FieldError[] {
  const policy = spec.dnsPolicy as string | undefined;
  const supported = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
  return policy === undefined || supported.includes(policy)
    ? []
    : [fieldError.notSupported(`${path}.dnsPolicy`, policy, supported)];
}

function validateDnsConfig(spec: PodSpec, path: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const at = `${path}.dnsConfig`;
  const { nameservers = [], searches = [], options = [] } = spec.dnsConfig ?? {};
  if (spec.dnsPolicy === 'None') {
    if (spec.dnsConfig === undefined)
      return [fieldError.required(at, 'must provide `dnsConfig` when `dnsPolicy` is None')];
    if (nameservers.length === 0)
      return [
        fieldError.required(
          `${at}.nameservers`,
          'must provide at least one DNS nameserver when `dnsPolicy` is None',
        ),
      ];
  }
  if (nameservers.length > 3)
    errors.push(
      fieldError.invalid(`${at}.nameservers`, nameservers, 'must not have more than 3 nameservers'),
    );
  for (const [index, server] of nameservers.entries())
    for (const message of isIp(server))
      errors.push(fieldError.invalid(`${at}.nameservers[${index}]`, server, message));
  if (searches.length > 32)
    errors.push(fieldError.invalid(`${at}.searches`, searches, 'must not have more than 32 search paths'));
  for (const [index, search] of searches.entries())
    for (const message of search === '.' ? [] : isDns1123SubdomainWithUnderscore(search.replace(/\.$/, '')))
      errors.push(fieldError.invalid(`${at}.searches[${index}]`, search, message));
  for (const [index, option] of options.entries())
    if ((option.name as string | undefined) === undefined || option.name === '')
      errors.push(fieldError.required(`${at}.options[${index}]`, 'must not be empty'));
  return errors;
}

function validateTolerations(tolerations: readonly Toleration[], path: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, toleration] of tolerations.entries()) {
    const at = `${path}[${index}]`;
    const { key = '', operator = 'Equal', value = '', effect } = toleration;
    if (key !== '')
      for (const message of isQualifiedName(key)) errors.push(fieldError.invalid(`${at}.key`, key, message));
    if (key === '' && operator !== 'Exists')
      errors.push(
        fieldError.invalid(
          `${at}.operator`,
          toleration.operator ?? '',
          'operator must be Exists when `key` is empty, which means "match all values and all keys"',
        ),
      );
    if (operator === 'Exists' && value !== '')
      errors.push(
        fieldError.invalid(`${at}.operator`, toleration, "value must be empty when `operator` is 'Exists'"),
      );
    if (effect !== undefined && !['NoSchedule', 'PreferNoSchedule', 'NoExecute'].includes(effect))
      errors.push(
        fieldError.notSupported(`${at}.effect`, effect, ['NoSchedule', 'PreferNoSchedule', 'NoExecute']),
      );
    if (toleration.tolerationSeconds !== undefined && effect !== 'NoExecute')
      errors.push(
        fieldError.invalid(
          `${at}.effect`,
          effect ?? '',
          "effect must be 'NoExecute' when `tolerationSeconds` is set",
        ),
      );
  }
  return errors;
}

function validateHostAliases(spec: PodSpec, path: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, alias] of (spec.hostAliases ?? []).entries()) {
    const at = `${path}.hostAliases[${index}]`;
    for (const message of isIp(alias.ip)) errors.push(fieldError.invalid(`${at}.ip`, alias.ip, message));
    for (const [number, name] of (alias.hostnames ?? []).entries())
      for (const message of isDns1123Subdomain(name))
        errors.push(fieldError.invalid(`${at}.hostnames[${number}]`, name, message));
  }
  return errors;
}
