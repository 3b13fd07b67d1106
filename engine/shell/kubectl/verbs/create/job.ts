/**
 * kubectl create job and cronjob (k8s.io/kubectl pkg/cmd/create create_job.go, create_cronjob.go).
 */
import { resourcePath } from '../../../../kubernetes/api/resources.ts';
import type { JsonObject, KubeObject } from '../../../../kubernetes/objects/meta.ts';
import type { Running } from '../../../../linux/process/wait.ts';
import { Failure } from '../../failure.ts';
import type { Invocation } from '../../invocation.ts';
import { selections } from '../../resource-names.ts';
import { commandWords, generate, named, oneName } from './generate.ts';

export function* createJob(run: Invocation): Running<number> {
  const name = oneName(run, 'job');
  const [image, from] = [run.text('image'), run.text('from')];
  const command = commandWords(run);
  if ((image === '') === (from === '')) throw new Failure('either --image or --from must be specified');
  if (command.length > 0 && from !== '') throw new Failure('cannot specify --from and command');
  const object =
    from === ''
      ? { ...named('batch/v1', 'Job', name), spec: jobSpec(name, image, command, 'Never'), status: {} }
      : fromCronJob(run, name, from);
  return generate(run, { name: 'jobs', group: 'batch' }, object, 'job:');
}

function jobSpec(name: string, image: string, command: readonly string[], restartPolicy: string): JsonObject {
  const container = { name, image, ...(command.length === 0 ? {} : { command }), resources: {} };
  return { template: { metadata: {}, spec: { containers: [container], restartPolicy } } };
}

interface CronJob extends KubeObject {
  readonly spec: {
    readonly jobTemplate: {
      readonly metadata?: {
        readonly annotations?: Readonly<Record<string, string>>;
        readonly labels?: Readonly<Record<string, string>>;
      };
      readonly spec: JsonObject;
    };
  };
}

function fromCronJob(run: Invocation, name: string, from: string): JsonObject {
  const [selection] = selections([from]);
  if (selection?.name === undefined) throw new Failure('from must be an existing cronjob');
  const { resource: of } = selection;
  const owner = run.request({
    method: 'GET',
    path: resourcePath(of, run.namespace, selection.name),
  }) as CronJob;
  if (of.name !== 'cronjobs') throw new Failure(`unknown object type *${goPackage(of)}.${of.kind}`);
  const { metadata, spec } = owner.spec.jobTemplate;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      ...(metadata?.labels === undefined ? {} : { labels: metadata.labels }),
      annotations: { 'cronjob.kubernetes.io/instantiate': 'manual', ...metadata?.annotations },
      ownerReferences: [
        {
          apiVersion: 'batch/v1',
          kind: 'CronJob',
          name: owner.metadata.name,
          uid: owner.metadata.uid,
          controller: true,
        },
      ],
    },
    spec,
    status: {},
  };
}

/** As Go's %T names the package of a type. */
function goPackage({ version }: { readonly version: string }): string {
  return version;
}

export function* createCronJob(run: Invocation): Running<number> {
  const name = oneName(run, 'cronjob');
  const spec = jobSpec(name, run.text('image'), commandWords(run), run.text('restart', 'OnFailure'));
  const object = {
    ...named('batch/v1', 'CronJob', name),
    spec: { schedule: run.text('schedule'), jobTemplate: { metadata: { name }, spec } },
    status: {},
  };
  return generate(run, { name: 'cronjobs', group: 'batch' }, object, 'cronjob:');
}
