/**
 * What figures show of one network namespace: its tables as plain data, made from the kernel's state when they are asked
 * for. A new table is a line here and a file beside.
 */
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import { type ConnectionsView, connectionsOf } from './connections.ts';
import { type NeighboursView, neighboursOf } from './neighbours.ts';
import { routesOf, type RouteTableView } from './routes.ts';
import { rulesOf, type RuleTableView } from './rules.ts';

export interface Views {
  readonly routes: readonly RouteTableView[];
  readonly rules: readonly RuleTableView[];
  readonly neighbours: NeighboursView;
  readonly connections: ConnectionsView;
}

export const views: { readonly [Kind in keyof Views]: (namespace: NetworkNamespace) => Views[Kind] } = {
  routes: routesOf,
  rules: rulesOf,
  neighbours: neighboursOf,
  connections: connectionsOf,
};
