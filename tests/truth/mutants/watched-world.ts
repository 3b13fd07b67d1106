/**
 * A world that is watched while it is asked: its objects are frozen, so that whoever changes one in place is caught in the
 * act, and each request that is refused leaves every object and the revision as they were.
 */
import { millisecond, second } from '../../../engine/clock/clock.ts';
import { finish } from '../../../engine/clock/work.ts';
import type { ApiAnswer, ApiRequest } from '../../../engine/kubernetes/api/request.ts';
import { isComponent } from '../../../engine/kubernetes/api/request.ts';
import { resources } from '../../../engine/kubernetes/api/resources.ts';
import { ApiServer } from '../../../engine/kubernetes/api/server.ts';
import type { KubeObject } from '../../../engine/kubernetes/objects/meta.ts';
import { recordedCluster } from '../../../engine/lab/replay/cluster/recorded-cluster.ts';
import { type ClusterOutput, runCommand } from '../../../engine/lab/replay/cluster/run-command.ts';
import type { Stage } from '../../../engine/lab/stage/stage.ts';
import { files, preparation } from '../kubectl-server/world.ts';

const folder = '/root/work';

/** What a command of a mutant may wait for. */
const patience = 2 * second;

export class WatchedWorld {
  readonly stage: Stage;
  readonly #server: ApiServer;
  readonly #complaints: string[] = [];

  constructor() {
    this.stage = finish(recordedCluster.building());
    const { api } = this.stage;
    if (!(api instanceof ApiServer)) throw new Error('this world has no API server');
    this.#server = api;
    const tree = this.stage.stand('workstation')?.files;
    for (const [name, text] of Object.entries(files)) tree?.set(`${folder}/${name}`, text);
    for (const line of preparation) {
      const { exit, stderr } = this.run(line);
      if (exit !== 0) throw new Error(`${line}: ${stderr}`);
    }
    this.pass(40);
    this.#watch();
  }

  /** What was found since it was last asked. */
  complaints(): readonly string[] {
    return this.#complaints.splice(0);
  }

  ask(request: ApiRequest): ApiAnswer {
    return this.#server.request(request);
  }

  run(line: string): ClusterOutput {
    const standing = this.stage.stand('workstation');
    if (standing === undefined) throw new Error('there is no workstation');
    return runCommand(this.stage.environment.clock, standing, {
      shell: 'bash',
      line,
      directory: folder,
      patience,
    });
  }

  write(name: string, text: string): void {
    this.stage.stand('workstation')?.files.set(`${folder}/${name}`, text);
  }

  /** @param seconds of virtual time */
  pass(seconds: number): void {
    const { clock } = this.stage.environment;
    clock.runUntil(clock.now + Math.round(seconds * 1000) * millisecond);
  }

  /** Objects in the namespace default. */
  objects(): readonly KubeObject[] {
    return resources.flatMap((resource) =>
      resource.listed && resource.storedAs === undefined ? this.#server.store.list(resource, undefined) : [],
    );
  }

  #watch(): void {
    const { store } = this.#server;
    for (const object of this.objects()) freeze(object);
    const put = store.put.bind(store);
    store.put = (resource, object) => {
      freeze(object);
      put(resource, object);
    };
    const answer = this.#server.request.bind(this.#server);
    this.#server.request = (request) => {
      if (isComponent(request) || request.method === 'GET') return answer(request);
      const before = [store.revision, ...this.objects()];
      const given = answer(request);
      if (given.kind === 'response' && given.status >= 400) {
        const after = [store.revision, ...this.objects()];
        if (before.length !== after.length || before.some((each, at) => each !== after[at]))
          this.#complaints.push(`${request.method} ${request.path} was refused and changed something`);
      }
      return given;
    };
  }
}

function freeze(value: unknown): void {
  const queue = [value];
  for (let next = queue.pop(); next !== undefined; next = queue.pop())
    if (typeof next === 'object' && next !== null && !Object.isFrozen(next)) {
      Object.freeze(next);
      queue.push(...(Object.values(next) as unknown[]));
    }
}
