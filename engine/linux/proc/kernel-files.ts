/**
 * The files that the kernel makes when they are read, as a process in a network namespace sees them: /proc/sys/net,
 * /proc/net, /sys/class/net. They are views: nothing is stored here.
 *
 * Left out: everything about memory, and disks; of single processes what process-files.ts does not name.
 */
import type { FileContent, GeneratedFiles } from '../file/file-tree.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { classNet } from './class-net.ts';
import { netFiles } from './net-files.ts';
import { parameterFiles } from './parameter-files.ts';
import { processFiles } from './process-files.ts';

/** Some files of the kernel, all below one directory. */
export interface KernelFiles {
  readonly directory: string;
  /** Paths below the directory. */
  list(): readonly string[];
  /** @param path below the directory */
  get(path: string): FileContent | undefined;
}

export function kernelFiles(namespace: NetworkNamespace): GeneratedFiles {
  const rooms: readonly KernelFiles[] = [
    parameterFiles(namespace),
    netFiles(namespace),
    classNet(namespace),
    processFiles(namespace),
  ];
  return {
    list: () => rooms.flatMap((room) => room.list().map((path) => `${room.directory}/${path}`)),
    get(path) {
      const room = rooms.find(({ directory }) => path.startsWith(`${directory}/`));
      return room?.get(path.slice(room.directory.length + 1));
    },
  };
}
