/**
 * setns(2) into a network namespace, as `ip netns exec` and `nsenter -n` do it: from now on the process stands there.
 * /proc/net, /proc/sys/net and /sys/class/net become that namespace's (`ip netns exec` mounts /sys anew for this); all
 * other files stay the same.
 */
import { type FileContent, FileTree } from '../../../linux/file/file-tree.ts';
import type { NetworkNamespace } from '../../../linux/namespace/namespace.ts';
import { filesOf } from '../../../linux/module/kernel-module.ts';
import type { ShellProcess } from '../../command.ts';

export function enter(process: ShellProcess, place: NetworkNamespace): void {
  if (process.place === place) return;
  process.place = place;
  process.files = new NamespaceFiles(process.files, place);
}

const ofNamespace = /^\/(proc\/net|proc\/sys\/net|sys\/class\/net)(\/|$)/;

/** A file system seen from another network namespace. */
class NamespaceFiles extends FileTree {
  readonly #base: FileTree;
  readonly #own: FileTree;

  constructor(base: FileTree, place: NetworkNamespace) {
    super();
    this.#base = base;
    this.#own = new FileTree(...filesOf(place));
  }

  #of(path: string): FileTree {
    return ofNamespace.test(path) ? this.#own : this.#base;
  }

  override get(path: string): FileContent | undefined {
    return this.#of(path).get(path);
  }

  override write(path: string, content: FileContent): string | undefined {
    return this.#of(path).write(path, content);
  }

  override set(path: string, content: FileContent): void {
    this.#of(path).set(path, content);
  }

  override delete(path: string): boolean {
    return this.#of(path).delete(path);
  }

  override makeDirectory(path: string): void {
    this.#of(path).makeDirectory(path);
  }

  override removeDirectory(path: string): void {
    this.#of(path).removeDirectory(path);
  }

  override isDirectory(path: string): boolean {
    return this.#of(path).isDirectory(path);
  }

  override setExecutable(path: string, executable: boolean): void {
    this.#of(path).setExecutable(path, executable);
  }

  override isExecutable(path: string): boolean {
    return this.#of(path).isExecutable(path);
  }

  override names(directory: string): readonly string[] {
    return this.#of(directory).names(directory);
  }

  override list(): readonly string[] {
    const others = this.#base.list().filter((path) => !ofNamespace.test(path));
    return [...others, ...this.#own.list()].sort();
  }
}
