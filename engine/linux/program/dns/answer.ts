/**
 * What an authoritative name server answers, in CoreDNS's manner (its kubernetes plugin): `aa`, the zone's SOA in
 * negative answers, glue for SRV, EDNS options echoed, at most 1232 octets by UDP.
 *
 * Where the records come from is injected. Left out: zone transfer, DNSSEC, truncation (no answer here is that long).
 */
import {
  recordType,
  responseCode,
  type DnsMessage,
  type Edns,
  type RecordData,
  type ResourceRecord,
} from '../../../net/dns/message.ts';

export interface DnsZone {
  /** With its final dot; `.` is everything. */
  readonly name: string;
  readonly authority: Extract<RecordData, { kind: 'authority' }>;
  /** A name of this zone without records is asked upstream (a reverse zone of which only a part is ours). */
  readonly fallThrough: boolean;
}

export interface DnsAuthority {
  readonly zones: readonly DnsZone[];
  /** Seconds. */
  readonly ttl: number;
  /** Answers with `ra` instead of `aa`: a resolver. */
  readonly recursive: boolean;
  /** Records of a name (lower case, final dot). */
  records(name: string, type: number): readonly RecordData[];
  /** Does the name, or one below it, exist? */
  exists(name: string): boolean;
}

/** The SOA that CoreDNS makes up for a zone. */
export function coreDnsAuthority(zone: string, ttl: number): DnsZone['authority'] {
  return {
    kind: 'authority',
    primary: `ns.dns.${zone}`,
    mailbox: `hostmaster.${zone}`,
    serial: 1_732_316_000,
    refresh: 7200,
    retry: 1800,
    expire: 86_400,
    minimum: ttl,
  };
}

/** @returns `elsewhere` for a name outside the zones */
export function answerQuery(authority: DnsAuthority, query: DnsMessage): DnsMessage | 'elsewhere' {
  const question = query.questions[0];
  if (question === undefined) return failure(query, responseCode.formatError);
  const key = question.name.toLowerCase();
  const zone = authority.zones.find(({ name }) => name === '.' || key === name || key.endsWith(`.${name}`));
  if (zone === undefined) return 'elsewhere';
  if (zone.fallThrough && authority.records(key, recordType.PTR).length === 0) return 'elsewhere';

  const record = (name: string, type: number, data: RecordData): ResourceRecord => ({
    name,
    type,
    class: 1,
    ttl: authority.ttl,
    data,
  });
  const answers = authority
    .records(key, question.type)
    .map((data) => record(question.name, question.type, data));
  if (answers.length === 0 && question.type !== recordType.CNAME) {
    for (const data of authority.records(key, recordType.CNAME)) {
      answers.push(record(question.name, recordType.CNAME, data));
      if (data.kind !== 'name') continue;
      for (const further of authority.records(data.name.toLowerCase(), question.type))
        answers.push(record(data.name, question.type, further));
    }
  }
  const additionals: ResourceRecord[] = [];
  for (const { data } of answers)
    if (data.kind === 'service')
      for (const glue of authority.records(data.target.toLowerCase(), recordType.A))
        additionals.push(record(data.target, recordType.A, glue));
  const negative = answers.length === 0;
  return {
    ...head(query),
    authoritative: !authority.recursive,
    recursionAvailable: authority.recursive,
    code: negative && !authority.exists(key) ? responseCode.nameError : responseCode.noError,
    answers,
    authorities: negative ? [record(zone.name, recordType.SOA, zone.authority)] : [],
    additionals,
  };
}

/** An answer that says only what went wrong. */
export function failure(query: DnsMessage, code: number): DnsMessage {
  return { ...head(query), code };
}

function head(query: DnsMessage): DnsMessage {
  const edns: Edns | undefined =
    query.edns === undefined
      ? undefined
      : {
          udpSize: Math.min(query.edns.udpSize, 1232),
          version: 0,
          dnssecOk: false,
          extendedCode: 0,
          options: query.edns.options,
        };
  return {
    id: query.id,
    response: true,
    opcode: query.opcode,
    authoritative: false,
    truncated: false,
    recursionDesired: query.recursionDesired,
    recursionAvailable: false,
    authenticData: false,
    checkingDisabled: false,
    code: 0,
    questions: query.questions,
    answers: [],
    authorities: [],
    additionals: [],
    edns,
  };
}
