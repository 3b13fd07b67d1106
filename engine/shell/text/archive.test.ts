import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FileTree } from '../../linux/file/file-tree.ts';
import { packed, unpack } from './archive-files.ts';
import { type ArchiveEntry, readArchive, writeArchive } from './archive.ts';

const part = fc.stringMatching(/^[a-z.é-]{1,30}$/).filter((name) => !/^\.+$/.test(name));
const entry: fc.Arbitrary<ArchiveEntry> = fc.record({
  name: fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('/')),
  octets: fc.uint8Array({ maxLength: 1200 }),
  isExecutable: fc.boolean(),
});

describe('archives of tar', () => {
  it('give back what was put in', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 4 }), (entries) => {
        expect(readArchive(writeArchive(entries))).toEqual(entries);
      }),
      { numRuns: 50 },
    );
  });

  it('carry a folder from one tree of files to another', () => {
    const [here, there] = [new FileTree(), new FileTree()];
    here.set('/a/text', 'Grüße\n');
    here.set('/a/b/octets', Uint8Array.of(0xff, 0, 0x80));
    here.makeDirectory('/a/empty');
    const archive = writeArchive(packed(here, '/a', 'c'));
    for (const one of readArchive(archive) ?? [])
      expect(unpack(there, `/x/${one.name}`, one)).toBe(undefined);
    expect(there.get('/x/c/text')).toBe('Grüße\n');
    expect(there.get('/x/c/b/octets')).toEqual(Uint8Array.of(0xff, 0, 0x80));
    expect(there.names('/x/c')).toEqual(['b', 'empty', 'text']);
  });

  it('are told from what is none', () => {
    expect(readArchive(new Uint8Array(1024).fill(65))).toBe(undefined);
    expect(readArchive(new Uint8Array(0))).toBe(undefined);
  });
});
