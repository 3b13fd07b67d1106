/**
 * Between archives and the files a process sees: what tar packs and unpacks, and kubectl cp with it.
 */
import type { FileTree } from '../../linux/file/file-tree.ts';
import { octetsOfText, textOfOctets } from '../../net/wire/octet-text.ts';
import { fromUtf8, utf8 } from '../../net/wire/utf8.ts';
import { type ArchiveEntry, isDirectory } from './archive.ts';

const nothing = new Uint8Array(0);

/**
 * A file, or a directory with all in it.
 * @param path absolute
 * @param name what it is called in the archive
 */
export function packed(files: FileTree, path: string, name: string): readonly ArchiveEntry[] {
  if (!files.isDirectory(path)) {
    const content = files.get(path);
    const octets = content instanceof Uint8Array ? content : octetsOfText(files.text(path) ?? '');
    return [{ name, octets, isExecutable: files.isExecutable(path) }];
  }
  const folder = path === '/' ? '' : path;
  return [
    { name: `${name}/`, octets: nothing, isExecutable: false },
    ...files.names(path).flatMap((child) => packed(files, `${folder}/${child}`, `${name}/${child}`)),
  ];
}

/** @param path absolute @returns an error in the kernel's words, or undefined */
export function unpack(files: FileTree, path: string, entry: ArchiveEntry): string | undefined {
  if (isDirectory(entry)) {
    files.makeDirectory(path.replace(/(.)\/$/, '$1'));
    return undefined;
  }
  if (files.isDirectory(path)) return 'Is a directory';
  const { octets } = entry;
  const text = fromUtf8(octets);
  const parent = path.slice(0, path.lastIndexOf('/')) || '/';
  if (!files.isDirectory(parent)) files.makeDirectory(parent);
  const isText = textOfOctets(octets) === text && utf8(text).length === octets.length;
  const error = files.write(path, isText ? text : octets);
  if (error === undefined) files.setExecutable(path, entry.isExecutable);
  return error;
}
