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

/** A CoreDNS with `hosts` for example.com and `template … NXDOMAIN` for every other name: answers of its own. */
const authority: DnsAuthority = {
  zones: [{ name: '.', fallThrough: false }],
  ttl: 300,
  recursive: false,
  records: (name, type) =>
    names.has(name) && type === recordType.A
      ? [{ kind: 'address', address: Address.parse(lan.internetHost) }]
      : [],
  exists: (name) => names.has(name),
};

export const routerNameServer: Program<NetworkNamespace> = dnsServer({ authority });

export const internetWebServer: Program<NetworkNamespace> = httpServer({ port: 80, respond: nginxResponder });
