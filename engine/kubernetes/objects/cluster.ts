/**
 * Kinds that the cluster's operation rests on, in the fields that their rows and descriptions show: quotas, budgets,
 * roles, leases, priorities, storage, extension (k8s.io/api core, policy, rbac, coordination, scheduling, storage, …).
 */
import type { Condition, IntOrString, KubeObject, LabelSelector, Quantity, Timestamp } from './meta.ts';
import type { NodeSelectorTerm } from './node.ts';
import type { Container, PodTemplateSpec } from './pod.ts';

export type ResourceList = Readonly<Record<string, Quantity>>;

export interface ResourceQuota extends KubeObject {
  readonly spec: {
    readonly hard?: ResourceList;
    readonly scopes?: readonly string[];
    readonly scopeSelector?: unknown;
  };
  readonly status?: { readonly hard?: ResourceList; readonly used?: ResourceList };
}

export interface LimitRangeItem {
  readonly type: string;
  readonly max?: ResourceList;
  readonly min?: ResourceList;
  readonly default?: ResourceList;
  readonly defaultRequest?: ResourceList;
  readonly maxLimitRequestRatio?: ResourceList;
}

export interface LimitRange extends KubeObject {
  readonly spec: { readonly limits?: readonly LimitRangeItem[] | null };
}

export interface PodDisruptionBudget extends KubeObject {
  readonly spec: {
    readonly minAvailable?: IntOrString;
    readonly maxUnavailable?: IntOrString;
    readonly selector?: LabelSelector;
    readonly unhealthyPodEvictionPolicy?: string;
  };
  readonly status?: {
    readonly disruptionsAllowed?: number;
    readonly currentHealthy?: number;
    readonly desiredHealthy?: number;
    readonly expectedPods?: number;
    readonly observedGeneration?: number;
    readonly conditions?: readonly (Condition & { readonly observedGeneration?: number })[];
  };
}

export interface RbacSubject {
  readonly kind: string;
  readonly apiGroup?: string;
  readonly name: string;
  readonly namespace?: string;
}

export interface RoleBinding extends KubeObject {
  readonly subjects?: readonly RbacSubject[];
  readonly roleRef: { readonly apiGroup: string; readonly kind: string; readonly name: string };
}

export interface PolicyRule {
  readonly verbs: readonly string[] | null;
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

export interface Role extends KubeObject {
  readonly rules: readonly PolicyRule[] | null;
  /** Of a ClusterRole: those whose rules it has. */
  readonly aggregationRule?: { readonly clusterRoleSelectors?: readonly LabelSelector[] };
}

export interface Lease extends KubeObject {
  readonly spec: {
    readonly holderIdentity?: string;
    readonly leaseDurationSeconds?: number;
    readonly acquireTime?: string;
    readonly renewTime?: string;
    readonly leaseTransitions?: number;
  };
}

export interface PriorityClass extends KubeObject {
  readonly value: number;
  readonly globalDefault?: boolean;
  readonly description?: string;
  readonly preemptionPolicy?: string;
}

export interface ComponentStatus extends KubeObject {
  readonly conditions?: readonly (Condition & { readonly error?: string })[];
}

export interface PersistentVolume extends KubeObject {
  readonly spec: {
    readonly capacity?: ResourceList;
    readonly accessModes?: readonly string[];
    readonly nodeAffinity?: {
      readonly required?: { readonly nodeSelectorTerms: readonly NodeSelectorTerm[] };
    };
    readonly claimRef?: { readonly namespace?: string; readonly name?: string };
    readonly persistentVolumeReclaimPolicy?: string;
    readonly storageClassName?: string;
    readonly volumeMode?: string;
    readonly volumeAttributesClassName?: string;
  };
  readonly status?: { readonly phase?: string; readonly reason?: string; readonly message?: string };
}

export interface PersistentVolumeClaim extends KubeObject {
  readonly spec: {
    readonly accessModes?: readonly string[];
    readonly resources?: { readonly requests?: ResourceList };
    readonly volumeName?: string;
    readonly storageClassName?: string;
    readonly volumeMode?: string;
    readonly dataSource?: { readonly apiGroup?: string; readonly kind: string; readonly name: string };
    readonly volumeAttributesClassName?: string;
  };
  readonly status?: {
    readonly phase?: string;
    readonly capacity?: ResourceList;
    readonly accessModes?: readonly string[];
    readonly conditions?: readonly (Condition & { readonly lastProbeTime?: Timestamp | null })[];
  };
}

export interface StorageClass extends KubeObject {
  readonly provisioner: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly reclaimPolicy?: string;
  readonly volumeBindingMode?: string;
  readonly allowVolumeExpansion?: boolean;
  readonly mountOptions?: readonly string[];
  readonly allowedTopologies?: readonly {
    readonly matchLabelExpressions?: readonly { readonly key: string; readonly values: readonly string[] }[];
  }[];
}

export interface FlowSchema extends KubeObject {
  readonly spec: {
    readonly priorityLevelConfiguration: { readonly name: string };
    readonly matchingPrecedence: number;
    readonly distinguisherMethod?: { readonly type: string };
  };
  readonly status?: { readonly conditions?: readonly Condition[] };
}

export interface PriorityLevelConfiguration extends KubeObject {
  readonly spec: {
    readonly type: string;
    readonly limited?: {
      readonly nominalConcurrencyShares?: number;
      readonly limitResponse?: {
        readonly queuing?: {
          readonly queues?: number;
          readonly handSize?: number;
          readonly queueLengthLimit?: number;
        };
      };
    };
  };
}

export interface ApiService extends KubeObject {
  readonly spec: { readonly service?: { readonly name?: string; readonly namespace?: string } };
  readonly status?: { readonly conditions?: readonly Condition[] };
}

export interface CertificateSigningRequest extends KubeObject {
  readonly spec: {
    readonly signerName?: string;
    readonly expirationSeconds?: number;
    readonly username?: string;
  };
  readonly status?: { readonly conditions?: readonly Condition[]; readonly certificate?: string };
}

export interface ReplicationController extends KubeObject {
  readonly spec: {
    readonly replicas?: number;
    readonly selector?: Readonly<Record<string, string>>;
    readonly template?: PodTemplateSpec;
  };
  readonly status?: {
    readonly replicas?: number;
    readonly fullyLabeledReplicas?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
    readonly observedGeneration?: number;
    readonly conditions?: readonly Condition[];
  };
}

export interface StatefulSetRow extends KubeObject {
  readonly spec: { readonly replicas?: number; readonly template: PodTemplateSpec };
  readonly status?: { readonly readyReplicas?: number };
}

export interface JobRow extends KubeObject {
  readonly spec: {
    readonly completions?: number;
    readonly parallelism?: number;
    readonly selector?: LabelSelector;
    readonly template: PodTemplateSpec;
  };
  readonly status?: {
    readonly succeeded?: number;
    readonly startTime?: string;
    readonly completionTime?: string;
    readonly conditions?: readonly Condition[];
  };
}

export interface CronJobRow extends KubeObject {
  readonly spec: {
    readonly schedule: string;
    readonly timeZone?: string;
    readonly suspend?: boolean;
    readonly jobTemplate: {
      readonly spec: { readonly selector?: LabelSelector; readonly template: PodTemplateSpec };
    };
  };
  readonly status?: { readonly active?: readonly unknown[]; readonly lastScheduleTime?: string };
}

export interface MetricValue {
  readonly averageValue?: Quantity;
  readonly value?: Quantity;
  readonly averageUtilization?: number;
}

export interface MetricSource {
  readonly name?: string;
  readonly container?: string;
  readonly metric?: { readonly name: string; readonly selector?: LabelSelector };
  readonly describedObject?: { readonly kind: string; readonly name: string };
  readonly target?: MetricValue & { readonly type: string };
  readonly current?: MetricValue;
}

/** A MetricSpec or MetricStatus: `resource`, `pods`, … by its type in lower camel case. */
export type Metric = { readonly type: string } & Readonly<Record<string, MetricSource | string>>;

export interface ScalingRules {
  readonly stabilizationWindowSeconds?: number;
  readonly selectPolicy?: 'Max' | 'Min' | 'Disabled';
  readonly policies?: readonly {
    readonly type: 'Pods' | 'Percent';
    readonly value: number;
    readonly periodSeconds: number;
  }[];
  readonly tolerance?: Quantity;
}

export interface HorizontalPodAutoscaler extends KubeObject {
  readonly spec: {
    readonly scaleTargetRef: { readonly apiVersion?: string; readonly kind: string; readonly name: string };
    readonly minReplicas?: number;
    readonly maxReplicas: number;
    readonly metrics?: readonly Metric[];
    readonly behavior?: { readonly scaleUp?: ScalingRules; readonly scaleDown?: ScalingRules };
  };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly lastScaleTime?: Timestamp;
    readonly currentReplicas?: number;
    readonly desiredReplicas?: number;
    readonly currentMetrics?: readonly Metric[] | null;
    readonly conditions?: readonly Condition[];
  };
}

export interface CsiNode extends KubeObject {
  readonly spec: {
    readonly drivers:
      | readonly {
          readonly name: string;
          readonly nodeID: string;
          readonly allocatable?: { readonly count?: number };
          readonly topologyKeys?: readonly string[] | null;
        }[]
      | null;
  };
}

export interface PodTemplate extends KubeObject {
  readonly template: PodTemplateSpec & { readonly spec: { readonly containers: readonly Container[] } };
}
