/**
 * The file tree: layers, directories, generated files, deletion of what lies below.
 */
import { describe, expect, it } from 'vitest';
import { FileTree } from './file-tree.ts';
import { FileOutput, openForReading, openForWriting } from './open-file.ts';

describe('a file tree', () => {
  it('makes the directories of a file that is put there, and keeps them', () => {
    const files = new FileTree();
    files.set('/a/b/c', 'x');
    expect(files.isDirectory('/a/b')).toBe(true);
    files.delete('/a/b/c');
    expect(files.isDirectory('/a/b')).toBe(true);
    expect(files.names('/a')).toEqual(['b']);
  });

  it('refuses to write where there is no directory, and over one', () => {
    const files = new FileTree();
    expect(files.write('/no/file', '')).toBe('No such file or directory');
    expect(files.write('/tmp', '')).toBe('Is a directory');
    files.set('/tmp/f', '');
    expect(files.write('/tmp/f/x', '')).toBe('Not a directory');
  });

  it('hides what is deleted from a layer below without touching it', () => {
    const image = new FileTree();
    image.set('/etc/motd', 'hello');
    const container = new FileTree(image);
    expect(container.delete('/etc/motd')).toBe(true);
    expect(container.get('/etc/motd')).toBeUndefined();
    expect(container.list()).not.toContain('/etc/motd');
    expect(image.text('/etc/motd')).toBe('hello');
    expect(container.write('/etc/motd', 'again')).toBeUndefined();
    expect(container.text('/etc/motd')).toBe('again');
  });

  it('does not truncate a generated file, and gives it each write as one', () => {
    const writes: string[] = [];
    const proc = new FileTree();
    proc.set('/proc/x', {
      read: () => '0\n',
      write: (text) => (writes.push(text), text === 'bad\n' ? 'Invalid argument' : undefined),
    });
    const files = new FileTree(proc);
    expect(openForWriting(files, '/proc/x', 'truncate')).toHaveProperty('stream');
    const output = new FileOutput(files, '/proc/x');
    output.write('1\n');
    expect(output.failure).toBeUndefined();
    output.write('bad\n');
    expect(output.failure).toBe('Invalid argument');
    expect(writes).toEqual(['1\n', 'bad\n']);
  });

  it('says in the kernel’s words what cannot be opened', () => {
    const files = new FileTree();
    files.set('/tmp/f', 'x');
    expect(openForReading(files, '/tmp')).toEqual({ error: 'Is a directory' });
    expect(openForReading(files, '/tmp/none')).toEqual({ error: 'No such file or directory' });
    expect(openForReading(files, '/tmp/f/y')).toEqual({ error: 'Not a directory' });
  });

  it('remembers what may be executed', () => {
    const files = new FileTree();
    files.set('/tmp/s', '');
    files.setExecutable('/tmp/s', true);
    expect(files.isExecutable('/tmp/s')).toBe(true);
    expect(new FileTree(files).isExecutable('/tmp/s')).toBe(true);
  });
});
