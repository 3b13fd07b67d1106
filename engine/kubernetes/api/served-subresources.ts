/**
 * What discovery tells of the subresources of Kubernetes' own kinds: names, verbs, and the kind that is read or sent
 * there (the storages that k8s.io/kubernetes pkg/registry installs; the same as its OpenAPI paths). Discovery lists all of
 * them, also those that answer `not simulated`.
 */
import type { Resource } from './resources.ts';

export interface ServedSubresource {
  readonly name: string;
  readonly verbs: readonly string[];
  readonly kind: string;
  /** Where the kind is not of the resource's own group version. */
  readonly group?: string;
  readonly version?: string;
}

/** resource.group: subresources in the order of discovery; `status` and what is unsaid are read, patched and replaced. */
const table = `
namespaces: finalize=update status
nodes: proxy=all=NodeProxyOptions status
persistentvolumeclaims: status
persistentvolumes: status
pods: attach=connect=PodAttachOptions binding=create=Binding ephemeralcontainers eviction=create=Eviction=policy/v1 exec=connect=PodExecOptions log=get portforward=connect=PodPortForwardOptions proxy=all=PodProxyOptions resize status
replicationcontrollers: scale status
resourcequotas: status
serviceaccounts: token=create=TokenRequest=authentication.k8s.io/v1
services: proxy=all=ServiceProxyOptions status
validatingadmissionpolicies.admissionregistration.k8s.io: status
customresourcedefinitions.apiextensions.k8s.io: status
apiservices.apiregistration.k8s.io: status
daemonsets.apps: status
deployments.apps: scale status
replicasets.apps: scale status
statefulsets.apps: scale status
horizontalpodautoscalers.autoscaling: status
cronjobs.batch: status
jobs.batch: status
certificatesigningrequests.certificates.k8s.io: approval status
flowschemas.flowcontrol.apiserver.k8s.io: status
prioritylevelconfigurations.flowcontrol.apiserver.k8s.io: status
ingresses.networking.k8s.io: status
servicecidrs.networking.k8s.io: status
poddisruptionbudgets.policy: status
resourceclaims.resource.k8s.io: status
volumeattachments.storage.k8s.io: status
`;

const changing = ['get', 'patch', 'update'];

const verbsOf: Readonly<Record<string, readonly string[]>> = {
  '': changing,
  all: ['create', 'delete', 'get', 'patch', 'update'],
  connect: ['create', 'get'],
};

const byResource = new Map(
  table
    .trim()
    .split('\n')
    .map((line) => {
      const [resource = '', words = ''] = line.split(': ');
      return [resource, words.split(' ')] as const;
    }),
);

export function servedSubresources(resource: Resource): readonly ServedSubresource[] {
  const { name, group, kind, subresources } = resource;
  const own = byResource.get(group === '' ? name : `${name}.${group}`) ?? [];
  return (subresources ?? own).map((word) => served(word, kind));
}

function served(word: string, own: string): ServedSubresource {
  const [name = '', verbs = '', kind = own, groupVersion] = word.split('=');
  const [group, version] = groupVersion?.split('/') ?? [];
  const listed = verbsOf[verbs] ?? [verbs];
  if (name === 'scale') return { name, verbs: listed, group: 'autoscaling', version: 'v1', kind: 'Scale' };
  return {
    name,
    verbs: listed,
    kind,
    ...(group === undefined || version === undefined ? {} : { group, version }),
  };
}
