/**
 * The files an `include` means (nft's src/scanner.l: scanner_include_file, include_glob): an absolute path or one that
 * begins with a dot as it is, others in the folders for includes; a pattern stands for all files it fits, in order, and
 * may fit none.
 */
import { glob } from '../bash/glob.ts';
import { resolvePath } from '../bash/resolve-path.ts';
import type { ShellProcess } from '../command.ts';
import type { IncludedFile, ReadIncluded } from './preprocess.ts';

const defaultFolder = '/etc';
const plain = { dotglob: false, globstar: false, nocaseglob: false };

/** @param folders given with `-I`, searched after the usual one */
export function includedFiles({ files, directory }: ShellProcess, folders: readonly string[]): ReadIncluded {
  /** Paths as they are written, whatever they are from the root on. */
  const matching = (pattern: string): readonly string[] => {
    const folder = /^[^*?[]*\//.exec(pattern)?.[0] ?? '';
    const root = resolvePath(directory, folder);
    const rest = pattern.slice(folder.length);
    return glob(files, root, rest, plain).map((name) => `${folder}${name}`);
  };
  const filesOf = (pattern: string): readonly IncludedFile[] | undefined => {
    const isPattern = /[*?[]/.test(pattern);
    const names = isPattern ? matching(pattern) : [pattern];
    const known = names.filter((name) => files.has(resolvePath(directory, name)));
    if (known.length === 0 && !isPattern) return undefined;
    return known.flatMap((name) => {
      const text = files.text(resolvePath(directory, name));
      return text === undefined ? [] : [{ name, text }];
    });
  };
  return (path) => {
    if (/^\.{0,2}\//.test(path)) return filesOf(path);
    for (const folder of [defaultFolder, ...folders]) {
      const found = filesOf(`${folder}/${path}`);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}
