/**
 * The names a rule has for addresses, looked up before the rule is read (host_to_ipaddr of libxtables asks while it
 * reads; the questions on the wire are the same).
 */
import { type Hosts, numericHost } from '../../linux/netfilter/iptables/parse/addresses.ts';
import { resolve } from '../../linux/resolver/lookup.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { Address } from '../../net/address/address.ts';
import type { ShellProcess } from '../command.ts';

const option = /^(?:-[sd]|--(?:source|src|destination|dst)(?:=|$))/;

/** Names that have no address are left out: the rule's reader says so. */
export function* lookUpHosts(process: ShellProcess, words: readonly string[], family: 4 | 6): Running<Hosts> {
  const hosts = new Map<string, readonly Address[]>();
  for (const name of namesIn(words, family)) {
    if (hosts.has(name)) continue;
    const found = yield* resolve(process, name, family === 4 ? 'ipv4' : 'ipv6');
    if (typeof found !== 'string') hosts.set(name, found.addresses);
  }
  return hosts;
}

function namesIn(words: readonly string[], family: 4 | 6): readonly string[] {
  return words.flatMap((word, at) => {
    const begins = option.exec(word)?.[0];
    if (begins === undefined) return [];
    const value = word.length > begins.length ? word.slice(begins.length) : (words[at + 1] ?? '');
    return value
      .split(',')
      .map((part) => part.split('/', 1)[0] ?? '')
      .filter((host) => host !== '' && !/^[-!]/.test(host) && numericHost(host, family) === undefined);
  });
}
