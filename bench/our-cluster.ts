/**
 * Our engine's clusters as the benchmarks use them: the reference cluster, or more of its like where more pods have to
 * have room, and Deployments with their Services in it.
 */
import { second } from '../engine/clock/clock.ts';
import { finish } from '../engine/clock/work.ts';
import { referenceConfiguration } from '../engine/kubernetes/cluster.ts';
import type { KubeList } from '../engine/kubernetes/objects/meta.ts';
import type { Deployment } from '../engine/kubernetes/objects/workload.ts';
import { clusterScenario, noCommands } from '../engine/lab/reference/cluster-stage.ts';
import type { Stage } from '../engine/lab/stage/stage.ts';

const file = {
  name: 'bench',
  title: 'Bench',
  backend: 'vxlan',
  proxy: 'iptables',
  manifests: [],
  setup: [],
} as const;

/** A cluster that has settled. @param workers besides the control plane's node */
export function clusterOf(workers = 2): Stage {
  const more = Array.from({ length: Math.max(0, workers - 2) }, (_, index) => ({
    name: `k8s-w${index + 3}`,
    address: `10.10.21.${index + 1}`,
    podCidr: `10.8.${index + 3}.0/24`,
  }));
  return finish(clusterScenario(file, noCommands, [...referenceConfiguration.nodes, ...more]).building());
}

export function post({ api }: Stage, path: string, body: unknown): void {
  const answer = api?.request({ method: 'POST', path, body });
  if (answer?.kind !== 'response' || answer.status !== 201) throw new Error(JSON.stringify(answer));
}

export function deploy(stage: Stage, app: string, replicas: number): void {
  post(stage, '/apis/apps/v1/namespaces/default/deployments', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: app },
    spec: {
      replicas,
      selector: { matchLabels: { app } },
      template: {
        metadata: { labels: { app } },
        spec: { containers: [{ name: 'whoami', image: 'traefik/whoami', ports: [{ containerPort: 80 }] }] },
      },
    },
  });
}

/** @param clusterIP one of the cluster's choice unless given */
export function serve(stage: Stage, app: string, clusterIP?: string): void {
  post(stage, '/api/v1/namespaces/default/services', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: app },
    spec: { selector: { app }, ports: [{ port: 80 }], ...(clusterIP === undefined ? {} : { clusterIP }) },
  });
}

/** Time goes on until all Deployments together say that so many pods are ready. @throws Error after five minutes of it */
export function untilReady(stage: Stage, pods: number): void {
  const { clock } = stage.environment;
  const end = clock.now + 300 * second;
  while (readyReplicas(stage) < pods) {
    if (clock.now >= end) throw new Error(`${readyReplicas(stage)} of ${pods} pods became ready`);
    clock.runUntil(clock.now + second);
  }
}

/** As the other subject is asked: by the Deployments' statuses. */
function readyReplicas({ api }: Stage): number {
  const path = '/apis/apps/v1/namespaces/default/deployments';
  const answer = api?.request({ method: 'GET', path, user: 'system:bench' });
  if (answer?.kind !== 'response') return 0;
  const { items } = answer.body as KubeList<Deployment>;
  return items.reduce((sum, { status }) => sum + (status.readyReplicas ?? 0), 0);
}
