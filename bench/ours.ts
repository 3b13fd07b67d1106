/**
 * Our own engine as a subject: the reference cluster with every kernel, and requests as programs over sockets, so that a
 * request passes every hook of every node on its way.
 */
import { second } from '../engine/clock/clock.ts';
import { recordFlow } from '../engine/lab/probe/record-flow.ts';
import { sendFlow } from '../engine/lab/probe/send-flow.ts';
import { devNull } from '../engine/linux/process/stream.ts';
import { clusterOf, deploy, post, serve, untilReady } from './our-cluster.ts';
import type { Subject } from './subject.ts';

const podsOfNode = 100;

const client = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'client' },
  spec: {
    nodeName: 'k8s-w1',
    containers: [{ name: 'client', image: 'nicolaka/netshoot', command: ['sleep', 'infinity'] }],
  },
};

export const ours: Subject = {
  name: 'follow-the-packet',
  mostPods: 1000,
  // Three nodes, or as many more as the pods need.
  boot: (pods = 0) => {
    const stage = clusterOf(Math.ceil(pods / podsOfNode));
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
        deploy(stage, 'web', count);
        serve(stage, 'web', '10.96.10.50');
        post(stage, '/api/v1/namespaces/default/pods', client);
        untilReady(stage, count);
      },
      request,
      recordedRequest: () => {
        recordFlow(stage, flow);
      },
      close: () => undefined,
    };
  },
};
