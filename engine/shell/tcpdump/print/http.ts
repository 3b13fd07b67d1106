/**
 * HTTP (print-http.c, txtproto_print): the first line; with -v all lines of text.
 */
import type { Printer } from './printer.ts';

const methods = new Set(
  'GET PUT COPY HEAD LOCK MOVE POST PATCH SEARCH MKCOL OPTIONS PROPFIND DELETE UNLOCK TRACE'.split(' '),
);

export function printHttp(printer: Printer, start: number, length: number): void {
  const { bytes } = printer;
  const end = Math.min(start + length, printer.end);
  const first = lineAt(bytes, start, end);
  const word = first?.text.split(' ')[0] ?? '';
  const second = first?.text.split(' ')[1] ?? '';
  const isMessage = methods.has(word) || (/^HTTP\//.test(word) && /^\d{3}$/.test(second));
  if (!isMessage || first === undefined) {
    printer.put('HTTP');
    return;
  }
  if (!printer.verbose && first.cut && start + length > end) {
    printer.put('HTTP [|http]');
    return;
  }
  if (!printer.verbose) {
    printer.put(`HTTP: ${first.text}${first.cut ? ' [|http]' : ''}`);
    return;
  }
  const cut = () => {
    printer.put(' [|http]');
  };
  printer.put(`HTTP, length: ${String(length)}`);
  for (let at = start; at < end;) {
    const line = lineAt(bytes, at, end);
    if (line === undefined) break;
    // What lies behind the snapshot is not guessed at.
    if (line.cut && start + length > end) {
      cut();
      return;
    }
    printer.put(`\n\t${line.text}`);
    if (line.cut) {
      printer.put(' [|http]');
      break;
    }
    at = line.next;
  }
  if (start + length > end) cut();
}

/** Up to the next line feed; `cut` when the octets end before it. @returns undefined when what comes is not text */
function lineAt(
  bytes: Uint8Array,
  start: number,
  end: number,
): { readonly text: string; readonly next: number; readonly cut: boolean } | undefined {
  let text = '';
  for (let at = start; at < end; at++) {
    const octet = bytes[at] ?? 0;
    if (octet === 10) return { text: text.replace(/\r$/, ''), next: at + 1, cut: false };
    if (octet !== 13 && octet !== 9 && (octet < 32 || octet > 126)) return undefined;
    text += String.fromCharCode(octet);
  }
  return text === '' ? undefined : { text, next: end, cut: true };
}
