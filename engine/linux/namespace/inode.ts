/**
 * The inode number by which a network namespace is known to programs (`net:[4026531840]`; fs/nsfs.c): that of a machine's
 * own is the same everywhere, the others are numbered as they are first asked for.
 */
import type { Machine } from '../machine/machine.ts';
import type { NetworkNamespace } from './namespace.ts';

const first = 4_026_531_840;
const known = new WeakMap<NetworkNamespace, number>();
const lastOf = new WeakMap<Machine, number>();

export function inodeOf(namespace: NetworkNamespace): number {
  const { machine } = namespace;
  if (namespace === machine.host) return first;
  let inode = known.get(namespace);
  if (inode === undefined) {
    inode = (lastOf.get(machine) ?? 4_026_532_200) + 61;
    lastOf.set(machine, inode);
    known.set(namespace, inode);
  }
  return inode;
}
