/**
 * kubectl version, cluster-info, api-resources, api-versions: what is about the cluster itself.
 */
import { goJson } from '../../../kubernetes/schema/go-json.ts';
import { apiVersionOf } from '../../../kubernetes/api/resources.ts';
import { verbsOf } from '../../../kubernetes/api/verbs.ts';
import { Failure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import { TabWriter } from '../printers/tab-writer.ts';
import { toYaml } from '../printers/yaml.ts';
import type { Running } from '../../../linux/process/wait.ts';

const clientVersion = 'v1.36.3';
const kustomizeVersion = 'v5.8.1';

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
    run.print(output === 'json' ? `${goJson(value, 2)}\n` : `${toYaml(value)}\n`);
    return 0;
  }
  run.print(`Client Version: ${clientVersion}\nKustomize Version: ${kustomizeVersion}\n`);
  if (server !== undefined) run.print(`Server Version: ${server['gitVersion'] ?? ''}\n`);
  return 0;
}

export function* clusterInfo(run: Invocation): Running<number> {
  const server = 'https://10.10.20.3:6443';
  run.print(`Kubernetes control plane is running at ${server}\n`);
  run.print(`CoreDNS is running at ${server}/api/v1/namespaces/kube-system/services/kube-dns:dns/proxy\n`);
  run.print("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n");
  return 0;
}

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
  const served = run.resources;
  let found = served.filter(
    (one, index) =>
      // Of a kind in several versions the preferred one.
      served.findIndex(({ name, group }) => name === one.name && group === one.group) === index &&
      (!run.has('api-group') || one.group === run.text('api-group')) &&
      (!run.has('namespaced') || one.namespaced === run.is('namespaced')) &&
      verbs.every((verb) => verbsOf(one).includes(verb)) &&
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
      ...(output === 'wide' ? [verbsOf(one).join(','), one.categories.join(',')] : []),
    ]);
  run.print(new TabWriter().format(rows));
  return 0;
}

export function* apiVersions(run: Invocation): Running<number> {
  const versions = new Set(run.resources.map(apiVersionOf));
  run.print(
    [...versions]
      .sort()
      .map((one) => `${one}\n`)
      .join(''),
  );
  return 0;
}
