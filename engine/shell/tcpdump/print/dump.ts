/**
 * -x, -X, -A: the octets themselves (print-ascii.c, hex_print).
 */
const columns = 16;

export function dumpText(bytes: Uint8Array, start: number, kind: 'A' | 'x' | 'X', indent = '\n\t'): string {
  const part = bytes.subarray(start);
  if (kind === 'A') return asciiText(part);
  let text = '';
  for (let at = 0; at < part.length; at += columns) {
    const row = part.subarray(at, at + columns);
    let digits = '';
    for (let index = 0; index < row.length; index += 2) {
      digits += ` ${pair(row[index])}`;
      if (index + 1 < row.length) digits += pair(row[index + 1]);
    }
    text += `${indent}0x${at.toString(16).padStart(4, '0')}: `;
    if (kind === 'x') {
      text += digits;
      continue;
    }
    const letters = [...row]
      .map((octet) => (octet > 32 && octet < 127 ? String.fromCharCode(octet) : '.'))
      .join('');
    text += `${digits.padEnd(40)}  ${letters}`;
  }
  return text;
}

const pair = (octet: number | undefined) => (octet ?? 0).toString(16).padStart(2, '0');

function asciiText(bytes: Uint8Array): string {
  let text = '\n';
  for (const [at, octet] of bytes.entries()) {
    if (octet === 13) {
      // A carriage return before a line feed is left out.
      if (bytes[at + 1] !== 10) text += '.';
    } else if (octet === 10 || octet === 9 || (octet >= 32 && octet < 127))
      text += String.fromCharCode(octet);
    else text += '.';
  }
  return text;
}
