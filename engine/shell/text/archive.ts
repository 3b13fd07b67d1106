/**
 * Archives of tar(5) in the ustar format, with GNU's long names: a header of 512 octets before each file, two empty
 * blocks at the end.
 *
 * Left out: links, owners, times and devices, which files here do not have; pax records other than `path`.
 */
import { joined } from '../../net/wire/octets.ts';
import { textOfOctets, octetsOfText } from '../../net/wire/octet-text.ts';

export interface ArchiveEntry {
  /** A directory's ends with a slash. */
  readonly name: string;
  readonly octets: Uint8Array;
  readonly isExecutable: boolean;
}

const block = 512;
const nothing = new Uint8Array(0);
const types = { file: '0', directory: '5', longName: 'L', pax: 'x' } as const;

export function isDirectory({ name }: ArchiveEntry): boolean {
  return name.endsWith('/');
}

export function writeArchive(entries: readonly ArchiveEntry[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const entry of entries) {
    const name = octetsOfText(entry.name);
    if (name.length > 100) {
      const long = octetsOfText(`${entry.name}\0`);
      parts.push(header('././@LongLink', 0, long.length, types.longName), padded(long));
    }
    const type = isDirectory(entry) ? types.directory : types.file;
    const mode = isDirectory(entry) || entry.isExecutable ? 0o755 : 0o644;
    const short = textOfOctets(name.slice(0, 100));
    parts.push(header(short, mode, entry.octets.length, type), padded(entry.octets));
  }
  return joined([...parts, new Uint8Array(2 * block)]);
}

function header(name: string, mode: number, size: number, type: string): Uint8Array {
  const octets = new Uint8Array(block);
  const put = (at: number, text: string): void => {
    octets.set(octetsOfText(text), at);
  };
  const octal = (value: number, width: number): string => value.toString(8).padStart(width, '0');
  put(0, name);
  put(100, octal(mode, 7));
  put(108, octal(0, 7));
  put(116, octal(0, 7));
  put(124, octal(size, 11));
  put(136, octal(0, 11));
  put(148, '        ');
  put(156, type);
  put(257, 'ustar\u000000root');
  put(297, 'root');
  put(148, `${octal(sum(octets), 6)}\0 `);
  return octets;
}

function sum(octets: Uint8Array): number {
  return octets.reduce((total, octet) => total + octet, 0);
}

function padded(octets: Uint8Array): Uint8Array {
  const rest = octets.length % block;
  return rest === 0 ? octets : joined([octets, new Uint8Array(block - rest)]);
}

/** @returns undefined for what is no archive, or is cut short */
export function readArchive(octets: Uint8Array): readonly ArchiveEntry[] | undefined {
  const entries: ArchiveEntry[] = [];
  let long: string | undefined;
  for (let at = 0; at + block <= octets.length;) {
    const head = octets.subarray(at, at + block);
    if (head.every((octet) => octet === 0)) return entries;
    const text = (from: number, length: number): string =>
      textOfOctets(head.subarray(from, from + length)).split('\0')[0] ?? '';
    const checked = head.slice();
    checked.fill(0x20, 148, 156);
    if (parseInt(text(148, 8), 8) !== sum(checked)) return undefined;
    const size = parseInt(text(124, 12), 8) || 0;
    if (at + block + size > octets.length) return undefined;
    const content = octets.slice(at + block, at + block + size);
    at += block + Math.ceil(size / block) * block;
    const type = text(156, 1);
    if (type === types.longName) long = textOfOctets(content).split('\0')[0];
    else if (type === types.pax) long = /^\d+ path=(.*)$/m.exec(textOfOctets(content))?.[1] ?? long;
    else if (type === types.file || type === types.directory || type === '') {
      const prefix = text(345, 155);
      const name = long ?? (prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`);
      long = undefined;
      const isFolder = type === types.directory;
      entries.push({
        name: isFolder && !name.endsWith('/') ? `${name}/` : name,
        octets: isFolder ? nothing : content,
        isExecutable: !isFolder && (parseInt(text(100, 8), 8) & 0o100) !== 0,
      });
    }
  }
  return octets.length === 0 ? undefined : entries;
}
