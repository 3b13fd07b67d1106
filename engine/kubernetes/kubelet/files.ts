/**
 * The files a kubelet puts into a container: /etc/hosts, /etc/resolv.conf, /etc/hostname, the service account's volume,
 * volumes from ConfigMaps and the downward API (pkg/kubelet/network/dns, kubelet_pods.go, pkg/volume).
 */
import type { ConfigMap } from '../objects/config.ts';
import type { Container, Pod } from '../objects/pod.ts';
import { fieldOf } from './environment.ts';

export interface FileSources {
  readonly clusterDns: string;
  readonly clusterDomain: string;
  /** The node's own /etc/resolv.conf. */
  readonly nodeResolvConf: string;
  readonly nodeName: string;
  readonly nodeAddress: string;
  configMap(namespace: string, name: string): ConfigMap | undefined;
}

export function hostnameOf(pod: Pod, nodeName: string): string {
  if (pod.spec.hostNetwork === true) return nodeName;
  return (pod.spec.hostname ?? pod.metadata.name).slice(0, 63);
}

export function filesOf(
  pod: Pod,
  container: Container,
  ip: string,
  sources: FileSources,
): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  files.set('/etc/resolv.conf', resolvConf(pod, sources));
  files.set('/etc/hostname', `${hostnameOf(pod, sources.nodeName)}\n`);
  files.set('/etc/hosts', hostsFile(pod, ip, sources));
  for (const mount of container.volumeMounts ?? []) {
    const volume = pod.spec.volumes?.find(({ name }) => name === mount.name);
    if (volume === undefined) continue;
    for (const [name, text] of volumeFiles(volume, pod, sources))
      if (mount.subPath === undefined) files.set(`${mount.mountPath.replace(/\/$/, '')}/${name}`, text);
      else if (mount.subPath === name) files.set(mount.mountPath, text);
  }
  return files;
}

interface Item {
  readonly key: string;
  readonly path: string;
}

interface Sources {
  readonly configMap?: { readonly name?: string; readonly items?: readonly Item[] };
  readonly downwardAPI?: {
    readonly items?: readonly { readonly path: string; readonly fieldRef?: { readonly fieldPath: string } }[];
  };
  readonly serviceAccountToken?: { readonly path: string };
  readonly projected?: { readonly sources?: readonly Sources[] };
}

function volumeFiles(volume: object, pod: Pod, sources: FileSources): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const { configMap, downwardAPI, serviceAccountToken, projected } = volume as Sources;
  for (const part of projected?.sources ?? [])
    for (const [path, text] of volumeFiles(part, pod, sources)) files.set(path, text);
  if (configMap?.name !== undefined) {
    const data = sources.configMap(pod.metadata.namespace ?? '', configMap.name)?.data ?? {};
    const items = configMap.items ?? Object.keys(data).map((key) => ({ key, path: key }));
    for (const { key, path } of items) if (data[key] !== undefined) files.set(path, data[key]);
  }
  for (const { path, fieldRef } of downwardAPI?.items ?? [])
    if (fieldRef !== undefined) files.set(path, downward(pod, fieldRef.fieldPath));
  if (serviceAccountToken !== undefined)
    files.set(
      serviceAccountToken.path,
      `not simulated: token of ${pod.spec.serviceAccountName ?? 'default'}`,
    );
  return files;
}

function downward(pod: Pod, path: string): string {
  if (path !== 'metadata.labels' && path !== 'metadata.annotations') return fieldOf(pod, path);
  const pairs = path === 'metadata.labels' ? pod.metadata.labels : pod.metadata.annotations;
  return Object.entries(pairs ?? {})
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join('\n');
}

function resolvConf(pod: Pod, sources: FileSources): string {
  const { spec } = pod;
  const policy = spec.dnsPolicy ?? 'ClusterFirst';
  const fromNode = policy === 'Default' || (policy === 'ClusterFirst' && spec.hostNetwork === true);
  let searches: string[] = [];
  let servers: string[] = [];
  let options: string[] = [];
  if (fromNode) {
    for (const line of sources.nodeResolvConf.split('\n')) {
      const [word, ...rest] = line.trim().split(/\s+/);
      if (word === 'nameserver') servers.push(...rest);
      if (word === 'search') searches = rest;
      if (word === 'options') options = rest;
    }
  } else if (policy !== 'None') {
    const domain = sources.clusterDomain;
    searches = [`${pod.metadata.namespace ?? ''}.svc.${domain}`, `svc.${domain}`, domain];
    const node = sources.nodeResolvConf.split('\n').find((line) => line.startsWith('search '));
    if (node !== undefined) searches.push(...node.trim().split(/\s+/).slice(1));
    servers = [sources.clusterDns];
    options = ['ndots:5'];
  }
  const config = spec.dnsConfig;
  servers = [...new Set([...servers, ...(config?.nameservers ?? [])])];
  searches = [...new Set([...searches, ...(config?.searches ?? [])])];
  for (const { name, value } of config?.options ?? []) {
    options = options.filter((one) => one.split(':')[0] !== name);
    options.push(value === undefined ? name : `${name}:${value}`);
  }
  const lines = [
    ...(searches.length === 0 ? [] : [`search ${searches.join(' ')}`]),
    ...servers.slice(0, 3).map((server) => `nameserver ${server}`),
    ...(options.length === 0 ? [] : [`options ${options.join(' ')}`]),
  ];
  return `${lines.join('\n')}\n`;
}

function hostsFile(pod: Pod, ip: string, sources: FileSources): string {
  const aliases = pod.spec.hostAliases ?? [];
  const added =
    aliases.length === 0
      ? ''
      : `\n# Entries added by HostAliases.\n${aliases
          .map((alias) => `${alias.ip}\t${(alias.hostnames ?? []).join('\t')}\n`)
          .join('')}`;
  if (pod.spec.hostNetwork === true)
    return `# Kubernetes-managed hosts file (host network).\n127.0.0.1\tlocalhost\n${sources.nodeAddress}\t${sources.nodeName}\n${added}`;
  const hostname = hostnameOf(pod, sources.nodeName);
  const domain =
    pod.spec.subdomain === undefined
      ? undefined
      : `${hostname}.${pod.spec.subdomain}.${pod.metadata.namespace ?? ''}.svc.${sources.clusterDomain}`;
  return [
    '# Kubernetes-managed hosts file.',
    '127.0.0.1\tlocalhost',
    '::1\tlocalhost ip6-localhost ip6-loopback',
    'fe00::0\tip6-localnet',
    'fe00::0\tip6-mcastprefix',
    'fe00::1\tip6-allnodes',
    'fe00::2\tip6-allrouters',
    domain === undefined ? `${ip}\t${hostname}` : `${ip}\t${domain}\t${hostname}`,
    added,
  ].join('\n');
}
