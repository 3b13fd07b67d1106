/**
 * The clauses that can be looked at without sending anything: objects of the API, rows of a kernel's tables as their tools
 * print them, listening sockets, devices. Nothing is changed by looking, so the reader's own world is looked at, not a copy.
 * Left out: which program listens; rules of nftables.
 */
import type { EndpointSlice } from '../../kubernetes/objects/service.ts';
import type { NetworkNamespace } from '../../linux/namespace/namespace.ts';
import type { Stage } from '../stage/stage.ts';
import { connectionsOf } from '../view/connections.ts';
import { neighboursOf } from '../view/neighbours.ts';
import { routesOf } from '../view/routes.ts';
import { rulesOf, ruleText } from '../view/rules.ts';
import type { Clause, RowTable } from './check.ts';

/** Whether a clause holds, and what was seen. */
export interface Found {
  readonly holds: boolean;
  readonly saw: string;
  /** That it does not hold proves nothing, and why. */
  readonly moot?: string;
}

export type StateClause = Extract<Clause, { kind: 'field' | 'endpoints' | 'row' | 'listens' | 'mtu' }>;

export function isState(clause: Clause): clause is StateClause {
  return ['field', 'endpoints', 'row', 'listens', 'mtu'].includes(clause.kind);
}

/** @returns why it cannot be checked, as text */
export function observe(clause: StateClause, stage: Stage): Found | string {
  switch (clause.kind) {
    case 'field':
      return field(stage, clause.path, clause.jsonpath, clause.equals);
    case 'endpoints':
      return endpoints(stage, clause.service, clause.count);
    case 'row':
      return at(stage, clause.place, (namespace) => row(namespace, clause.table, clause.words));
    case 'listens':
      return at(stage, clause.place, (namespace) => {
        const holds = listens(namespace, clause.protocol, clause.port);
        const what = `${clause.protocol.toUpperCase()} port ${String(clause.port)}`;
        return { holds, saw: `${holds ? 'A program' : 'No program'} listens on ${what}.` };
      });
    case 'mtu':
      return at(stage, clause.place, (namespace) => {
        const device = namespace.devices.list().find(({ name }) => name === clause.device);
        if (device === undefined) return absent(`There is no device \`${clause.device}\`.`);
        return { holds: device.mtu === clause.octets, saw: `Its MTU is ${String(device.mtu)}.` };
      });
  }
}

const absent = (saw: string): Found => ({ holds: false, saw, moot: saw });

function at(stage: Stage, place: string, look: (namespace: NetworkNamespace) => Found): Found | string {
  const namespace = stage.stand(place)?.namespace;
  return namespace === undefined ? `There is no ${place} to look at.` : look(namespace);
}

/** Does a program at this namespace take what comes to a port? */
export function listens({ sockets }: NetworkNamespace, protocol: 'tcp' | 'udp', port: number): boolean {
  return protocol === 'tcp' ? sockets.listeners.on(port).length > 0 : sockets.udpPorts.isHeld(port);
}

function row(namespace: NetworkNamespace, table: RowTable, words: string): Found {
  const rows = rowsOf(namespace, table);
  const wanted = words.split(' ');
  const found = rows.find((text) => standIn(wanted, text.split(/\s+/)));
  const nearest = rows.find((text) => text.split(/\s+/).includes(wanted[0] ?? ''));
  if (found !== undefined) return { holds: true, saw: `There is \`${found}\`.` };
  return { holds: false, saw: nearest === undefined ? 'There is none.' : `There is only \`${nearest}\`.` };
}

function rowsOf(namespace: NetworkNamespace, table: RowTable): readonly string[] {
  switch (table) {
    case 'routes':
      return routesOf(namespace).flatMap(({ routes }) => routes.map(({ text }) => text));
    case 'rules':
      return rulesOf(namespace).flatMap(({ name, chains }) =>
        chains.flatMap((chain) => [
          ...(chain.policy === undefined ? [] : [`${name} -P ${chain.name} ${chain.policy}`]),
          ...chain.rules.map((rule) => `${name} ${ruleText(chain.name, rule)}`),
        ]),
      );
    case 'neighbours':
      return neighboursOf(namespace).neighbours.map(({ address, device, mac, state }) =>
        [address, 'dev', device, ...(mac === undefined ? [] : ['lladdr', mac]), state].join(' '),
      );
    case 'forwarding':
      return neighboursOf(namespace).forwarding.map(({ mac, device, remote, bridge, state }) =>
        [
          ...[mac, 'dev', device],
          ...(remote === undefined ? [] : ['dst', remote]),
          ...(bridge === undefined ? [] : ['master', bridge]),
          state,
        ].join(' '),
      );
    case 'connections':
      return connectionsOf(namespace).connections.map(({ text }) => text);
  }
}

/** Do the words stand in the row, in this order, whatever stands between? */
function standIn(wanted: readonly string[], words: readonly string[]): boolean {
  let from = 0;
  return wanted.every((word) => {
    const found = words.indexOf(word, from);
    from = found + 1;
    return found >= 0;
  });
}

function field(stage: Stage, path: string, jsonpath: string, equals: string): Found | string {
  const answer = stage.api?.request({ method: 'GET', path });
  if (answer?.kind !== 'response') return 'This world has no API server.';
  if (answer.status !== 200) return absent(`${path} is not there.`);
  let value: unknown = answer.body;
  for (const step of jsonpath.replace(/^[{.]+|}$/g, '').split('.'))
    value =
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[step] : undefined;
  const text = typeof value === 'string' || value === undefined ? value : JSON.stringify(value);
  return { holds: text === equals, saw: `${jsonpath} is ${text ?? 'not set'}.` };
}

function endpoints(stage: Stage, service: string, count: number): Found | string {
  const [namespace = '', name = ''] = service.split('/');
  const ask = (path: string, query = {}) => stage.api?.request({ method: 'GET', path, query });
  const own = ask(`/api/v1/namespaces/${namespace}/services/${name}`);
  const answer = ask(`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`, {
    labelSelector: `kubernetes.io/service-name=${name}`,
  });
  if (own?.kind !== 'response' || answer?.kind !== 'response') return 'This world has no API server.';
  if (own.status !== 200) return absent(`There is no Service ${service}.`);
  const items = (answer.body as { readonly items?: readonly EndpointSlice[] }).items ?? [];
  const ready = items
    .flatMap((slice) => slice.endpoints ?? [])
    .filter((endpoint) => endpoint.conditions?.ready !== false).length;
  return {
    holds: ready === count,
    saw: `${service} has ${String(ready)} ready endpoint${ready === 1 ? '' : 's'}.`,
  };
}
