/**
 * One machine: a kernel with its network namespaces, its processes and its files. It knows nothing of Kubernetes.
 */
import type { Environment } from '../environment.ts';
import { FileTree } from '../file/file-tree.ts';
import { removeLink } from '../netlink/link.ts';
import { filesOf } from '../module/kernel-module.ts';
import { KernelLog } from './kernel-log.ts';
import { NetworkNamespace } from '../namespace/namespace.ts';
import { KernelModules } from './modules.ts';
import { ProcessTable } from '../process/process.ts';

export class Machine {
  readonly name: string;
  readonly environment: Environment;
  readonly host: NetworkNamespace;
  /** Named namespaces (`ip netns`), in order of creation; without the machine's own. */
  readonly namespaces = new Map<string, NetworkNamespace>();
  readonly processes: ProcessTable<NetworkNamespace>;
  readonly files: FileTree;
  #kernelLog: KernelLog | undefined;
  readonly modules = new KernelModules();
  /** `uname -r` */
  kernelRelease = '6.12.0';
  /** Its own namespace is not its kernel's first, as in a container: what is the whole kernel's is not shown there. */
  isNested = false;

  /** What a loaded module does in each namespace that is made from now on (register_pernet_device). */
  onNamespace: ((namespace: NetworkNamespace) => void) | undefined;

  /** How many queueing disciplines got a number of this kernel's choice. */
  lastQueueHandle = 0;

  constructor(environment: Environment, name: string) {
    this.environment = environment;
    this.name = name;
    this.processes = new ProcessTable<NetworkNamespace>(environment.clock);
    this.host = new NetworkNamespace(this, 'host');
    this.files = new FileTree(...filesOf(this.host));
  }

  /** What `dmesg` shows. */
  get kernelLog(): KernelLog {
    this.#kernelLog ??= new KernelLog(this.environment.clock);
    return this.#kernelLog;
  }

  /** `ip netns add`. @throws RangeError when there is one of that name */
  addNamespace(name: string): NetworkNamespace {
    if (this.namespaces.has(name)) throw new RangeError(`there is a network namespace ${name} already`);
    const namespace = new NetworkNamespace(this, name);
    this.namespaces.set(name, namespace);
    this.onNamespace?.(namespace);
    return namespace;
  }

  /** `ip netns delete`: its devices go, veths with their other ends. */
  removeNamespace(namespace: NetworkNamespace): void {
    this.namespaces.delete(namespace.name);
    for (const device of namespace.devices.list()) if (device.kind !== 'loopback') removeLink(device);
  }
}
