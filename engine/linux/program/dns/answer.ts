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
  /** Stands in negative answers; without it they are empty. */
  readonly authority?: Extract<RecordData, { kind: 'authority' }>;
  /** What has no records in this zone is asked upstream (a reverse zone of which only a part is ours). */
  readonly fallThrough: boolean;
}

export interface DnsAuthority {
  readonly zones: readonly DnsZone[];
  /** Seconds. */
  readonly ttl: number;
  /** Of a name that has another (lower case, final dot). */
  readonly ttlOf?: (name: string) => number;
  /** Answers with `ra` instead of `aa`: a resolver. */
  readonly recursive: boolean;
  /** Records of a name (lower case, final dot). */
  records(name: string, type: number): readonly RecordData[];
  /** Does the name, or one below it, exist? */
  exists(name: string): boolean;
}

/** The SOA that CoreDNS makes up for a zone. */
export function coreDnsAuthority(zone: string, ttl: number): Extract<RecordData, { kind: 'authority' }> {
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
  const zone = authority.zones.find((candidate) => isWithin(candidate, key));
  if (zone === undefined) return 'elsewhere';
  if (zone.fallThrough && authority.records(key, question.type).length === 0) return 'elsewhere';

  // The zone as it was asked for: `ClUsTeR.lOcAl.` stays so in what names it.
  const asked = zone.name === '.' ? zone.name : question.name.slice(-zone.name.length);
  const record = (name: string, type: number, data: RecordData): ResourceRecord => ({
    name,
    type,
    class: 1,
    ttl: authority.ttlOf?.(name.toLowerCase()) ?? authority.ttl,
    data: inCaseOf(data, zone.name, asked),
  });
  const answers = chase(authority, zone, question.name, question.type, record);
  const glue = (name: string): ResourceRecord[] =>
    [recordType.A, recordType.AAAA].flatMap((type) =>
      authority.records(name.toLowerCase(), type).map((data) => record(name, type, data)),
    );
  const additionals: ResourceRecord[] = [];
  for (const { data } of answers)
    if (data.kind === 'service') additionals.push(...glue(data.target));
    else if (data.kind === 'name' && question.type === recordType.NS) additionals.push(...glue(data.name));
  const negative = answers.length === 0;
  return {
    ...head(query),
    authoritative: !authority.recursive,
    recursionAvailable: authority.recursive,
    code: negative && !authority.exists(key) ? responseCode.nameError : responseCode.noError,
    answers,
    authorities:
      negative && zone.authority !== undefined ? [record(asked, recordType.SOA, zone.authority)] : [],
    additionals,
  };
}

/**
 * Records of a name, or the aliases that lead to some (A in plugin/backend_lookup.go): an alias within the zone whose
 * end has nothing is not said; one that leads out of it is, and whoever asks upstream goes on there.
 */
function chase(
  authority: DnsAuthority,
  zone: DnsZone,
  name: string,
  type: number,
  record: (name: string, type: number, data: RecordData) => ResourceRecord,
  aliases = 0,
): ResourceRecord[] {
  const key = name.toLowerCase();
  const own = authority.records(key, type).map((data) => record(name, type, data));
  if (own.length > 0 || type === recordType.CNAME || type === recordType.SRV || aliases > mostAliases)
    return own;
  return authority.records(key, recordType.CNAME).flatMap((data) => {
    if (data.kind !== 'name') return [];
    const alias = record(name, recordType.CNAME, data);
    if (!isWithin(zone, data.name)) return [alias];
    const further = chase(authority, zone, data.name, type, record, aliases + 1);
    return further.length === 0 && !authority.recursive ? [] : [alias, ...further];
  });
}

function inCaseOf(data: RecordData, zone: string, asked: string): RecordData {
  if (asked === zone) return data;
  const renamed = (name: string) => (name.endsWith(zone) ? name.slice(0, -zone.length) + asked : name);
  switch (data.kind) {
    case 'authority':
      return { ...data, primary: renamed(data.primary), mailbox: renamed(data.mailbox) };
    case 'service':
      return { ...data, target: renamed(data.target) };
    default:
      return data;
  }
}

/** Longer chains are not followed. */
const mostAliases = 7;

function isWithin({ name }: DnsZone, candidate: string): boolean {
  const key = candidate.toLowerCase();
  return name === '.' || key === name || key.endsWith(`.${name}`);
}

/** The name at which somebody else knows more: the alias that an answer ends with, when it leads out of all zones. */
export function leadsElsewhere(
  { zones }: DnsAuthority,
  { questions, answers }: DnsMessage,
): string | undefined {
  const last = answers.at(-1);
  if (last?.type !== recordType.CNAME || questions[0]?.type === recordType.CNAME) return undefined;
  if (last.data.kind !== 'name') return undefined;
  const { name } = last.data;
  return zones.some((zone) => isWithin(zone, name)) ? undefined : name;
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
