/**
 * Which servers BIND's tools ask: those of /etc/resolv.conf, or one that is named, whose name is looked up as any
 * program would (set_nameserver and get_addresses of dighost.c).
 */
import type { Running } from '../../linux/process/wait.ts';
import { readResolverConfiguration } from '../../linux/resolver/configuration.ts';
import { resolve } from '../../linux/resolver/lookup.ts';
import type { ShellProcess } from '../command.ts';
import type { BindServer } from './lookup.ts';

export const bindVersion = '9.18.49-1~deb12u3-Debian';

export function configuredServers(process: ShellProcess): readonly BindServer[] {
  return readResolverConfiguration(process.files)
    .servers.filter(({ family }) => family === 4)
    .map((address) => ({ address, name: address.text }));
}

/** @returns what to say when there is none of that name */
export function* namedServers(process: ShellProcess, name: string): Running<readonly BindServer[] | string> {
  const found = name === '' ? 'noName' : yield* resolve(process, name);
  if (typeof found === 'string') return `couldn't get address for '${name}': not found`;
  return found.addresses.map((address) => ({ address, name }));
}
