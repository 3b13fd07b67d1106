/**
 * kubectl run: one pod (k8s.io/kubectl pkg/cmd/run). With `-i` it is attached to: that is, its log is followed until it
 * ends.
 *
 * Left out: standard input into the pod.
 */
import { resource, resourcePath } from '../../../kubernetes/api/resources.ts';
import type { JsonObject, KubeObject } from '../../../kubernetes/objects/meta.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { Failure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { type ObjectPrinter, objectPrinter } from '../printers/output.ts';
import { dryRunMode, dryRunQuery, dryRunSuffix } from './dry-run.ts';
import { generated } from './generated.ts';
import { isImageReference } from './image-reference.ts';
import { overridden } from './overrides.ts';

export function* runPod(run: Invocation): Running<number> {
  const dash = run.line.dash;
  const image = run.value('image');
  if (image === undefined) throw new Failure('required flag(s) "image" not set');
  const [name] = run.words;
  if (name === undefined || dash === 0)
    throw new Failure("NAME is required for run\nSee 'kubectl run -h' for help and examples");
  if (run.is('rm') && !run.is('attach') && !run.is('stdin'))
    throw new Failure(
      "--rm should only be used for attached containers\nSee 'kubectl run -h' for help and examples",
    );
  for (const flag of ['stdin', 'tty', 'attach', 'rm'])
    if (run.is(flag)) throw new Failure(`not simulated: kubectl run --${flag}`);
  if (!isImageReference(image))
    throw new Failure(`Invalid image name ${JSON.stringify(image)}: invalid reference format`);
  const args = run.words.slice(1);
  const restart = run.text('restart', 'Always');
  if (!['Always', 'OnFailure', 'Never'].includes(restart))
    throw new Failure(`invalid restart policy: ${restart}\nSee 'kubectl run -h' for help and examples`);
  const labels = labelsOf(run, name);
  const port = run.value('port');
  if (run.is('expose') && port === undefined)
    throw new Failure(
      "--port must be set when exposing a service\nSee 'kubectl run -h' for help and examples",
    );
  if (port !== undefined && !/^[+-]?[0-9]+$/.test(port))
    throw new Failure(`strconv.Atoi: parsing ${JSON.stringify(port)}: invalid syntax`);
  const env = run.values('env').map((pair) => {
    const equals = pair.indexOf('=');
    if (equals <= 0) throw new Failure(`invalid env: ${pair}`);
    return { name: pair.slice(0, equals), value: pair.slice(equals + 1) };
  });
  const annotations = Object.fromEntries(
    run.values('annotations').map((pair) => {
      const equals = pair.indexOf('=');
      return [pair.slice(0, equals), pair.slice(equals + 1)];
    }),
  );
  const policy = run.value('image-pull-policy');
  const pod: JsonObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels, ...(Object.keys(annotations).length === 0 ? {} : { annotations }) },
    spec: {
      containers: [
        {
          name,
          image,
          resources: {},
          ...(args.length === 0 ? {} : run.is('command') ? { command: args } : { args }),
          ...(env.length === 0 ? {} : { env }),
          ...(port === undefined ? {} : { ports: [{ containerPort: Number(port) }] }),
          ...(policy === undefined ? {} : { imagePullPolicy: policy }),
          ...(run.is('privileged') ? { securityContext: { privileged: true } } : {}),
        },
      ],
      dnsPolicy: 'ClusterFirst',
      restartPolicy: restart,
    },
    status: {},
  };
  const printer = objectPrinter(run, 'typed');
  if (run.is('expose')) {
    make(run, printer, 'services', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name },
      spec: { ports: [{ port: Number(port), protocol: 'TCP', targetPort: Number(port) }], selector: labels },
      status: { loadBalancer: {} },
    });
    if (run.value('output') === 'yaml') run.print('---\n');
  }
  make(run, printer, 'pods', overridden(run, pod, 'Pod'));
  return 0;
}

function make(run: Invocation, printer: ObjectPrinter | undefined, type: string, object: JsonObject): void {
  const of = resource(type);
  const mode = dryRunMode(run);
  const placed = generated(run, of, object, mode);
  const made =
    mode === 'client'
      ? (placed as unknown as KubeObject)
      : (run.request({
          method: 'POST',
          path: resourcePath(of, run.namespace),
          body: placed,
          query: { fieldManager: 'kubectl-run', ...dryRunQuery(mode) },
        }) as KubeObject);
  if (printer !== undefined) run.print(printer.print(made));
  else run.print(`${of.singular}/${made.metadata.name} created${dryRunSuffix(mode)}\n`);
}

function labelsOf(run: Invocation, name: string): Readonly<Record<string, string>> {
  const given = run.value('labels');
  if (given === undefined) return { run: name };
  return Object.fromEntries(
    given.split(',').map((pair) => {
      const equals = pair.indexOf('=');
      if (equals <= 0) throw new Failure(`unexpected label spec: ${pair}`);
      return [pair.slice(0, equals), pair.slice(equals + 1)];
    }),
  );
}
