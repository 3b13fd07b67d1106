/**
 * Octets in text and back, whatever they are: streams between programs are text, and what passes through them need not
 * be (a tar archive of pictures). An octet that is no part of UTF-8 becomes a lone low surrogate, U+DC80 to U+DCFF, as
 * in PEP 383; text that came from octets gives the same octets again.
 *
 * A character may be cut by the border of two pieces: a decoder keeps the beginning for the next piece.
 */
import { joined } from './octets.ts';
import { utf8 } from './utf8.ts';

const escape = 0xdc00;

/** Pieces of a stream of octets, one after the other. */
export class OctetDecoder {
  #kept: Uint8Array = new Uint8Array(0);

  /** @returns the text so far, but for a character whose end has not come */
  decode(piece: Uint8Array): string {
    return this.#take(piece, false);
  }

  /** @returns what was kept, at the end of the stream */
  end(): string {
    return this.#take(new Uint8Array(0), true);
  }

  #take(piece: Uint8Array, isLast: boolean): string {
    const octets = this.#kept.length === 0 ? piece : joined([this.#kept, piece]);
    const units: string[] = [];
    let at = 0;
    while (at < octets.length) {
      const length = characterAt(octets, at);
      if (length === 'cut' && !isLast) break;
      units.push(typeof length === 'string' ? escaped(octets[at] ?? 0) : character(octets, at, length));
      at += typeof length === 'string' ? 1 : length;
    }
    this.#kept = octets.slice(at);
    return units.join('');
  }
}

export function textOfOctets(octets: Uint8Array): string {
  const decoder = new OctetDecoder();
  return decoder.decode(octets) + decoder.end();
}

export function octetsOfText(text: string): Uint8Array {
  if (!/[\udc80-\udcff]/.test(text)) return utf8(text);
  const parts: Uint8Array[] = [];
  let plain = '';
  const flush = (): void => {
    if (plain !== '') parts.push(utf8(plain));
    plain = '';
  };
  // By code points: a surrogate that belongs to a pair is none here.
  for (const one of text) {
    const code = one.codePointAt(0) ?? 0;
    if (code < escape + 0x80 || code > escape + 0xff) plain += one;
    else {
      flush();
      parts.push(Uint8Array.of(code - escape));
    }
  }
  flush();
  return joined(parts);
}

function escaped(octet: number): string {
  return String.fromCharCode(escape + octet);
}

/** How many octets the character there has; `cut` when its beginning stands at the end, `none` when it is none. */
function characterAt(octets: Uint8Array, at: number): number | 'cut' | 'none' {
  const first = octets[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : 4;
  if (first < 0xc2 || first > 0xf4) return 'none';
  for (let next = 1; next < length; next++) {
    const octet = octets[at + next];
    if (octet === undefined) return 'cut';
    // Too long a form, a surrogate, or past the last character: RFC 3629, section 4.
    const least = next > 1 ? 0x80 : first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
    const most = next > 1 ? 0xbf : first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
    if (octet < least || octet > most) return 'none';
  }
  return length;
}

function character(octets: Uint8Array, at: number, length: number): string {
  const first = octets[at] ?? 0;
  if (length === 1) return String.fromCharCode(first);
  let code = first & (0x7f >> length);
  for (let next = 1; next < length; next++) code = (code << 6) | ((octets[at + next] ?? 0) & 0x3f);
  return String.fromCodePoint(code);
}
