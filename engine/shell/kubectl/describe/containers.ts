/**
 * Containers, volumes, tolerations and pod templates in `kubectl describe`.
 */
import { fieldOf } from '../../../kubernetes/kubelet/environment.ts';
import type { PersistentVolumeClaim } from '../../../kubernetes/objects/cluster.ts';
import type {
  Container,
  ContainerState,
  ContainerStatus,
  Pod,
  PodTemplateSpec,
  Probe,
  Toleration,
  TopologySpreadConstraint,
  Volume,
} from '../../../kubernetes/objects/pod.ts';
import { formatSelector } from '../../../kubernetes/table/format.ts';
import { goText } from '../../../kubernetes/schema/go-value.ts';
import { nestedClaim } from './storage.ts';
import { type DescribeText, rfc1123 } from './text.ts';
import { describeSource } from './volume-sources.ts';

export function describeContainers(
  out: DescribeText,
  title: string,
  containers: readonly Container[],
  statuses: readonly ContainerStatus[] | undefined,
  pod: Pod | undefined,
  space: string,
): void {
  out.line(0, `${space}${title}:`);
  for (const container of containers) {
    const status = statuses?.find(({ name }) => name === container.name);
    out.line(1, `${space === '' ? '' : ' '}${container.name}:`);
    if (status !== undefined) out.line(2, `Container ID:\t${status.containerID ?? ''}`);
    out.line(2, `Image:\t${container.image}`);
    if (status !== undefined) out.line(2, `Image ID:\t${status.imageID}`);
    const ports = container.ports ?? [];
    const list = (number: (port: (typeof ports)[number]) => number): string =>
      ports
        .map(
          (port) =>
            `${number(port)}/${port.protocol ?? 'TCP'}${port.name === undefined ? '' : ` (${port.name})`}`,
        )
        .join(', ');
    const open = list(({ containerPort }) => containerPort);
    out.line(2, open.includes(',') ? `Ports:\t${open}` : `Port:\t${open || '<none>'}`);
    const host = list(({ hostPort = 0 }) => hostPort);
    out.line(2, host.includes(',') ? `Host Ports:\t${host}` : `Host Port:\t${host || '<none>'}`);
    seccompRows(out, 2, container.securityContext);
    words(out, 'Command', container.command);
    words(out, 'Args', container.args);
    if (status !== undefined) describeState(out, status);
    amounts(out, 2, 'Limits', container.resources?.limits);
    amounts(out, 2, 'Requests', container.resources?.requests);
    if (container.livenessProbe !== undefined)
      out.line(2, `Liveness:\t${probeText(container.livenessProbe)}`);
    if (container.readinessProbe !== undefined)
      out.line(2, `Readiness:\t${probeText(container.readinessProbe)}`);
    if (container.startupProbe !== undefined) out.line(2, `Startup:\t${probeText(container.startupProbe)}`);
    describeEnvironment(out, container, pod);
    describeMounts(out, container);
  }
}

/** @param level where it stands; what is below it goes one further in a container only */
export function seccompRows(out: DescribeText, level: 0 | 2, context: unknown): void {
  const profile = (
    context as
      { readonly seccompProfile?: { readonly type: string; readonly localhostProfile?: string } } | undefined
  )?.seccompProfile;
  if (profile === undefined) return;
  out.line(level, `SeccompProfile:\t${profile.type}`);
  if (profile.type === 'Localhost')
    out.line(level === 0 ? 0 : 3, `LocalhostProfile:\t${profile.localhostProfile ?? ''}`);
}

function words(out: DescribeText, title: string, list: readonly string[] | undefined): void {
  if (list === undefined || list.length === 0) return;
  out.line(2, `${title}:`);
  for (const word of list) for (const part of word.split('\n')) out.line(3, part);
}

export function amounts(
  out: DescribeText,
  level: 1 | 2,
  title: string,
  given: Readonly<Record<string, unknown>> | undefined,
): void {
  const names = Object.keys(given ?? {}).sort();
  if (names.length === 0) return;
  out.line(level, `${title}:`);
  for (const name of names) out.line(level + 1, `${name}:\t${String(given?.[name])}`);
}

function describeState(out: DescribeText, status: ContainerStatus): void {
  oneState(out, 'State', status.state);
  if (status.lastState.terminated !== undefined) oneState(out, 'Last State', status.lastState);
  out.line(2, `Ready:\t${status.ready ? 'True' : 'False'}`);
  out.line(2, `Restart Count:\t${status.restartCount}`);
}

function oneState(out: DescribeText, title: string, { running, waiting, terminated }: ContainerState): void {
  if (running !== undefined) {
    out.line(2, `${title}:\tRunning`);
    out.line(3, `Started:\t${rfc1123(running.startedAt)}`);
  } else if (terminated !== undefined) {
    out.line(2, `${title}:\tTerminated`);
    if (terminated.reason !== undefined) out.line(3, `Reason:\t${terminated.reason}`);
    if (terminated.message !== undefined) out.line(3, `Message:\t${terminated.message}`);
    out.line(3, `Exit Code:\t${terminated.exitCode}`);
    if (terminated.signal !== undefined) out.line(3, `Signal:\t${terminated.signal}`);
    out.line(3, `Started:\t${rfc1123(terminated.startedAt)}`);
    out.line(3, `Finished:\t${rfc1123(terminated.finishedAt)}`);
  } else {
    out.line(2, `${title}:\tWaiting`);
    if (waiting?.reason !== undefined) out.line(3, `Reason:\t${waiting.reason}`);
  }
}

function probeText(probe: Probe): string {
  const attributes = `delay=${probe.initialDelaySeconds ?? 0}s timeout=${probe.timeoutSeconds ?? 1}s period=${probe.periodSeconds ?? 10}s #success=${probe.successThreshold ?? 1} #failure=${probe.failureThreshold ?? 3}`;
  if (probe.exec !== undefined) return `exec ${goText(probe.exec.command ?? [])} ${attributes}`;
  if (probe.httpGet !== undefined) {
    const { scheme = 'HTTP', host = '', port, path = '' } = probe.httpGet;
    return `http-get ${scheme.toLowerCase()}://${host}:${port}${path} ${attributes}`;
  }
  if (probe.tcpSocket !== undefined)
    return `tcp-socket ${probe.tcpSocket.host ?? ''}:${probe.tcpSocket.port} ${attributes}`;
  if (probe.grpc !== undefined)
    return `grpc <pod>:${probe.grpc.port} ${probe.grpc.service ?? ''} ${attributes}`;
  return `unknown ${attributes}`;
}

function describeEnvironment(out: DescribeText, container: Container, pod: Pod | undefined): void {
  const from =
    (
      container as {
        envFrom?: readonly {
          prefix?: string;
          configMapRef?: { name: string; optional?: boolean };
          secretRef?: { name: string; optional?: boolean };
        }[];
      }
    ).envFrom ?? [];
  if (from.length > 0) {
    out.line(2, 'Environment Variables from:');
    for (const { prefix, configMapRef, secretRef } of from) {
      const source = configMapRef ?? secretRef;
      const kind = configMapRef === undefined ? 'Secret' : 'ConfigMap';
      out.line(
        3,
        `${source?.name ?? ''}\t${kind}${prefix === undefined ? '' : ` with prefix '${prefix}'`}\tOptional: ${source?.optional === true}`,
      );
    }
  }
  const env = container.env ?? [];
  out.line(2, `Environment:${env.length === 0 ? '\t<none>' : ''}`);
  for (const { name, value, valueFrom } of env) {
    if (valueFrom === undefined) {
      for (const [index, part] of (value ?? '').split('\n').entries())
        out.line(3, `${index === 0 ? `${name}:` : ''}\t${part}`);
      continue;
    }
    const { fieldRef, configMapKeyRef, secretKeyRef, resourceFieldRef } = valueFrom;
    if (fieldRef !== undefined)
      out.line(
        3,
        `${name}:\t${pod === undefined ? '' : fieldOf(pod, fieldRef.fieldPath)} (${fieldRef.apiVersion ?? 'v1'}:${fieldRef.fieldPath})`,
      );
    else if (configMapKeyRef !== undefined)
      out.line(
        3,
        `${name}:\t<set to the key '${configMapKeyRef.key}' of config map '${configMapKeyRef.name}'>\tOptional: ${configMapKeyRef.optional === true}`,
      );
    else if (secretKeyRef !== undefined)
      out.line(
        3,
        `${name}:\t<set to the key '${secretKeyRef.key}' in secret '${secretKeyRef.name}'>\tOptional: ${secretKeyRef.optional === true}`,
      );
    else if (resourceFieldRef !== undefined) out.line(3, `${name}:\t (${resourceFieldRef.resource})`);
  }
}

function describeMounts(out: DescribeText, container: Container): void {
  const mounts = [...(container.volumeMounts ?? [])].sort((one, other) =>
    one.mountPath < other.mountPath ? -1 : 1,
  );
  out.line(2, `Mounts:${mounts.length === 0 ? '\t<none>' : ''}`);
  for (const { mountPath, name, readOnly, subPath } of mounts)
    out.line(
      3,
      `${mountPath} from ${name} (${readOnly === true ? 'ro' : 'rw'}${subPath === undefined ? '' : `,path="${subPath}"`})`,
    );
}

interface Sources {
  readonly projected?: { readonly sources?: readonly ProjectedSource[] };
  readonly downwardAPI?: {
    readonly items?: readonly {
      readonly path: string;
      readonly fieldRef?: { readonly fieldPath: string };
      readonly resourceFieldRef?: { readonly resource: string };
    }[];
  };
  readonly ephemeral?: { readonly volumeClaimTemplate?: Partial<PersistentVolumeClaim> };
}

interface ProjectedSource {
  readonly secret?: { readonly name: string; readonly optional?: boolean };
  readonly downwardAPI?: object;
  readonly configMap?: { readonly name: string; readonly optional?: boolean };
  readonly serviceAccountToken?: { readonly expirationSeconds?: number };
}

export function describeVolumes(
  out: DescribeText,
  volumes: readonly Volume[] | undefined,
  space: string,
): void {
  if (volumes === undefined || volumes.length === 0) {
    out.line(0, `${space}Volumes:\t<none>`);
    return;
  }
  out.line(0, `${space}Volumes:`);
  for (const volume of volumes) {
    out.line(1, `${space === '' ? '' : ' '}${volume.name}:`);
    if (!describeSource(out, volume, false)) describeOwnSource(out, volume as Volume & Sources);
  }
}

function describeOwnSource(out: DescribeText, { projected, downwardAPI, ephemeral }: Sources): void {
  if (projected !== undefined) {
    out.line(2, 'Type:\tProjected (a volume that contains injected data from multiple sources)');
    for (const part of projected.sources ?? []) {
      if (part.secret !== undefined) {
        out.line(2, `SecretName:\t${part.secret.name}`);
        out.line(2, `Optional:\t${part.secret.optional === true}`);
      } else if (part.downwardAPI !== undefined) out.line(2, 'DownwardAPI:\ttrue');
      else if (part.configMap !== undefined) {
        out.line(2, `ConfigMapName:\t${part.configMap.name}`);
        out.line(2, `Optional:\t${part.configMap.optional === true}`);
      } else if (part.serviceAccountToken !== undefined)
        out.line(2, `TokenExpirationSeconds:\t${part.serviceAccountToken.expirationSeconds ?? 3600}`);
    }
  } else if (downwardAPI !== undefined) {
    out.line(2, 'Type:\tDownwardAPI (a volume populated by information about the pod)');
    out.line(2, 'Items:');
    for (const { path, fieldRef, resourceFieldRef } of downwardAPI.items ?? []) {
      if (fieldRef !== undefined) out.line(3, `${fieldRef.fieldPath} -> ${path}`);
      if (resourceFieldRef !== undefined) out.line(3, `${resourceFieldRef.resource} -> ${path}`);
    }
  } else if (ephemeral !== undefined) {
    out.line(
      2,
      'Type:\tEphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)',
    );
    const template = ephemeral.volumeClaimTemplate;
    if (template !== undefined) nestedClaim(out, template);
  } else out.line(1, '<unknown>');
}

export function describeSpread(
  out: DescribeText,
  given: readonly TopologySpreadConstraint[] | undefined,
  space: string,
): void {
  const sorted = [...(given ?? [])].sort((one, other) => (one.topologyKey < other.topologyKey ? -1 : 1));
  for (const [index, { topologyKey, whenUnsatisfiable, maxSkew, labelSelector }] of sorted.entries()) {
    const title = index === 0 ? 'Topology Spread Constraints:' : '';
    const selected = labelSelector === undefined ? '' : ` for selector ${formatSelector(labelSelector)}`;
    out.line(
      0,
      `${space}${title}\t${topologyKey}:${whenUnsatisfiable} when max skew ${maxSkew} is exceeded${selected}`,
    );
  }
}

export function describeTolerations(
  out: DescribeText,
  title: string,
  given: readonly Toleration[] | undefined,
): void {
  if (given === undefined || given.length === 0) {
    out.line(0, `${title}:\t<none>`);
    return;
  }
  const sorted = [...given].sort((one, other) => ((one.key ?? '') < (other.key ?? '') ? -1 : 1));
  for (const [index, one] of sorted.entries()) {
    const { key = '', value = '', effect, operator, tolerationSeconds } = one;
    let text = key;
    if (value !== '') text += `=${value}`;
    if (effect !== undefined) text += `:${effect}`;
    if (operator === 'Exists' && value === '')
      text += key === '' && effect === undefined ? 'op=Exists' : ' op=Exists';
    if (tolerationSeconds !== undefined) text += ` for ${tolerationSeconds}s`;
    out.line(0, `${index === 0 ? `${title}:` : ''}\t${text}`);
  }
}

export function describeTemplate(out: DescribeText, template: PodTemplateSpec): void {
  out.line(0, 'Pod Template:');
  out.pairs('  Labels', template.metadata?.labels);
  if (Object.keys(template.metadata?.annotations ?? {}).length > 0)
    out.annotations('  Annotations', template.metadata?.annotations);
  const { spec } = template;
  if (spec.serviceAccountName !== undefined) out.line(1, `Service Account:\t${spec.serviceAccountName}`);
  if (spec.initContainers !== undefined)
    describeContainers(out, 'Init Containers', spec.initContainers, undefined, undefined, '  ');
  describeContainers(out, 'Containers', spec.containers, undefined, undefined, '  ');
  describeVolumes(out, spec.volumes, '  ');
  describeSpread(out, spec.topologySpreadConstraints, '  ');
  if (spec.priorityClassName !== undefined) out.line(1, `Priority Class Name:\t${spec.priorityClassName}`);
  out.pairs('  Node-Selectors', spec.nodeSelector);
  describeTolerations(out, '  Tolerations', spec.tolerations);
}
