/**
 * The files a process sees: a flat map from absolute path to content, layered (a container's own files over its
 * image's over the machine's generated ones such as /proc). Directories exist where a path below them exists, or where
 * they were made.
 *
 * Left out: owners and permissions other than "may be executed", links, times.
 */
import { fromUtf8 } from '../../net/wire/utf8.ts';

/** Text, bytes, or text made when it is read (as /proc does). `write` set: what a write to it does (as /proc/sys). */
export type FileContent =
  | string
  | Uint8Array
  | {
      readonly read: () => string;
      readonly write?: (text: string) => string | undefined;
      /** The kernel's words when it cannot be read now. */
      readonly refusal?: () => string | undefined;
      /** A symbolic link, to this. */
      readonly link?: string;
    };

/** Generated files below a path, for example /proc/sys/net. */
export interface GeneratedFiles {
  list(): readonly string[];
  get(path: string): FileContent | undefined;
}

export class FileTree {
  readonly #files = new Map<string, FileContent>();
  readonly #directories = new Set<string>(['/', '/tmp', '/root', '/etc']);
  /** What was deleted here and still lies below. */
  readonly #removed = new Set<string>();
  readonly #executable = new Set<string>();
  readonly #below: readonly (FileTree | GeneratedFiles)[];

  /** @param below consulted, in order, for what this layer does not have */
  constructor(...below: readonly (FileTree | GeneratedFiles)[]) {
    this.#below = below;
  }

  get(path: string): FileContent | undefined {
    const own = this.#files.get(path);
    if (own !== undefined) return own;
    if (this.#removed.has(path)) return undefined;
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

  /** Whether a file or directory is there. */
  has(path: string): boolean {
    return this.get(path) !== undefined || this.isDirectory(path);
  }

  /** True for a file that is made when it is read, as those of /proc. */
  isGenerated(path: string): boolean {
    const content = this.get(path);
    return typeof content === 'object' && 'read' in content;
  }

  /** @returns an error in the kernel's words, or undefined */
  write(path: string, content: FileContent): string | undefined {
    const known = this.get(path);
    if (known !== undefined && typeof known === 'object' && 'read' in known) {
      if (known.write === undefined) return 'Permission denied';
      return known.write(typeof content === 'string' ? content : '');
    }
    if (known === undefined) {
      if (this.isDirectory(path)) return 'Is a directory';
      const parent = path.slice(0, path.lastIndexOf('/')) || '/';
      if (this.get(parent) !== undefined) return 'Not a directory';
      if (!this.isDirectory(parent) || path.startsWith('/proc/')) return 'No such file or directory';
      if (path.startsWith('/sys/')) return 'Permission denied';
    }
    this.#removed.delete(path);
    this.#files.set(path, content);
    return undefined;
  }

  /** Open for writing (O_CREAT, with O_TRUNC or O_APPEND). @returns an error in the kernel's words, or undefined */
  openForWriting(path: string, how: 'truncate' | 'append'): string | undefined {
    const known = this.get(path);
    if (known !== undefined && typeof known === 'object' && 'read' in known)
      return known.write === undefined ? 'Permission denied' : undefined;
    if (known !== undefined && how === 'append') return undefined;
    return this.write(path, '');
  }

  /** Add text to the end of a file; a generated one gets it as one write. */
  append(path: string, text: string): string | undefined {
    return this.write(path, this.isGenerated(path) ? text : (this.text(path) ?? '') + text);
  }

  /** Put a file there, making its directories. */
  set(path: string, content: FileContent): void {
    this.#removed.delete(path);
    this.#files.set(path, content);
    this.#remember(path);
  }

  /** Parents stay when the last file in them goes. */
  #remember(path: string): void {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const parent = path.slice(0, end);
      if (this.#directories.has(parent)) return;
      this.#directories.add(parent);
    }
  }

  /** @returns whether there was such a file */
  delete(path: string): boolean {
    if (this.get(path) === undefined) return false;
    this.#remember(path);
    this.#files.delete(path);
    this.#executable.delete(path);
    if (this.get(path) !== undefined) this.#removed.add(path);
    return true;
  }

  makeDirectory(path: string): void {
    this.#removed.delete(path);
    this.#directories.add(path);
    this.#remember(path);
  }

  /** An empty directory goes; what is below it must have gone before. */
  removeDirectory(path: string): void {
    this.#directories.delete(path);
    this.#removed.add(path);
  }

  isDirectory(path: string): boolean {
    if (this.#directories.has(path)) return true;
    if (this.#removed.has(path)) return false;
    const prefix = path.endsWith('/') ? path : `${path}/`;
    for (const file of this.#files.keys()) if (file.startsWith(prefix)) return true;
    return this.#below.some((layer) =>
      layer instanceof FileTree
        ? layer.isDirectory(path)
        : layer.list().some((file) => file.startsWith(prefix)),
    );
  }

  /** chmod +x. Without it a file is data. */
  setExecutable(path: string, executable: boolean): void {
    if (executable) this.#executable.add(path);
    else this.#executable.delete(path);
  }

  isExecutable(path: string): boolean {
    if (this.#files.has(path)) return this.#executable.has(path);
    return this.#below.some((layer) => layer instanceof FileTree && layer.isExecutable(path));
  }

  /** Every path, sorted. */
  list(): readonly string[] {
    const all = new Set(this.#files.keys());
    for (const layer of this.#below)
      for (const path of layer.list()) if (!this.#removed.has(path)) all.add(path);
    return [...all].sort();
  }

  /** Directories that were made, here or below. */
  #madeDirectories(): readonly string[] {
    const all = new Set(this.#directories);
    for (const layer of this.#below)
      if (layer instanceof FileTree)
        for (const path of layer.#madeDirectories()) if (!this.#removed.has(path)) all.add(path);
    return [...all];
  }

  /** Names directly below a directory, sorted; with directories. */
  names(directory: string): readonly string[] {
    const prefix = directory.endsWith('/') ? directory : `${directory}/`;
    const found = new Set<string>();
    for (const path of [...this.list(), ...this.#madeDirectories()])
      if (path.startsWith(prefix) && path !== prefix)
        found.add(path.slice(prefix.length).split('/')[0] ?? '');
    found.delete('');
    return [...found].sort();
  }
}
