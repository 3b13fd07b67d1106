/**
 * Our own engine as a subject: the reference cluster with every kernel, and requests as programs over sockets, so that a
 * request passes every hook of every node on its way.
 */
import { second } from '../engine/clock/clock.ts';
import { finish } from '../engine/clock/work.ts';
import { recordFlow } from '../engine/lab/probe/record-flow.ts';
import { sendFlow } from '../engine/lab/probe/send-flow.ts';
import { clusterScenario, noCommands } from '../engine/lab/reference/cluster-stage.ts';
import type { Stage } from '../engine/lab/stage/stage.ts';
import { devNull } from '../engine/linux/process/stream.ts';
import { referenceConfiguration } from '../engine/kubernetes/cluster.ts';
import type { Deployment } from '../engine/kubernetes/objects/workload.ts';
import type { Subject } from './subject.ts';

const file = {
  name: 'bench',
  title: 'Bench',
  backend: 'vxlan',
  proxy: 'iptables',
  manifests: [],
  setup: [],
} as const;
const podsOfNode = 100;

const deployment = (replicas: number) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'whoami', image: 'traefik/whoami', ports: [{ containerPort: 80 }] }] },
    },
  },
});

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { clusterIP: '10.96.10.50', selector: { app: 'web' }, ports: [{ port: 80 }] },
};

const client = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'client' },
  spec: {
    nodeName: 'k8s-w1',
    containers: [{ name: 'client', image: 'nicolaka/netshoot', command: ['sleep', 'infinity'] }],
  },
};

function post(stage: Stage, path: string, body: unknown): void {
  const answer = stage.api?.request({ method: 'POST', path, body });
  if (answer?.kind !== 'response' || answer.status !== 201) throw new Error(JSON.stringify(answer));
}

/** As the other subject is asked: by the Deployment's status. */
function readyReplicas(stage: Stage): number {
  const answer = stage.api?.request({
    method: 'GET',
    path: '/apis/apps/v1/namespaces/default/deployments/web',
    user: 'system:bench',
  });
  return answer?.kind === 'response' ? ((answer.body as Deployment).status.readyReplicas ?? 0) : 0;
}

/** Three nodes, or as many more as the pods need. */
function nodesFor(pods: number) {
  const extra = Math.max(0, Math.ceil(pods / podsOfNode) - 2);
  const more = Array.from({ length: extra }, (_, index) => ({
    name: `k8s-w${index + 3}`,
    address: `10.10.21.${index + 1}`,
    podCidr: `10.8.${index + 3}.0/24`,
  }));
  return [...referenceConfiguration.nodes, ...more];
}

export const ours: Subject = {
  name: 'follow-the-packet',
  mostPods: 1000,
  boot: (pods = 0) => {
    const stage = finish(clusterScenario(file, noCommands, nodesFor(pods)).building());
    const { clock } = stage.environment;
    const flow = { from: 'pod/default/client', to: '10.96.10.50', protocol: 'tcp', port: 80 } as const;
    const request = () => {
      const standing = stage.stand(flow.from);
      if (standing === undefined) throw new Error('there is no client');
      let verdict: string | undefined;
      standing.processes.start({
        program: function* (process) {
          ({ verdict } = yield* sendFlow(process, flow));
          return 0;
        },
        arguments: ['curl'],
        place: standing.namespace,
        files: standing.files,
        stdin: devNull,
        stdout: devNull,
        stderr: devNull,
      });
      clock.runWhile(() => verdict === undefined, clock.now + 10 * second);
      if (verdict !== 'answered') throw new Error(`the request ended with ${String(verdict)}`);
    };
    return {
      deploy: (count) => {
        post(stage, '/apis/apps/v1/namespaces/default/deployments', deployment(count));
        post(stage, '/api/v1/namespaces/default/services', service);
        post(stage, '/api/v1/namespaces/default/pods', client);
        const end = clock.now + 300 * second;
        while (readyReplicas(stage) < count && clock.now < end) clock.runUntil(clock.now + second);
        if (readyReplicas(stage) < count)
          throw new Error(`${readyReplicas(stage)} of ${count} pods became ready`);
      },
      request,
      recordedRequest: () => {
        recordFlow(stage, flow);
      },
      close: () => undefined,
    };
  },
};
