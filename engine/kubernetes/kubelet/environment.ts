/**
 * The environment of a container: the services of its namespace, then what its spec says, references resolved
 * (pkg/kubelet/envvars, kubelet_pods.go makeEnvironmentVariables).
 *
 * Left out: resource fields other than limits and requests as they stand.
 */
import type { ConfigMap, Secret } from '../objects/config.ts';
import { secretData } from './secret-data.ts';
import type { Container, EnvVar, Pod } from '../objects/pod.ts';
import type { ServiceVariables } from './service-variables.ts';

export interface EnvironmentSources {
  readonly services: ServiceVariables;
  configMap(namespace: string, name: string): ConfigMap | undefined;
  secret(namespace: string, name: string): Secret | undefined;
}

export type Environment =
  | { readonly kind: 'environment'; readonly variables: ReadonlyMap<string, string> }
  /** The kubelet's words, as `configmap "settings" not found`. */
  | { readonly kind: 'failed'; readonly message: string };

export function environmentOf(pod: Pod, container: Container, sources: EnvironmentSources): Environment {
  const namespace = pod.metadata.namespace ?? '';
  const shared = sources.services.of(namespace, pod.spec.enableServiceLinks !== false);
  const from = (container as { envFrom?: readonly EnvFrom[] }).envFrom ?? [];
  if (from.length === 0 && (container.env ?? []).length === 0)
    return { kind: 'environment', variables: shared };
  const variables = new Map(shared);
  for (const { prefix = '', configMapRef, secretRef } of from) {
    if (configMapRef !== undefined) {
      const map = sources.configMap(namespace, configMapRef.name);
      if (map === undefined && configMapRef.optional !== true)
        return { kind: 'failed', message: `configmap "${configMapRef.name}" not found` };
      for (const [key, value] of Object.entries(map?.data ?? {})) variables.set(prefix + key, value);
    }
    if (secretRef !== undefined) {
      const secret = sources.secret(namespace, secretRef.name);
      if (secret === undefined && secretRef.optional !== true)
        return { kind: 'failed', message: `secret "${secretRef.name}" not found` };
      for (const [key, value] of secretData(secret)) variables.set(prefix + key, value);
    }
  }
  const own = new Map<string, string>();
  for (const variable of container.env ?? []) {
    const value = valueOf(variable, pod, container, sources, (name) => own.get(name) ?? variables.get(name));
    if (typeof value === 'object') return { kind: 'failed', message: value.message };
    if (value !== undefined) own.set(variable.name, value);
  }
  for (const [name, value] of own) variables.set(name, value);
  return { kind: 'environment', variables };
}

interface EnvFrom {
  readonly prefix?: string;
  readonly configMapRef?: { readonly name: string; readonly optional?: boolean };
  readonly secretRef?: { readonly name: string; readonly optional?: boolean };
}

type Lookup = (name: string) => string | undefined;

function valueOf(
  { name: _name, value, valueFrom }: EnvVar,
  pod: Pod,
  container: Container,
  sources: EnvironmentSources,
  lookup: Lookup,
): string | undefined | { readonly message: string } {
  if (valueFrom === undefined) return expand(value ?? '', lookup);
  if (valueFrom.fieldRef !== undefined) return fieldOf(pod, valueFrom.fieldRef.fieldPath);
  const reference = valueFrom.configMapKeyRef;
  if (reference !== undefined) {
    const map = sources.configMap(pod.metadata.namespace ?? '', reference.name);
    const found = map?.data?.[reference.key];
    if (found !== undefined || reference.optional === true) return found;
    return {
      message:
        map === undefined
          ? `configmap "${reference.name}" not found`
          : `couldn't find key ${reference.key} in ConfigMap ${pod.metadata.namespace ?? ''}/${reference.name}`,
    };
  }
  const secretReference = valueFrom.secretKeyRef;
  if (secretReference !== undefined) {
    const { name, key, optional } = secretReference;
    const secret = sources.secret(pod.metadata.namespace ?? '', name);
    const found = secretData(secret).get(key);
    if (found !== undefined || optional === true) return found;
    return {
      message:
        secret === undefined
          ? `secret "${name}" not found`
          : `couldn't find key ${key} in Secret ${pod.metadata.namespace ?? ''}/${name}`,
    };
  }
  const resource = valueFrom.resourceFieldRef?.resource ?? '';
  const [part = '', ...rest] = resource.split('.');
  const amounts = part === 'limits' ? container.resources?.limits : container.resources?.requests;
  return String(amounts?.[rest.join('.')] ?? 0);
}

/** The downward API's fields. */
export function fieldOf(pod: Pod, path: string): string {
  const subscript = /^metadata\.(labels|annotations)\['([^']+)'\]$/.exec(path);
  if (subscript !== null)
    return pod.metadata[subscript[1] as 'labels' | 'annotations']?.[subscript[2] ?? ''] ?? '';
  switch (path) {
    case 'metadata.name':
      return pod.metadata.name;
    case 'metadata.namespace':
      return pod.metadata.namespace ?? '';
    case 'metadata.uid':
      return pod.metadata.uid;
    case 'spec.nodeName':
      return pod.spec.nodeName ?? '';
    case 'spec.serviceAccountName':
      return pod.spec.serviceAccountName ?? '';
    case 'status.podIP':
      return pod.status.podIP ?? '';
    case 'status.podIPs':
      return (pod.status.podIPs ?? []).map(({ ip }) => ip).join(',');
    case 'status.hostIP':
      return pod.status.hostIP ?? '';
    case 'status.hostIPs':
      return (pod.status.hostIPs ?? []).map(({ ip }) => ip).join(',');
    default:
      return '';
  }
}

/** `$(NAME)` of what is known; `$$(NAME)` stays `$(NAME)`. */
export function expand(text: string, lookup: Lookup): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (whole, name: string | undefined) =>
    whole === '$$' ? '$' : (lookup(name ?? '') ?? whole),
  );
}
