/**
 * Text as UTF-8 octets and back (RFC 3629). Browsers and Node both bring the codec; the engine's type library, which
 * has no DOM, does not know it, hence the declarations.
 */

declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  decode(bytes: Uint8Array): string;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Up to so many letters a loop is sooner done than the codec. */
const short = 256;

export function utf8(text: string): Uint8Array<ArrayBuffer> {
  if (text.length > short) return encoder.encode(text);
  const octets = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 127) return encoder.encode(text);
    octets[at] = code;
  }
  return octets;
}

/** Octets that are not UTF-8 become U+FFFD. */
export function fromUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
