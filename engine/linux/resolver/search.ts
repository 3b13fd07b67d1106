/**
 * Which names are asked for a name a person gave: the search list and `ndots` (resolv.conf(5); glibc res_query.c,
 * __res_context_search).
 */
import type { DnsMessage } from '../../net/dns/message.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import type { Process } from '../process/process.ts';
import type { Running } from '../process/wait.ts';
import type { ResolverConfiguration } from './configuration.ts';
import { exchange } from './exchange.ts';

/** The names to try, in order, each with its final dot. */
export function candidates(configuration: ResolverConfiguration, name: string): readonly string[] {
  if (name.endsWith('.')) return [name];
  const asIs = `${name}.`;
  const searched = configuration.search.map((domain) => (domain === '' ? asIs : `${name}.${domain}.`));
  const dots = name.split('.').length - 1;
  return dots >= configuration.ndots ? [asIs, ...searched] : [...searched, asIs];
}

/** `notFound`: no such name; `noData`: it has no such record; `again`: no server could say. */
export type SearchFailure = 'notFound' | 'noData' | 'again';

export interface Found {
  /** The name that had an answer, with its final dot. */
  readonly name: string;
  readonly answers: readonly DnsMessage[];
}

/** Ask until a name has a record of one of `types`. */
export function* search(
  process: Process<NetworkNamespace>,
  configuration: ResolverConfiguration,
  name: string,
  types: readonly number[],
): Running<Found | SearchFailure> {
  let failure: SearchFailure = 'notFound';
  const names = candidates(configuration, name);
  for (const [index, candidate] of names.entries()) {
    const answers = yield* exchange(process, configuration, candidate, types);
    if (answers === 'damaged') continue;
    if (answers === 'refused') return 'again';
    if (answers === 'timeout') {
      // Nobody answered: the rest of the list is not tried, only the name as it is.
      failure = 'again';
      const last = names.at(-1);
      if (last === undefined || index === names.length - 1 || candidate === `${name}.`) return 'again';
      const asIs = yield* exchange(process, configuration, last, types);
      if (typeof asIs === 'string') return 'again';
      return asIs.some((answer) => answer.answers.length > 0) ? { name: last, answers: asIs } : 'again';
    }
    if (answers.some((answer) => answer.code === 0 && answer.answers.length > 0))
      return { name: candidate, answers };
    if (answers.some((answer) => answer.code === 2 || answer.code === 5)) failure = 'again';
    else if (answers.some((answer) => answer.code === 0) && failure === 'notFound') failure = 'noData';
  }
  return failure;
}
