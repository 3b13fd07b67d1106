/**
 * The pods that `kubectl debug` makes or changes: one with another ephemeral container, a copy, a pod in a node's own
 * namespaces (k8s.io/kubectl pkg/cmd/debug generateDebugContainer, generatePodCopyWithDebugContainer,
 * generateNodeDebugPod). Containers are written as Go writes the struct.
 */
import type { JsonObject, KubeObject } from '../../../../kubernetes/objects/meta.ts';
import type { Container, EphemeralContainer, Pod } from '../../../../kubernetes/objects/pod.ts';
import { applyStrategicPatch } from '../../../../kubernetes/patch/strategic.ts';
import { Failure } from '../../failure.ts';
import type { Invocation } from '../../invocation.ts';
import type { DebugOptions } from './options.ts';
import { type DebugStyle, withProfile } from './profiles.ts';

/** A pod to be sent, and the container one may attach to. */
export interface Debugged {
  readonly pod: Pod;
  readonly container: string;
}

export function withEphemeralContainer(run: Invocation, options: DebugOptions, pod: Pod): Debugged {
  const name = options.container === '' ? newName(run, pod) : options.container;
  const target = run.text('target');
  const added: EphemeralContainer = {
    ...newContainer(run, options, name),
    ...(target === '' ? {} : { targetContainerName: target }),
  };
  const { spec } = pod;
  const grown = {
    ...pod,
    spec: { ...spec, ephemeralContainers: [...(spec.ephemeralContainers ?? []), added] },
  };
  return finished(run, options, grown, name, 'ephemeral');
}

export function podOnNode(run: Invocation, options: DebugOptions, node: KubeObject): Debugged {
  const container = options.container === '' ? 'debugger' : options.container;
  const name = `node-debugger-${node.metadata.name}-${run.services.suffix()}`;
  if (!run.is('quiet'))
    run.print(`Creating debugging pod ${name} with container ${container} on node ${node.metadata.name}.\n`);
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'kubectl-debug' } },
    spec: {
      containers: [newContainer(run, options, container)],
      nodeName: node.metadata.name,
      restartPolicy: 'Never',
      tolerations: [{ operator: 'Exists' }],
    },
    status: {},
  } as unknown as Pod;
  return finished(run, options, pod, container, 'node');
}

/** @throws Failure for a new container without an image */
export function copyOf(run: Invocation, options: DebugOptions, original: Pod): Debugged {
  const { image, setImages } = options;
  const { labels, annotations, namespace } = original.metadata;
  const { ephemeralContainers: _none, nodeName, ...spec } = original.spec;
  const containers = spec.containers.map((one) => {
    const other = setImages.get(one.name) ?? setImages.get('*') ?? '';
    return other === '' ? one : { ...one, image: other };
  });
  const copy = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: options.copyTo,
      namespace,
      ...(annotations === undefined ? {} : { annotations }),
      ...(labels === undefined ? {} : { labels }),
    },
    spec: {
      ...spec,
      containers,
      ...(run.has('share-processes') ? { shareProcessNamespace: run.is('share-processes') } : {}),
      ...(run.is('same-node') && nodeName !== undefined ? { nodeName } : {}),
    },
    status: {},
  } as unknown as Pod;
  const isThere = allOf(copy).some(({ name }) => name === options.container);
  if (!isThere && image === '') {
    if (setImages.size > 0) return { pod: copy, container: '' };
    throw new Failure('you must specify image when creating new container');
  }
  const name = options.container === '' ? newName(run, copy) : options.container;
  const grown = isThere
    ? containers
    : [...containers, { name, resources: {}, terminationMessagePolicy: 'File' } as unknown as Container];
  const changed = grown.map((one) => (one.name === name ? changedBy(run, options, one) : one));
  return finished(run, options, { ...copy, spec: { ...copy.spec, containers: changed } }, name, 'copy');
}

function allOf({ spec }: Pod): readonly Container[] {
  return [...spec.containers, ...(spec.initContainers ?? []), ...(spec.ephemeralContainers ?? [])];
}

function newName(run: Invocation, pod: Pod): string {
  let name = '';
  do name = `debugger-${run.services.suffix()}`;
  while (allOf(pod).some((one) => one.name === name));
  if (!run.is('quiet')) run.print(`Defaulting debug container name to ${name}.\n`);
  return name;
}

function newContainer(run: Invocation, options: DebugOptions, name: string): Container {
  return changedBy(run, options, {
    name,
    resources: {},
    terminationMessagePolicy: 'File',
  } as unknown as Container);
}

/** What the command line says of a container, over what it was. */
function changedBy(run: Invocation, options: DebugOptions, given: Container): Container {
  const { command, env, image, pullPolicy } = options;
  const { stdin: _stdin, tty: _tty, ...container } = given;
  const { args: _args, ...withoutArguments } = container;
  const words = run.is('arguments-only') ? { ...container, args: command } : { ...withoutArguments, command };
  return {
    ...(command.length === 0 ? container : words),
    ...(env.length === 0 ? {} : { env }),
    ...(image === '' ? {} : { image }),
    ...(pullPolicy === '' ? {} : { imagePullPolicy: pullPolicy as 'Always' }),
    ...(run.is('stdin') ? { stdin: true } : {}),
    ...(run.is('tty') ? { tty: true } : {}),
  };
}

function finished(
  run: Invocation,
  options: DebugOptions,
  given: Pod,
  container: string,
  style: DebugStyle,
): Debugged {
  const keep = {
    labels: run.is('keep-labels'),
    annotations: run.is('keep-annotations'),
    livenessProbe: run.is('keep-liveness'),
    readinessProbe: run.is('keep-readiness'),
    startupProbe: run.is('keep-startup'),
    initContainers: run.is('keep-init-containers', true),
  };
  const pod = withProfile(options.profile, given, container, style, keep);
  const { custom } = options;
  if (custom === undefined) return { pod, container };
  const list = style === 'ephemeral' ? 'ephemeralContainers' : 'containers';
  const containers = pod.spec[list] ?? [];
  const at = containers.findIndex(({ name }) => name === container);
  if (at < 0)
    throw new Failure(
      `unable to find the ${container} ${style === 'ephemeral' ? 'ephemeral ' : ''}container in the pod ${pod.metadata.name}`,
    );
  const customized = containers.map((one, index) =>
    index === at ? applyStrategicPatch('Container', one as unknown as JsonObject, custom) : one,
  );
  return { pod: { ...pod, spec: { ...pod.spec, [list]: customized } }, container };
}
