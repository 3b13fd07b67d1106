/**
 * What `kubectl debug --profile` gives a debugging container and its pod (k8s.io/kubectl pkg/cmd/debug profiles.go).
 */
import type { Container, Pod, PodSpec } from '../../../../kubernetes/objects/pod.ts';

/** An ephemeral container in its pod, a container in a copy of a pod, a pod on a node. */
export type DebugStyle = 'ephemeral' | 'copy' | 'node';

/** What a copy keeps of its original. */
export interface Keep {
  readonly labels: boolean;
  readonly annotations: boolean;
  readonly livenessProbe: boolean;
  readonly readinessProbe: boolean;
  readonly startupProbe: boolean;
  readonly initContainers: boolean;
}

interface SecurityContext {
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  readonly [field: string]: unknown;
}

interface Profile {
  /** The container's security context; undefined: none. */
  readonly context?: (before: SecurityContext | undefined, style: DebugStyle) => SecurityContext | undefined;
  readonly onNode: readonly ('host namespaces' | 'host root')[];
  readonly copyKeeps: 'what is asked for' | 'all but labels';
}

const adding =
  (...capabilities: readonly string[]) =>
  (before: SecurityContext | undefined): SecurityContext => ({
    ...before,
    capabilities: {
      ...before?.capabilities,
      add: [...(before?.capabilities?.add ?? []), ...capabilities],
    },
  });

const profiles: Readonly<Record<string, Profile>> = {
  legacy: { onNode: ['host namespaces', 'host root'], copyKeeps: 'all but labels' },
  general: {
    context: (before, style) => (style === 'node' ? undefined : adding('SYS_PTRACE')(before)),
    onNode: ['host namespaces', 'host root'],
    copyKeeps: 'what is asked for',
  },
  baseline: { context: () => undefined, onNode: [], copyKeeps: 'what is asked for' },
  restricted: {
    context: () => ({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    }),
    onNode: [],
    copyKeeps: 'what is asked for',
  },
  netadmin: {
    context: adding('NET_ADMIN', 'NET_RAW'),
    onNode: ['host namespaces'],
    copyKeeps: 'what is asked for',
  },
  sysadmin: {
    context: (before) => ({ ...before, privileged: true }),
    onNode: ['host namespaces', 'host root'],
    copyKeeps: 'what is asked for',
  },
};

export function isProfile(name: string): boolean {
  return Object.hasOwn(profiles, name);
}

/** @param container its name; where several have it, the first is meant */
export function withProfile(name: string, pod: Pod, container: string, style: DebugStyle, keep: Keep): Pod {
  const profile = profiles[name];
  if (profile === undefined) return pod;
  let { spec } = pod;
  if (style === 'node') spec = onNode(profile, spec, container);
  let { metadata } = pod;
  if (style === 'copy') {
    const kept = profile.copyKeeps === 'what is asked for' ? keep : { ...all, labels: false };
    const { labels: _labels, annotations: _annotations, ...rest } = metadata;
    metadata = {
      ...rest,
      ...(kept.labels && metadata.labels !== undefined ? { labels: metadata.labels } : {}),
      ...(kept.annotations && metadata.annotations !== undefined
        ? { annotations: metadata.annotations }
        : {}),
    };
    spec = copied(spec, kept);
    if (profile.copyKeeps === 'what is asked for')
      spec = { ...spec, shareProcessNamespace: spec.shareProcessNamespace ?? true };
  }
  const { context } = profile;
  if (context !== undefined)
    spec = changed(spec, container, (one) => {
      const { securityContext: before, ...rest } = one;
      const next = context(before as SecurityContext | undefined, style);
      return next === undefined ? rest : { ...rest, securityContext: next };
    });
  return { ...pod, metadata, spec };
}

const all: Keep = {
  labels: true,
  annotations: true,
  livenessProbe: true,
  readinessProbe: true,
  startupProbe: true,
  initContainers: true,
};

function onNode({ onNode: gives }: Profile, given: PodSpec, container: string): PodSpec {
  let spec = given;
  if (gives.includes('host root')) {
    spec = { ...spec, volumes: [...(spec.volumes ?? []), { name: 'host-root', hostPath: { path: '/' } }] };
    spec = changed(spec, container, (one) => ({
      ...one,
      volumeMounts: [...(one.volumeMounts ?? []), { mountPath: '/host', name: 'host-root' }],
    }));
  }
  const host = { hostNetwork: true, hostPID: true, hostIPC: true };
  return gives.includes('host namespaces') ? { ...spec, ...host } : spec;
}

function copied(spec: PodSpec, keep: Keep): PodSpec {
  const { initContainers, ...rest } = spec;
  const containers = spec.containers.map((container) => {
    const { livenessProbe, readinessProbe, startupProbe, ...bare } = container;
    return {
      ...bare,
      ...(keep.livenessProbe && livenessProbe !== undefined ? { livenessProbe } : {}),
      ...(keep.readinessProbe && readinessProbe !== undefined ? { readinessProbe } : {}),
      ...(keep.startupProbe && startupProbe !== undefined ? { startupProbe } : {}),
    };
  });
  return {
    ...rest,
    containers,
    ...(keep.initContainers && initContainers !== undefined ? { initContainers } : {}),
  };
}

/** The first container of that name, as podutils.VisitContainers comes to it. */
function changed(spec: PodSpec, name: string, change: (container: Container) => Container): PodSpec {
  for (const list of ['initContainers', 'containers', 'ephemeralContainers'] as const) {
    const containers: readonly Container[] = spec[list] ?? [];
    const at = containers.findIndex((one) => one.name === name);
    if (at >= 0)
      return { ...spec, [list]: containers.map((one, index) => (index === at ? change(one) : one)) };
  }
  return spec;
}
