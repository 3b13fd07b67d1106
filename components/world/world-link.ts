/** A world as the part of an address after `#`: nothing of it ever reaches a server. */
import { deflateSync, Inflate } from 'fflate';
import { limits, readSavedWorld, type Reading, type SavedWorld } from './action-schema.ts';

const prefix = 'world=';
const longest = 60_000;

/** @returns undefined when it is too long for an address */
export function worldHash(id: string, world: SavedWorld): string | undefined {
  const bytes = deflateSync(new TextEncoder().encode(JSON.stringify({ id, ...world })), { level: 9 });
  const text = btoa(String.fromCharCode(...bytes.subarray(0, longest)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
  return bytes.length > longest ? undefined : `#${prefix}${text}`;
}

export interface SharedWorld extends SavedWorld {
  readonly id: string;
}

/** @returns undefined when the address carries no world */
export function readWorldHash(hash: string): Reading<SharedWorld> | undefined {
  const text = hash.replace(/^#/, '');
  if (!text.startsWith(prefix)) return undefined;
  if (text.length > longest * 1.4) return { ok: false, error: 'it is too long' };
  try {
    const bytes = Uint8Array.from(
      atob(text.slice(prefix.length).replaceAll('-', '+').replaceAll('_', '/')),
      (letter) => letter.charCodeAt(0),
    );
    const data: unknown = JSON.parse(inflated(bytes));
    const world = readSavedWorld(data);
    const { id } = data as { id?: unknown };
    if (!world.ok) return world;
    if (typeof id !== 'string' || !/^[\w./~-]{1,100}$/.test(id))
      return { ok: false, error: 'it names no chapter' };
    return { ok: true, value: { ...world.value, id } };
  } catch {
    return { ok: false, error: 'it is damaged, perhaps cut short on its way' };
  }
}

/** @throws when it grows beyond what a world may have: a few octets could stand for gigabytes */
function inflated(bytes: Uint8Array): string {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const stream = new Inflate((piece) => {
    length += piece.length;
    if (length > limits.characters) throw new RangeError('too large');
    pieces.push(piece);
  });
  for (let at = 0; at < bytes.length; at += 512)
    stream.push(bytes.subarray(at, at + 512), at + 512 >= bytes.length);
  const decoder = new TextDecoder();
  return pieces.map((piece) => decoder.decode(piece, { stream: true })).join('') + decoder.decode();
}
