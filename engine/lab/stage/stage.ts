/**
 * What a scenario builds and a world plays on: machines, places to stand, and the cluster's API where there is one.
 * A stage has no memory of what was done to it; the world keeps that.
 */
import type { Work } from '../../clock/work.ts';
import type { ApiDoor } from '../../kubernetes/api/request.ts';
import type { ServicePort } from '../../kubernetes/proxy/iptables/service-port.ts';
import type { Environment } from '../../linux/environment.ts';
import type { FileTree } from '../../linux/file/file-tree.ts';
import type { Machine } from '../../linux/machine/machine.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { Credentials, Executables, ProcessTable } from '../../linux/process/process.ts';
import type { TerminalSize } from '../../linux/process/stream.ts';
import type { Check, CheckOutcome } from '../exercise/check.ts';
import type { KubectlServices } from '../../shell/kubectl/services.ts';
import type { MapView } from '../view/map.ts';
import type { Console } from '../world/world-api.ts';

/** All that a shell needs to know of the place it runs at. */
export interface Standing {
  readonly machine: Machine;
  readonly namespace: NetworkNamespace;
  readonly processes: ProcessTable<NetworkNamespace>;
  readonly files: FileTree;
  readonly executables: Executables<NetworkNamespace>;
  readonly hostname: string;
  readonly user: string;
  readonly directory: string;
  readonly environment: ReadonlyMap<string, string>;
  readonly credentials: Credentials;
}

export interface Stage {
  readonly environment: Environment;
  readonly api: ApiDoor | undefined;
  /** Containers' streams, as the kubelets give them; absent where there is no cluster. */
  readonly streams?: KubectlServices;
  /** The places one can stand, in the order a menu shows them. */
  places(): readonly string[];
  /** @returns undefined when there is no such place (now) */
  stand(place: string): Standing | undefined;
  /** What kube-proxy works from; empty where there is no cluster. */
  servicePorts(): readonly ServicePort[];
  /** Every network namespace, machines' own and pods'. */
  namespaces(): readonly NetworkNamespace[];
  map(): MapView;
  /** Told when objects or kernels changed in a way that figures show. */
  onChange(listener: () => void): void;
}

/** A shell at a place: a console that can be typed into. */
export interface ConsoleSession extends Console {
  run(line: string): void;
  interrupt(): void;
  endOfFile(): void;
  /** The editor in the foreground is left. @param text undefined: without saving */
  finishEditing(text: string | undefined): void;
  /** Tells its listeners when a command ended since it was last asked. */
  checkIdle(): void;
}

export type OpenConsole = (
  tab: string,
  place: string,
  standing: Standing,
  size: TerminalSize,
  stage: Stage,
) => ConsoleSession;

/** Evaluates one check of an exercise (exercise/evaluate.ts). */
export type Evaluate = (check: Check, context: CheckContext) => Work<CheckOutcome>;

export interface CheckContext {
  /** The world as it is: looked at, never changed. */
  readonly stage: Stage;
  /** A copy of the world to try things in; a new one each time. */
  readonly copying: () => Work<Stage>;
}

export interface BuildingOptions {
  /** The wall clock at virtual time 0, in milliseconds since 1970; the scenario's own where it is left out. */
  readonly epoch?: number;
}

/** A scenario: a name, and how to build its stage, the same each time. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** What terminals need; absent where only figures look at the world. */
  readonly openConsole: OpenConsole | undefined;
  /** What exercises need; absent where only figures look at the world. */
  readonly evaluate: Evaluate | undefined;
  /** A generator, so that a page can build it without standing still (engine/clock/work.ts). */
  building(options?: BuildingOptions): Work<Stage>;
}
