/**
 * crictl inspect and inspectp: the runtime's record of a container and of a sandbox, as JSON or one value of it.
 */
import type { RunningContainer } from '../../kubernetes/node/containerd/container.ts';
import type { Sandbox } from '../../kubernetes/node/containerd/containerd.ts';
import type { Pod } from '../../kubernetes/objects/pod.ts';
import type { Time } from '../../clock/clock.ts';
import { findImage } from '../../kubernetes/images/catalogue.ts';
import { notSimulated } from '../iproute2/stop.ts';
import type { Invocation } from './crictl.ts';
import { fatal, notFound } from './fatal.ts';
import { imageIdOf, sandboxOf } from './list.ts';

export function inspect(run: Invocation): number {
  const found = run.operands.map((id) => {
    const container = run.runtime.containers.find(({ start }) => start.id.startsWith(id));
    if (container !== undefined) return containerRecord(run, container);
    throw fatal(
      run.process,
      `get the status of containers: get container status: ${notFound('container', id)}`,
    );
  });
  return print(run, found, 'inspect');
}

export function inspectPod(run: Invocation): number {
  const found = run.operands.map((id) => {
    const sandbox = run.runtime.sandboxes.find((one) => one.id.startsWith(id));
    if (sandbox !== undefined) return sandboxRecord(run, sandbox);
    throw fatal(
      run.process,
      `get the status of pod sandboxes: get pod sandbox status: ${notFound('sandbox', id)}`,
    );
  });
  return print(run, found, 'inspectp');
}

function containerRecord(run: Invocation, container: RunningContainer): object {
  const { start, process, attempt } = container;
  const sandbox = sandboxOf(run, container);
  const image = findImage(start.container.image);
  const { exit } = process;
  const labels = { 'io.kubernetes.container.name': start.container.name, ...podLabels(start.pod) };
  return {
    info: {
      config: { args: start.arguments, envs: pairs(start.environment) },
      pid: exit === undefined ? process.pid : 0,
      removing: false,
      runtimeSpec: { linux: { namespaces: namespaces(sandbox) }, process: { args: start.arguments } },
      runtimeType: 'io.containerd.runc.v2',
      sandboxID: sandbox?.id ?? '',
      snapshotKey: start.id,
      snapshotter: 'overlayfs',
    },
    status: {
      createdAt: timeText(run, process.startedAt),
      exitCode: exit?.status ?? 0,
      id: start.id,
      image: { image: image?.name ?? start.container.image },
      imageId: imageIdOf(start.container.image),
      imageRef: `${(image?.name ?? '').replace(/:[^/:]*$/, '')}@${image?.digest ?? ''}`,
      labels,
      logPath: `/var/log/pods/${start.pod.metadata.namespace ?? 'default'}_${start.pod.metadata.name}_${start.pod.metadata.uid}/${start.container.name}/${attempt}.log`,
      metadata: { attempt, name: start.container.name },
      reason: exit === undefined ? '' : exit.status === 0 ? 'Completed' : 'Error',
      startedAt: timeText(run, process.startedAt),
      state: exit === undefined ? 'CONTAINER_RUNNING' : 'CONTAINER_EXITED',
    },
  };
}

function sandboxRecord(run: Invocation, sandbox: Sandbox): object {
  const { pod, id, ips, createdAt, namespace, attempt, pause } = sandbox;
  const { machine } = namespace;
  const [ip = '', ...additionalIps] = namespace === machine.host ? [] : ips;
  return {
    info: {
      netNamespaceClosed: false,
      pid: pause.pid,
      processStatus: 'running',
      runtimeHandler: '',
      runtimeSpec: { hostname: pod.metadata.name, linux: { namespaces: namespaces(sandbox) } },
      runtimeType: 'io.containerd.runc.v2',
      snapshotKey: id,
      snapshotter: 'overlayfs',
    },
    status: {
      createdAt: timeText(run, createdAt),
      id,
      labels: { ...pod.metadata.labels, ...podLabels(pod) },
      linux: {
        namespaces: { options: { network: namespace === machine.host ? 'NODE' : 'POD', pid: 'CONTAINER' } },
      },
      metadata: {
        attempt,
        name: pod.metadata.name,
        namespace: pod.metadata.namespace,
        uid: pod.metadata.uid,
      },
      network: { additionalIps: additionalIps.map((each) => ({ ip: each })), ip },
      runtimeHandler: '',
      state: 'SANDBOX_READY',
    },
  };
}

function namespaces(sandbox: Sandbox | undefined): readonly object[] {
  const { namespace } = sandbox ?? {};
  const own = ['pid', 'ipc', 'uts', 'mount'].map((type) => ({ type }));
  if (namespace === undefined || namespace === namespace.machine.host) return own;
  return [...own, { path: `/var/run/netns/${namespace.name}`, type: 'network' }];
}

function podLabels({ metadata }: Pod): Readonly<Record<string, string>> {
  return {
    'io.kubernetes.pod.name': metadata.name,
    'io.kubernetes.pod.namespace': metadata.namespace ?? 'default',
    'io.kubernetes.pod.uid': metadata.uid,
  };
}

function pairs(environment: ReadonlyMap<string, string>): readonly object[] {
  return [...environment].map(([key, value]) => ({ key, value }));
}

function timeText({ process }: Invocation, at: Time): string {
  const { epoch } = process.place.environment;
  const milliseconds = new Date(epoch + Math.floor(at / 1000)).toISOString().replace('Z', '');
  return `${milliseconds}${String(Math.floor(at % 1000)).padStart(3, '0')}Z`.replace(/\.?0+Z$/, 'Z');
}

function print(run: Invocation, records: readonly object[], verb: string): number {
  if (records.length === 0) throw notSimulated(`crictl ${verb} without an id`);
  const output = run.options.get('output') ?? (run.options.has('template') ? 'go-template' : 'json');
  for (const record of records) {
    if (output === 'json') run.process.print(`${JSON.stringify(record, undefined, 2)}\n`);
    else if (output === 'go-template') run.process.print(`${filled(run, record)}\n`);
    else throw notSimulated(`crictl ${verb} -o ${output}`);
  }
  return 0;
}

/** Templates of text and fields: `{{.info.pid}}`. */
function filled({ options }: Invocation, record: object): string {
  return (options.get('template') ?? '').replace(/\{\{\s*(.*?)\s*\}\}/g, (_, path: string) => {
    if (!/^(\.\w+)+$/.test(path)) throw notSimulated(`crictl: the template {{${path}}}`);
    let value: unknown = record;
    for (const name of path.slice(1).split('.'))
      value =
        typeof value === 'object' && value !== null
          ? (value as Readonly<Record<string, unknown>>)[name]
          : undefined;
    if (value === undefined) return '<no value>';
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
}
