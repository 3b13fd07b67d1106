/**
 * The Go structs that a page can begin without (`../api/later-code.ts`), in the form of go-types.ts and generated with it
 * (scripts/go-types; k8s.io/apiextensions-apiserver and k8s.io/kube-aggregator v0.36.3 beside k8s.io/api).
 *
 * Left out: resource.k8s.io (dynamic resource allocation).
 */
export const goTypesRest = `
APIService +TypeMeta ObjectMeta=metadata:ObjectMeta Spec:APIServiceSpec Status:APIServiceStatus
APIServiceCondition Type!:$APIServiceConditionType Status!:$ConditionStatus LastTransitionTime:Time Reason:string Message:string
APIServiceSpec Service:*ServiceReference Group:string Version:string InsecureSkipTLSVerify:bool CABundle=caBundle:[]uint8 GroupPriorityMinimum!:int32 VersionPriority!:int32
APIServiceStatus Conditions:[]APIServiceCondition
AWSElasticBlockStoreVolumeSource VolumeID!:string FSType=fsType:string Partition:int32 ReadOnly:bool
AggregationRule ClusterRoleSelectors:[]LabelSelector
AppArmorProfile Type!:$AppArmorProfileType LocalhostProfile:*string
ApplyConfiguration Expression:string
AttachedVolume Name!:$UniqueVolumeName DevicePath!:string
AuditAnnotation Key!:string ValueExpression!:string
AzureDiskVolumeSource DiskName!:string DataDiskURI=diskURI!:string CachingMode:*$AzureDataDiskCachingMode FSType=fsType:*string ReadOnly:*bool Kind:*$AzureDataDiskKind
AzureFilePersistentVolumeSource SecretName!:string ShareName!:string ReadOnly:bool SecretNamespace!:*string
AzureFileVolumeSource SecretName!:string ShareName!:string ReadOnly:bool
Binding +TypeMeta ObjectMeta=metadata:ObjectMeta Target!:ObjectReference
BoundObjectReference Kind:string APIVersion=apiVersion:string Name:string UID=uid:$types.UID
CSIDriver +TypeMeta ObjectMeta=metadata:ObjectMeta Spec!:CSIDriverSpec
CSIDriverSpec AttachRequired:*bool PodInfoOnMount:*bool VolumeLifecycleModes:[]$VolumeLifecycleMode StorageCapacity:*bool FSGroupPolicy=fsGroupPolicy:*$FSGroupPolicy TokenRequests:[]TokenRequest RequiresRepublish:*bool SELinuxMount=seLinuxMount:*bool NodeAllocatableUpdatePeriodSeconds:*int64 ServiceAccountTokenInSecrets:*bool PreventPodSchedulingIfMissing:*bool
CSINode +TypeMeta ObjectMeta=metadata:ObjectMeta Spec!:CSINodeSpec
CSINodeDriver Name!:string NodeID!:string TopologyKeys!:[]string Allocatable:*VolumeNodeResources
CSINodeSpec Drivers!:[]CSINodeDriver
CSIPersistentVolumeSource Driver!:string VolumeHandle!:string ReadOnly:bool FSType=fsType:string VolumeAttributes:{}string ControllerPublishSecretRef:*SecretReference NodeStageSecretRef:*SecretReference NodePublishSecretRef:*SecretReference ControllerExpandSecretRef:*SecretReference NodeExpandSecretRef:*SecretReference
CSIStorageCapacity +TypeMeta ObjectMeta=metadata:ObjectMeta NodeTopology:*LabelSelector StorageClassName!:string Capacity:*resource.Quantity MaximumVolumeSize:*resource.Quantity
CSIVolumeSource Driver!:string ReadOnly:*bool FSType=fsType:*string VolumeAttributes:{}string NodePublishSecretRef:*LocalObjectReference
CephFSPersistentVolumeSource Monitors!:[]string Path:string User:string SecretFile:string SecretRef:*SecretReference ReadOnly:bool
CephFSVolumeSource Monitors!:[]string Path:string User:string SecretFile:string SecretRef:*LocalObjectReference ReadOnly:bool
CertificateSigningRequest +TypeMeta ObjectMeta=metadata:ObjectMeta Spec!:CertificateSigningRequestSpec Status:CertificateSigningRequestStatus
CertificateSigningRequestCondition Type!:$RequestConditionType Status!:$ConditionStatus Reason:string Message:string LastUpdateTime:Time LastTransitionTime:Time
CertificateSigningRequestSpec Request!:[]uint8 SignerName!:string ExpirationSeconds:*int32 Usages:[]$KeyUsage Username:string UID=uid:string Groups:[]string Extra:{}[]string
CertificateSigningRequestStatus Conditions:[]CertificateSigningRequestCondition Certificate:[]uint8
CinderPersistentVolumeSource VolumeID!:string FSType=fsType:string ReadOnly:bool SecretRef:*SecretReference
CinderVolumeSource VolumeID!:string FSType=fsType:string ReadOnly:bool SecretRef:*LocalObjectReference
ClusterRole +TypeMeta ObjectMeta=metadata:ObjectMeta Rules!:[]PolicyRule AggregationRule:*AggregationRule
ClusterRoleBinding +TypeMeta ObjectMeta=metadata:ObjectMeta Subjects:[]Subject RoleRef!:RoleRef
ClusterTrustBundleProjection Name:*string SignerName:*string LabelSelector:*LabelSelector Optional:*bool Path!:string
ComponentCondition Type!:$ComponentConditionType Status!:$ConditionStatus Message:string Error:string
ComponentStatus +TypeMeta ObjectMeta=metadata:ObjectMeta Conditions:[]ComponentCondition
Condition Type!:string Status!:$ConditionStatus ObservedGeneration:int64 LastTransitionTime!:Time Reason!:string Message!:string
ConfigMapNodeConfigSource Namespace!:string Name!:string UID=uid:$types.UID ResourceVersion:string KubeletConfigKey!:string
ConfigMapProjection +LocalObjectReference Items:[]KeyToPath Optional:*bool
ContainerExtendedResourceRequest ContainerName!:string ResourceName!:string RequestName!:string
ContainerImage Names!:[]string SizeBytes:int64
ContainerResizePolicy ResourceName!:$ResourceName RestartPolicy!:$ResourceResizeRestartPolicy
ContainerRestartRule Action:$ContainerRestartRuleAction ExitCodes:*ContainerRestartRuleOnExitCodes
ContainerRestartRuleOnExitCodes Operator:$ContainerRestartRuleOnExitCodesOperator Values:[]int32
ContainerState Waiting:*ContainerStateWaiting Running:*ContainerStateRunning Terminated:*ContainerStateTerminated
ContainerStateRunning StartedAt:Time
ContainerStateTerminated ExitCode!:int32 Signal:int32 Reason:string Message:string StartedAt:Time FinishedAt:Time ContainerID:string
ContainerStateWaiting Reason:string Message:string
ContainerStatus Name!:string State:ContainerState LastTerminationState=lastState:ContainerState Ready!:bool RestartCount!:int32 Image!:string ImageID!:string ContainerID:string Started:*bool AllocatedResources:{r}resource.Quantity Resources:*ResourceRequirements VolumeMounts:[]VolumeMountStatus User:*ContainerUser AllocatedResourcesStatus:[]ResourceStatus StopSignal:*$Signal
ContainerUser Linux:*LinuxContainerUser
ControllerRevision +TypeMeta ObjectMeta=metadata:ObjectMeta Data:runtime.RawExtension Revision!:int64
CronJob +TypeMeta ObjectMeta=metadata:ObjectMeta Spec:CronJobSpec Status:CronJobStatus
CronJobSpec Schedule!:string TimeZone:*string StartingDeadlineSeconds:*int64 ConcurrencyPolicy:$ConcurrencyPolicy Suspend:*bool JobTemplate!:JobTemplateSpec SuccessfulJobsHistoryLimit:*int32 FailedJobsHistoryLimit:*int32
CronJobStatus Active:[]ObjectReference LastScheduleTime:*Time LastSuccessfulTime:*Time
CrossVersionObjectReference Kind!:string Name!:string APIVersion=apiVersion:string
CustomResourceColumnDefinition Name!:string Type!:string Format:string Description:string Priority:int32 JSONPath=jsonPath!:string
CustomResourceConversion Strategy!:$ConversionStrategyType Webhook:*WebhookConversion
CustomResourceDefinition +TypeMeta ObjectMeta=metadata:ObjectMeta Spec!:CustomResourceDefinitionSpec Status:CustomResourceDefinitionStatus
CustomResourceDefinitionCondition Type!:$CustomResourceDefinitionConditionType Status!:$ConditionStatus LastTransitionTime:Time Reason:string Message:string ObservedGeneration:int64
CustomResourceDefinitionNames Plural!:string Singular:string ShortNames:[]string Kind!:string ListKind:string Categories:[]string
CustomResourceDefinitionSpec Group!:string Names!:CustomResourceDefinitionNames Scope!:$ResourceScope Versions!:[]CustomResourceDefinitionVersion Conversion:*CustomResourceConversion PreserveUnknownFields:bool
CustomResourceDefinitionStatus Conditions!:[]CustomResourceDefinitionCondition AcceptedNames!:CustomResourceDefinitionNames StoredVersions!:[]string ObservedGeneration:int64
CustomResourceDefinitionVersion Name!:string Served!:bool Storage!:bool Deprecated:bool DeprecationWarning:*string Schema:*CustomResourceValidation Subresources:*CustomResourceSubresources AdditionalPrinterColumns:[]CustomResourceColumnDefinition SelectableFields:[]SelectableField
CustomResourceSubresourceScale SpecReplicasPath!:string StatusReplicasPath!:string LabelSelectorPath:*string
CustomResourceSubresourceStatus
CustomResourceSubresources Status:*CustomResourceSubresourceStatus Scale:*CustomResourceSubresourceScale
CustomResourceValidation OpenAPIV3Schema:*JSONSchemaProps
DaemonEndpoint Port=Port!:int32
DaemonSetCondition Type!:$DaemonSetConditionType Status!:$ConditionStatus LastTransitionTime:Time Reason:string Message:string
DeleteOptions +TypeMeta GracePeriodSeconds:*int64 Preconditions:*Preconditions OrphanDependents:*bool PropagationPolicy:*$DeletionPropagation DryRun:[]string IgnoreStoreReadErrorWithClusterBreakingPotential:*bool
DeploymentCondition Type!:$DeploymentConditionType Status!:$ConditionStatus LastUpdateTime:Time LastTransitionTime:Time Reason:string Message:string
DownwardAPIProjection Items:[]DownwardAPIVolumeFile
DownwardAPIVolumeFile Path!:string FieldRef:*ObjectFieldSelector ResourceFieldRef:*ResourceFieldSelector Mode:*int32
DownwardAPIVolumeSource Items:[]DownwardAPIVolumeFile DefaultMode:*int32
EndpointHints ForZones:[]ForZone ForNodes:[]ForNode
EphemeralContainer +EphemeralContainerCommon TargetContainerName:string
EphemeralContainerCommon Name!:string Image:string Command:[]string Args:[]string WorkingDir:string Ports:[]ContainerPort EnvFrom:[]EnvFromSource Env:[]EnvVar Resources:ResourceRequirements ResizePolicy:[]ContainerResizePolicy RestartPolicy:*$ContainerRestartPolicy RestartPolicyRules:[]ContainerRestartRule VolumeMounts:[]VolumeMount VolumeDevices:[]VolumeDevice LivenessProbe:*Probe ReadinessProbe:*Probe StartupProbe:*Probe Lifecycle:*Lifecycle TerminationMessagePath:string TerminationMessagePolicy:$TerminationMessagePolicy ImagePullPolicy:$PullPolicy SecurityContext:*SecurityContext Stdin:bool StdinOnce:bool TTY=tty:bool
EphemeralVolumeSource VolumeClaimTemplate:*PersistentVolumeClaimTemplate
Event +TypeMeta ObjectMeta=metadata!:ObjectMeta InvolvedObject!:ObjectReference Reason:string Message:string Source:EventSource FirstTimestamp:Time LastTimestamp:Time Count:int32 Type:string EventTime:MicroTime Series:*EventSeries Action:string Related:*ObjectReference ReportingController=reportingComponent!:string ReportingInstance!:string
EventSeries Count:int32 LastObservedTime:MicroTime
EventSource Component:string Host:string
Eviction +TypeMeta ObjectMeta=metadata:ObjectMeta DeleteOptions:*DeleteOptions
ExemptPriorityLevelConfiguration NominalConcurrencyShares:*int32 LendablePercent:*int32
ExpressionWarning FieldRef!:string Warning!:string
ExternalDocumentation Description:string URL=url:string
FCVolumeSource TargetWWNs:[]string Lun:*int32 FSType=fsType:string ReadOnly:bool WWIDs=wwids:[]string
FieldSelectorAttributes RawSelector:string Requirements:[]FieldSelectorRequirement
FieldSelectorRequirement Key!:string Operator!:$FieldSelectorOperator Values:[]string
FileKeySelector VolumeName!:string Path!:string Key!:string Optional:*bool
FlexPersistentVolumeSource Driver!:string FSType=fsType:string SecretRef:*SecretReference ReadOnly:bool Options:{}string
FlexVolumeSource Driver!:string FSType=fsType:string SecretRef:*LocalObjectReference ReadOnly:bool Options:{}string
FlockerVolumeSource DatasetName:string DatasetUUID:string
FlowDistinguisherMethod Type!:$FlowDistinguisherMethodType
FlowSchema +TypeMeta ObjectMeta=metadata:ObjectMeta Spec:FlowSchemaSpec Status:FlowSchemaStatus
FlowSchemaCondition Type:$FlowSchemaConditionType Status:$ConditionStatus LastTransitionTime:Time Reason:string Message:string
FlowSchemaSpec PriorityLevelConfiguration!:PriorityLevelConfigurationReference MatchingPrecedence!:int32 DistinguisherMethod:*FlowDistinguisherMethod Rules:[]PolicyRulesWithSubjects
FlowSchemaStatus Conditions:[]FlowSchemaCondition
ForNode Name!:string
ForZone Name!:string
GCEPersistentDiskVolumeSource PDName=pdName!:string FSType=fsType:string Partition:int32 ReadOnly:bool
GRPCAction Port!:int32 Service!:*string
GitRepoVolumeSource Repository!:string Revision:string Directory:string
GlusterfsPersistentVolumeSource EndpointsName=endpoints!:string Path!:string ReadOnly:bool EndpointsNamespace:*string
GlusterfsVolumeSource EndpointsName=endpoints!:string Path!:string ReadOnly:bool
GroupSubject Name!:string
HTTPIngressPath Path:string PathType!:*$PathType Backend!:IngressBackend
HTTPIngressRuleValue Paths!:[]HTTPIngressPath
HorizontalPodAutoscaler +TypeMeta ObjectMeta=metadata:ObjectMeta Spec:HorizontalPodAutoscalerSpec Status:HorizontalPodAutoscalerStatus
HorizontalPodAutoscalerSpec ScaleTargetRef!:CrossVersionObjectReference MinReplicas:*int32 MaxReplicas!:int32 TargetCPUUtilizationPercentage:*int32
HorizontalPodAutoscalerStatus ObservedGeneration:*int64 LastScaleTime:*Time CurrentReplicas!:int32 DesiredReplicas!:int32 CurrentCPUUtilizationPercentage:*int32
HostIP IP=ip!:string
IPAddress +TypeMeta ObjectMeta=metadata:ObjectMeta Spec:IPAddressSpec
IPAddressSpec ParentRef:*ParentReference
IPBlock CIDR=cidr!:string Except:[]string
ISCSIPersistentVolumeSource TargetPortal!:string IQN=iqn!:string Lun!:int32 ISCSIInterface=iscsiInterface:string FSType=fsType:string ReadOnly:bool Portals:[]string DiscoveryCHAPAuth=chapAuthDiscovery:bool SessionCHAPAuth=chapAuthSession:bool SecretRef:*SecretReference InitiatorName:*string
ISCSIVolumeSource TargetPortal!:string IQN=iqn!:string Lun!:int32 ISCSIInterface=iscsiInterface:string FSType=fsType:string ReadOnly:bool Portals:[]string DiscoveryCHAPAuth=chapAuthDiscovery:bool SessionCHAPAuth=chapAuthSession:bool SecretRef:*LocalObjectReference InitiatorName:*string
ImageVolumeSource Reference:string PullPolicy:$PullPolicy
ImageVolumeStatus ImageRef:string
Ingress +TypeMeta ObjectMeta=metadata:ObjectMeta Spec:IngressSpec Status:IngressStatus
IngressBackend Service:*IngressServiceBackend Resource:*TypedLocalObjectReference
IngressClass +TypeMeta ObjectMeta=metadata:ObjectMeta Spec:IngressClassSpec
IngressClassParametersReference APIGroup=apiGroup:*string Kind!:string Name!:string Scope!:*string Namespace:*string
IngressClassSpec Controller:string Parameters:*IngressClassParametersReference
IngressLoadBalancerIngress IP=ip:string Hostname:string Ports:[]IngressPortStatus
IngressLoadBalancerStatus Ingress:[]IngressLoadBalancerIngress
IngressPortStatus Port!:int32 Protocol!:$Protocol Error:*string
IngressRule Host:string +IngressRuleValue
IngressRuleValue HTTP=http:*HTTPIngressRuleValue
IngressServiceBackend Name!:string Port:ServiceBackendPort
IngressSpec IngressClassName:*string DefaultBackend:*IngressBackend TLS=tls:[]IngressTLS Rules:[]IngressRule
IngressStatus LoadBalancer:IngressLoadBalancerStatus
IngressTLS Hosts:[]string SecretName:string
JSONPatch Expression:string
JSONSchemaProps ID=id:string Schema=$schema:$JSONSchemaURL Ref=$ref:*string Description:string Type:string Format:string Title:string Default:*FieldsV1 Maximum:*float64 ExclusiveMaximum:bool Minimum:*float64 ExclusiveMinimum:bool MaxLength:*int64 MinLength:*int64 Pattern:string MaxItems:*int64 MinItems:*int64 UniqueItems:bool MultipleOf:*float64 Enum:[]FieldsV1 MaxProperties:*int64 MinProperties:*int64 Required:[]string Items:*FieldsV1 AllOf:[]JSONSchemaProps OneOf:[]JSONSchemaProps AnyOf:[]JSONSchemaProps Not:*JSONSchemaProps Properties:{}JSONSchemaProps AdditionalProperties:*FieldsV1 PatternProperties:{}JSONSchemaProps Dependencies:{}FieldsV1 AdditionalItems:*FieldsV1 Definitions:{}JSONSchemaProps ExternalDocs:*ExternalDocumentation Example:*FieldsV1 Nullable:bool XPreserveUnknownFields=x-kubernetes-preserve-unknown-fields:*bool XEmbeddedResource=x-kubernetes-embedded-resource:bool XIntOrString=x-kubernetes-int-or-string:bool XListMapKeys=x-kubernetes-list-map-keys:[]string XListType=x-kubernetes-list-type:*string XMapType=x-kubernetes-map-type:*string XValidations=x-kubernetes-validations:[]ValidationRule
Job +TypeMeta ObjectMeta=metadata:ObjectMeta Spec:JobSpec Status:JobStatus
JobCondition Type!:$JobConditionType Status!:$ConditionStatus LastProbeTime:Time LastTransitionTime:Time Reason:string Message:string
JobSpec Parallelism:*int32 Completions:*int32 ActiveDeadlineSeconds:*int64 PodFailurePolicy:*PodFailurePolicy SuccessPolicy:*SuccessPolicy BackoffLimit:*int32 BackoffLimitPerIndex:*int32 MaxFailedIndexes:*int32 Selector:*LabelSelector ManualSelector:*bool Template!:PodTemplateSpec TTLSecondsAfterFinished=ttlSecondsAfterFinished:*int32 CompletionMode:*$CompletionMode Suspend:*bool PodReplacementPolicy:*$PodReplacementPolicy ManagedBy:*string
JobStatus Conditions:[]JobCondition StartTime:*Time CompletionTime:*Time Active:int32 Succeeded:int32 Failed:int32 Terminating:*int32 CompletedIndexes:string FailedIndexes:*string UncountedTerminatedPods:*UncountedTerminatedPods Ready:*int32
JobTemplateSpec ObjectMeta=metadata:ObjectMeta Spec:JobSpec
LabelSelectorAttributes RawSelector:string Requirements:[]LabelSelectorRequirement
Lease +TypeMeta ObjectMeta=metadata:ObjectMeta Spec:LeaseSpec
LeaseSpec HolderIdentity:*string LeaseDurationSeconds:*int32 AcquireTime:*MicroTime RenewTime:*MicroTime LeaseTransitions:*int32 Strategy:*$CoordinatedLeaseStrategy PreferredHolder:*string
LimitRange +TypeMeta ObjectMeta=metadata:ObjectMeta Spec:LimitRangeSpec
LimitRangeItem Type!:$LimitType Max:{r}resource.Quantity Min:{r}resource.Quantity Default:{r}resource.Quantity DefaultRequest:{r}resource.Quantity MaxLimitRequestRatio:{r}resource.Quantity
LimitRangeSpec Limits!:[]LimitRangeItem
LimitResponse Type!:$LimitResponseType Queuing:*QueuingConfiguration
LimitedPriorityLevelConfiguration NominalConcurrencyShares!:*int32 LimitResponse:LimitResponse LendablePercent:*int32 BorrowingLimitPercent:*int32
LinuxContainerUser UID=uid!:int64 GID=gid!:int64 SupplementalGroups:[]int64
LoadBalancerIngress IP=ip:string Hostname:string IPMode=ipMode:*$LoadBalancerIPMode Ports:[]PortStatus
LocalSubjectAccessReview +TypeMeta ObjectMeta=metadata:ObjectMeta Spec!:SubjectAccessReviewSpec Status:SubjectAccessReviewStatus
LocalVolumeSource Path!:string FSType=fsType:*string
ManagedFieldsEntry Manager:string Operation:$ManagedFieldsOperationType APIVersion=apiVersion:string Time:*Time FieldsType:string FieldsV1:*FieldsV1 Subresource:string
MatchCondition Name!:string Expression!:string
MatchResources NamespaceSelector:*LabelSelector ObjectSelector:*LabelSelector ResourceRules:[]NamedRuleWithOperations ExcludeResourceRules:[]NamedRuleWithOperations MatchPolicy:*$MatchPolicyType
ModifyVolumeStatus TargetVolumeAttributesClassName:string Status!:$PersistentVolumeClaimModifyVolumeStatus
MutatingAdmissionPolicy +TypeMeta ObjectMeta=metadata:ObjectMeta Spec:MutatingAdmissionPolicySpec
MutatingAdmissionPolicyBinding +TypeMeta ObjectMeta=metadata:ObjectMeta Spec:MutatingAdmissionPolicyBindingSpec
MutatingAdmissionPolicyBindingSpec PolicyName:string ParamRef:*ParamRef MatchResources:*MatchResources
MutatingAdmissionPolicySpec ParamKind:*ParamKind MatchConstraints:*MatchResources Variables:[]Variable Mutations:[]Mutation FailurePolicy:*$FailurePolicyType MatchConditions:[]MatchCondition ReinvocationPolicy:$ReinvocationPolicyType
MutatingWebhook Name!:string ClientConfig!:WebhookClientConfig Rules:[]RuleWithOperations FailurePolicy:*$FailurePolicyType MatchPolicy:*$MatchPolicyType NamespaceSelector:*LabelSelector ObjectSelector:*LabelSelector SideEffects!:*$SideEffectClass TimeoutSeconds:*int32 AdmissionReviewVersions!:[]string ReinvocationPolicy:*$ReinvocationPolicyType MatchConditions:[]MatchCondition
MutatingWebhookConfiguration +TypeMeta ObjectMeta=metadata:ObjectMeta Webhooks:[]MutatingWebhook
Mutation PatchType!:$PatchType ApplyConfiguration:*ApplyConfiguration JSONPatch=jsonPatch:*JSONPatch
NFSVolumeSource Server!:string Path!:string ReadOnly:bool
NamedRuleWithOperations ResourceNames:[]string +RuleWithOperations
NamespaceCondition Type!:$NamespaceConditionType Status!:$ConditionStatus LastTransitionTime:Time Reason:string Message:string
NetworkPolicy +TypeMeta ObjectMeta=metadata:ObjectMeta Spec:NetworkPolicySpec
NetworkPolicyEgressRule Ports:[]NetworkPolicyPort To:[]NetworkPolicyPeer
NetworkPolicyIngressRule Ports:[]NetworkPolicyPort From:[]NetworkPolicyPeer
NetworkPolicyPeer PodSelector:*LabelSelector NamespaceSelector:*LabelSelector IPBlock=ipBlock:*IPBlock
NetworkPolicyPort Protocol:*$Protocol Port:*intstr.IntOrString EndPort:*int32
NetworkPolicySpec PodSelector!:LabelSelector Ingress:[]NetworkPolicyIngressRule Egress:[]NetworkPolicyEgressRule PolicyTypes:[]$PolicyType
Node +TypeMeta ObjectMeta=metadata:ObjectMeta Spec:NodeSpec Status:NodeStatus
NodeAddress Type!:$NodeAddressType Address!:string
NodeAllocatableResourceClaimStatus ResourceClaimName!:string Containers:[]string Resources!:{r}resource.Quantity
NodeCondition Type!:$NodeConditionType Status!:$ConditionStatus LastHeartbeatTime:Time LastTransitionTime:Time Reason:string Message:string
NodeConfigSource ConfigMap:*ConfigMapNodeConfigSource
NodeConfigStatus Assigned:*NodeConfigSource Active:*NodeConfigSource LastKnownGood:*NodeConfigSource Error:string
NodeDaemonEndpoints KubeletEndpoint:DaemonEndpoint
NodeFeatures SupplementalGroupsPolicy:*bool
NodeRuntimeHandler Name!:string Features:*NodeRuntimeHandlerFeatures
NodeRuntimeHandlerFeatures RecursiveReadOnlyMounts:*bool UserNamespaces:*bool
NodeSpec PodCIDR:string PodCIDRs:[]string ProviderID:string Unschedulable:bool Taints:[]Taint ConfigSource:*NodeConfigSource DoNotUseExternalID=externalID:string
NodeStatus Capacity:{r}resource.Quantity Allocatable:{r}resource.Quantity Phase:$NodePhase Conditions:[]NodeCondition Addresses:[]NodeAddress DaemonEndpoints:NodeDaemonEndpoints NodeInfo:NodeSystemInfo Images:[]ContainerImage VolumesInUse:[]$UniqueVolumeName VolumesAttached:[]AttachedVolume Config:*NodeConfigStatus RuntimeHandlers:[]NodeRuntimeHandler Features:*NodeFeatures DeclaredFeatures:[]string
NodeSwapStatus Capacity:*int64
NodeSystemInfo MachineID!:string SystemUUID!:string BootID!:string KernelVersion!:string OSImage=osImage!:string ContainerRuntimeVersion!:string KubeletVersion!:string KubeProxyVersion!:string OperatingSystem!:string Architecture!:string Swap:*NodeSwapStatus
NonResourceAttributes Path:string Verb:string
NonResourcePolicyRule Verbs!:[]string NonResourceURLs!:[]string
NonResourceRule Verbs!:[]string NonResourceURLs:[]string
Overhead PodFixed:{r}resource.Quantity
OwnerReference APIVersion=apiVersion!:string Kind!:string Name!:string UID=uid!:$types.UID Controller:*bool BlockOwnerDeletion:*bool
ParamKind APIVersion=apiVersion:string Kind:string
ParamRef Name:string Namespace:string Selector:*LabelSelector ParameterNotFoundAction:*$ParameterNotFoundActionType
ParentReference Group:string Resource:string Namespace:string Name:string
PersistentVolume +TypeMeta ObjectMeta=metadata:ObjectMeta Spec:PersistentVolumeSpec Status:PersistentVolumeStatus
PersistentVolumeClaim +TypeMeta ObjectMeta=metadata:ObjectMeta Spec:PersistentVolumeClaimSpec Status:PersistentVolumeClaimStatus
PersistentVolumeClaimCondition Type!:$PersistentVolumeClaimConditionType Status!:$ConditionStatus LastProbeTime:Time LastTransitionTime:Time Reason:string Message:string
PersistentVolumeClaimSpec AccessModes:[]$PersistentVolumeAccessMode Selector:*LabelSelector Resources:VolumeResourceRequirements VolumeName:string StorageClassName:*string VolumeMode:*$PersistentVolumeMode DataSource:*TypedLocalObjectReference DataSourceRef:*TypedObjectReference VolumeAttributesClassName:*string
PersistentVolumeClaimStatus Phase:$PersistentVolumeClaimPhase AccessModes:[]$PersistentVolumeAccessMode Capacity:{r}resource.Quantity Conditions:[]PersistentVolumeClaimCondition AllocatedResources:{r}resource.Quantity AllocatedResourceStatuses:{r}$ClaimResourceStatus CurrentVolumeAttributesClassName:*string ModifyVolumeStatus:*ModifyVolumeStatus
PersistentVolumeClaimTemplate ObjectMeta=metadata:ObjectMeta Spec!:PersistentVolumeClaimSpec
PersistentVolumeClaimVolumeSource ClaimName!:string ReadOnly:bool
PersistentVolumeSource GCEPersistentDisk=gcePersistentDisk:*GCEPersistentDiskVolumeSource AWSElasticBlockStore=awsElasticBlockStore:*AWSElasticBlockStoreVolumeSource HostPath:*HostPathVolumeSource Glusterfs:*GlusterfsPersistentVolumeSource NFS=nfs:*NFSVolumeSource RBD=rbd:*RBDPersistentVolumeSource ISCSI=iscsi:*ISCSIPersistentVolumeSource Cinder:*CinderPersistentVolumeSource CephFS=cephfs:*CephFSPersistentVolumeSource FC=fc:*FCVolumeSource Flocker:*FlockerVolumeSource FlexVolume:*FlexPersistentVolumeSource AzureFile:*AzureFilePersistentVolumeSource VsphereVolume:*VsphereVirtualDiskVolumeSource Quobyte:*QuobyteVolumeSource AzureDisk:*AzureDiskVolumeSource PhotonPersistentDisk:*PhotonPersistentDiskVolumeSource PortworxVolume:*PortworxVolumeSource ScaleIO:*ScaleIOPersistentVolumeSource Local:*LocalVolumeSource StorageOS=storageos:*StorageOSPersistentVolumeSource CSI=csi:*CSIPersistentVolumeSource
PersistentVolumeSpec Capacity:{r}resource.Quantity +PersistentVolumeSource AccessModes:[]$PersistentVolumeAccessMode ClaimRef:*ObjectReference PersistentVolumeReclaimPolicy:$PersistentVolumeReclaimPolicy StorageClassName:string MountOptions:[]string VolumeMode:*$PersistentVolumeMode NodeAffinity:*VolumeNodeAffinity VolumeAttributesClassName:*string
PersistentVolumeStatus Phase:$PersistentVolumePhase Message:string Reason:string LastPhaseTransitionTime:*Time
PhotonPersistentDiskVolumeSource PdID!:string FSType=fsType:string
PodCertificateProjection SignerName:string KeyType:string MaxExpirationSeconds:*int32 CredentialBundlePath:string KeyPath:string CertificateChainPath:string UserAnnotations:{}string
PodCondition Type!:$PodConditionType ObservedGeneration:int64 Status!:$ConditionStatus LastProbeTime:Time LastTransitionTime:Time Reason:string Message:string
PodDisruptionBudget +TypeMeta ObjectMeta=metadata:ObjectMeta Spec:PodDisruptionBudgetSpec Status:PodDisruptionBudgetStatus
PodDisruptionBudgetSpec MinAvailable:*intstr.IntOrString Selector:*LabelSelector MaxUnavailable:*intstr.IntOrString UnhealthyPodEvictionPolicy:*$UnhealthyPodEvictionPolicyType
PodDisruptionBudgetStatus ObservedGeneration:int64 DisruptedPods:{}Time DisruptionsAllowed!:int32 CurrentHealthy!:int32 DesiredHealthy!:int32 ExpectedPods!:int32 Conditions:[]Condition
PodExtendedResourceClaimStatus RequestMappings!:[]ContainerExtendedResourceRequest ResourceClaimName!:string
PodFailurePolicy Rules!:[]PodFailurePolicyRule
PodFailurePolicyOnExitCodesRequirement ContainerName:*string Operator!:$PodFailurePolicyOnExitCodesOperator Values!:[]int32
PodFailurePolicyOnPodConditionsPattern Type!:$PodConditionType Status!:$ConditionStatus
PodFailurePolicyRule Action!:$PodFailurePolicyAction OnExitCodes:*PodFailurePolicyOnExitCodesRequirement OnPodConditions:[]PodFailurePolicyOnPodConditionsPattern
PodIP IP=ip!:string
PodOS Name!:$OSName
PodReadinessGate ConditionType!:$PodConditionType
PodResourceClaim Name!:string ResourceClaimName:*string ResourceClaimTemplateName:*string
PodResourceClaimStatus Name!:string ResourceClaimName:*string
PodSchedulingGate Name!:string
PodSchedulingGroup PodGroupName:*string
PodTemplate +TypeMeta ObjectMeta=metadata:ObjectMeta Template:PodTemplateSpec
PolicyRule Verbs!:[]string APIGroups=apiGroups:[]string Resources:[]string ResourceNames:[]string NonResourceURLs:[]string
PolicyRulesWithSubjects Subjects!:[]flowcontrol.Subject ResourceRules:[]ResourcePolicyRule NonResourceRules:[]NonResourcePolicyRule
PortStatus Port!:int32 Protocol!:$Protocol Error:*string
PortworxVolumeSource VolumeID!:string FSType=fsType:string ReadOnly:bool
Preconditions UID=uid:*$types.UID ResourceVersion:*string
PriorityClass +TypeMeta ObjectMeta=metadata:ObjectMeta Value!:int32 GlobalDefault:bool Description:string PreemptionPolicy:*$PreemptionPolicy
PriorityLevelConfiguration +TypeMeta ObjectMeta=metadata:ObjectMeta Spec:PriorityLevelConfigurationSpec Status:PriorityLevelConfigurationStatus
PriorityLevelConfigurationCondition Type:$PriorityLevelConfigurationConditionType Status:$ConditionStatus LastTransitionTime:Time Reason:string Message:string
PriorityLevelConfigurationReference Name!:string
PriorityLevelConfigurationSpec Type!:$PriorityLevelEnablement Limited:*LimitedPriorityLevelConfiguration Exempt:*ExemptPriorityLevelConfiguration
PriorityLevelConfigurationStatus Conditions:[]PriorityLevelConfigurationCondition
ProjectedVolumeSource Sources!:[]VolumeProjection DefaultMode:*int32
QueuingConfiguration Queues!:int32 HandSize!:int32 QueueLengthLimit!:int32
QuobyteVolumeSource Registry!:string Volume!:string ReadOnly:bool User:string Group:string Tenant:string
RBDPersistentVolumeSource CephMonitors=monitors!:[]string RBDImage=image!:string FSType=fsType:string RBDPool=pool:string RadosUser=user:string Keyring:string SecretRef:*SecretReference ReadOnly:bool
RBDVolumeSource CephMonitors=monitors!:[]string RBDImage=image!:string FSType=fsType:string RBDPool=pool:string RadosUser=user:string Keyring:string SecretRef:*LocalObjectReference ReadOnly:bool
ReplicaSetCondition Type!:$ReplicaSetConditionType Status!:$ConditionStatus LastTransitionTime:Time Reason:string Message:string
ReplicationController +TypeMeta ObjectMeta=metadata:ObjectMeta Spec:ReplicationControllerSpec Status:ReplicationControllerStatus
ReplicationControllerCondition Type!:$ReplicationControllerConditionType Status!:$ConditionStatus LastTransitionTime:Time Reason:string Message:string
ReplicationControllerSpec Replicas:*int32 MinReadySeconds:int32 Selector:{}string Template:*PodTemplateSpec
ReplicationControllerStatus Replicas!:int32 FullyLabeledReplicas:int32 ReadyReplicas:int32 AvailableReplicas:int32 ObservedGeneration:int64 Conditions:[]ReplicationControllerCondition
ResourceAttributes Namespace:string Verb:string Group:string Version:string Resource:string Subresource:string Name:string FieldSelector:*FieldSelectorAttributes LabelSelector:*LabelSelectorAttributes
ResourceClaim Name!:string Request:string
ResourceFieldSelector ContainerName:string Resource!:string Divisor:resource.Quantity
ResourceHealth ResourceID!:$ResourceID Health:$ResourceHealthStatus Message:*string
ResourcePolicyRule Verbs!:[]string APIGroups=apiGroups!:[]string Resources!:[]string ClusterScope:bool Namespaces!:[]string
ResourceQuota +TypeMeta ObjectMeta=metadata:ObjectMeta Spec:ResourceQuotaSpec Status:ResourceQuotaStatus
ResourceQuotaSpec Hard:{r}resource.Quantity Scopes:[]$ResourceQuotaScope ScopeSelector:*ScopeSelector
ResourceQuotaStatus Hard:{r}resource.Quantity Used:{r}resource.Quantity
ResourceRule Verbs!:[]string APIGroups=apiGroups:[]string Resources:[]string ResourceNames:[]string
ResourceStatus Name!:$ResourceName Resources:[]ResourceHealth
Role +TypeMeta ObjectMeta=metadata:ObjectMeta Rules!:[]PolicyRule
RoleBinding +TypeMeta ObjectMeta=metadata:ObjectMeta Subjects:[]Subject RoleRef!:RoleRef
RoleRef APIGroup=apiGroup!:string Kind!:string Name!:string
RollingUpdateStatefulSetStrategy Partition:*int32 MaxUnavailable:*intstr.IntOrString
Rule APIGroups=apiGroups:[]string APIVersions=apiVersions:[]string Resources:[]string Scope:*$ScopeType
RuleWithOperations Operations:[]$OperationType +Rule
RuntimeClass +TypeMeta ObjectMeta=metadata:ObjectMeta Handler!:string Overhead:*Overhead Scheduling:*Scheduling
SELinuxOptions User:string Role:string Type:string Level:string
Scale +TypeMeta ObjectMeta=metadata:ObjectMeta Spec:ScaleSpec Status:ScaleStatus
ScaleIOPersistentVolumeSource Gateway!:string System!:string SecretRef!:*SecretReference SSLEnabled=sslEnabled:bool ProtectionDomain:string StoragePool:string StorageMode:string VolumeName:string FSType=fsType:string ReadOnly:bool
ScaleIOVolumeSource Gateway!:string System!:string SecretRef!:*LocalObjectReference SSLEnabled=sslEnabled:bool ProtectionDomain:string StoragePool:string StorageMode:string VolumeName:string FSType=fsType:string ReadOnly:bool
ScaleSpec Replicas:int32
ScaleStatus Replicas!:int32 Selector:string
Scheduling NodeSelector:{}string Tolerations:[]Toleration
ScopeSelector MatchExpressions:[]ScopedResourceSelectorRequirement
ScopedResourceSelectorRequirement ScopeName!:$ResourceQuotaScope Operator!:$ScopeSelectorOperator Values:[]string
SecretProjection +LocalObjectReference Items:[]KeyToPath Optional:*bool
SecretReference Name:string Namespace:string
SelectableField JSONPath=jsonPath!:string
SelfSubjectAccessReview +TypeMeta ObjectMeta=metadata:ObjectMeta Spec!:SelfSubjectAccessReviewSpec Status:SubjectAccessReviewStatus
SelfSubjectAccessReviewSpec ResourceAttributes:*ResourceAttributes NonResourceAttributes:*NonResourceAttributes
SelfSubjectReview +TypeMeta ObjectMeta=metadata:ObjectMeta Status:SelfSubjectReviewStatus
SelfSubjectReviewStatus UserInfo:UserInfo
SelfSubjectRulesReview +TypeMeta ObjectMeta=metadata:ObjectMeta Spec!:SelfSubjectRulesReviewSpec Status:SubjectRulesReviewStatus
SelfSubjectRulesReviewSpec Namespace:string
ServiceAccountSubject Namespace!:string Name!:string
ServiceAccountTokenProjection Audience:string ExpirationSeconds:*int64 Path!:string
ServiceBackendPort Name:string Number:int32
ServiceReference Namespace:string Name:string Port:*int32
StatefulSet +TypeMeta ObjectMeta=metadata:ObjectMeta Spec:StatefulSetSpec Status:StatefulSetStatus
StatefulSetCondition Type!:$StatefulSetConditionType Status!:$ConditionStatus LastTransitionTime:Time Reason:string Message:string
StatefulSetOrdinals Start!:int32
StatefulSetPersistentVolumeClaimRetentionPolicy WhenDeleted:$PersistentVolumeClaimRetentionPolicyType WhenScaled:$PersistentVolumeClaimRetentionPolicyType
StatefulSetSpec Replicas:*int32 Selector!:*LabelSelector Template!:PodTemplateSpec VolumeClaimTemplates:[]PersistentVolumeClaim ServiceName!:string PodManagementPolicy:$PodManagementPolicyType UpdateStrategy:StatefulSetUpdateStrategy RevisionHistoryLimit:*int32 MinReadySeconds:int32 PersistentVolumeClaimRetentionPolicy:*StatefulSetPersistentVolumeClaimRetentionPolicy Ordinals:*StatefulSetOrdinals
StatefulSetStatus ObservedGeneration:int64 Replicas!:int32 ReadyReplicas:int32 CurrentReplicas:int32 UpdatedReplicas:int32 CurrentRevision:string UpdateRevision:string CollisionCount:*int32 Conditions:[]StatefulSetCondition AvailableReplicas!:int32
StatefulSetUpdateStrategy Type:$StatefulSetUpdateStrategyType RollingUpdate:*RollingUpdateStatefulSetStrategy
StorageClass +TypeMeta ObjectMeta=metadata:ObjectMeta Provisioner!:string Parameters:{}string ReclaimPolicy:*$PersistentVolumeReclaimPolicy MountOptions:[]string AllowVolumeExpansion:*bool VolumeBindingMode:*$VolumeBindingMode AllowedTopologies:[]TopologySelectorTerm
StorageOSPersistentVolumeSource VolumeName:string VolumeNamespace:string FSType=fsType:string ReadOnly:bool SecretRef:*ObjectReference
StorageOSVolumeSource VolumeName:string VolumeNamespace:string FSType=fsType:string ReadOnly:bool SecretRef:*LocalObjectReference
Subject Kind!:string APIGroup=apiGroup:string Name!:string Namespace:string
SubjectAccessReview +TypeMeta ObjectMeta=metadata:ObjectMeta Spec!:SubjectAccessReviewSpec Status:SubjectAccessReviewStatus
SubjectAccessReviewSpec ResourceAttributes:*ResourceAttributes NonResourceAttributes:*NonResourceAttributes User:string Groups:[]string Extra:{}[]string UID=uid:string
SubjectAccessReviewStatus Allowed!:bool Denied:bool Reason:string EvaluationError:string
SubjectRulesReviewStatus ResourceRules!:[]ResourceRule NonResourceRules!:[]NonResourceRule Incomplete!:bool EvaluationError:string
SuccessPolicy Rules!:[]SuccessPolicyRule
SuccessPolicyRule SucceededIndexes:*string SucceededCount:*int32
Taint Key!:string Value:string Effect!:$TaintEffect TimeAdded:*Time
TokenRequest Audience!:string ExpirationSeconds:*int64
TokenRequestSpec Audiences!:[]string ExpirationSeconds!:*int64 BoundObjectRef!:*BoundObjectReference
TokenRequestStatus Token!:string ExpirationTimestamp!:Time
TokenReview +TypeMeta ObjectMeta=metadata:ObjectMeta Spec!:TokenReviewSpec Status:TokenReviewStatus
TokenReviewSpec Token:string Audiences:[]string
TokenReviewStatus Authenticated:bool User:UserInfo Audiences:[]string Error:string
TopologySelectorLabelRequirement Key!:string Values!:[]string
TopologySelectorTerm MatchLabelExpressions:[]TopologySelectorLabelRequirement
TypeChecking ExpressionWarnings:[]ExpressionWarning
TypedLocalObjectReference APIGroup=apiGroup!:*string Kind!:string Name!:string
TypedObjectReference APIGroup=apiGroup!:*string Kind!:string Name!:string Namespace:*string
UncountedTerminatedPods Succeeded:[]$types.UID Failed:[]$types.UID
UserInfo Username:string UID=uid:string Groups:[]string Extra:{}[]string
UserSubject Name!:string
ValidatingAdmissionPolicy +TypeMeta ObjectMeta=metadata:ObjectMeta Spec:ValidatingAdmissionPolicySpec Status:ValidatingAdmissionPolicyStatus
ValidatingAdmissionPolicyBinding +TypeMeta ObjectMeta=metadata:ObjectMeta Spec:ValidatingAdmissionPolicyBindingSpec
ValidatingAdmissionPolicyBindingSpec PolicyName:string ParamRef:*ParamRef MatchResources:*MatchResources ValidationActions:[]$ValidationAction
ValidatingAdmissionPolicySpec ParamKind:*ParamKind MatchConstraints:*MatchResources Validations:[]Validation FailurePolicy:*$FailurePolicyType AuditAnnotations:[]AuditAnnotation MatchConditions:[]MatchCondition Variables:[]Variable
ValidatingAdmissionPolicyStatus ObservedGeneration:int64 TypeChecking:*TypeChecking Conditions:[]Condition
ValidatingWebhook Name!:string ClientConfig!:WebhookClientConfig Rules:[]RuleWithOperations FailurePolicy:*$FailurePolicyType MatchPolicy:*$MatchPolicyType NamespaceSelector:*LabelSelector ObjectSelector:*LabelSelector SideEffects!:*$SideEffectClass TimeoutSeconds:*int32 AdmissionReviewVersions!:[]string MatchConditions:[]MatchCondition
ValidatingWebhookConfiguration +TypeMeta ObjectMeta=metadata:ObjectMeta Webhooks:[]ValidatingWebhook
Validation Expression!:string Message:string Reason:*$StatusReason MessageExpression:string
ValidationRule Rule!:string Message:string MessageExpression:string Reason:*$FieldValueErrorReason FieldPath:string OptionalOldSelf:*bool
Variable Name!:string Expression!:string
VolumeAttachment +TypeMeta ObjectMeta=metadata:ObjectMeta Spec!:VolumeAttachmentSpec Status:VolumeAttachmentStatus
VolumeAttachmentSource PersistentVolumeName:*string InlineVolumeSpec:*PersistentVolumeSpec
VolumeAttachmentSpec Attacher!:string Source!:VolumeAttachmentSource NodeName!:string
VolumeAttachmentStatus Attached!:bool AttachmentMetadata:{}string AttachError:*VolumeError DetachError:*VolumeError
VolumeAttributesClass +TypeMeta ObjectMeta=metadata:ObjectMeta DriverName!:string Parameters:{}string
VolumeDevice Name!:string DevicePath!:string
VolumeError Time:Time Message:string ErrorCode:*int32
VolumeMountStatus Name!:string MountPath!:string ReadOnly:bool RecursiveReadOnly:*$RecursiveReadOnlyMode VolumeStatus:*VolumeStatus
VolumeNodeAffinity Required:*NodeSelector
VolumeNodeResources Count:*int32
VolumeProjection Secret:*SecretProjection DownwardAPI:*DownwardAPIProjection ConfigMap:*ConfigMapProjection ServiceAccountToken:*ServiceAccountTokenProjection ClusterTrustBundle:*ClusterTrustBundleProjection PodCertificate:*PodCertificateProjection
VolumeResourceRequirements Limits:{r}resource.Quantity Requests:{r}resource.Quantity
VolumeStatus Image:*ImageVolumeStatus
VsphereVirtualDiskVolumeSource VolumePath!:string FSType=fsType:string StoragePolicyName:string StoragePolicyID:string
WebhookClientConfig URL=url:*string Service:*admissionregistration.ServiceReference CABundle=caBundle:[]uint8
WebhookConversion ClientConfig:*apiextensions.WebhookClientConfig ConversionReviewVersions!:[]string
WindowsSecurityContextOptions GMSACredentialSpecName=gmsaCredentialSpecName:*string GMSACredentialSpec=gmsaCredentialSpec:*string RunAsUserName:*string HostProcess:*bool
admissionregistration.ServiceReference Namespace!:string Name!:string Path:*string Port:*int32
apiextensions.ServiceReference Namespace!:string Name!:string Path:*string Port:*int32
apiextensions.WebhookClientConfig URL=url:*string Service:*apiextensions.ServiceReference CABundle=caBundle:[]uint8
authentication.TokenRequest +TypeMeta ObjectMeta=metadata:ObjectMeta Spec!:TokenRequestSpec Status:TokenRequestStatus
events.Event +TypeMeta ObjectMeta=metadata!:ObjectMeta EventTime!:MicroTime Series:*events.EventSeries ReportingController:string ReportingInstance:string Action:string Reason:string Regarding:ObjectReference Related:*ObjectReference Note:string Type:string DeprecatedSource:EventSource DeprecatedFirstTimestamp:Time DeprecatedLastTimestamp:Time DeprecatedCount:int32
events.EventSeries Count!:int32 LastObservedTime!:MicroTime
flowcontrol.Subject Kind!:$SubjectKind User:*UserSubject Group:*GroupSubject ServiceAccount:*ServiceAccountSubject
v2.ContainerResourceMetricSource Name!:$ResourceName Target!:v2.MetricTarget Container!:string
v2.ContainerResourceMetricStatus Name!:$ResourceName Current!:v2.MetricValueStatus Container!:string
v2.CrossVersionObjectReference Kind!:string Name!:string APIVersion=apiVersion:string
v2.ExternalMetricSource Metric!:v2.MetricIdentifier Target!:v2.MetricTarget
v2.ExternalMetricStatus Metric!:v2.MetricIdentifier Current!:v2.MetricValueStatus
v2.HPAScalingPolicy Type!:$HPAScalingPolicyType Value!:int32 PeriodSeconds!:int32
v2.HPAScalingRules StabilizationWindowSeconds:*int32 SelectPolicy:*$ScalingPolicySelect Policies:[]v2.HPAScalingPolicy Tolerance:*resource.Quantity
v2.HorizontalPodAutoscaler +TypeMeta ObjectMeta=metadata:ObjectMeta Spec:v2.HorizontalPodAutoscalerSpec Status:v2.HorizontalPodAutoscalerStatus
v2.HorizontalPodAutoscalerBehavior ScaleUp:*v2.HPAScalingRules ScaleDown:*v2.HPAScalingRules
v2.HorizontalPodAutoscalerCondition Type!:$HorizontalPodAutoscalerConditionType Status!:$ConditionStatus LastTransitionTime:Time Reason:string Message:string
v2.HorizontalPodAutoscalerSpec ScaleTargetRef!:v2.CrossVersionObjectReference MinReplicas:*int32 MaxReplicas!:int32 Metrics:[]v2.MetricSpec Behavior:*v2.HorizontalPodAutoscalerBehavior
v2.HorizontalPodAutoscalerStatus ObservedGeneration:*int64 LastScaleTime:*Time CurrentReplicas:int32 DesiredReplicas!:int32 CurrentMetrics!:[]v2.MetricStatus Conditions:[]v2.HorizontalPodAutoscalerCondition
v2.MetricIdentifier Name!:string Selector:*LabelSelector
v2.MetricSpec Type!:$MetricSourceType Object:*v2.ObjectMetricSource Pods:*v2.PodsMetricSource Resource:*v2.ResourceMetricSource ContainerResource:*v2.ContainerResourceMetricSource External:*v2.ExternalMetricSource
v2.MetricStatus Type!:$MetricSourceType Object:*v2.ObjectMetricStatus Pods:*v2.PodsMetricStatus Resource:*v2.ResourceMetricStatus ContainerResource:*v2.ContainerResourceMetricStatus External:*v2.ExternalMetricStatus
v2.MetricTarget Type!:$MetricTargetType Value:*resource.Quantity AverageValue:*resource.Quantity AverageUtilization:*int32
v2.MetricValueStatus Value:*resource.Quantity AverageValue:*resource.Quantity AverageUtilization:*int32
v2.ObjectMetricSource DescribedObject!:v2.CrossVersionObjectReference Target!:v2.MetricTarget Metric!:v2.MetricIdentifier
v2.ObjectMetricStatus Metric!:v2.MetricIdentifier Current!:v2.MetricValueStatus DescribedObject!:v2.CrossVersionObjectReference
v2.PodsMetricSource Metric!:v2.MetricIdentifier Target!:v2.MetricTarget
v2.PodsMetricStatus Metric!:v2.MetricIdentifier Current!:v2.MetricValueStatus
v2.ResourceMetricSource Name!:$ResourceName Target!:v2.MetricTarget
v2.ResourceMetricStatus Name!:$ResourceName Current!:v2.MetricValueStatus
`;
