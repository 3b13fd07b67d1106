/**
 * Directories of other trees in a container's.
 */
import { describe, expect, it } from 'vitest';
import { FileTree } from '../../../linux/file/file-tree.ts';
import { ContainerFiles } from './container-files.ts';

describe('a container’s files', () => {
  it('shares a directory of another tree where it is mounted, and hides what lay there', () => {
    const volume = new FileTree();
    volume.makeDirectory('/volume/part');
    const [one, other] = [new ContainerFiles(), new ContainerFiles()];
    one.set('/data/hidden', 'x');
    one.mount('/data', { tree: volume, path: '/volume', readOnly: false });
    other.mount('/srv/www', { tree: volume, path: '/volume', readOnly: false });
    expect(one.has('/data/hidden')).toBe(false);
    expect(one.write('/data/index.html', 'hello')).toBeUndefined();
    expect(one.append('/data/index.html', '!')).toBeUndefined();
    expect(other.text('/srv/www/index.html')).toBe('hello!');
    expect(other.names('/srv')).toEqual(['www']);
    expect(other.names('/srv/www')).toEqual(['index.html', 'part']);
    expect(other.list()).toContain('/srv/www/index.html');
    expect(other.delete('/srv/www/index.html')).toBe(true);
    expect(one.names('/data')).toEqual(['part']);
    expect(one.isDirectory('/data/part')).toBe(true);
    expect(one.write('/data/none/x', '')).toBe('No such file or directory');
  });

  it('mounts the innermost, and writes to nothing that is mounted read-only', () => {
    const volume = new FileTree();
    volume.set('/volume/part/x', 'inner');
    volume.set('/volume/x', 'outer');
    const files = new ContainerFiles();
    files.mount('/data', { tree: volume, path: '/volume', readOnly: false });
    files.mount('/data/own', { tree: volume, path: '/volume/part', readOnly: true });
    expect(files.text('/data/x')).toBe('outer');
    expect(files.text('/data/own/x')).toBe('inner');
    expect(files.write('/data/own/x', '')).toBe('Read-only file system');
    expect(files.text('/data/part/x')).toBe('inner');
  });
});
