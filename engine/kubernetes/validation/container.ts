/**
 * Validation of containers: names, ports, environment, mounts, resources, probes (pkg/apis/core/validation).
 *
 * Left out: lifecycle hooks, security contexts, resize policies, volume devices.
 */
import type { IntOrString } from '../objects/meta.ts';
import type { Container, ContainerPort, EnvVar, Probe, VolumeMount } from '../objects/pod.ts';
import { type FieldError, fieldError } from '../api/status.ts';
import { quantityValue } from '../schema/quantity.ts';
import { isDns1123Label, isEnvVarName, isPortName, isPortNumber } from './names.ts';

const protocols = ['SCTP', 'TCP', 'UDP'];

export function validateContainer(
  container: Container,
  path: string,
  volumes: ReadonlySet<string>,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (container.name === '') errors.push(fieldError.required(`${path}.name`));
  else
    for (const message of isDns1123Label(container.name))
      errors.push(fieldError.invalid(`${path}.name`, container.name, message));
  if ((container.image as string | undefined) === undefined || container.image === '')
    errors.push(fieldError.required(`${path}.image`));
  errors.push(...validatePorts(container.ports ?? [], `${path}.ports`));
  errors.push(...validateEnvironment(container.env ?? [], `${path}.env`));
  errors.push(...validateMounts(container.volumeMounts ?? [], `${path}.volumeMounts`, volumes));
  const policy = container.imagePullPolicy as string | undefined;
  if (policy !== undefined && !['Always', 'IfNotPresent', 'Never'].includes(policy))
    errors.push(
      fieldError.notSupported(`${path}.imagePullPolicy`, policy, ['Always', 'IfNotPresent', 'Never']),
    );
  errors.push(...validateResources(container, `${path}.resources`));
  return errors;
}

export function validateProbes(container: Container, path: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
    const probe = container[name];
    if (probe === undefined) continue;
    errors.push(...validateProbe(probe, `${path}.${name}`));
    if (name !== 'readinessProbe' && probe.successThreshold !== undefined && probe.successThreshold !== 1)
      errors.push(
        fieldError.invalid(`${path}.${name}.successThreshold`, probe.successThreshold, 'must be 1'),
      );
  }
  return errors;
}

function validatePorts(ports: readonly ContainerPort[], path: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const at = `${path}[${index}]`;
    if (port.name !== undefined) {
      const faults = isPortName(port.name);
      for (const message of faults) errors.push(fieldError.invalid(`${at}.name`, port.name, message));
      if (faults.length === 0) {
        if (names.has(port.name)) errors.push(fieldError.duplicate(`${at}.name`, port.name));
        names.add(port.name);
      }
    }
    if (port.containerPort === 0) errors.push(fieldError.required(`${at}.containerPort`));
    else
      for (const message of isPortNumber(port.containerPort))
        errors.push(fieldError.invalid(`${at}.containerPort`, port.containerPort, message));
    if (port.hostPort !== undefined)
      for (const message of isPortNumber(port.hostPort))
        errors.push(fieldError.invalid(`${at}.hostPort`, port.hostPort, message));
    if (port.protocol !== undefined && !protocols.includes(port.protocol))
      errors.push(fieldError.notSupported(`${at}.protocol`, port.protocol, protocols));
  }
  return errors;
}

function validateEnvironment(variables: readonly EnvVar[], path: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, variable] of variables.entries()) {
    const at = `${path}[${index}]`;
    if (variable.name === '') errors.push(fieldError.required(`${at}.name`));
    else
      for (const message of isEnvVarName(variable.name))
        errors.push(fieldError.invalid(`${at}.name`, variable.name, message));
    const from = variable.valueFrom;
    if (from === undefined) continue;
    const sources = Object.keys(from).length;
    if (sources === 0)
      errors.push(
        fieldError.invalid(
          `${at}.valueFrom`,
          '',
          'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`',
        ),
      );
    if (variable.value !== undefined && variable.value !== '' && sources > 0)
      errors.push(
        fieldError.invalid(`${at}.valueFrom`, '', 'may not be specified when `value` is not empty'),
      );
    else if (sources > 1)
      errors.push(
        fieldError.invalid(`${at}.valueFrom`, '', 'may not have more than one field specified at a time'),
      );
  }
  return errors;
}

function validateMounts(
  mounts: readonly VolumeMount[],
  path: string,
  volumes: ReadonlySet<string>,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  const points = new Set<string>();
  for (const [index, mount] of mounts.entries()) {
    const at = `${path}[${index}]`;
    if (mount.name === '') errors.push(fieldError.required(`${at}.name`));
    if (!volumes.has(mount.name)) errors.push(fieldError.notFound(`${at}.name`, mount.name));
    if (mount.mountPath === '') errors.push(fieldError.required(`${at}.mountPath`));
    if (points.has(mount.mountPath))
      errors.push(fieldError.invalid(`${at}.mountPath`, mount.mountPath, 'must be unique'));
    points.add(mount.mountPath);
  }
  return errors;
}

function validateResources(container: Container, path: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const { requests = {}, limits = {} } = container.resources ?? {};
  for (const [part, amounts] of [
    ['limits', limits],
    ['requests', requests],
  ] as const)
    for (const [name, amount] of Object.entries(amounts)) {
      if (!/^(cpu|memory|ephemeral-storage|hugepages-.*)$/.test(name) && !name.includes('/'))
        errors.push(
          fieldError.invalid(`${path}.${part}`, name, 'must be a standard resource type or fully qualified'),
          fieldError.invalid(`${path}.${part}`, name, 'must be a standard resource for containers'),
        );
      if ((quantityValue(amount) ?? 0) < 0)
        errors.push(
          fieldError.invalid(`${path}.${part}[${name}]`, amount, 'must be greater than or equal to 0'),
        );
    }
  for (const name of Object.keys(requests).sort()) {
    const limit = limits[name];
    if (limit !== undefined && (quantityValue(requests[name]) ?? 0) > (quantityValue(limit) ?? 0))
      errors.push(
        fieldError.invalid(
          `${path}.requests`,
          String(requests[name]),
          `must be less than or equal to ${name} limit of ${limit}`,
        ),
      );
  }
  return errors;
}

function validateProbe(probe: Probe, path: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  let handlers = 0;
  const another = (name: string): boolean => {
    handlers++;
    if (handlers > 1)
      errors.push(fieldError.forbidden(`${path}.${name}`, 'may not specify more than 1 handler type'));
    return handlers === 1;
  };
  if (probe.exec !== undefined && another('exec') && (probe.exec.command ?? []).length === 0)
    errors.push(fieldError.required(`${path}.exec.command`));
  if (probe.httpGet !== undefined && another('httpGet')) {
    if (probe.httpGet.path === undefined || probe.httpGet.path === '')
      errors.push(fieldError.required(`${path}.httpGet.path`));
    errors.push(...validatePortNumberOrName(probe.httpGet.port, `${path}.httpGet.port`));
    if (probe.httpGet.scheme !== undefined && !['HTTP', 'HTTPS'].includes(probe.httpGet.scheme))
      errors.push(fieldError.notSupported(`${path}.httpGet.scheme`, probe.httpGet.scheme, ['HTTP', 'HTTPS']));
  }
  if (probe.tcpSocket !== undefined && another('tcpSocket'))
    errors.push(...validatePortNumberOrName(probe.tcpSocket.port, `${path}.tcpSocket.port`));
  if (probe.grpc !== undefined && another('grpc'))
    errors.push(...validatePortNumberOrName(probe.grpc.port, `${path}.grpc.port`));
  if (handlers === 0) errors.push(fieldError.required(path, 'must specify a handler type'));
  for (const name of [
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
  ] as const)
    if ((probe[name] ?? 0) < 0)
      errors.push(fieldError.invalid(`${path}.${name}`, probe[name], 'must be greater than or equal to 0'));
  return errors;
}

export function validatePortNumberOrName(port: IntOrString, path: string): readonly FieldError[] {
  const faults = typeof port === 'number' ? isPortNumber(port) : isPortName(port);
  return faults.map((message) => fieldError.invalid(path, port, message));
}
