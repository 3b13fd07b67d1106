/**
 * Numbers with names, as the files of /etc/iproute2 give them: scopes, tables, route types, protocols (lib/rt_names.c).
 */
import type { RouteScope, RouteType } from '../../linux/route/route.ts';
import { scopeNumber } from '../../linux/route/route.ts';
import { routeProtocolName, routeProtocolNumber } from '../../linux/route/text.ts';
import { readNumber } from '../iproute2/arguments.ts';

const tables: Readonly<Record<string, number>> = { default: 253, main: 254, local: 255, unspec: 0 };

export function tableName(table: number, numeric = false): string {
  if (numeric) return String(table);
  return Object.entries(tables).find(([, number]) => number === table)?.[0] ?? String(table);
}

/** @returns undefined when there is no such table name */
export function tableNumber(word: string): number | undefined {
  const named = tables[word];
  if (named !== undefined) return named;
  const number = readNumber(word);
  return number === undefined || number < 0 || number > 0xffff_ffff ? undefined : number;
}

const scopes: readonly RouteScope[] = ['global', 'nowhere', 'host', 'link', 'site'];

export function scopeName(scope: RouteScope, numeric = false): string {
  return numeric ? String(scopeNumber[scope]) : scope;
}

export function scopeOf(word: string): RouteScope | undefined {
  const named = scopes.find((scope) => scope === word);
  if (named !== undefined) return named;
  const number = readNumber(word);
  return scopes.find((scope) => scopeNumber[scope] === number);
}

/** RTN_… of rtnetlink.h, in order. */
const types: readonly RouteType[] = [
  'unicast',
  'local',
  'broadcast',
  'anycast',
  'multicast',
  'blackhole',
  'unreachable',
  'prohibit',
  'throw',
];

export function typeName(type: RouteType, numeric = false): string {
  return numeric ? String(types.indexOf(type) + 1) : type;
}

/** rtnl_rtntype_a2n */
export function typeOf(word: string): RouteType | undefined {
  return types.find((type) => type === word);
}

export function protocolName(protocol: number, numeric = false): string {
  return numeric ? String(protocol) : routeProtocolName(protocol);
}

export function protocolNumber(word: string): number | undefined {
  return routeProtocolNumber(word);
}
