/**
 * kubectl create: from files, and the generators for deployment, service, namespace, configmap, serviceaccount
 * (k8s.io/kubectl pkg/cmd/create).
 */
import { resource, type Resource, resourcePath } from '../../../kubernetes/api/resources.ts';
import type { JsonObject, KubeObject } from '../../../kubernetes/objects/meta.ts';
import { withLastApplied } from '../../../kubernetes/patch/last-applied.ts';
import {
  isConfigMapKey,
  isDns1123Subdomain,
  isPortName,
  isPortNumber,
} from '../../../kubernetes/validation/names.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { type Flag, flags } from '../command-line.ts';
import type { Subcommand } from '../commands.ts';
import { aggregate, Failure, StatusFailure, withSource } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { absolute, readManifests } from '../manifests.ts';
import { objectPrinter } from '../printers/output.ts';
import { qualifiedSingular } from '../resource-names.ts';
import { dryRunMode, dryRunQuery, dryRunSuffix, fieldValidation } from './dry-run.ts';
import { generated } from './generated.ts';

export const createFlags = flags(
  'allow-missing-template-keys:bool',
  'append-hash:bool',
  'clusterip:string',
  'dry-run:string=unchanged',
  'edit:bool',
  'external-name:string',
  'field-manager:string',
  'f|filename:strings',
  'from-env-file:strings',
  'from-file:strings',
  'from-literal:strings',
  'image:strings',
  'k|kustomize:string',
  'node-port:int',
  'o|output:string',
  'port:int',
  'raw:string',
  'R|recursive:bool',
  'r|replicas:int',
  'save-config:bool',
  'l|selector:string',
  'show-managed-fields:bool',
  'tcp:strings',
  'template:string',
  'validate:string=strict',
);

const generatorFlags = [
  'allow-missing-template-keys',
  'dry-run',
  'field-manager',
  'output',
  'save-config',
  'show-managed-fields',
  'template',
  'validate',
];

function subcommand(name: string, ...own: readonly string[]): Subcommand {
  const names = [...generatorFlags, ...own];
  return { name, flags: createFlags.filter((flag: Flag) => names.includes(flag.name)) };
}

const generators = {
  deployment: subcommand('deployment', 'image', 'port', 'replicas'),
  namespace: subcommand('namespace'),
  configmap: subcommand('configmap', 'append-hash', 'from-env-file', 'from-file', 'from-literal'),
  serviceaccount: subcommand('serviceaccount'),
};
const services: Readonly<Record<string, Subcommand>> = {
  service: { name: 'service', flags: [] },
  'service clusterip': subcommand('service clusterip', 'clusterip', 'tcp'),
  'service nodeport': subcommand('service nodeport', 'node-port', 'tcp'),
  'service loadbalancer': subcommand('service loadbalancer', 'tcp'),
  'service externalname': subcommand('service externalname', 'external-name', 'tcp'),
};

export const createSubcommands: Readonly<Record<string, Subcommand>> = {
  '': subcommand('', 'edit', 'filename', 'kustomize', 'raw', 'recursive', 'selector'),
  ...generators,
  deploy: generators.deployment,
  ns: generators.namespace,
  cm: generators.configmap,
  sa: generators.serviceaccount,
  ...services,
  ...Object.fromEntries(Object.entries(services).map(([name, one]) => [name.replace('service', 'svc'), one])),
};

export const createNotSimulated = [
  'clusterrole',
  'clusterrolebinding',
  'cronjob',
  'ingress',
  'job',
  'poddisruptionbudget',
  'pdb',
  'priorityclass',
  'pc',
  'quota',
  'resourcequota',
  'role',
  'rolebinding',
  'secret',
  'token',
];

export function* create(run: Invocation): Running<number> {
  const [what, ...rest] = run.words;
  if (run.has('edit') || run.has('raw')) throw new Failure('not simulated: kubectl create --edit and --raw');
  if (what === undefined) return yield* fromFiles(run);
  switch (what) {
    case 'deployment':
    case 'deploy':
      return generate(run, resource('deployments', 'apps'), deployment(run, rest), 'deployment');
    case 'namespace':
    case 'ns':
      return generate(
        run,
        resource('namespaces'),
        { ...named('v1', 'Namespace', one(run, rest, 'namespace')), spec: {}, status: {} },
        'namespace',
      );
    case 'configmap':
    case 'cm':
      return generate(run, resource('configmaps'), configMap(run, one(run, rest, 'configmap')), 'configmap');
    case 'serviceaccount':
    case 'sa':
      return generate(
        run,
        resource('serviceaccounts'),
        named('v1', 'ServiceAccount', one(run, rest, 'serviceaccount')),
        'serviceaccount',
      );
    case 'service':
    case 'svc':
      return service(run, rest);
    default:
      if (createNotSimulated.includes(what)) throw new Failure(`not simulated: kubectl create ${what}`);
      throw new Failure(
        `Unexpected args: [${run.words.join(' ')}]\nSee 'kubectl create -h' for help and examples`,
      );
  }
}

function* fromFiles(run: Invocation): Running<number> {
  if (!run.has('filename')) throw new Failure('must specify one of -f and -k');
  const mode = dryRunMode(run);
  const validation = fieldValidation(run);
  const printer = objectPrinter(run, 'other');
  const { manifests, errors: unreadable } = yield* readManifests(run);
  const errors: Error[] = [...unreadable];
  let count = 0;
  for (const { resource: of, namespace, object, source } of manifests) {
    try {
      const body = run.is('save-config') ? withLastApplied(object) : object;
      const made =
        mode === 'client'
          ? (body as unknown as KubeObject)
          : (run.request({
              method: 'POST',
              path: resourcePath(of, namespace),
              body,
              query: { fieldManager: 'kubectl-create', ...validation, ...dryRunQuery(mode) },
            }) as KubeObject);
      count++;
      if (printer === undefined)
        run.print(`${qualifiedSingular(of)}/${made.metadata.name} created${dryRunSuffix(mode)}\n`);
      else run.print(printer.print(made));
    } catch (error) {
      errors.push(withSource(error, 'creating', source));
      if (!(error instanceof StatusFailure)) break;
    }
  }
  const error = aggregate(errors);
  if (error !== undefined) throw error;
  if (count === 0) throw new Failure('no objects passed to create');
  return 0;
}

function generate(run: Invocation, of: Resource, object: JsonObject, what: string): number {
  const mode = dryRunMode(run);
  const validation = fieldValidation(run);
  const printer = objectPrinter(run, 'typed');
  const placed = generated(run, of, object, mode);
  let made = placed as unknown as KubeObject;
  if (mode !== 'client') {
    try {
      made = run.request({
        method: 'POST',
        path: resourcePath(of, run.namespace),
        body: placed,
        query: { fieldManager: 'kubectl-create', ...validation, ...dryRunQuery(mode) },
      }) as KubeObject;
    } catch (error) {
      // All but namespaces wrap the server's words.
      if (error instanceof StatusFailure && what !== 'namespace')
        throw new Failure(`failed to create ${what}: ${error.status.message ?? ''}`);
      throw error;
    }
  }
  if (printer !== undefined) run.print(printer.print(made));
  else run.print(`${qualifiedSingular(of)}/${made.metadata.name} created${dryRunSuffix(mode)}\n`);
  return 0;
}

function one(_run: Invocation, words: readonly string[], what: string): string {
  const [name, ...more] = words;
  if (name === undefined || more.length > 0)
    throw new Failure(
      `exactly one NAME is required, got ${words.length}\nSee 'kubectl create ${what} -h' for help and examples`,
    );
  return name;
}

function named(apiVersion: string, kind: string, name: string): JsonObject {
  return { apiVersion, kind, metadata: { name } };
}

function deployment(run: Invocation, words: readonly string[]): JsonObject {
  const dash = run.line.dash;
  const names = dash === undefined ? words : words.slice(0, dash - 1);
  const command = dash === undefined ? [] : words.slice(dash - 1);
  const images = run.values('image');
  if (images.length === 0) throw new Failure('required flag(s) "image" not set');
  const name = one(run, names, 'deployment');
  if (images.length > 1 && command.length > 0)
    throw new Failure('cannot specify multiple --image options and command');
  const port = run.has('port') ? run.number('port', -1) : -1;
  const replicas = run.number('replicas', 1);
  const containers = images.map((image, index) => ({
    name: containerName(image, images.length > 1 ? index : undefined),
    image,
    resources: {},
    ...(command.length === 0 ? {} : { command }),
    ...(index === 0 && port > 0 ? { ports: [{ containerPort: port }] } : {}),
  }));
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels: { app: name } },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      strategy: {},
      template: { metadata: { labels: { app: name } }, spec: { containers } },
    },
    status: {},
  };
}

/** The image's last part without tag; several images get a suffix when it is not unique. */
function containerName(image: string, _index: number | undefined): string {
  const last = image.split('/').at(-1) ?? image;
  return (last.split(/[:@]/)[0] ?? last).replace(/[^a-z0-9-]/g, '-');
}

function configMap(run: Invocation, name: string): JsonObject {
  if (run.is('append-hash')) throw new Failure('not simulated: kubectl create configmap --append-hash');
  if (run.has('from-env-file') && (run.has('from-file') || run.has('from-literal')))
    throw new Failure('from-env-file cannot be combined with from-file or from-literal');
  const data: Record<string, string> = {};
  const put = (key: string, value: string): void => {
    const [fault] = isConfigMapKey(key);
    if (fault !== undefined)
      throw new Failure(`${JSON.stringify(key)} is not a valid key name for a ConfigMap: ${fault}`);
    if (data[key] !== undefined)
      throw new Failure(
        `cannot add key "${key}", another key by that name already exists in Data for ConfigMap "${name}"`,
      );
    data[key] = value;
  };
  for (const literal of run.rawValues('from-literal')) {
    const equals = literal.indexOf('=');
    if (equals <= 0) throw new Failure(`invalid literal source ${literal}, expected key=value`);
    put(literal.slice(0, equals), literal.slice(equals + 1));
  }
  const { files, directory } = run.process;
  for (const given of run.values('from-file')) {
    const [first = '', second] = given.split('=');
    const file = second ?? first;
    const path = absolute(directory, file);
    const text = files.text(path);
    if (text !== undefined) put(second === undefined ? (file.split('/').at(-1) ?? file) : first, text);
    else if (files.isDirectory(path))
      for (const inside of files.names(path)) put(inside, files.text(`${path}/${inside}`) ?? '');
    else throw new Failure(`error reading ${file}: no such file or directory`);
  }
  for (const file of run.values('from-env-file')) {
    const text = files.text(absolute(directory, file));
    if (text === undefined) throw new Failure(`error reading ${file}: no such file or directory`);
    for (const line of text.split('\n')) {
      const trimmed = line.trim();
      if (trimmed === '' || trimmed.startsWith('#')) continue;
      const equals = trimmed.indexOf('=');
      put(equals < 0 ? trimmed : trimmed.slice(0, equals), equals < 0 ? '' : trimmed.slice(equals + 1));
    }
  }
  return { ...named('v1', 'ConfigMap', name), ...(Object.keys(data).length === 0 ? {} : { data }) };
}

const serviceTypes: Readonly<Record<string, string>> = {
  clusterip: 'ClusterIP',
  nodeport: 'NodePort',
  loadbalancer: 'LoadBalancer',
  externalname: 'ExternalName',
};

function service(run: Invocation, words: readonly string[]): number {
  const [kind = '', ...rest] = words;
  const type = serviceTypes[kind];
  if (type === undefined)
    throw new Failure(
      kind === ''
        ? 'not simulated: the help text of kubectl create service'
        : `unknown command ${JSON.stringify(words.join(' '))}\nSee 'kubectl create service -h' for help and examples`,
    );
  if (type === 'ExternalName' && !run.has('external-name'))
    throw new Failure('required flag(s) "external-name" not set');
  const name = one(run, rest, `service ${kind}`);
  if (type === 'ExternalName' && isDns1123Subdomain(run.text('external-name')).length > 0)
    throw new Failure(`invalid service external name ${run.text('external-name')}`);
  const specs = run.values('tcp');
  const clusterIp = run.value('clusterip');
  if (specs.length === 0 && type !== 'ExternalName' && clusterIp !== 'None')
    throw new Failure('at least one tcp port specifier must be provided');
  const ports = specs.map((spec) => {
    const [first = '', second] = spec.split(':');
    const port = Number(first);
    if (!/^[0-9]+$/.test(first) || port > 65_535)
      throw new Failure(
        `strconv.ParseUint: parsing ${JSON.stringify(first)}: ${/^[0-9]+$/.test(first) ? 'value out of range' : 'invalid syntax'}`,
      );
    const target = second === undefined ? port : /^[+-]?[0-9]+$/.test(second) ? Number(second) : second;
    const faults = typeof target === 'number' && second === undefined ? [] : portFaults(target);
    if (faults.length > 0) throw new Failure(faults.join(','));
    return {
      name: second === undefined ? String(port) : `${port}-${second}`,
      port,
      protocol: 'TCP',
      targetPort: target,
      ...(run.has('node-port') ? { nodePort: run.number('node-port', 0) } : {}),
    };
  });
  const object: JsonObject = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels: { app: name } },
    spec: {
      ...(ports.length === 0 ? {} : { ports }),
      selector: { app: name },
      type,
      ...(clusterIp === undefined ? {} : { clusterIP: clusterIp }),
      ...(type === 'ExternalName' ? { externalName: run.text('external-name') } : {}),
    },
    status: { loadBalancer: {} },
  };
  return generate(run, resource('services'), object, `${type} service`);
}

function portFaults(port: number | string): readonly string[] {
  return typeof port === 'number' ? isPortNumber(port) : isPortName(port);
}
