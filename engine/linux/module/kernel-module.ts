/**
 * A module of the kernel that adds to what others offer, so that they need not know it (modprobe(8)): parameters, and files
 * below /proc and /sys. A world is given its modules with its environment, and each machine of it has them.
 *
 * What a packet or a command needs is not named here: it is imported by whoever needs it, and keeps what it knows of a
 * namespace beside it (`per-namespace.ts`).
 */
import type { GeneratedFiles } from '../file/file-tree.ts';
import type { Library } from '../netfilter/iptables/registry.ts';
import type { Parameters } from '../sysctl/parameters.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';

export interface KernelModule {
  readonly name: string;
  /** Parameters it adds to every namespace (register_net_sysctl). */
  readonly parameters?: Parameters;
  /** Matches and targets of iptables, beside those that agents write (xt_register_match). */
  readonly extensions?: Library;
  /** The files it shows to processes of a namespace. */
  readonly files?: (namespace: NetworkNamespace) => GeneratedFiles;
}

/** The files of all modules of a namespace's kernel. */
export function filesOf(namespace: NetworkNamespace): readonly GeneratedFiles[] {
  return namespace.environment.modules.flatMap(({ files }) => files?.(namespace) ?? []);
}
