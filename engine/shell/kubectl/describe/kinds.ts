/**
 * What `kubectl describe` says about each kind (k8s.io/kubectl pkg/describe).
 */
import { type Resource, resource } from '../../../kubernetes/api/resources.ts';
import type { ConfigMap } from '../../../kubernetes/objects/config.ts';
import type { LimitRange, ResourceQuota } from '../../../kubernetes/objects/cluster.ts';
import type { KubeObject } from '../../../kubernetes/objects/meta.ts';
import type { Namespace } from '../../../kubernetes/objects/node.ts';
import type { Pod } from '../../../kubernetes/objects/pod.ts';
import type { Endpoints, EndpointSlice, Service } from '../../../kubernetes/objects/service.ts';
import { qualityOfService } from '../../../kubernetes/strategy/pod.ts';
import { formatLabels } from '../../../kubernetes/table/format.ts';
import {
  amounts,
  describeContainers,
  describeSpread,
  describeTolerations,
  describeVolumes,
  seccompRows,
} from './containers.ts';
import { type Describe, head } from './describer.ts';
import { endpointsOf } from './endpoints.ts';
import { generic } from './generic.ts';
import { clusterDescribers, namespaceLimits } from './cluster.ts';
import { networkingDescribers } from './networking.ts';
import { node } from './node.ts';
import { ago, conditionRows, controllerName, rfc1123 } from './text.ts';
import { storageDescribers } from './storage.ts';
import { workloadDescribers } from './workload.ts';
import { batchDescribers } from './batch.ts';
import { horizontalPodAutoscaler } from './autoscaler.ts';

const pod: Describe<Pod> = (object, out, { events }) => {
  const { spec, status, metadata } = object;
  head(object, out);
  if (spec.priority !== undefined) out.line(0, `Priority:\t${spec.priority}`);
  if (spec.priorityClassName !== undefined) out.line(0, `Priority Class Name:\t${spec.priorityClassName}`);
  if (spec.runtimeClassName !== undefined) out.line(0, `Runtime Class Name:\t${spec.runtimeClassName}`);
  if (spec.serviceAccountName !== undefined) out.line(0, `Service Account:\t${spec.serviceAccountName}`);
  out.line(
    0,
    spec.nodeName === undefined ? 'Node:\t<none>' : `Node:\t${spec.nodeName}/${status.hostIP ?? ''}`,
  );
  if (status.startTime !== undefined) out.line(0, `Start Time:\t${rfc1123(status.startTime)}`);
  out.pairs('Labels', metadata.labels);
  out.annotations('Annotations', metadata.annotations);
  if (metadata.deletionTimestamp !== undefined && status.phase !== 'Failed' && status.phase !== 'Succeeded') {
    out.line(0, `Status:\tTerminating (lasts ${ago(metadata.deletionTimestamp, out.now)})`);
    out.line(0, `Termination Grace Period:\t${metadata.deletionGracePeriodSeconds ?? 0}s`);
  } else out.line(0, `Status:\t${status.phase ?? ''}`);
  if (status.reason !== undefined) out.line(0, `Reason:\t${status.reason}`);
  if (status.message !== undefined) out.line(0, `Message:\t${status.message}`);
  seccompRows(out, 0, spec.securityContext);
  out.line(0, `IP:\t${status.podIP ?? ''}`);
  const ips = status.podIPs ?? [];
  if (ips.length === 0) out.line(0, 'IPs:\t<none>');
  else {
    out.line(0, 'IPs:');
    for (const { ip } of ips) out.line(1, `IP:\t${ip}`);
  }
  const owner = controllerName(object);
  if (owner !== undefined) out.line(0, `Controlled By:\t${owner}`);
  if (status.nominatedNodeName !== undefined) out.line(0, `NominatedNodeName:\t${status.nominatedNodeName}`);
  if (spec.resources !== undefined) {
    out.line(0, 'Resources:');
    amounts(out, 1, 'Limits', spec.resources.limits);
    amounts(out, 1, 'Requests', spec.resources.requests);
  }
  if (spec.initContainers !== undefined)
    describeContainers(
      out,
      'Init Containers',
      spec.initContainers,
      status.initContainerStatuses ?? [],
      object,
      '',
    );
  describeContainers(out, 'Containers', spec.containers, status.containerStatuses ?? [], object, '');
  if (spec.ephemeralContainers !== undefined)
    describeContainers(
      out,
      'Ephemeral Containers',
      spec.ephemeralContainers,
      status.ephemeralContainerStatuses ?? [],
      object,
      '',
    );
  if (spec.readinessGates !== undefined) {
    out.line(0, 'Readiness Gates:\n  Type\tStatus');
    for (const { conditionType } of spec.readinessGates) {
      const found = status.conditions?.find(({ type }) => type === conditionType);
      out.line(1, `${conditionType} \t${found?.status ?? '<none>'} `);
    }
  }
  if ((status.conditions ?? []).length > 0) {
    out.line(0, 'Conditions:\n  Type\tStatus');
    for (const { type, status: is } of status.conditions ?? []) out.line(1, `${type} \t${is} `);
  }
  describeVolumes(out, spec.volumes, '');
  out.line(0, `QoS Class:\t${status.qosClass ?? qualityOfService(spec)}`);
  out.pairs('Node-Selectors', spec.nodeSelector);
  describeTolerations(out, 'Tolerations', spec.tolerations);
  describeSpread(out, spec.topologySpreadConstraints, '');
  out.events(events);
};

const service: Describe<Service> = (object, out, { events, slices }) => {
  const { spec, status, metadata } = object;
  head(object, out);
  out.pairs('Labels', metadata.labels);
  out.annotations('Annotations', metadata.annotations);
  out.line(0, `Selector:\t${formatLabels(spec.selector)}`);
  out.line(0, `Type:\t${spec.type ?? ''}`);
  if (spec.ipFamilyPolicy !== undefined) out.line(0, `IP Family Policy:\t${spec.ipFamilyPolicy}`);
  out.line(0, `IP Families:\t${(spec.ipFamilies ?? []).join(',') || '<none>'}`);
  out.line(0, `IP:\t${spec.clusterIP ?? ''}`);
  out.line(0, `IPs:\t${(spec.clusterIPs ?? []).join(',') || '<none>'}`);
  if ((spec.externalIPs ?? []).length > 0)
    out.line(0, `External IPs:\t${(spec.externalIPs ?? []).join(',')}`);
  if (spec.loadBalancerIP !== undefined) out.line(0, `Desired LoadBalancer IP:\t${spec.loadBalancerIP}`);
  if (spec.externalName !== undefined) out.line(0, `External Name:\t${spec.externalName}`);
  const ingress = status.loadBalancer.ingress ?? [];
  if (ingress.length > 0)
    out.line(
      0,
      `LoadBalancer Ingress:\t${ingress.map(({ ip, hostname, ipMode }) => (ip === undefined ? (hostname ?? '') : ipMode === undefined ? ip : `${ip} (${ipMode})`)).join(', ')}`,
    );
  for (const {
    name = '<unset>',
    port,
    protocol = 'TCP',
    targetPort = port,
    nodePort,
    appProtocol,
  } of spec.ports ?? []) {
    out.line(0, `Port:\t${name}\t${port}/${protocol}`);
    out.line(0, `TargetPort:\t${targetPort}/${protocol}`);
    if (appProtocol !== undefined) out.line(0, `AppProtocol:\t${appProtocol}`);
    if (nodePort !== undefined) out.line(0, `NodePort:\t${name}\t${nodePort}/${protocol}`);
    out.line(0, `Endpoints:\t${endpointsOf(slices, name === '<unset>' ? '' : name)}`);
  }
  out.line(0, `Session Affinity:\t${spec.sessionAffinity ?? ''}`);
  if (spec.externalTrafficPolicy !== undefined)
    out.line(0, `External Traffic Policy:\t${spec.externalTrafficPolicy}`);
  if (spec.internalTrafficPolicy !== undefined)
    out.line(0, `Internal Traffic Policy:\t${spec.internalTrafficPolicy}`);
  if (spec.healthCheckNodePort !== undefined)
    out.line(0, `HealthCheck NodePort:\t${spec.healthCheckNodePort}`);
  if ((spec.loadBalancerSourceRanges ?? []).length > 0)
    out.line(0, `LoadBalancer Source Ranges:\t${(spec.loadBalancerSourceRanges ?? []).join(',')}`);
  if (spec.trafficDistribution !== undefined)
    out.line(0, `Traffic Distribution:\t${spec.trafficDistribution}`);
  out.events(events);
};

const namespace: Describe<Namespace> = (object, out, around) => {
  const { metadata, status } = object;
  out.line(0, `Name:\t${metadata.name}`);
  out.pairs('Labels', metadata.labels);
  out.annotations('Annotations', metadata.annotations);
  out.line(0, `Status:\t${status.phase ?? ''}`);
  if ((status.conditions ?? []).length > 0) conditionRows(out, status.conditions ?? []);
  const inside = (name: string): readonly KubeObject[] =>
    around.list(resource(name)).filter((one) => one.metadata.namespace === metadata.name);
  namespaceLimits(
    out,
    inside('resourcequotas') as readonly ResourceQuota[],
    inside('limitranges') as readonly LimitRange[],
  );
};

const configMap: Describe<ConfigMap> = (object, out, { events }) => {
  head(object, out);
  out.pairs('Labels', object.metadata.labels);
  out.annotations('Annotations', object.metadata.annotations);
  out.line(0, '\nData\n====');
  for (const key of Object.keys(object.data ?? {}).sort()) {
    out.line(0, `${key}:\n----`);
    out.line(0, `${object.data?.[key] ?? ''}\n`);
  }
  out.line(0, '\nBinaryData\n====');
  for (const key of Object.keys(object.binaryData ?? {}).sort())
    out.line(0, `${key}: ${Math.floor(((object.binaryData?.[key] ?? '').length * 3) / 4)} bytes`);
  out.line(0, '');
  out.events(events);
};

const endpoints: Describe<Endpoints> = (object, out, { events }) => {
  head(object, out);
  out.pairs('Labels', object.metadata.labels);
  out.annotations('Annotations', object.metadata.annotations);
  out.line(0, 'Subsets:');
  for (const { addresses = [], notReadyAddresses = [], ports = [] } of object.subsets ?? []) {
    out.line(1, `Addresses:\t${addresses.map(({ ip }) => ip).join(',') || '<none>'}`);
    out.line(1, `NotReadyAddresses:\t${notReadyAddresses.map(({ ip }) => ip).join(',') || '<none>'}`);
    if (ports.length > 0) {
      out.line(1, 'Ports:');
      out.line(2, 'Name\tPort\tProtocol');
      out.line(2, '----\t----\t--------');
      for (const { name = '<unset>', port = 0, protocol = 'TCP' } of ports)
        out.line(2, `${name}\t${port}\t${protocol}`);
    }
    out.line(0, '');
  }
  out.events(events);
};

const endpointSlice: Describe<EndpointSlice> = (object, out, { events }) => {
  head(object, out);
  out.pairs('Labels', object.metadata.labels);
  out.annotations('Annotations', object.metadata.annotations);
  out.line(0, `AddressType:\t${object.addressType}`);
  const ports = object.ports ?? [];
  if (ports.length === 0) out.line(0, 'Ports: <unset>');
  else {
    out.line(0, 'Ports:');
    out.line(1, 'Name\tPort\tProtocol');
    out.line(1, '----\t----\t--------');
    for (const { name = '', port, protocol = 'TCP' } of ports)
      out.line(1, `${name === '' ? '<unset>' : name}\t${port ?? '<unset>'}\t${protocol}`);
  }
  const list = object.endpoints ?? [];
  if (list.length === 0) out.line(0, 'Endpoints: <none>');
  else {
    out.line(0, 'Endpoints:');
    for (const { addresses, conditions: is, hostname, targetRef, nodeName, zone } of list) {
      out.line(1, `- Addresses:\t${addresses.join(', ') || '<none>'}`);
      out.line(2, 'Conditions:');
      out.line(3, `Ready:\t${is?.ready ?? '<unset>'}`);
      out.line(2, `Hostname:\t${hostname ?? '<unset>'}`);
      if (targetRef !== undefined) out.line(2, `TargetRef:\t${targetRef.kind ?? ''}/${targetRef.name ?? ''}`);
      out.line(2, `NodeName:\t${nodeName ?? '<unset>'}`);
      out.line(2, `Zone:\t${zone ?? '<unset>'}`);
    }
  }
  out.events(events);
};

const serviceAccount: Describe<
  KubeObject & { readonly imagePullSecrets?: readonly { readonly name?: string }[] }
> = (object, out, { events }) => {
  head(object, out);
  out.pairs('Labels', object.metadata.labels);
  out.annotations('Annotations', object.metadata.annotations);
  const secrets = (object.imagePullSecrets ?? []).map(({ name = '' }) => name);
  const title = 'Image pull secrets:';
  for (const [index, name] of (secrets.length === 0 ? ['<none>'] : secrets).entries())
    out.line(0, `${index === 0 ? title : ' '.repeat(title.length)}\t${name}`);
  out.events(events);
};

const secret: Describe<
  KubeObject & { readonly type?: string; readonly data?: Readonly<Record<string, string>> }
> = (object, out) => {
  head(object, out);
  out.pairs('Labels', object.metadata.labels);
  out.annotations('Annotations', object.metadata.annotations);
  out.line(0, `\nType:\t${object.type ?? ''}`);
  out.line(0, '\nData\n====');
  for (const [key, value] of Object.entries(object.data ?? {}).sort())
    out.line(0, `${key}:\t${Math.floor((value.replace(/=+$/, '').length * 3) / 4)} bytes`);
};

const describers: Readonly<Record<string, Describe<never>>> = {
  Pod: pod,
  Service: service,
  Namespace: namespace,
  Node: node,
  ConfigMap: configMap,
  Secret: secret,
  Endpoints: endpoints,
  EndpointSlice: endpointSlice,
  ServiceAccount: serviceAccount,
  HorizontalPodAutoscaler: horizontalPodAutoscaler,
  ...workloadDescribers,
  ...batchDescribers,
  ...storageDescribers,
  ...networkingDescribers,
  ...clusterDescribers,
};

/** Kinds that kubectl describes in words of their own which are not modelled. */
const wordless = new Set(['CertificateSigningRequest']);

/** @returns undefined for what is not modelled */
export function describerOf({ kind, struct }: Resource): Describe<never> | undefined {
  // Custom kinds may have the name of one that is built in.
  if (struct === undefined) return generic;
  return describers[kind] ?? (wordless.has(kind) ? undefined : generic);
}
