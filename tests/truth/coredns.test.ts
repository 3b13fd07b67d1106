/**
 * CoreDNS's own tables of questions and answers (plugin/kubernetes/*_test.go, handed out as oracles/coredns) put to our
 * authority: code, answers, additional and authority records. Serial numbers are times; a negative answer's seconds are
 * those of the case's own writer.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { clusterAuthority } from '../../engine/kubernetes/dns/authority.ts';
import type { EndpointSlice, Service } from '../../engine/kubernetes/objects/service.ts';
import { answerQuery, leadsElsewhere } from '../../engine/linux/program/dns/answer.ts';
import { Address } from '../../engine/net/address/address.ts';
import {
  query,
  type RecordData,
  recordTypeName,
  recordTypeNumber,
  type ResourceRecord,
} from '../../engine/net/dns/message.ts';
import { shared } from './shared.ts';

interface Case {
  readonly qname: string;
  readonly qtype: string;
  readonly rcode: string;
  readonly answer?: readonly string[];
  readonly ns?: readonly string[];
  readonly extra?: readonly string[];
}

interface Oracle {
  readonly cases: Readonly<Record<string, readonly Case[]>>;
  readonly objects: {
    readonly svcIndex: Readonly<Record<string, { readonly _items: readonly UpstreamService[] } | string>>;
    readonly epsIndex: Readonly<Record<string, { readonly _items: readonly UpstreamEndpoints[] } | string>>;
  };
}

interface UpstreamService {
  readonly Name: string;
  readonly Namespace: string;
  readonly ExternalName?: string;
  readonly ClusterIPs?: readonly (string | object)[];
  readonly Ports?: readonly { readonly Name: string; readonly Protocol: string; readonly Port: number }[];
}

interface UpstreamEndpoints {
  readonly Name: string;
  readonly Namespace: string;
  readonly Index: { readonly args: readonly [string, string] };
  readonly Subsets: readonly {
    readonly Addresses: readonly { readonly IP: string; readonly Hostname?: string }[] | null;
    readonly Ports: readonly { readonly Name?: string; readonly Protocol?: string; readonly Port: number }[];
  }[];
}

/** Groups of cases put to the usual set of objects. */
const groups = [
  'handler_case_test.go:dnsPreserveCaseCases',
  'handler_test.go:commonDnsTestCases',
  'handler_test.go:dnsTestCases',
  'handler_test.go:nsTestCases',
  'handler_pod_insecure_test.go:podModeInsecureCases',
  'kubernetes_apex_test.go:kubeApexCases',
];

const codes: Readonly<Record<string, number>> = { Success: 0, NameError: 3 };

const path = shared('oracles', 'coredns', 'cases.json');

describe.skipIf(path === undefined)('CoreDNS by its own tables', () => {
  const oracle = JSON.parse(readFileSync(path ?? '', 'utf8')) as Oracle;
  const authority = authorityOf(oracle);
  for (const group of groups)
    for (const [index, wanted] of (oracle.cases[group] ?? []).entries())
      it(`${group} ${String(index)}: ${wanted.qname} ${wanted.qtype}`, () => {
        const name = wanted.qname.endsWith('.') ? wanted.qname : `${wanted.qname}.`;
        const answer = answerQuery(authority, query(1, name, recordTypeNumber(wanted.qtype) ?? 0));
        if (answer === 'elsewhere') throw new Error('asked elsewhere');
        // Upstream's answer about another zone is added by the server.
        const goesOn = leadsElsewhere(authority, answer) !== undefined;
        const answers = (wanted.answer ?? []).filter((text) => !goesOn || !text.startsWith('ext.'));
        expect({
          code: answer.code,
          answers: texts(answer.answers),
          authorities: texts(answer.authorities),
          additionals: texts(answer.additionals),
        }).toEqual({
          code: codes[wanted.rcode],
          answers: answers.map(normal).sort(),
          authorities: (wanted.ns ?? []).map(normal).sort(),
          additionals: (wanted.extra ?? []).map(normal).sort(),
        });
      });
});

function authorityOf({ objects }: Oracle) {
  const services = items(objects.svcIndex).map(serviceOf);
  const slices = items(objects.epsIndex).flatMap(slicesOf);
  return clusterAuthority(
    {
      services: () => services,
      endpointSlices: () => slices,
      namespaces: () => ['testns', 'kube-system', 'podns'],
      own: () => [Address.parse('127.0.0.1')],
      generation: () => 0,
    },
    'cluster.local',
    5,
  );
}

function items<Item>(index: Readonly<Record<string, { readonly _items: readonly Item[] } | string>>): Item[] {
  return Object.values(index).flatMap((value) => (typeof value === 'string' ? [] : value._items));
}

function serviceOf(service: UpstreamService): Service {
  const clusterIPs = (service.ClusterIPs ?? []).map((ip) => (typeof ip === 'string' ? ip : 'None'));
  return {
    metadata: { name: service.Name, namespace: service.Namespace },
    spec: {
      ...(service.ExternalName === undefined
        ? { type: 'ClusterIP', clusterIP: clusterIPs[0], clusterIPs }
        : { type: 'ExternalName', externalName: service.ExternalName }),
      ports: (service.Ports ?? []).map(({ Name, Protocol, Port }) => ({
        name: Name,
        protocol: Protocol.toUpperCase(),
        port: Port,
      })),
    },
  } as unknown as Service;
}

function slicesOf({ Name, Namespace, Index, Subsets }: UpstreamEndpoints): EndpointSlice[] {
  return Subsets.map(
    ({ Addresses, Ports }) =>
      ({
        metadata: {
          name: Name,
          namespace: Namespace,
          labels: { 'kubernetes.io/service-name': Index.args[0] },
        },
        endpoints: (Addresses ?? []).map(({ IP, Hostname }) => ({
          addresses: [IP],
          ...(Hostname === undefined ? {} : { hostname: Hostname }),
        })),
        ports: Ports.filter(({ Port }) => Port !== -1).map(({ Name: name, Protocol, Port }) => ({
          name,
          protocol: (Protocol ?? 'TCP').toUpperCase(),
          port: Port,
        })),
      }) as unknown as EndpointSlice,
  );
}

/** As the oracle writes a record. */
function texts(records: readonly ResourceRecord[]): string[] {
  return records
    .map(({ name, ttl, type, data }) =>
      normal(`${name} ${String(ttl)} IN ${recordTypeName(type)} ${dataText(data)}`),
    )
    .sort();
}

function dataText(data: RecordData): string {
  switch (data.kind) {
    case 'address':
      return data.address.text;
    case 'name':
      return data.name;
    case 'text':
      return data.strings.join(' ');
    case 'service':
      return `${String(data.priority)} ${String(data.weight)} ${String(data.port)} ${data.target}`;
    case 'authority':
      return `${data.primary} ${data.mailbox} 0 ${String(data.refresh)} ${String(data.retry)} ${String(data.expire)} ${String(data.minimum)}`;
    default:
      throw new Error(`no text for ${data.kind}`);
  }
}

/** Without serial number and minimum, and without a SOA's own seconds; owner names end with their dot. */
function normal(text: string): string {
  const [owner = '', ttl = '', ...rest] = text.split(' ');
  const name = owner.endsWith('.') ? owner : `${owner}.`;
  if (rest[1] !== 'SOA') return [name, ttl, ...rest].join(' ');
  return [name, ...rest.slice(0, 4), ...rest.slice(5, 8)].join(' ');
}
