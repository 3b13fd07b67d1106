/**
 * kubectl config: kubeconfig files shown and changed (k8s.io/kubectl pkg/cmd/config).
 *
 * Left out: --embed-certs, set and unset of anything but text, exec and auth providers.
 */
import type { JsonObject, KubeObject } from '../../../kubernetes/objects/meta.ts';
import { textOf } from '../../../kubernetes/schema/text.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { helpOf } from '../command/help.ts';
import { aggregate, Failure } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import {
  asWritten,
  type Entry,
  type Kubeconfig,
  KubeconfigFiles,
  type Stanza,
} from '../kubeconfig/kubeconfig.ts';
import { objectPrinter } from '../printers/output.ts';
import { TabWriter } from '../printers/tab-writer.ts';
import { toYaml } from '../printers/yaml.ts';

type Action = (run: Invocation, files: KubeconfigFiles) => void;

const actions: Readonly<Record<string, Action>> = {
  view,
  'current-context': (run, files) => {
    const { currentContext } = files.load();
    if (currentContext === '') throw new Failure('current-context is not set');
    run.print(`${currentContext}\n`);
  },
  'get-contexts': getContexts,
  'get-clusters': (run, files) => {
    run.print(['NAME', ...sortedKeys(files.load().clusters)].map((name) => `${name}\n`).join(''));
  },
  'get-users': (run, files) => {
    run.print(['NAME', ...sortedKeys(files.load().users)].map((name) => `${name}\n`).join(''));
  },
  'use-context': (run, files) => {
    const [name] = exactly(run, 'use-context', 1);
    if (name === '') throw new Failure('empty context names are not allowed');
    if (!files.load().contexts.has(name))
      throw new Failure(`no context exists with the name: ${JSON.stringify(name)}`);
    files.modify(undefined, (config) => {
      config.currentContext = name;
    });
    run.print(`Switched to context ${JSON.stringify(name)}.\n`);
  },
  'set-context': setContext,
  'set-cluster': setCluster,
  'set-credentials': setCredentials,
  'delete-cluster': (run, files) => {
    remove(run, files, 'clusters', 'cluster');
  },
  'delete-context': (run, files) => {
    remove(run, files, 'contexts', 'context');
  },
  'delete-user': (run, files) => {
    if (run.words.length !== 1)
      throw new Failure(
        "user to delete is required\nSee 'kubectl config delete-user -h' for help and examples",
      );
    remove(run, files, 'users', 'user');
  },
  'rename-context': renameContext,
  set: (run, files) => {
    const [path, value] = exactly(run, 'set', 2);
    if (value === '') throw new Failure('you cannot use set to unset a property');
    if (path === '') throw new Failure('you must specify a property');
    change(files, path, value);
    run.print(`Property ${JSON.stringify(path)} set.\n`);
  },
  unset: (run, files) => {
    const [path] = exactly(run, 'unset', 1);
    if (path === '') throw new Failure('you must specify a property');
    change(files, path, undefined);
    run.print(`Property ${JSON.stringify(path)} unset.\n`);
  },
};

/** What there is behind `kubectl config`. */
export const configActions = Object.keys(actions);

export function* config(run: Invocation, action: string): Running<number> {
  actions[action]?.(run, new KubeconfigFiles(run.process, run.value('kubeconfig')));
  return 0;
}

function sortedKeys(map: ReadonlyMap<string, unknown>): readonly string[] {
  return [...map.keys()].sort();
}

/** helpErrorf: another number of words gets the help text first. */
function exactly(run: Invocation, action: string, count: 1): readonly [string];
function exactly(run: Invocation, action: string, count: 2): readonly [string, string];
function exactly(run: Invocation, action: string, count: number): readonly string[] {
  if (run.words.length === count) return run.words;
  run.print(helpOf(`config ${action}`));
  throw new Failure(`Unexpected args: [${run.words.join(' ')}]`);
}

const secrets: Readonly<Record<string, string>> = {
  'certificate-authority-data': 'DATA+OMITTED',
  'client-certificate-data': 'DATA+OMITTED',
  'client-key-data': 'DATA+OMITTED',
  token: 'REDACTED',
  password: 'REDACTED',
};

function view(run: Invocation, files: KubeconfigFiles): void {
  if (run.words.length > 0)
    throw new Failure(
      `unexpected arguments: [${run.words.join(' ')}]\nSee 'kubectl config view -h' for help and examples`,
    );
  const given = run.text('output');
  const whole = files.load();
  if (run.text('context') !== '') whole.currentContext = run.text('context');
  const shown = run.is('minify') ? minified(whole) : whole;
  if (!run.is('raw'))
    for (const stanza of [shown.clusters, shown.users])
      for (const [name, entry] of stanza)
        stanza.set(
          name,
          Object.fromEntries(
            Object.entries(entry).map(([key, value]) => [
              key,
              value === '' ? value : (secrets[key] ?? value),
            ]),
          ),
        );
  const object = asWritten(shown);
  if (given === '' || given === 'yaml') run.print(toYaml(object));
  else if (given === 'name') run.print('config/<unknown>\n');
  else run.print(objectPrinter(run, 'typed')?.print(object as unknown as KubeObject) ?? '');
}

/** clientcmdapi.MinifyConfig. */
function minified({ clusters, contexts, users, currentContext }: Kubeconfig): Kubeconfig {
  if (currentContext === '') throw new Failure('current-context must exist in order to minify');
  const context = contexts.get(currentContext);
  if (context === undefined) throw new Failure(`cannot locate context ${currentContext}`);
  const only = (map: ReadonlyMap<string, Entry>, key: unknown): Map<string, Entry> => {
    const entry = map.get(String(key));
    return new Map(entry === undefined ? [] : [[String(key), entry]]);
  };
  return {
    clusters: only(clusters, context['cluster']),
    contexts: new Map([[currentContext, context]]),
    users: only(users, context['user']),
    currentContext,
  };
}

function getContexts(run: Invocation, files: KubeconfigFiles): void {
  const output = run.text('output');
  if (output !== '' && output !== 'name' && output !== 'wide')
    throw new Failure(
      `--output ${output} is not available in kubectl config get-contexts; resetting to default output format`,
    );
  const whole = files.load();
  const names = run.words.length === 0 ? sortedKeys(whole.contexts) : run.words;
  const missing = names.filter((name) => !whole.contexts.has(name));
  const rows: string[][] = [];
  for (const name of names) {
    const context = whole.contexts.get(name);
    if (context === undefined) continue;
    const cell = (key: string): string => textOf(context[key] ?? '');
    rows.push([
      name === whole.currentContext ? '*' : '',
      name,
      cell('cluster'),
      cell('user'),
      cell('namespace'),
    ]);
  }
  if (output === 'name') run.print(rows.map((row) => `${row[1] ?? ''}\n`).join(''));
  else {
    const head = run.is('no-headers') ? [] : [['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE']];
    run.print(new TabWriter().format([...head, ...rows]));
  }
  const error = aggregate(missing.map((name) => new Failure(`context ${name} not found`)));
  if (error !== undefined) throw error;
}

/** The flags that were given, as fields of an entry; an empty one takes its field away. */
function merged(entry: Entry, run: Invocation, fields: Readonly<Record<string, string>>): Entry {
  const result = new Map(Object.entries(entry));
  for (const [flag, field] of Object.entries(fields)) {
    if (!run.has(flag)) continue;
    const isSwitch = flag === 'insecure-skip-tls-verify' || flag === 'disable-compression';
    const value = isSwitch ? run.is(flag) : run.text(flag);
    if (value === '' || value === false) result.delete(field);
    else result.set(field, value);
  }
  return Object.fromEntries(result);
}

function setContext(run: Invocation, files: KubeconfigFiles): void {
  if (run.words.length > 1) exactly(run, 'set-context', 1);
  const current = run.is('current');
  const [given = ''] = run.words;
  if (given === '' && !current) throw new Failure('you must specify a non-empty context name or --current');
  if (given !== '' && current) throw new Failure('you cannot specify both a context name and --current');
  const whole = files.load();
  const name = current ? whole.currentContext : given;
  if (name === '') throw new Failure('no current context is set');
  const isThere = whole.contexts.has(name);
  files.modify({ stanza: 'contexts', name }, ({ contexts }) => {
    const fields = { cluster: 'cluster', user: 'user', namespace: 'namespace' };
    contexts.set(name, { cluster: '', user: '', ...merged(contexts.get(name) ?? {}, run, fields) });
  });
  run.print(`Context ${JSON.stringify(name)} ${isThere ? 'modified' : 'created'}.\n`);
}

function setCluster(run: Invocation, files: KubeconfigFiles): void {
  const [name] = exactly(run, 'set-cluster', 1);
  if (name === '') throw new Failure('you must specify a non-empty cluster name');
  if (run.is('insecure-skip-tls-verify') && run.text('certificate-authority') !== '')
    throw new Failure('you cannot specify a certificate authority and insecure mode at the same time');
  if (run.is('embed-certs')) throw new Failure('not simulated: kubectl config set-cluster --embed-certs');
  files.modify({ stanza: 'clusters', name }, ({ clusters }) => {
    const fields = {
      server: 'server',
      'tls-server-name': 'tls-server-name',
      'insecure-skip-tls-verify': 'insecure-skip-tls-verify',
      'certificate-authority': 'certificate-authority',
      'proxy-url': 'proxy-url',
    };
    clusters.set(name, { server: '', ...merged(clusters.get(name) ?? {}, run, fields) });
  });
  run.print(`Cluster ${JSON.stringify(name)} set.\n`);
}

function setCredentials(run: Invocation, files: KubeconfigFiles): void {
  if (run.words.length !== 1) {
    run.print(helpOf('config set-credentials'));
    throw new Failure(`unexpected args: [${run.words.join(' ')}]`);
  }
  const [name = ''] = run.words;
  if (name === '') throw new Failure('you must specify a non-empty user name');
  if (run.text('token') !== '' && (run.text('username') !== '' || run.text('password') !== ''))
    throw new Failure(
      'you cannot specify more than one authentication method at the same time: --token, --username/--password',
    );
  for (const flag of ['embed-certs', 'auth-provider', 'exec-command'])
    if (run.has(flag)) throw new Failure(`not simulated: kubectl config set-credentials --${flag}`);
  files.modify({ stanza: 'users', name }, ({ users }) => {
    const flags = ['client-certificate', 'client-key', 'token', 'username', 'password'];
    const fields = Object.fromEntries(flags.map((flag) => [flag, flag]));
    users.set(name, merged(users.get(name) ?? {}, run, fields));
  });
  run.print(`User ${JSON.stringify(name)} set.\n`);
}

function remove(run: Invocation, files: KubeconfigFiles, stanza: Stanza, what: string): void {
  const [name] = run.words;
  if (name === undefined || run.words.length !== 1) {
    run.print(helpOf(`config delete-${what}`));
    return;
  }
  const whole = files.load();
  const file = files.defaultFile;
  if (!whole[stanza].has(name)) throw new Failure(`cannot delete ${what} ${name}, not in ${file}`);
  if (stanza === 'contexts' && whole.currentContext === name)
    run.complain(
      'warning: this removed your active context, use "kubectl config use-context" to select a different one\n',
    );
  files.modify({ stanza, name }, (config) => {
    config[stanza].delete(name);
  });
  run.print(`deleted ${what} ${name} from ${file}\n`);
}

function renameContext(run: Invocation, files: KubeconfigFiles): void {
  const [from, to] = exactly(run, 'rename-context', 2);
  if (to === '') throw new Failure('You must specify a new non-empty context name');
  const whole = files.load();
  const file = files.defaultFile;
  const context = whole.contexts.get(from);
  if (context === undefined)
    throw new Failure(`cannot rename the context ${JSON.stringify(from)}, it's not in ${file}`);
  if (whole.contexts.has(to))
    throw new Failure(
      `cannot rename the context ${JSON.stringify(from)}, the context ${JSON.stringify(to)} already exists in ${file}`,
    );
  files.modify({ stanza: 'contexts', name: from }, (config) => {
    config.contexts.delete(from);
    config.contexts.set(to, context);
    if (config.currentContext === from) config.currentContext = to;
  });
  run.print(`Context ${JSON.stringify(from)} renamed to ${JSON.stringify(to)}.\n`);
}

/** `contexts.NAME.namespace`, `current-context`; names may hold dots. */
function change(files: KubeconfigFiles, path: string, value: string | undefined): void {
  if (path === 'current-context') {
    files.modify(undefined, (config) => {
      config.currentContext = value ?? '';
    });
    return;
  }
  const match = /^(clusters|contexts|users)\.(.+)$/.exec(path);
  const stanza = match?.[1] as Stanza | undefined;
  if (stanza === undefined) throw new Failure(`not simulated: kubectl config (un)set ${path}`);
  const rest = match?.[2] ?? '';
  const names = [...files.load()[stanza].keys()];
  const whole = names.find((name) => rest === name);
  if (whole !== undefined && value === undefined) {
    files.modify({ stanza, name: whole }, (config) => {
      config[stanza].delete(whole);
    });
    return;
  }
  const held = names
    .filter((name) => rest.startsWith(`${name}.`))
    .sort((one, other) => other.length - one.length);
  const name = held[0] ?? rest.split('.').slice(0, -1).join('.');
  const field = rest.slice(name.length + 1);
  if (name === '' || field.includes('.')) throw new Failure(`not simulated: kubectl config (un)set ${path}`);
  if (value === undefined && held.length === 0) throw new Failure(`current map key \`${name}\` is invalid`);
  files.modify({ stanza, name }, (config) => {
    const { [field]: _gone, ...kept } = config[stanza].get(name) ?? {};
    const entry: JsonObject = (value === undefined ? kept : { ...kept, [field]: value }) as JsonObject;
    config[stanza].set(name, entry);
  });
}
