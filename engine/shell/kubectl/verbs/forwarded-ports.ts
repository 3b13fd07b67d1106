/**
 * Which ports port-forward forwards: names to numbers, a Service's to its pod's (k8s.io/kubectl pkg/cmd/portforward,
 * pkg/util service_port.go and pod_port.go, k8s.io/client-go tools/portforward parsePorts).
 */
import type { Pod } from '../../../kubernetes/objects/pod.ts';
import type { Service } from '../../../kubernetes/objects/service.ts';
import { Failure } from '../failure.ts';

export interface ForwardedPort {
  /** 0: any that is free. */
  readonly local: number;
  readonly remote: number;
}

/** @param text `8080`, `8080:80`, `:http` */
function split(text: string): readonly [string, string] {
  const parts = text.split(':');
  const [first = '', second = ''] = parts;
  return parts.length === 2 ? [first, second] : [first, first];
}

const isNumber = (text: string): boolean => /^[+-]?\d+$/.test(text);

export function servicePortTexts(texts: readonly string[], service: Service, pod: Pod): readonly string[] {
  refuseUdp(
    texts,
    service.spec.ports ?? [],
    ({ port }) => port,
    (name) => servicePortNamed(service, name),
  );
  return texts.map((text) => {
    const [given, wanted] = split(text);
    const number = isNumber(wanted) ? Number(wanted) : servicePortNamed(service, wanted);
    const local = !isNumber(wanted) && given === wanted ? String(number) : given;
    const remote = String(containerPortOf(service, pod, number));
    return local === remote ? remote : `${local}:${remote}`;
  });
}

export function podPortTexts(texts: readonly string[], pod: Pod): readonly string[] {
  const ports = pod.spec.containers.flatMap((container) => container.ports ?? []);
  refuseUdp(
    texts,
    ports,
    ({ containerPort }) => containerPort,
    (name) => containerPortNamed(pod, name),
  );
  return texts.map((text) => {
    const [local, wanted] = split(text);
    if (wanted === '') throw new Failure('remote port cannot be empty');
    const remote = isNumber(wanted) ? wanted : String(containerPortNamed(pod, wanted));
    return local === wanted ? remote : `${local}:${remote}`;
  });
}

function refuseUdp<Port extends { readonly protocol?: string }>(
  texts: readonly string[],
  ports: readonly Port[],
  numberOf: (port: Port) => number,
  named: (name: string) => number,
): void {
  const having = (protocol: string): readonly number[] =>
    ports.filter((port) => (port.protocol ?? 'TCP') === protocol).map(numberOf);
  const tcp = having('TCP');
  const udp = having('UDP').filter((port) => !tcp.includes(port));
  for (const text of texts) {
    const [, wanted] = split(text);
    if (udp.includes(isNumber(wanted) ? Number(wanted) : named(wanted)))
      throw new Failure(`UDP protocol is not supported for ${wanted}`);
  }
}

function servicePortNamed({ metadata, spec }: Service, name: string): number {
  const found = spec.ports?.find((port) => port.name === name);
  if (found === undefined)
    throw new Failure(`Service '${metadata.name}' does not have a named port '${name}'`);
  return found.port;
}

function containerPortNamed({ metadata, spec }: Pod, name: string): number {
  for (const { ports = [] } of spec.containers)
    for (const port of ports) if (port.name === name) return port.containerPort;
  throw new Failure(`Pod '${metadata.name}' does not have a named port '${name}'`);
}

function containerPortOf({ metadata, spec }: Service, pod: Pod, number: number): number {
  const found = spec.ports?.find(({ port }) => port === number);
  if (found === undefined)
    throw new Failure(`Service ${metadata.name} does not have a service port ${String(number)}`);
  if (spec.clusterIP === 'None') return number;
  const { targetPort } = found;
  if (typeof targetPort === 'string') return containerPortNamed(pod, targetPort);
  return targetPort === undefined || targetPort === 0 ? number : targetPort;
}

export function parsePorts(texts: readonly string[]): readonly ForwardedPort[] {
  return texts.map((text) => {
    const parts = text.split(':');
    if (parts.length > 2) throw new Failure(`invalid port format '${text}'`);
    const [local, remote] = split(text);
    const forwarded = {
      local: parsePort('local', local === '' && parts.length === 2 ? '0' : local),
      remote: parsePort('remote', remote),
    };
    if (forwarded.remote === 0) throw new Failure('remote port must be > 0');
    return forwarded;
  });
}

/** strconv.ParseUint of 16 bits. */
function parsePort(side: 'local' | 'remote', text: string): number {
  const isUnsigned = /^\d+$/.test(text);
  if (isUnsigned && Number(text) <= 0xffff) return Number(text);
  const why = isUnsigned ? 'value out of range' : 'invalid syntax';
  throw new Failure(
    `error parsing ${side} port '${text}': strconv.ParseUint: parsing ${JSON.stringify(text)}: ${why}`,
  );
}
