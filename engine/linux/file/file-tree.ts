/**
 * The files a process sees: a flat map from absolute path to content, layered (a container's own files over its
 * image's over the machine's generated ones such as /proc). Directories exist where a path below them exists, or where
 * they were made.
 *
 * Left out: permissions, links, times.
 */
import { fromUtf8 } from '../../net/wire/utf8.ts';

/** Text, bytes, or text made when it is read (as /proc does). `write` set: what a write to it does (as /proc/sys). */
export type FileContent =
  | string
  | Uint8Array
  | { readonly read: () => string; readonly write?: (text: string) => string | undefined };

/** Generated files below a path, for example /proc/sys/net. */
export interface GeneratedFiles {
  list(): readonly string[];
  get(path: string): FileContent | undefined;
}

export class FileTree {
  readonly #files = new Map<string, FileContent>();
  readonly #directories = new Set<string>(['/', '/tmp', '/root', '/etc']);
  readonly #below: readonly (FileTree | GeneratedFiles)[];

  /** @param below consulted, in order, for what this layer does not have */
  constructor(...below: readonly (FileTree | GeneratedFiles)[]) {
    this.#below = below;
  }

  get(path: string): FileContent | undefined {
    const own = this.#files.get(path);
    if (own !== undefined) return own;
    for (const layer of this.#below) {
      const content = layer.get(path);
      if (content !== undefined) return content;
    }
    return undefined;
  }

  /** The file as text; `undefined` when there is none. */
  text(path: string): string | undefined {
    const content = this.get(path);
    if (content === undefined) return undefined;
    if (typeof content === 'string') return content;
    if (content instanceof Uint8Array) return fromUtf8(content);
    return content.read();
  }

  /** @returns an error in the kernel's words, or undefined */
  write(path: string, content: FileContent): string | undefined {
    const known = this.get(path);
    if (known !== undefined && typeof known === 'object' && 'read' in known) {
      if (known.write === undefined) return 'Permission denied';
      return known.write(typeof content === 'string' ? content : '');
    }
    if (this.isDirectory(path)) return 'Is a directory';
    const parent = path.slice(0, path.lastIndexOf('/')) || '/';
    if (!this.isDirectory(parent)) return 'No such file or directory';
    this.#files.set(path, content);
    return undefined;
  }

  /** Put a file there, making its directories. */
  set(path: string, content: FileContent): void {
    this.#files.set(path, content);
  }

  delete(path: string): boolean {
    return this.#files.delete(path);
  }

  makeDirectory(path: string): void {
    this.#directories.add(path);
  }

  isDirectory(path: string): boolean {
    if (this.#directories.has(path)) return true;
    const prefix = path.endsWith('/') ? path : `${path}/`;
    if (this.list().some((file) => file.startsWith(prefix))) return true;
    return this.#below.some((layer) => layer instanceof FileTree && layer.isDirectory(path));
  }

  /** Every path, sorted. */
  list(): readonly string[] {
    const all = new Set(this.#files.keys());
    for (const layer of this.#below) for (const path of layer.list()) all.add(path);
    return [...all].sort();
  }

  /** Names directly below a directory, sorted; with directories. */
  names(directory: string): readonly string[] {
    const prefix = directory.endsWith('/') ? directory : `${directory}/`;
    const found = new Set<string>();
    for (const path of [...this.list(), ...this.#directories])
      if (path.startsWith(prefix) && path !== prefix) found.add(path.slice(prefix.length).split('/')[0] ?? '');
    found.delete('');
    return [...found].sort();
  }
}
