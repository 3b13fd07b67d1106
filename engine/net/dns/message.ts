/**
 * A DNS message as a value (RFC 1035 section 4, RFC 2782 SRV, RFC 3596 AAAA, RFC 6891 EDNS).
 *
 * Names are text with a dot after every label (`web.default.svc.cluster.local.`, the root is `.`), case kept. Left out:
 * escapes in names, record types nobody asks for here (kept as octets), DNSSEC.
 */
import type { Address } from '../address/address.ts';

/** Numbers of record types by name (IANA). */
export const recordType = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  HINFO: 13,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  OPT: 41,
  HTTPS: 65,
  AXFR: 252,
  ANY: 255,
} as const;

const namesOfTypes = new Map<number, string>(
  Object.entries(recordType).map(([name, number]) => [number, name]),
);

/** `A`; a number nobody named as `TYPE64`. */
export function recordTypeName(type: number): string {
  return namesOfTypes.get(type) ?? `TYPE${String(type)}`;
}

/** @returns undefined when there is no such type */
export function recordTypeNumber(name: string): number | undefined {
  const upper = name.toUpperCase();
  if (upper === 'OPT') return undefined;
  const known = Object.entries(recordType).find(([candidate]) => candidate === upper);
  if (known !== undefined) return known[1];
  const numbered = /^TYPE(\d{1,5})$/.exec(upper);
  return numbered === null ? undefined : Number(numbered[1]);
}

export const responseCode = {
  noError: 0,
  formatError: 1,
  serverFailure: 2,
  nameError: 3,
  notImplemented: 4,
  refused: 5,
} as const;

/** As dig prints them. */
export const responseCodeNames = [
  'NOERROR',
  'FORMERR',
  'SERVFAIL',
  'NXDOMAIN',
  'NOTIMP',
  'REFUSED',
  'YXDOMAIN',
  'YXRRSET',
  'NXRRSET',
  'NOTAUTH',
  'NOTZONE',
] as const;

export interface Question {
  readonly name: string;
  readonly type: number;
  /** 1: IN */
  readonly class: number;
}

export type RecordData =
  | { readonly kind: 'address'; readonly address: Address }
  /** CNAME, NS, PTR */
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'mail'; readonly preference: number; readonly exchange: string }
  | { readonly kind: 'text'; readonly strings: readonly string[] }
  | {
      readonly kind: 'service';
      readonly priority: number;
      readonly weight: number;
      readonly port: number;
      readonly target: string;
    }
  | {
      readonly kind: 'authority';
      readonly primary: string;
      readonly mailbox: string;
      readonly serial: number;
      readonly refresh: number;
      readonly retry: number;
      readonly expire: number;
      readonly minimum: number;
    }
  | { readonly kind: 'octets'; readonly octets: Uint8Array };

export interface ResourceRecord {
  readonly name: string;
  readonly type: number;
  readonly class: number;
  /** Seconds. */
  readonly ttl: number;
  readonly data: RecordData;
}

/** The OPT pseudo-record. */
export interface Edns {
  /** What the sender can receive by UDP. */
  readonly udpSize: number;
  readonly version: number;
  /** The DO bit. */
  readonly dnssecOk: boolean;
  /** The upper eight bits of the response code. */
  readonly extendedCode: number;
  /** The COOKIE option has number 10. */
  readonly options: readonly { readonly code: number; readonly data: Uint8Array }[];
}

export interface DnsMessage {
  readonly id: number;
  readonly response: boolean;
  /** 0: a query. */
  readonly opcode: number;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly recursionDesired: boolean;
  readonly recursionAvailable: boolean;
  readonly authenticData: boolean;
  readonly checkingDisabled: boolean;
  readonly code: number;
  readonly questions: readonly Question[];
  readonly answers: readonly ResourceRecord[];
  readonly authorities: readonly ResourceRecord[];
  /** Without the OPT record: that is `edns`. */
  readonly additionals: readonly ResourceRecord[];
  readonly edns: Edns | undefined;
}

/** A query for one name. */
export function query(id: number, name: string, type: number, edns?: Edns): DnsMessage {
  return {
    id,
    response: false,
    opcode: 0,
    authoritative: false,
    truncated: false,
    recursionDesired: true,
    recursionAvailable: false,
    authenticData: false,
    checkingDisabled: false,
    code: 0,
    questions: [{ name, type, class: 1 }],
    answers: [],
    authorities: [],
    additionals: [],
    edns,
  };
}
