/**
 * Defaults of pods and pod templates (pkg/apis/core/v1 SetDefaults_*). Objects are decoded copies of their own: what
 * is missing is filled in place.
 */
import type { Container, PodSpec, Probe } from '../objects/pod.ts';
import { fullImageName } from '../images/catalogue.ts';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

export function defaultPodSpec(given: PodSpec): void {
  const spec = given as Writable<PodSpec> & { securityContext?: unknown };
  (spec as { containers: PodSpec['containers'] | null }).containers ??= [];
  spec.dnsPolicy ??= 'ClusterFirst';
  spec.restartPolicy ??= 'Always';
  spec.securityContext ??= {};
  spec.terminationGracePeriodSeconds ??= 30;
  spec.schedulerName ??= 'default-scheduler';
  for (const container of [
    ...((spec.containers as PodSpec['containers'] | null) ?? []),
    ...(spec.initContainers ?? []),
    ...(spec.ephemeralContainers ?? []),
  ])
    defaultContainer(container, spec.hostNetwork === true);
  for (const volume of spec.volumes ?? []) defaultVolume(volume);
  const account = spec as { serviceAccountName?: string; serviceAccount?: string };
  if (account.serviceAccountName === undefined && account.serviceAccount !== undefined)
    account.serviceAccountName = account.serviceAccount;
  if (account.serviceAccountName !== undefined) account.serviceAccount = account.serviceAccountName;
}

function defaultContainer(given: Container, hostNetwork: boolean): void {
  const container = given as Writable<Container> & Record<string, unknown>;
  const image = (container.image as string | undefined) ?? '';
  container.imagePullPolicy ??= /:latest$/.test(fullImageName(image)) ? 'Always' : 'IfNotPresent';
  container['terminationMessagePath'] ??= '/dev/termination-log';
  container['terminationMessagePolicy'] ??= 'File';
  for (const port of (container.ports ?? []) as Writable<NonNullable<Container['ports']>[number]>[]) {
    port.protocol ??= 'TCP';
    if (hostNetwork) port.hostPort ??= port.containerPort;
  }
  for (const variable of container.env ?? []) {
    const reference = variable.valueFrom?.fieldRef as { apiVersion?: string } | undefined;
    if (reference !== undefined) reference.apiVersion ??= 'v1';
  }
  const { postStart, preStop } = container.lifecycle ?? {};
  for (const handler of [postStart, preStop])
    if (handler?.httpGet !== undefined) defaultHttpGet(handler.httpGet);
  for (const probe of [container.readinessProbe, container.livenessProbe, container.startupProbe])
    if (probe !== undefined) defaultProbe(probe);
}

function defaultProbe(given: Probe): void {
  const probe = given as Writable<Probe>;
  probe.timeoutSeconds ??= 1;
  probe.periodSeconds ??= 10;
  probe.successThreshold ??= 1;
  probe.failureThreshold ??= 3;
  if (probe.httpGet !== undefined) defaultHttpGet(probe.httpGet);
  if (probe.grpc !== undefined) (probe.grpc as { service?: string }).service ??= '';
}

function defaultHttpGet(given: NonNullable<Probe['httpGet']>): void {
  const get = given as Writable<NonNullable<Probe['httpGet']>>;
  get.path ??= '/';
  get.scheme ??= 'HTTP';
}

interface FieldItems {
  readonly items?: readonly { readonly fieldRef?: { apiVersion?: string } }[];
}

function defaultFieldItems({ items = [] }: FieldItems): void {
  for (const { fieldRef } of items) if (fieldRef !== undefined) fieldRef.apiVersion ??= 'v1';
}

interface ProjectedSource {
  readonly serviceAccountToken?: { expirationSeconds?: number };
  readonly downwardAPI?: FieldItems;
}

function defaultVolume(given: object): void {
  const volume = given as Record<
    string,
    { defaultMode?: number; type?: string; sources?: unknown[] } | undefined
  >;
  if (Object.keys(volume).length === 1) volume['emptyDir'] = {};
  for (const source of ['configMap', 'secret', 'projected', 'downwardAPI'])
    if (volume[source] !== undefined) volume[source].defaultMode ??= 420;
  if (volume['hostPath'] !== undefined) volume['hostPath'].type ??= '';
  defaultFieldItems((volume['downwardAPI'] ?? {}) as FieldItems);
  for (const source of (volume['projected']?.sources ?? []) as readonly ProjectedSource[]) {
    if (source.serviceAccountToken !== undefined) source.serviceAccountToken.expirationSeconds ??= 3600;
    defaultFieldItems(source.downwardAPI ?? {});
  }
}

/** What a pod has and a template has not. */
export function defaultPod(given: PodSpec): void {
  const spec = given as Writable<PodSpec>;
  spec.enableServiceLinks ??= true;
  for (const container of [
    ...((spec.containers as PodSpec['containers'] | null) ?? []),
    ...(spec.initContainers ?? []),
  ]) {
    const resources = container.resources as Writable<NonNullable<Container['resources']>> | undefined;
    if (resources?.limits === undefined) continue;
    resources.requests = { ...resources.limits, ...resources.requests };
  }
}
