/**
 * Pieces of a stream of octets as one: what a socket received in several segments, a request's head and its body, an
 * archive's blocks.
 */

/** Octets after octets, in memory of their own. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
