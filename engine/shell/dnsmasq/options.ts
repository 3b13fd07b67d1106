/**
 * dnsmasq's options as far as they say what it answers (dnsmasq(8), version 2.90).
 */
import { Address } from '../../net/address/address.ts';
import { getopt, type LongOption } from '../options/getopt.ts';
import { optionTable } from '../options/option-table.ts';

export interface ServiceRecord {
  readonly name: string;
  readonly target: string;
  readonly port: number;
  readonly priority: number;
  readonly weight: number;
}

export interface DnsmasqOptions {
  readonly port: number;
  /** Domains it alone answers for, with their final dots. */
  readonly local: readonly string[];
  /** Seconds. */
  readonly localTtl: number;
  readonly hosts: readonly { readonly name: string; readonly address: Address }[];
  readonly services: readonly ServiceRecord[];
  readonly readHosts: boolean;
}

const long: readonly LongOption[] = optionTable(
  'keep-in-foreground:k no-daemon:k conf-file:accepted=? pid-file:accepted=? user:accepted=? ' +
    'log-queries:accepted=? no-hosts:h no-resolv:R port:p= local= local-ttl:T= host-record= srv-host:W=',
);

const absolute = (name: string): string => `${name.replace(/\.$/, '').toLowerCase()}.`;

/** @returns what to complain of */
export function readDnsmasqOptions(words: readonly string[]): DnsmasqOptions | string {
  const { items } = getopt(words, 'khRp:T:W:', long);
  const local: string[] = [];
  const hosts: { name: string; address: Address }[] = [];
  const services: ServiceRecord[] = [];
  let port = 53;
  let localTtl = 0;
  let readHosts = true;
  for (const item of items) {
    if (item.kind === 'error')
      return `not simulated: ${item.option === '' ? item.message : `--${item.option}`}`;
    const value = item.value ?? '';
    switch (item.name) {
      case 'h':
        readHosts = false;
        break;
      case 'p':
        port = Number(value);
        break;
      case 'T':
        localTtl = Number(value);
        break;
      case 'local': {
        const [, domain, server] = value.split('/');
        if (domain === undefined || (server ?? '') !== '') return `not simulated: --local=${value}`;
        local.push(absolute(domain));
        break;
      }
      case 'host-record': {
        const parts = value.split(',');
        const addresses = parts.flatMap((part) => Address.tryParse(part) ?? []);
        const names = parts.filter((part) => Address.tryParse(part) === undefined && !/^\d+$/.test(part));
        if (names.length === 0) return 'bad command line options: Bad host-record';
        for (const name of names)
          for (const address of addresses) hosts.push({ name: absolute(name), address });
        break;
      }
      case 'W': {
        const [name = '', target = '', servicePort = '1', priority = '0', weight = '0'] = value.split(',');
        services.push({
          name: absolute(name),
          target: absolute(target),
          port: Number(servicePort),
          priority: Number(priority),
          weight: Number(weight),
        });
        break;
      }
      default:
    }
  }
  return { port, local, localTtl, hosts, services, readHosts };
}
