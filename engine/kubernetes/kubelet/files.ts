/**
 * The files a kubelet puts into a container: /etc/hosts, /etc/resolv.conf, /etc/hostname, the service account's volume,
 * volumes from ConfigMaps, Secrets and the downward API (pkg/kubelet/network/dns, kubelet_pods.go, pkg/volume).
 */
import type { ConfigMap, Secret } from '../objects/config.ts';
import type { Container, Pod } from '../objects/pod.ts';
import { fieldOf } from './environment.ts';
import { secretData } from './secret-data.ts';
import { hasSubPathExpressions, subPathOf, type Variables } from './sub-path.ts';

export interface FileSources {
  readonly clusterDns: string;
  readonly clusterDomain: string;
  /** The node's own /etc/resolv.conf. */
  readonly nodeResolvConf: string;
  readonly nodeName: string;
  readonly nodeAddress: string;
  configMap(namespace: string, name: string): ConfigMap | undefined;
  secret(namespace: string, name: string): Secret | undefined;
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
  variables: () => Variables,
): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  files.set('/etc/resolv.conf', resolvConf(pod, sources));
  files.set('/etc/hostname', `${hostnameOf(pod, sources.nodeName)}\n`);
  files.set('/etc/hosts', hostsFile(pod, ip, sources));
  for (const mount of container.volumeMounts ?? []) {
    const volume = pod.spec.volumes?.find(({ name }) => name === mount.name);
    if (volume === undefined) continue;
    const subPath = subPathOf(mount, hasSubPathExpressions(container) ? variables() : new Map());
    const mountPath = mount.mountPath.replace(/\/$/, '');
    for (const [name, text] of volumeFiles(volume, pod, sources))
      if (subPath === '') files.set(`${mountPath}/${name}`, text);
      else if (subPath === name) files.set(mountPath, text);
      else if (name.startsWith(`${subPath}/`)) files.set(mountPath + name.slice(subPath.length), text);
  }
  return files;
}

interface Item {
  readonly key: string;
  readonly path: string;
}

interface Selected {
  readonly items?: readonly Item[];
  readonly optional?: boolean;
}

interface Sources {
  readonly configMap?: Selected & { readonly name?: string };
  /** A volume of its own says `secretName`, a projected source `name`. */
  readonly secret?: Selected & { readonly name?: string; readonly secretName?: string };
  readonly downwardAPI?: {
    readonly items?: readonly { readonly path: string; readonly fieldRef?: { readonly fieldPath: string } }[];
  };
  readonly serviceAccountToken?: { readonly path: string };
  readonly projected?: { readonly sources?: readonly Sources[] };
}

/**
 * What stands against mounting a pod's volumes (pkg/volume SetUpAt).
 * @returns the volume and why, as `configmap "settings" not found`
 */
export function unmountable(
  pod: Pod,
  sources: Pick<FileSources, 'configMap' | 'secret'>,
): { readonly volume: string; readonly message: string } | undefined {
  const namespace = pod.metadata.namespace ?? '';
  const missing = ({ configMap, secret, projected }: Sources): string | undefined => {
    if (configMap?.name !== undefined && configMap.optional !== true) {
      const found = sources.configMap(namespace, configMap.name);
      // Every namespace gets the cluster's certificates, sooner or later.
      if (found === undefined && configMap.name !== 'kube-root-ca.crt')
        return `configmap "${configMap.name}" not found`;
      const key = found === undefined ? undefined : lacks(configMap.items, found.data ?? {});
      if (key !== undefined) return `configmap references non-existent config key: ${key}`;
    }
    const secretName = secret?.secretName ?? secret?.name;
    if (secret !== undefined && secretName !== undefined && secret.optional !== true) {
      const found = sources.secret(namespace, secretName);
      if (found === undefined) return `secret "${secretName}" not found`;
      const key = lacks(secret.items, found.data ?? {});
      if (key !== undefined) return `references non-existent secret key: ${key}`;
    }
    return (projected?.sources ?? []).map(missing).find((one) => one !== undefined);
  };
  for (const volume of pod.spec.volumes ?? []) {
    const message = missing(volume as Sources);
    if (message !== undefined) return { volume: volume.name, message };
  }
  return undefined;
}

function lacks(
  items: readonly Item[] | undefined,
  data: Readonly<Record<string, string>>,
): string | undefined {
  return items?.find(({ key }) => data[key] === undefined)?.key;
}

function volumeFiles(volume: object, pod: Pod, sources: FileSources): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const { configMap, secret, downwardAPI, serviceAccountToken, projected } = volume as Sources;
  const namespace = pod.metadata.namespace ?? '';
  const add = (items: readonly Item[] | undefined, data: ReadonlyMap<string, string>): void => {
    for (const { key, path } of items ?? [...data.keys()].map((each) => ({ key: each, path: each }))) {
      const text = data.get(key);
      if (text !== undefined) files.set(path, text);
    }
  };
  for (const part of projected?.sources ?? [])
    for (const [path, text] of volumeFiles(part, pod, sources)) files.set(path, text);
  if (configMap?.name !== undefined)
    add(configMap.items, new Map(Object.entries(sources.configMap(namespace, configMap.name)?.data ?? {})));
  const secretName = secret?.secretName ?? secret?.name;
  if (secret !== undefined && secretName !== undefined)
    add(secret.items, secretData(sources.secret(namespace, secretName)));
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
