/**
 * Pathname expansion over the file tree: `*`, `?`, `[…]`, extglob, `**` with globstar. Hidden names need a dot.
 */
import type { FileTree } from '../../linux/file/file-tree.ts';
import { isPattern, patternSource, safely, unquotePattern } from './pattern.ts';

export interface GlobOptions {
  readonly dotglob: boolean;
  readonly globstar: boolean;
  readonly nocaseglob: boolean;
}

/** @returns matching paths, sorted; empty when there is none */
export function glob(
  files: FileTree,
  directory: string,
  pattern: string,
  options: GlobOptions,
): readonly string[] {
  const absolute = pattern.startsWith('/');
  const parts = pattern.split('/').filter((part, index) => part !== '' || index > 0);
  const mustBeDirectory = pattern.endsWith('/');
  if (mustBeDirectory) parts.pop();
  let found: string[] = [absolute ? '/' : ''];
  for (const [index, part] of parts.entries()) {
    if (part === '') continue;
    const last = index === parts.length - 1;
    const next: string[] = [];
    for (const base of found) {
      const at =
        base === ''
          ? directory
          : base.startsWith('/')
            ? base
            : `${directory === '/' ? '' : directory}/${base}`;
      const prefix = base === '' || base === '/' ? base : `${base}/`;
      if (part === '**' && options.globstar) {
        if (!last) next.push(base);
        for (const below of walk(files, at, !last)) next.push(prefix + below);
      } else if (isPattern(part)) {
        const expression = safely(
          `^(?:${patternSource(part, true, '[^/]*')})$`,
          options.nocaseglob ? 'ui' : 'u',
        );
        const hidden = options.dotglob || part.startsWith('.') || part.startsWith('\\.');
        for (const name of files.names(at))
          if (
            expression.test(name) &&
            (hidden || !name.startsWith('.')) &&
            (last || files.isDirectory(join(at, name)))
          )
            next.push(prefix + name);
      } else {
        const name = unquotePattern(part);
        if (name === '.' || name === '..' || files.has(join(at, name))) next.push(prefix + name);
      }
    }
    found = next;
  }
  if (mustBeDirectory)
    found = found
      .filter((path) => files.isDirectory(path.startsWith('/') ? path : join(directory, path)))
      .map((path) => `${path}/`);
  return found.sort(collate);
}

function walk(files: FileTree, directory: string, directoriesOnly: boolean): string[] {
  return files.names(directory).flatMap((name) => {
    if (name.startsWith('.')) return [];
    const path = join(directory, name);
    if (!files.isDirectory(path)) return directoriesOnly ? [] : [name];
    return [name, ...walk(files, path, directoriesOnly).map((below) => `${name}/${below}`)];
  });
}

function join(directory: string, name: string): string {
  return directory === '/' ? `/${name}` : `${directory}/${name}`;
}

function collate(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
