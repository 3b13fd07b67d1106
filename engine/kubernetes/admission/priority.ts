/**
 * The Priority plugin: a pod's priority by the name of its class, or by the class that is everybody's default
 * (plugin/pkg/admission/priority).
 */
import { resource } from '../api/resources.ts';
import { forbidden } from '../api/status.ts';
import type { Store } from '../api/store.ts';
import type { PriorityClass } from '../objects/cluster.ts';
import type { PodSpec } from '../objects/pod.ts';

const classes = resource('priorityclasses', 'scheduling.k8s.io');
const pods = resource('pods');

/** There before anybody reads the objects of that name. */
export const systemPriorities: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
};

const defaultPolicy = 'PreemptLowerPriority';

interface Priority {
  readonly priorityClassName?: string;
  readonly priority: number;
  readonly preemptionPolicy: string;
}

/** @throws ApiError Forbidden */
export function admittedPriority(name: string, spec: PodSpec, store: Store): Priority {
  const found = priorityOf(name, spec, store);
  if (spec.priority !== undefined && spec.priority !== found.priority)
    throw forbidden(
      pods,
      name,
      `the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${found.priority} from the given PriorityClass name`,
    );
  if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== found.preemptionPolicy)
    throw forbidden(
      pods,
      name,
      `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${found.preemptionPolicy} from the given PriorityClass name`,
    );
  return found;
}

function priorityOf(pod: string, { priorityClassName: given }: PodSpec, store: Store): Priority {
  if (given === undefined) {
    const defaults = (store.list(classes, undefined) as readonly PriorityClass[])
      .filter(({ globalDefault }) => globalDefault === true)
      .sort((one, other) => one.value - other.value);
    const [chosen] = defaults;
    return chosen === undefined
      ? { priority: 0, preemptionPolicy: defaultPolicy }
      : { priorityClassName: chosen.metadata.name, ...ofClass(chosen) };
  }
  const system = systemPriorities[given];
  if (system !== undefined) return { priority: system, preemptionPolicy: defaultPolicy };
  const found = store.get(classes, '', given) as PriorityClass | undefined;
  if (found === undefined) throw forbidden(pods, pod, `no PriorityClass with name ${given} was found`);
  return ofClass(found);
}

function ofClass({ value, preemptionPolicy = defaultPolicy }: PriorityClass): Priority {
  return { priority: value, preemptionPolicy };
}

/** What the plugin set when the pod was made stays, whoever writes the pod without it. */
export function keptPriority(spec: PodSpec, old: PodSpec): PodSpec {
  const priority = spec.priority ?? old.priority;
  const preemptionPolicy = spec.preemptionPolicy ?? old.preemptionPolicy;
  if (priority === spec.priority && preemptionPolicy === spec.preemptionPolicy) return spec;
  return {
    ...spec,
    ...(priority === undefined ? {} : { priority }),
    ...(preemptionPolicy === undefined ? {} : { preemptionPolicy }),
  };
}
