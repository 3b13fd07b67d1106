/**
 * A container's files: its own over its image's, and directories of other trees mounted in it, which several containers
 * share (mount(8) --bind, as runc does it for each of a container's mounts).
 *
 * Left out: mount points cannot be busy; only writing minds that a mount is read-only.
 */
import { type FileContent, FileTree } from '../../../linux/file/file-tree.ts';

export interface Mount {
  readonly tree: FileTree;
  /** A file or directory in that tree. */
  readonly path: string;
  readonly readOnly: boolean;
}

export class ContainerFiles extends FileTree {
  readonly #mounts = new Map<string, Mount>();

  /** From now on a path, and what is below it, is what another tree has. */
  mount(path: string, mount: Mount): void {
    this.makeDirectory(path.slice(0, path.lastIndexOf('/')) || '/');
    this.#mounts.set(path, mount);
  }

  /** What a path is in the tree mounted there, the innermost one; undefined: it is of this tree. */
  #mounted(path: string): Mount | undefined {
    let at: string | undefined;
    for (const point of this.#mounts.keys())
      if (isWithin(path, point) && point.length > (at ?? '').length) at = point;
    const mount = at === undefined ? undefined : this.#mounts.get(at);
    return mount && { ...mount, path: mount.path + path.slice((at ?? '').length) };
  }

  override get(path: string): FileContent | undefined {
    const mounted = this.#mounted(path);
    return mounted === undefined ? super.get(path) : mounted.tree.get(mounted.path);
  }

  override write(path: string, content: FileContent): string | undefined {
    const mounted = this.#mounted(path);
    if (mounted === undefined) return super.write(path, content);
    return mounted.readOnly ? 'Read-only file system' : mounted.tree.write(mounted.path, content);
  }

  override set(path: string, content: FileContent): void {
    const mounted = this.#mounted(path);
    if (mounted === undefined) super.set(path, content);
    else mounted.tree.set(mounted.path, content);
  }

  override delete(path: string): boolean {
    const mounted = this.#mounted(path);
    return mounted === undefined ? super.delete(path) : mounted.tree.delete(mounted.path);
  }

  override makeDirectory(path: string): void {
    const mounted = this.#mounted(path);
    if (mounted === undefined) super.makeDirectory(path);
    else mounted.tree.makeDirectory(mounted.path);
  }

  override removeDirectory(path: string): void {
    const mounted = this.#mounted(path);
    if (mounted === undefined) super.removeDirectory(path);
    else mounted.tree.removeDirectory(mounted.path);
  }

  override isDirectory(path: string): boolean {
    const mounted = this.#mounted(path);
    return mounted === undefined ? super.isDirectory(path) : mounted.tree.isDirectory(mounted.path);
  }

  override setExecutable(path: string, executable: boolean): void {
    const mounted = this.#mounted(path);
    if (mounted === undefined) super.setExecutable(path, executable);
    else mounted.tree.setExecutable(mounted.path, executable);
  }

  override isExecutable(path: string): boolean {
    const mounted = this.#mounted(path);
    return mounted === undefined ? super.isExecutable(path) : mounted.tree.isExecutable(mounted.path);
  }

  override list(): readonly string[] {
    const all = super.list().filter((path) => this.#mounted(path) === undefined);
    for (const [point, { tree, path }] of this.#mounts)
      for (const each of tree.list()) if (isWithin(each, path)) all.push(point + each.slice(path.length));
    return all.sort();
  }

  override names(directory: string): readonly string[] {
    const mounted = this.#mounted(directory.replace(/(?<=.)\/$/, ''));
    if (mounted !== undefined) return mounted.tree.names(mounted.path);
    const prefix = directory.endsWith('/') ? directory : `${directory}/`;
    const points = [...this.#mounts.keys()].filter((point) => point.startsWith(prefix));
    const below = points.map((point) => point.slice(prefix.length).split('/')[0] ?? '');
    return [...new Set([...super.names(directory), ...below])].sort();
  }
}

function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}/`);
}
