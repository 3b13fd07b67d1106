/**
 * /etc/resolv.conf and /etc/hosts, as the C library reads them (resolv.conf(5), hosts(5)).
 *
 * Left out: sortlist, options that change nothing here (rotate, edns0, single-request, trust-ad are accepted).
 */
import { Address } from '../../net/address/address.ts';
import type { FileTree } from '../file/file-tree.ts';

export interface ResolverConfiguration {
  /** At most three; 127.0.0.1 when the file names none. */
  readonly servers: readonly Address[];
  readonly search: readonly string[];
  readonly ndots: number;
  /** Seconds for one try. */
  readonly timeout: number;
  readonly attempts: number;
  readonly useTcp: boolean;
}

const mostServers = 3;

export function readResolverConfiguration(files: FileTree): ResolverConfiguration {
  const servers: Address[] = [];
  let search: readonly string[] = [];
  let ndots = 1;
  let timeout = 5;
  let attempts = 2;
  let useTcp = false;
  for (const line of (files.text('/etc/resolv.conf') ?? '').split('\n')) {
    if (/^[#;]/.test(line)) continue;
    const [keyword, ...values] = line.trim().split(/\s+/);
    switch (keyword) {
      case 'nameserver': {
        const address = Address.tryParse(values[0] ?? '');
        if (address !== undefined && servers.length < mostServers) servers.push(address);
        break;
      }
      case 'search':
        search = values;
        break;
      case 'domain':
        search = values.slice(0, 1);
        break;
      case 'options':
        for (const option of values) {
          const [name, value] = option.split(':');
          const number = Number(value);
          if (name === 'ndots') ndots = Math.min(15, number);
          else if (name === 'timeout') timeout = Math.min(30, Math.max(1, number));
          else if (name === 'attempts') attempts = Math.min(5, Math.max(1, number));
          else if (name === 'use-vc') useTcp = true;
        }
        break;
      default:
    }
  }
  if (servers.length === 0) servers.push(Address.parse('127.0.0.1'));
  return {
    servers,
    search: search.map((domain) => domain.replace(/\.$/, '')),
    ndots,
    timeout,
    attempts,
    useTcp,
  };
}

export interface HostsEntry {
  readonly address: Address;
  /** The canonical name first. */
  readonly names: readonly string[];
}

export function readHosts(files: FileTree): readonly HostsEntry[] {
  const entries: HostsEntry[] = [];
  for (const line of (files.text('/etc/hosts') ?? '').split('\n')) {
    const [first, ...names] = line.replace(/#.*$/, '').trim().split(/\s+/);
    const address = Address.tryParse(first ?? '');
    if (address !== undefined && names.length > 0) entries.push({ address, names });
  }
  return entries;
}
