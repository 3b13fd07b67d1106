/**
 * A pod's status from its containers: phase, conditions (pkg/kubelet/kubelet_pods.go getPhase, pkg/kubelet/status
 * generate.go).
 */
import type { Condition, Timestamp } from '../objects/meta.ts';
import type { ContainerStatus, Pod, PodStatus } from '../objects/pod.ts';
import type { PodContainers } from './pod-containers.ts';

export interface PodFacts {
  readonly pod: Pod;
  readonly containers: Pick<PodContainers, 'init' | 'main' | 'ephemeral'>;
  readonly hostIp: string;
  readonly ips: readonly string[];
  readonly sandboxReady: boolean;
  readonly startTime: Timestamp;
  /** Why the whole pod failed, whatever its containers did. */
  readonly failure: { readonly reason: string; readonly message: string } | undefined;
  /** It is being deleted: what ended stays ended. */
  readonly ending: boolean;
  readonly now: Timestamp;
}

export function podStatus(facts: PodFacts): PodStatus {
  const { pod } = facts;
  const { init, main, ephemeral } = facts.containers;
  const phase = phaseOf(facts);
  const conditions = conditionsOf(facts, phase);
  const { ips, hostIp } = facts;
  return {
    ...(pod.status.nominatedNodeName === undefined
      ? {}
      : { nominatedNodeName: pod.status.nominatedNodeName }),
    observedGeneration: pod.metadata.generation ?? 1,
    phase,
    ...facts.failure,
    conditions,
    hostIP: hostIp,
    hostIPs: [{ ip: hostIp }],
    ...(ips.length === 0 ? {} : { podIP: ips[0] ?? '', podIPs: ips.map((ip) => ({ ip })) }),
    startTime: facts.startTime,
    ...(init.length === 0 ? {} : { initContainerStatuses: init.map((one) => one.status()) }),
    containerStatuses: main.map((one) => one.status()).sort(byName),
    ...(ephemeral.length === 0
      ? {}
      : { ephemeralContainerStatuses: ephemeral.map((one) => one.status()).sort(byName) }),
    qosClass: pod.status.qosClass ?? 'BestEffort',
    ...(facts.sandboxReady ? { resources: {} } : {}),
  };
}

const byName = (one: ContainerStatus, other: ContainerStatus): number => (one.name < other.name ? -1 : 1);

/** What has begun its work once was initialized, whatever became of its sidecars. */
function isInitialized({ containers: { init, main } }: PodFacts): boolean {
  return (
    main.some(
      ({ running, state, restartCount }) => running || state.terminated !== undefined || restartCount > 0,
    ) || init.every((one) => (one.role === 'sidecar' ? one.started : one.state.terminated?.exitCode === 0))
  );
}

function phaseOf(facts: PodFacts): NonNullable<PodStatus['phase']> {
  const { pod } = facts;
  const { init, main } = facts.containers;
  if (facts.failure !== undefined) return 'Failed';
  const all = [...init, ...main];
  if (
    facts.ending &&
    all.every(({ state }) => state.running === undefined) &&
    all.some(({ id }) => id !== undefined)
  )
    return main.every(({ state }) => state.terminated?.exitCode === 0) ? 'Succeeded' : 'Failed';
  const restart = pod.spec.restartPolicy ?? 'Always';
  const failedInit = init.some(
    ({ role, state }) => role === 'init' && (state.terminated?.exitCode ?? 0) !== 0,
  );
  if (failedInit && restart === 'Never') return 'Failed';
  if (!isInitialized(facts)) return 'Pending';
  const anyRunning = main.some(({ running }) => running);
  const waiting = main.filter(({ state }) => state.waiting !== undefined);
  const neverRan = waiting.filter(({ lastState }) => lastState.terminated === undefined);
  if (neverRan.length > 0) return 'Pending';
  if (anyRunning || waiting.length > 0) return 'Running';
  if (restart === 'Always') return 'Running';
  const failed = main.some(({ state }) => (state.terminated?.exitCode ?? 0) !== 0);
  if (!failed) return 'Succeeded';
  return restart === 'Never' ? 'Failed' : 'Running';
}

function conditionsOf(facts: PodFacts, phase: string): readonly Condition[] {
  const { pod, now } = facts;
  const { init, main } = facts.containers;
  const generation = pod.metadata.generation ?? 1;
  const old = pod.status.conditions ?? [];
  const condition = (type: string, isTrue: boolean, reason?: string, message?: string): Condition => {
    const before = old.find((one) => one.type === type);
    const status = isTrue ? 'True' : 'False';
    return {
      type,
      observedGeneration: generation,
      status,
      lastProbeTime: null,
      lastTransitionTime: before?.status === status ? (before.lastTransitionTime ?? now) : now,
      ...(reason === undefined ? {} : { reason }),
      ...(message === undefined ? {} : { message }),
    };
  };
  const initialized = isInitialized(facts);
  const incomplete = init.filter((one) =>
    one.role === 'sidecar' ? !one.started : one.state.terminated?.exitCode !== 0,
  );
  const watched = [...init.filter(({ role }) => role === 'sidecar'), ...main];
  const unready = watched.filter(({ ready }) => !ready);
  const ended = phase === 'Succeeded' ? 'PodCompleted' : phase === 'Failed' ? 'PodFailed' : undefined;
  const unreadyMessage = `containers with unready status: [${unready.map(({ spec }) => spec.name).join(' ')}]`;
  const notReady = (type: string): Condition =>
    ended !== undefined
      ? condition(type, false, ended)
      : condition(type, false, 'ContainersNotReady', unreadyMessage);
  const gates = (pod.spec.readinessGates ?? []).filter(
    ({ conditionType }) => !old.some((one) => one.type === conditionType && one.status === 'True'),
  );
  const containersReady = unready.length === 0 && ended === undefined;
  const own = old.filter(({ type }) => !kubeletTypes.has(type) && type !== 'PodScheduled');
  return [
    ...own,
    condition('PodReadyToStartContainers', facts.sandboxReady),
    initialized
      ? condition('Initialized', true, ended === 'PodCompleted' ? 'PodCompleted' : undefined)
      : condition(
          'Initialized',
          false,
          'ContainersNotInitialized',
          `containers with incomplete status: [${incomplete.map(({ spec }) => spec.name).join(' ')}]`,
        ),
    containersReady && gates.length > 0
      ? condition(
          'Ready',
          false,
          'ReadinessGatesNotReady',
          gates
            .map(
              ({ conditionType }) =>
                `corresponding condition of pod readiness gate "${conditionType}" does not exist.`,
            )
            .join(', '),
        )
      : containersReady
        ? condition('Ready', true)
        : notReady('Ready'),
    containersReady ? condition('ContainersReady', true) : notReady('ContainersReady'),
    old.find(({ type }) => type === 'PodScheduled') ?? condition('PodScheduled', true),
  ];
}

const kubeletTypes = new Set(['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady']);
