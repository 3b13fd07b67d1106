/**
 * Kubeconfig files: which are read, merged and written (k8s.io/client-go tools/clientcmd loader.go, config.go).
 *
 * --kubeconfig, or the files of $KUBECONFIG, or ~/.kube/config; where none of these is there, the administrator's file
 * of the control plane, as on the machine the recordings were made on.
 *
 * Left out: relative paths inside, embedding, file locks.
 */
import { adminKubeconfig } from '../../../kubernetes/addons/kubeconfig.ts';
import type { JsonObject } from '../../../kubernetes/objects/meta.ts';
import { Failure } from '../failure.ts';
import type { KubectlProcess } from '../invocation.ts';
import { absolute } from '../manifests.ts';
import { toYaml } from '../printers/yaml.ts';
import { readYaml } from '../yaml-reader.ts';

export const apiServer = 'https://10.10.20.3:6443';
const adminFile = '/etc/kubernetes/admin.conf';

export type Stanza = 'clusters' | 'contexts' | 'users';
export const inner: Readonly<Record<Stanza, string>> = {
  clusters: 'cluster',
  contexts: 'context',
  users: 'user',
};

export type Entry = Record<string, unknown>;

/** A file or several as one: entries by name. */
export interface Kubeconfig {
  readonly clusters: Map<string, Entry>;
  readonly contexts: Map<string, Entry>;
  readonly users: Map<string, Entry>;
  currentContext: string;
}

function emptyConfig(): Kubeconfig {
  return { clusters: new Map(), contexts: new Map(), users: new Map(), currentContext: '' };
}

export class KubeconfigFiles {
  readonly #process: KubectlProcess;
  readonly #explicit: string | undefined;

  /** @param explicit the value of --kubeconfig */
  constructor(process: KubectlProcess, explicit: string | undefined) {
    this.#process = process;
    this.#explicit = explicit === '' ? undefined : explicit;
  }

  /** Those that are read, as they are called. */
  get names(): readonly string[] {
    if (this.#explicit !== undefined) return [this.#explicit];
    const { environment, files } = this.#process;
    const given = (environment.get('KUBECONFIG') ?? '').split(':').filter(Boolean);
    if (given.length > 0) return [...new Set(given)];
    const home = `${environment.get('HOME') ?? '/root'}/.kube/config`;
    return [files.text(home) === undefined ? adminFile : home];
  }

  /** Where what belongs to no file is written. */
  get defaultFile(): string {
    const { names } = this;
    return names.find((name) => this.#text(name) !== undefined) ?? names.at(-1) ?? adminFile;
  }

  /**
   * All files as one: what a file says first holds.
   *
   * @param missing what it is that the file of --kubeconfig is not there
   * @throws Failure
   */
  load(missing: 'error' | 'empty' = 'empty'): Kubeconfig {
    const whole = emptyConfig();
    for (const name of this.names) {
      if (missing === 'error' && name === this.#explicit && !this.#exists(name))
        throw new Failure(`stat ${name}: no such file or directory`);
      const part = this.#read(name);
      for (const stanza of ['clusters', 'contexts', 'users'] as const)
        for (const [key, entry] of part[stanza]) if (!whole[stanza].has(key)) whole[stanza].set(key, entry);
      if (whole.currentContext === '') whole.currentContext = part.currentContext;
    }
    return whole;
  }

  /** Changes the file that holds the entry, or the default one. @returns the file's name */
  modify(
    of: { readonly stanza: Stanza; readonly name: string } | undefined,
    change: (config: Kubeconfig) => void,
  ): string {
    const holder =
      of === undefined
        ? this.names.find((name) => this.#exists(name) && this.#read(name).currentContext !== '')
        : this.names.find((name) => this.#exists(name) && this.#read(name)[of.stanza].has(of.name));
    const file = holder ?? this.defaultFile;
    const config = this.#exists(file) ? this.#read(file) : emptyConfig();
    change(config);
    this.#process.files.set(absolute(this.#process.directory, file), toYaml(asWritten(config)));
    return file;
  }

  #exists(name: string): boolean {
    return this.#text(name) !== undefined;
  }

  #text(name: string): string | undefined {
    const path = absolute(this.#process.directory, name);
    const text = this.#process.files.text(path);
    return text === undefined && path === adminFile ? adminKubeconfig(apiServer) : text;
  }

  #read(name: string): Kubeconfig {
    const text = this.#text(name);
    if (text === undefined) return emptyConfig();
    const [read] = readYaml(text);
    if (read === undefined) return emptyConfig();
    if (read.kind === 'failed') throw new Failure(`error loading config file "${name}": ${read.message}`);
    return parsed((read.value ?? {}) as JsonObject);
  }
}

function parsed(value: JsonObject): Kubeconfig {
  const config = emptyConfig();
  for (const stanza of ['clusters', 'contexts', 'users'] as const) {
    const list = value[stanza] as readonly Record<string, unknown>[] | null | undefined;
    for (const one of list ?? []) {
      const { name } = one;
      if (typeof name === 'string' && !config[stanza].has(name))
        config[stanza].set(name, { ...(one[inner[stanza]] as Entry | null) });
    }
  }
  const current = value['current-context'];
  config.currentContext = typeof current === 'string' ? current : '';
  return config;
}

/** As clientcmd writes it: lists by name, empty ones null. */
export function asWritten(config: Kubeconfig): JsonObject {
  const list = (stanza: Stanza): unknown =>
    config[stanza].size === 0
      ? null
      : [...config[stanza]]
          .sort(([one], [other]) => (one < other ? -1 : 1))
          .map(([name, entry]) => ({ name, [inner[stanza]]: inFieldOrder(entry) }));
  return {
    kind: 'Config',
    apiVersion: 'v1',
    clusters: list('clusters'),
    users: list('users'),
    contexts: list('contexts'),
    'current-context': config.currentContext,
  } as JsonObject;
}

/** Of client-go's Cluster, AuthInfo and Context. */
const fieldOrder =
  'cluster user server tls-server-name insecure-skip-tls-verify certificate-authority certificate-authority-data proxy-url client-certificate client-certificate-data client-key client-key-data token tokenFile username password namespace'.split(
    ' ',
  );

function inFieldOrder(entry: Entry): Entry {
  const at = (key: string): number =>
    fieldOrder.includes(key) ? fieldOrder.indexOf(key) : fieldOrder.length;
  return Object.fromEntries(Object.entries(entry).sort(([one], [other]) => at(one) - at(other)));
}
