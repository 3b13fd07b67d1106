/**
 * The servers of the recorded laboratory (netlab/servers.ts says which run where) as programs of our kernels.
 */
import { Address } from '../../net/address/address.ts';
import { type RecordData, recordType } from '../../net/dns/message.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { Program } from '../../linux/process/process.ts';
import { coreDnsAuthority, type DnsAuthority, type DnsZone } from '../../linux/program/dns/answer.ts';
import { dnsServer } from '../../linux/program/dns/server.ts';
import { acceptAndClose, udpEcho } from '../../linux/program/echo.ts';
import { labResponder } from '../../linux/program/http/lab.ts';
import { httpServer } from '../../linux/program/http/server.ts';
import { together } from '../../linux/program/serve.ts';
import type { DnsRecord, DnsZones } from '../netlab/dns.ts';
import type { LabServer, Serving } from '../netlab/servers.ts';

export function labServer({ serving }: LabServer): Program<NetworkNamespace> {
  return together(...serving.map(program));
}

function program(serving: Serving): Program<NetworkNamespace> {
  const endpoint = { address: Address.parse(serving.address), port: serving.port };
  switch (serving.kind) {
    case 'http':
      return httpServer({
        ...endpoint,
        respond: labResponder(serving.hostname),
        backlog: serving.backlog,
        idle: 5,
      });
    case 'udp-echo':
      return udpEcho(endpoint, serving.hostname);
    case 'accept':
      return acceptAndClose(endpoint, serving.backlog);
    case 'dns': {
      const { upstream } = serving.zones;
      return dnsServer({
        ...endpoint,
        authority: authorityOf(serving.zones),
        ...(upstream === undefined ? {} : { upstream: { address: Address.parse(upstream), port: 53 } }),
      });
    }
  }
}

export function authorityOf({ records, empty, zones, ttl, recursive }: DnsZones): DnsAuthority {
  const byName = Map.groupBy(records, ({ name }) => name);
  const exists = new Set([...byName.keys(), ...empty].flatMap(withParents));
  return {
    zones: zones.map((name): DnsZone => ({
      name,
      authority: name === '.' ? rootAuthority : coreDnsAuthority(name, ttl),
      fallThrough: name === 'in-addr.arpa.',
    })),
    ttl,
    recursive,
    records: (name, type) =>
      (byName.get(name) ?? []).filter((record) => recordType[record.type] === type).map(dataOf),
    exists: (name) => exists.has(name),
  };
}

/** A name and all it stands below: they exist, if only as empty answers. */
function withParents(name: string): string[] {
  const labels = name.split('.').slice(0, -1);
  return labels.map((_, at) => `${labels.slice(at).join('.')}.`);
}

function dataOf(record: DnsRecord): RecordData {
  switch (record.type) {
    case 'A':
      return { kind: 'address', address: Address.parse(record.address) };
    case 'PTR':
      return { kind: 'name', name: record.target };
    case 'SRV': {
      const { priority, weight, port, target } = record;
      return { kind: 'service', priority, weight, port, target };
    }
  }
}

const rootAuthority: NonNullable<DnsZone['authority']> = {
  kind: 'authority',
  primary: 'a.root-servers.net.',
  mailbox: 'nstld.verisign-grs.com.',
  serial: 2024112201,
  refresh: 1800,
  retry: 900,
  expire: 604800,
  minimum: 86400,
};
