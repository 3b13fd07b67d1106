/**
 * Reading a text that has names in it, for a process: its resolver is asked for each one the reader stops at.
 */
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { Process } from '../process/process.ts';
import type { Running } from '../process/wait.ts';
import { type HostAnswers, type HostFamily, UnknownHost } from './host-answers.ts';
import { lookupError, resolve } from './lookup.ts';

const wanted: Readonly<Record<HostFamily, 'ipv4' | 'ipv6' | 'any'>> = { 4: 'ipv4', 6: 'ipv6', any: 'any' };

/** @param read is called again after each answer: nothing of it may last that is not done by returning */
export function* readWithNames<T>(
  process: Process<NetworkNamespace>,
  hosts: HostAnswers,
  read: () => T,
): Running<T> {
  for (;;) {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof UnknownHost)) throw error;
      yield* learnHost(process, hosts, error);
    }
  }
}

/** Asks for one name. */
export function* learnHost(
  process: Process<NetworkNamespace>,
  hosts: HostAnswers,
  unknown: UnknownHost,
): Running<void> {
  const { host, family } = unknown;
  const found = yield* resolve(process, host, wanted[family], family === 'any' ? 'both' : undefined);
  hosts.learn(unknown, typeof found === 'string' ? lookupError(found) : found.addresses);
}
