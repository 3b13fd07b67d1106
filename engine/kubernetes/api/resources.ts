/**
 * The resources of the API: names, kinds, groups, what can be done with them. `struct` names the Go struct for decoding;
 * resources without one are known by name (discovery lists them) but not simulated: they hold no objects, and creating
 * one says so.
 */
import type { TableKind } from '../table/columns.ts';

export interface Resource {
  /** Plural, as in paths. */
  readonly name: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly kind: string;
  readonly group: string;
  readonly version: string;
  readonly namespaced: boolean;
  readonly categories: readonly string[];
  readonly struct: string | undefined;
  /** False for what can only be created (reviews, bindings). */
  readonly listed: boolean;
  /** Of a custom kind's version: its columns. */
  readonly table?: TableKind;
  /** Of a custom kind's version: `status`, `scale`. */
  readonly subresources?: readonly string[];
  /** Another version holds the objects. */
  readonly storedAs?: Resource;
}

const all = ['all'];

/** name|short names|group/version|namespaced|kind|struct|categories, in discovery's order. */
const table = `
bindings||v1|true|Binding|Binding|
componentstatuses|cs|v1|false|ComponentStatus|ComponentStatus|
configmaps|cm|v1|true|ConfigMap|ConfigMap|
endpoints|ep|v1|true|Endpoints|Endpoints|
events|ev|v1|true|Event|Event|
limitranges|limits|v1|true|LimitRange|LimitRange|
namespaces|ns|v1|false|Namespace|Namespace|
nodes|no|v1|false|Node|Node|
persistentvolumeclaims|pvc|v1|true|PersistentVolumeClaim|PersistentVolumeClaim|
persistentvolumes|pv|v1|false|PersistentVolume|PersistentVolume|
pods|po|v1|true|Pod|Pod|all
podtemplates||v1|true|PodTemplate|PodTemplate|
replicationcontrollers|rc|v1|true|ReplicationController|ReplicationController|all
resourcequotas|quota|v1|true|ResourceQuota|ResourceQuota|
secrets||v1|true|Secret|Secret|
serviceaccounts|sa|v1|true|ServiceAccount|ServiceAccount|
services|svc|v1|true|Service|Service|all
mutatingadmissionpolicies||admissionregistration.k8s.io/v1|false|MutatingAdmissionPolicy|MutatingAdmissionPolicy|api-extensions
mutatingadmissionpolicybindings||admissionregistration.k8s.io/v1|false|MutatingAdmissionPolicyBinding|MutatingAdmissionPolicyBinding|api-extensions
mutatingwebhookconfigurations||admissionregistration.k8s.io/v1|false|MutatingWebhookConfiguration|MutatingWebhookConfiguration|api-extensions
validatingadmissionpolicies||admissionregistration.k8s.io/v1|false|ValidatingAdmissionPolicy|ValidatingAdmissionPolicy|api-extensions
validatingadmissionpolicybindings||admissionregistration.k8s.io/v1|false|ValidatingAdmissionPolicyBinding|ValidatingAdmissionPolicyBinding|api-extensions
validatingwebhookconfigurations||admissionregistration.k8s.io/v1|false|ValidatingWebhookConfiguration|ValidatingWebhookConfiguration|api-extensions
customresourcedefinitions|crd,crds|apiextensions.k8s.io/v1|false|CustomResourceDefinition|CustomResourceDefinition|api-extensions
apiservices||apiregistration.k8s.io/v1|false|APIService|APIService|api-extensions
controllerrevisions||apps/v1|true|ControllerRevision|ControllerRevision|
daemonsets|ds|apps/v1|true|DaemonSet|DaemonSet|all
deployments|deploy|apps/v1|true|Deployment|Deployment|all
replicasets|rs|apps/v1|true|ReplicaSet|ReplicaSet|all
statefulsets|sts|apps/v1|true|StatefulSet|StatefulSet|all
selfsubjectreviews||authentication.k8s.io/v1|false|SelfSubjectReview|SelfSubjectReview|
tokenreviews||authentication.k8s.io/v1|false|TokenReview|TokenReview|
localsubjectaccessreviews||authorization.k8s.io/v1|true|LocalSubjectAccessReview|LocalSubjectAccessReview|
selfsubjectaccessreviews||authorization.k8s.io/v1|false|SelfSubjectAccessReview|SelfSubjectAccessReview|
selfsubjectrulesreviews||authorization.k8s.io/v1|false|SelfSubjectRulesReview|SelfSubjectRulesReview|
subjectaccessreviews||authorization.k8s.io/v1|false|SubjectAccessReview|SubjectAccessReview|
horizontalpodautoscalers|hpa|autoscaling/v2|true|HorizontalPodAutoscaler|v2.HorizontalPodAutoscaler|all
cronjobs|cj|batch/v1|true|CronJob|CronJob|all
jobs||batch/v1|true|Job|Job|all
certificatesigningrequests|csr|certificates.k8s.io/v1|false|CertificateSigningRequest|CertificateSigningRequest|
leases||coordination.k8s.io/v1|true|Lease|Lease|
endpointslices||discovery.k8s.io/v1|true|EndpointSlice|EndpointSlice|
events|ev|events.k8s.io/v1|true|Event|events.Event|
flowschemas||flowcontrol.apiserver.k8s.io/v1|false|FlowSchema|FlowSchema|
prioritylevelconfigurations||flowcontrol.apiserver.k8s.io/v1|false|PriorityLevelConfiguration|PriorityLevelConfiguration|
ingressclasses||networking.k8s.io/v1|false|IngressClass|IngressClass|
ingresses|ing|networking.k8s.io/v1|true|Ingress|Ingress|
ipaddresses|ip|networking.k8s.io/v1|false|IPAddress|IPAddress|
networkpolicies|netpol|networking.k8s.io/v1|true|NetworkPolicy|NetworkPolicy|
servicecidrs||networking.k8s.io/v1|false|ServiceCIDR|ServiceCIDR|
runtimeclasses||node.k8s.io/v1|false|RuntimeClass|RuntimeClass|
poddisruptionbudgets|pdb|policy/v1|true|PodDisruptionBudget|PodDisruptionBudget|
clusterrolebindings||rbac.authorization.k8s.io/v1|false|ClusterRoleBinding|ClusterRoleBinding|
clusterroles||rbac.authorization.k8s.io/v1|false|ClusterRole|ClusterRole|
rolebindings||rbac.authorization.k8s.io/v1|true|RoleBinding|RoleBinding|
roles||rbac.authorization.k8s.io/v1|true|Role|Role|
deviceclasses||resource.k8s.io/v1|false|DeviceClass||
resourceclaims||resource.k8s.io/v1|true|ResourceClaim||
resourceclaimtemplates||resource.k8s.io/v1|true|ResourceClaimTemplate||
resourceslices||resource.k8s.io/v1|false|ResourceSlice||
priorityclasses|pc|scheduling.k8s.io/v1|false|PriorityClass|PriorityClass|
csidrivers||storage.k8s.io/v1|false|CSIDriver|CSIDriver|
csinodes||storage.k8s.io/v1|false|CSINode|CSINode|
csistoragecapacities||storage.k8s.io/v1|true|CSIStorageCapacity|CSIStorageCapacity|
storageclasses|sc|storage.k8s.io/v1|false|StorageClass|StorageClass|
volumeattachments||storage.k8s.io/v1|false|VolumeAttachment|VolumeAttachment|
volumeattributesclasses|vac|storage.k8s.io/v1|false|VolumeAttributesClass|VolumeAttributesClass|
`;

export const resources: readonly Resource[] = table
  .trim()
  .split('\n')
  .map((line) => {
    const [name = '', short = '', groupVersion = '', namespaced, kind = '', struct = '', category = ''] =
      line.split('|');
    const [first = '', second] = groupVersion.split('/');
    return {
      name,
      singular: kind.toLowerCase(),
      shortNames: short === '' ? [] : short.split(','),
      kind,
      group: second === undefined ? '' : first,
      version: second ?? first,
      namespaced: namespaced === 'true',
      categories: category === 'all' ? all : category === '' ? [] : [category],
      struct: struct === '' ? undefined : struct,
      listed: !/Review$|^Binding$/.test(kind),
    };
  });

const byPath = new Map(resources.map((one) => [`${one.group}/${one.version}/${one.name}`, one]));
const byKind = new Map(resources.map((one) => [`${apiVersionOf(one)}/${one.kind}`, one]));

export function findResource(group: string, version: string, name: string): Resource | undefined {
  return byPath.get(`${group}/${version}/${name}`);
}

export function resourceOfKind(apiVersion: string, kind: string): Resource | undefined {
  return byKind.get(`${apiVersion}/${kind}`);
}

/** The resource of that name, which must exist. */
export function resource(name: string, group = ''): Resource {
  const found = resources.find((one) => one.name === name && one.group === group);
  if (found === undefined) throw new Error(`no resource ${name}`);
  return found;
}

export function apiVersionOf(resource: Pick<Resource, 'group' | 'version'>): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
}

/** The path of a collection or of an object in it. */
export function resourcePath(resource: Resource, namespace: string | undefined, name?: string): string {
  const root =
    resource.group === '' ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`;
  const scope =
    resource.namespaced && namespace !== undefined && namespace !== '' ? `/namespaces/${namespace}` : '';
  return `${root}${scope}/${resource.name}${name === undefined ? '' : `/${name}`}`;
}
