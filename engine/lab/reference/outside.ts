/**
 * What serves outside the cluster: the router's name server, and a web server on the Internet.
 */
import { Address } from '../../net/address/address.ts';
import { recordType } from '../../net/dns/message.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { Program } from '../../linux/process/process.ts';
import type { DnsAuthority } from '../../linux/program/dns/answer.ts';
import { dnsServer } from '../../linux/program/dns/server.ts';
import { nginxResponder } from '../../linux/program/http/nginx.ts';
import { httpServer } from '../../linux/program/http/server.ts';
import { lan } from './lan.ts';

const names = new Set(['example.com.', 'www.example.com.']);

/** Knows example.com and www.example.com; every other name does not exist. */
const authority: DnsAuthority = {
  zones: [
    {
      name: '.',
      fallThrough: false,
      authority: {
        kind: 'authority',
        primary: 'a.root-servers.net.',
        mailbox: 'nstld.verisign-grs.com.',
        serial: 2_026_112_301,
        refresh: 1800,
        retry: 900,
        expire: 604_800,
        minimum: 86_400,
      },
    },
  ],
  ttl: 300,
  recursive: true,
  records: (name, type) =>
    names.has(name) && type === recordType.A
      ? [{ kind: 'address', address: Address.parse(lan.internetHost) }]
      : [],
  exists: (name) => name === '.' || name === 'com.' || names.has(name),
};

export const routerNameServer: Program<NetworkNamespace> = dnsServer({ authority });

export const internetWebServer: Program<NetworkNamespace> = httpServer({ port: 80, respond: nginxResponder });
