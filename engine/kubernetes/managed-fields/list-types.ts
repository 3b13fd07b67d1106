/**
 * How server-side apply takes lists and maps apart: which lists have elements with a key, which are sets, which structs
 * and maps are owned as a whole. From the x-kubernetes-list-type, -list-map-keys and -map-type of the published OpenAPI
 * v3 (k8s.io/kubernetes v1.36.3, api/openapi-spec/v3). Lists that are not named are owned as a whole.
 */

/** `Struct.field:key,key` */
const keyedLists = `
APIServiceStatus.conditions:type AllocatedDeviceStatus.conditions:type CSINodeSpec.drivers:name
CertificateSigningRequestStatus.conditions:type ComponentStatus.conditions:type Container.env:name
Container.ports:containerPort,protocol Container.volumeDevices:devicePath Container.volumeMounts:mountPath
ContainerStatus.allocatedResourcesStatus:name ContainerStatus.volumeMounts:mountPath
CustomResourceDefinitionStatus.conditions:type DaemonSetStatus.conditions:type
DeploymentStatus.conditions:type EphemeralContainer.env:name EphemeralContainer.ports:containerPort,protocol
EphemeralContainer.volumeDevices:devicePath EphemeralContainer.volumeMounts:mountPath
FlowSchemaStatus.conditions:type JSONSchemaProps.x-kubernetes-validations:rule
MutatingAdmissionPolicySpec.matchConditions:name MutatingWebhook.matchConditions:name
MutatingWebhookConfiguration.webhooks:name NamespaceStatus.conditions:type NodeStatus.addresses:type
NodeStatus.conditions:type ObjectMeta.ownerReferences:uid PersistentVolumeClaimStatus.conditions:type
PodDisruptionBudgetStatus.conditions:type PodSpec.containers:name PodSpec.ephemeralContainers:name
PodSpec.hostAliases:ip PodSpec.imagePullSecrets:name PodSpec.initContainers:name PodSpec.resourceClaims:name
PodSpec.schedulingGates:name PodSpec.topologySpreadConstraints:topologyKey,whenUnsatisfiable
PodSpec.volumes:name PodStatus.conditions:type PodStatus.podIPs:ip PodStatus.resourceClaimStatuses:name
PriorityLevelConfigurationStatus.conditions:type ReplicaSetStatus.conditions:type
ReplicationControllerStatus.conditions:type ResourceClaimStatus.devices:driver,device,pool,shareID
ResourceClaimStatus.reservedFor:uid ResourceRequirements.claims:name ResourceStatus.resources:resourceID
ServiceAccount.secrets:name ServiceCIDRStatus.conditions:type ServiceSpec.ports:port,protocol
ServiceStatus.conditions:type StatefulSetStatus.conditions:type
ValidatingAdmissionPolicySpec.matchConditions:name ValidatingAdmissionPolicySpec.variables:name
ValidatingAdmissionPolicyStatus.conditions:type ValidatingWebhook.matchConditions:name
ValidatingWebhookConfiguration.webhooks:name v2.HorizontalPodAutoscalerStatus.conditions:type
`;

const setLists = `
CSIDriverSpec.volumeLifecycleModes ContainerRestartRuleOnExitCodes.values Endpoint.addresses
NodeAllocatableResourceClaimStatus.containers NodeSpec.podCIDRs NonResourcePolicyRule.nonResourceURLs
NonResourcePolicyRule.verbs ObjectMeta.finalizers PodFailurePolicyOnExitCodesRequirement.values
ResourcePolicyRule.apiGroups ResourcePolicyRule.namespaces ResourcePolicyRule.resources
ResourcePolicyRule.verbs UncountedTerminatedPods.failed UncountedTerminatedPods.succeeded
ValidatingAdmissionPolicyBindingSpec.validationActions
`;

const atomicMaps = `
PodSpec.nodeSelector ReplicationControllerSpec.selector Scheduling.nodeSelector ServiceSpec.selector
`;

const atomicStructs = `
ConfigMapKeySelector CrossVersionObjectReference EndpointAddress EndpointPort FileKeySelector LabelSelector
LocalObjectReference MatchResources NamedRuleWithOperations NodeSelector NodeSelectorTerm
ObjectFieldSelector ObjectReference OwnerReference ParamKind ParamRef ResourceFieldSelector RoleRef
ScopeSelector SecretKeySelector SecretReference ServiceBackendPort Subject TopologySelectorTerm
TypedLocalObjectReference Variable discovery.EndpointPort
`;

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const keysOf: ReadonlyMap<string, readonly string[]> = new Map(
  words(keyedLists).map((word) => {
    const [field = '', keys = ''] = word.split(':');
    return [field, keys.split(',')];
  }),
);
const sets = new Set(words(setLists));
const wholes = new Set([...words(atomicMaps), ...words(atomicStructs)]);

/** The fields that name an element; `set` for one of plain values; undefined when the list is owned as a whole. */
export function listType(struct: string, field: string): readonly string[] | 'set' | undefined {
  const name = `${struct}.${field}`;
  return sets.has(name) ? 'set' : keysOf.get(name);
}

/** @param name of a struct, or of a map as `Struct.field` */
export function isWhole(name: string): boolean {
  return wholes.has(name);
}
