/**
 * /proc/PID of the processes that stand in a namespace, or of all for the machine's own (fs/proc/base.c): command line,
 * name and environment, the network namespace as a link to its inode, and that namespace's /proc/net.
 *
 * Left out: everything about memory and time, other namespaces, descriptors, control groups.
 */
import type { FileContent } from '../file/file-tree.ts';
import { inodeOf } from '../namespace/inode.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { Process } from '../process/process.ts';
import type { KernelFiles } from './kernel-files.ts';
import { netFiles } from './net-files.ts';

const zeroEnded = (words: Iterable<string>): string => [...words].map((word) => `${word}\0`).join('');

const own: ReadonlyMap<string, (process: Process<NetworkNamespace>) => string> = new Map([
  ['cmdline', ({ arguments: words }: Process<NetworkNamespace>) => zeroEnded(words)],
  ['comm', ({ name }: Process<NetworkNamespace>) => `${name.slice(0, 15)}\n`],
  [
    'environ',
    ({ environment }: Process<NetworkNamespace>) =>
      zeroEnded([...environment].map(([name, value]) => `${name}=${value}`)),
  ],
]);

export function processFiles(namespace: NetworkNamespace): KernelFiles {
  const { machine } = namespace;
  const isSeen = ({ place }: Process<NetworkNamespace>) => place === namespace || namespace === machine.host;
  return {
    directory: '/proc',
    list: () =>
      machine.processes
        .list()
        .filter(isSeen)
        .flatMap(({ pid }) => [...own.keys(), 'ns/net', 'net/'].map((name) => `${String(pid)}/${name}`)),
    get(path): FileContent | undefined {
      const [, pid, name = ''] = /^(\d+)\/(.+)$/.exec(path) ?? [];
      const process = pid === undefined ? undefined : machine.processes.get(Number(pid));
      if (process === undefined || !isSeen(process)) return undefined;
      if (name === 'ns/net') return { read: () => '', link: `net:[${String(inodeOf(process.place))}]` };
      if (name.startsWith('net/')) return netFiles(process.place).get(name.slice('net/'.length));
      const read = own.get(name);
      return read === undefined ? undefined : { read: () => read(process) };
    },
  };
}
