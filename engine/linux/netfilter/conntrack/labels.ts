/**
 * Labels of connections: up to 128 bits a rule may set and ask for (net/netfilter/nf_conntrack_labels.c). Most
 * connections have none, so they are kept beside them.
 */
import type { Connection } from './connection.ts';

const labels = new WeakMap<Connection, Set<number>>();
const none: ReadonlySet<number> = new Set();

/** The numbers of the labels it has. */
export function labelsOf(connection: Connection): ReadonlySet<number>;
/** The same, to be changed. */
export function labelsOf(connection: Connection, make: 'make'): Set<number>;
export function labelsOf(connection: Connection, make?: 'make'): ReadonlySet<number> {
  let own = labels.get(connection);
  if (own === undefined && make !== undefined) {
    own = new Set();
    labels.set(connection, own);
  }
  return own ?? none;
}
