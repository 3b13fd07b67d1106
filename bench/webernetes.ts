/**
 * @ngrok/webernetes, the nearest peer: Kubernetes' control plane ported to the browser, with HTTP and DNS between pods
 * and no packets. Its modules need a bundler, so it is bundled here as a page would bundle it.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { build } from 'esbuild';
import { cache } from '../scripts/site.ts';
import { type Subject } from './subject.ts';

type Pod = { status?: { phase?: string; conditions?: { type: string; status: string }[] } };
type Context = {
  listenHttp: (port: number, handler: () => Promise<{ statusCode: number; body: string }>) => void;
  waitUntilKilled: () => Promise<number>;
};
type BaseImage = { exec(context: Context, argv: readonly string[]): Promise<number> };
type WebernetesCluster = {
  registerImage: (image: unknown) => void;
  init: () => Promise<void>;
  apply: (objects: readonly object[]) => Promise<unknown>;
  fetch: (url: string) => Promise<{ statusCode?: number; body?: unknown }>;
  close: () => Promise<void>;
  api: {
    corev1: {
      listNode: () => Promise<{ items: Pod[] }>;
      listPodForAllNamespaces: () => Promise<{ items: Pod[] }>;
    };
    appsv1: {
      readNamespacedDeployment: (of: { name: string; namespace: string }) => Promise<{
        status?: { readyReplicas?: number };
      }>;
    };
  };
};
type Library = { Cluster: new () => WebernetesCluster; BaseImage: new () => BaseImage };

/** Bundled size in bytes is that of the whole package: it has no part for figures alone. */
async function library(): Promise<Library> {
  const outfile = join(cache, 'webernetes.mjs');
  mkdirSync(cache, { recursive: true });
  await build({
    entryPoints: [join(import.meta.dirname, 'node_modules/@ngrok/webernetes/dist/index.js')],
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
  });
  return (await import(outfile)) as Library;
}

const { Cluster, BaseImage } = await library();

class Web extends BaseImage {
  static readonly imageName = 'web';
  static readonly imageVersion = '1.0';
  readonly defaultCommand = ['server'];

  override async exec(context: Context, argv: readonly string[]) {
    if (argv[0] !== 'server') return super.exec(context, argv);
    context.listenHttp(8080, () => Promise.resolve({ statusCode: 200, body: 'hello\n' }));
    return context.waitUntilKilled();
  }
}

const isReady = ({ status }: Pod) =>
  status?.conditions?.some(({ type, status: truth }) => type === 'Ready' && truth === 'True') ?? false;

async function until(condition: () => Promise<boolean>) {
  while (!(await condition())) await pause(2);
}

export const webernetes: Subject = {
  name: 'webernetes 0.3.5',
  mostPods: 100,
  boot: async () => {
    const cluster = new Cluster();
    cluster.registerImage(Web);
    await cluster.init();
    const { corev1, appsv1 } = cluster.api;
    await until(async () => {
      const { items: nodes } = await corev1.listNode();
      const { items: pods } = await corev1.listPodForAllNamespaces();
      return nodes.length === 3 && nodes.every(isReady) && pods.every(isReady);
    });
    return {
      deploy: async (replicas) => {
        await cluster.apply(web(replicas));
        await until(async () => {
          const { status } = await appsv1.readNamespacedDeployment({ name: 'web', namespace: 'default' });
          return status?.readyReplicas === replicas;
        });
      },
      request: async () => {
        const { statusCode } = await cluster.fetch('http://node-1:31000');
        if (statusCode !== 200) throw new Error(`answered ${statusCode}`);
      },
      close: () => cluster.close(),
    };
  },
};

const web = (replicas: number) => [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'web', image: 'web:1.0' }] },
      },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: {
      type: 'NodePort',
      selector: { app: 'web' },
      ports: [{ port: 80, targetPort: 8080, nodePort: 31000, protocol: 'TCP' }],
    },
  },
];
