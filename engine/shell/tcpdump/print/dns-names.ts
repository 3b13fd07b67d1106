/**
 * Names of domains in a message, with their pointers, and names of record types (print-domain.c: ns_nprint, ns_type2str).
 */
import { characters, type Printer } from './printer.ts';

export const typeNames: ReadonlyMap<number, string> = new Map(
  (
    '1 A,2 NS,3 MD,4 MF,5 CNAME,6 SOA,7 MB,8 MG,9 MR,10 NULL,11 WKS,12 PTR,13 HINFO,14 MINFO,15 MX,16 TXT,17 RP,18 AFSDB,' +
    '19 X25,20 ISDN,21 RT,22 NSAP,23 NSAP_PTR,24 SIG,25 KEY,26 PX,27 GPOS,28 AAAA,29 LOC,30 NXT,31 EID,32 NIMLOC,33 SRV,' +
    '34 ATMA,35 NAPTR,36 KX,37 CERT,38 A6,39 DNAME,40 SINK,41 OPT,42 APL,43 DS,44 SSHFP,45 IPSECKEY,46 RRSIG,47 NSEC,' +
    '99 SPF,100 UINFO,101 UID,102 GID,103 UNSPEC,104 UNSPECA,249 TKEY,250 TSIG,251 IXFR,252 AXFR,253 MAILB,254 MAILA,255 ANY'
  )
    .split(',')
    .map((pair) => [Number.parseInt(pair, 10), pair.replace(/^\d+ /, '')] as const),
);

/** Longer chains of pointers are a loop. */
const mostPointers = 255;

/** @param start of the message @throws Truncated */
export function nameAt(
  printer: Printer,
  from: number,
  start: number,
): { readonly text: string; readonly next: number } {
  let text = '';
  let next: number | undefined;
  let at = from;
  for (let pointers = 0; pointers < mostPointers;) {
    const length = printer.u8(at);
    if (length === 0) return { text: text === '' ? '.' : text, next: next ?? at + 1 };
    if (length >= 0xc0) {
      next ??= at + 2;
      at = start + (printer.u16(at) & 0x3fff);
      pointers++;
      continue;
    }
    text += characters(printer.octets(at + 1, length));
    text += '.';
    at += 1 + length;
  }
  return { text: '<LOOP>', next: next ?? at };
}
