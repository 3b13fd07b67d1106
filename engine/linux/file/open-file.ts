/**
 * Files as streams: what a redirection or a tool opens. A reader sees the file as it was when it was opened; a writer
 * appends, so several may share a file.
 *
 * Left out: seeking, reading what another process writes meanwhile.
 */
import { devNull, type Input, type Output, TextInput } from '../process/stream.ts';
import { WaitQueue } from '../process/wait.ts';
import type { FileTree } from './file-tree.ts';

/** Writes go to the end of a file; to a generated one (/proc/sys) each is one write(2). */
export class FileOutput implements Output {
  readonly terminal = undefined;
  readonly full = false;
  readonly writable = new WaitQueue();
  failure: string | undefined;
  readonly #files: FileTree;
  readonly #path: string;

  constructor(files: FileTree, path: string) {
    this.#files = files;
    this.#path = path;
  }

  write(text: string): 'written' {
    this.failure = this.#files.append(this.#path, text);
    return 'written';
  }

  close(): void {
    return;
  }
}

export type Opened<Stream> = { readonly stream: Stream } | { readonly error: string };

/** @param path absolute. @returns the kernel's words when it cannot be read */
export function openForReading(files: FileTree, path: string): Opened<Input> {
  if (path === '/dev/null') return { stream: devNull };
  const content = files.get(path);
  const refusal = typeof content === 'object' && 'read' in content ? content.refusal?.() : undefined;
  if (refusal !== undefined) return { error: refusal };
  const text = files.text(path);
  if (text !== undefined) return { stream: new TextInput(text) };
  if (files.isDirectory(path)) return { error: 'Is a directory' };
  return { error: missing(files, path) };
}

/** @param path absolute */
export function openForWriting(files: FileTree, path: string, how: 'truncate' | 'append'): Opened<Output> {
  if (path === '/dev/null') return { stream: devNull };
  const error = files.openForWriting(path, how);
  return error === undefined ? { stream: new FileOutput(files, path) } : { error };
}

/** ENOENT, or ENOTDIR when a file stands where a directory should. */
export function missing(files: FileTree, path: string): string {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
    if (files.get(path.slice(0, end)) !== undefined) return 'Not a directory';
  return 'No such file or directory';
}
