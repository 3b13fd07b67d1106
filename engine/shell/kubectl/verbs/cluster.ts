/**
 * kubectl version, cluster-info, api-resources, api-versions, config: what is about the cluster itself.
 */
import { apiVersionOf, resources } from '../../../kubernetes/api/resources.ts';
import { listVerbs } from '../../../kubernetes/api/discovery.ts';
import { flags } from '../command-line.ts';
import { Failure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { TabWriter } from '../printers/tab-writer.ts';
import { toYaml } from '../printers/yaml.ts';
import type { Running } from '../../../linux/process/wait.ts';

const clientVersion = 'v1.36.3';
const kustomizeVersion = 'v5.8.1';

export const versionFlags = flags('client:bool', 'o|output:string');

export function* version(run: Invocation): Running<number> {
  const output = run.text('output');
  if (output !== '' && output !== 'json' && output !== 'yaml')
    throw new Failure(`--output must be 'yaml' or 'json'`);
  const server = run.is('client')
    ? undefined
    : (run.request({ method: 'GET', path: '/version' }) as Record<string, string>);
  const client = {
    major: '1',
    minor: '36',
    gitVersion: clientVersion,
    gitCommit: '0f29094e5b73085e3802ecc1298ecae13866bfe6',
    gitTreeState: 'clean',
    buildDate: '2026-07-22T18:10:35Z',
    goVersion: 'go1.26.5',
    compiler: 'gc',
    platform: 'linux/amd64',
  };
  if (output !== '') {
    const value = {
      clientVersion: client,
      kustomizeVersion,
      ...(server === undefined ? {} : { serverVersion: server }),
    };
    run.print(output === 'json' ? `${JSON.stringify(value, undefined, 2)}\n` : `${toYaml(value)}\n`);
    return 0;
  }
  run.print(`Client Version: ${clientVersion}\nKustomize Version: ${kustomizeVersion}\n`);
  if (server !== undefined) run.print(`Server Version: ${server['gitVersion'] ?? ''}\n`);
  return 0;
}

export const clusterInfoFlags = flags('dump:bool');

export function* clusterInfo(run: Invocation): Running<number> {
  if (run.words[0] === 'dump') throw new Failure('not simulated: kubectl cluster-info dump');
  const server = 'https://10.10.20.3:6443';
  run.print(`Kubernetes control plane is running at ${server}\n`);
  run.print(`CoreDNS is running at ${server}/api/v1/namespaces/kube-system/services/kube-dns:dns/proxy\n`);
  run.print("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n");
  return 0;
}

export const apiResourcesFlags = flags(
  'api-group:string',
  'cached:bool',
  'categories:strings',
  'namespaced:bool',
  'no-headers:bool',
  'o|output:string',
  'sort-by:string',
  'verbs:strings',
);

export function* apiResources(run: Invocation): Running<number> {
  if (run.words.length > 0)
    throw new Failure(
      `unexpected arguments: [${run.words.join(' ')}]\nSee 'kubectl api-resources -h' for help and examples`,
    );
  const output = run.text('output');
  if (!['', 'wide', 'name', 'json', 'yaml'].includes(output))
    throw new Failure(
      `unable to match a printer suitable for the output format "${output}", allowed formats are: json,kyaml,name,wide,yaml`,
    );
  if (output === 'json' || output === 'yaml')
    throw new Failure(`not simulated: kubectl api-resources -o ${output}`);
  const verbs = run.values('verbs');
  const categories = run.values('categories');
  const sortBy = run.text('sort-by');
  if (!['', 'name', 'kind'].includes(sortBy)) throw new Failure(`--sort-by accepts only name or kind`);
  let found = resources.filter(
    (one) =>
      (!run.has('api-group') || one.group === run.text('api-group')) &&
      (!run.has('namespaced') || one.namespaced === run.is('namespaced')) &&
      verbs.every((verb) => (one.listed ? (listVerbs as readonly string[]) : ['create']).includes(verb)) &&
      categories.every((category) => one.categories.includes(category)),
  );
  if (sortBy !== '')
    found = [...found].sort((one, other) => {
      const key = sortBy === 'kind' ? 'kind' : 'name';
      return one[key] < other[key] ? -1 : one[key] > other[key] ? 1 : 0;
    });
  if (output === 'name') {
    for (const { name, group } of found) run.print(`${name}${group === '' ? '' : `.${group}`}\n`);
    return 0;
  }
  const rows: string[][] = run.is('no-headers')
    ? []
    : [
        [
          'NAME',
          'SHORTNAMES',
          'APIVERSION',
          'NAMESPACED',
          'KIND',
          ...(output === 'wide' ? ['VERBS', 'CATEGORIES'] : []),
        ],
      ];
  for (const one of found)
    rows.push([
      one.name,
      one.shortNames.join(','),
      apiVersionOf(one),
      String(one.namespaced),
      one.kind,
      ...(output === 'wide'
        ? [(one.listed ? listVerbs : ['create']).join(','), one.categories.join(',')]
        : []),
    ]);
  run.print(new TabWriter().format(rows));
  return 0;
}

export function* apiVersions(run: Invocation): Running<number> {
  const versions = new Set(resources.map(apiVersionOf));
  run.print(
    [...versions]
      .sort()
      .map((one) => `${one}\n`)
      .join(''),
  );
  return 0;
}

export const configFlags = flags(
  'flatten:bool',
  'merge:string',
  'minify:bool',
  'o|output:string',
  'raw:bool',
  'no-headers:bool',
);

const configCommands = [
  '',
  'delete-cluster',
  'delete-context',
  'delete-user',
  'rename-context',
  'set',
  'set-cluster',
  'set-context',
  'set-credentials',
  'unset',
  'use-context',
];

const kubeconfig = {
  apiVersion: 'v1',
  clusters: [
    {
      cluster: { 'certificate-authority-data': 'DATA+OMITTED', server: 'https://10.10.20.3:6443' },
      name: 'kubernetes',
    },
  ],
  contexts: [
    { context: { cluster: 'kubernetes', user: 'kubernetes-admin' }, name: 'kubernetes-admin@kubernetes' },
  ],
  'current-context': 'kubernetes-admin@kubernetes',
  kind: 'Config',
  users: [
    {
      name: 'kubernetes-admin',
      user: { 'client-certificate-data': 'DATA+OMITTED', 'client-key-data': 'DATA+OMITTED' },
    },
  ],
};

export function* config(run: Invocation): Running<number> {
  switch (run.words[0]) {
    case 'view':
      run.print(toYaml(kubeconfig));
      return 0;
    case 'current-context':
      run.print('kubernetes-admin@kubernetes\n');
      return 0;
    case 'get-contexts':
      if (run.value('output') === 'name') {
        run.print('kubernetes-admin@kubernetes\n');
        return 0;
      }
      run.print(
        new TabWriter().format([
          ...(run.is('no-headers') ? [] : [['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE']]),
          ['*', 'kubernetes-admin@kubernetes', 'kubernetes', 'kubernetes-admin', ''],
        ]),
      );
      return 0;
    case 'get-clusters':
      run.print('NAME\nkubernetes\n');
      return 0;
    case 'get-users':
      run.print('NAME\nkubernetes-admin\n');
      return 0;
    default:
      if (configCommands.includes(run.words[0] ?? ''))
        throw new Failure(`not simulated: kubectl config ${run.words[0] ?? ''}`);
      throw new Failure(
        `unknown command ${JSON.stringify(run.words.join(' '))}\nSee 'kubectl config -h' for help and examples`,
      );
  }
}
