/**
 * Numbers with names, as the files of /etc/iproute2 give them: scopes, tables, route types, protocols (lib/rt_names.c).
 */
import type { RouteScope, RouteType } from '../../linux/route/route.ts';
import { scopeNumber } from '../../linux/route/route.ts';
import { routeProtocolName, routeProtocolNumber } from '../../linux/route/text.ts';
import { readNumber, readUnsigned } from '../iproute2/arguments.ts';

const tables: Readonly<Record<string, number>> = { default: 253, main: 254, local: 255, unspec: 0 };

export function tableName(table: number, numeric = false): string {
  if (numeric) return String(table);
  return Object.entries(tables).find(([, number]) => number === table)?.[0] ?? String(table);
}

/** @returns undefined when there is no such table name */
export function tableNumber(word: string): number | undefined {
  const named = tables[word];
  if (named !== undefined) return named;
  return readUnsigned(word);
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

/** Types of the tool that no kernel of today makes anything of, with their numbers. */
const typesWithoutMeaning: ReadonlyMap<string, number> = new Map([
  ['nat', 10],
  ['xresolve', 11],
]);

/** rtnl_rtntype_a2n. @returns the number of a type without a meaning here; undefined for what is none */
export function typeOf(word: string): RouteType | number | undefined {
  const named = word === 'brd' ? 'broadcast' : types.find((type) => type === word);
  const number = typesWithoutMeaning.get(word) ?? readUnsigned(word);
  if (named !== undefined || number === undefined || number > 255) return named;
  return types[number - 1] ?? number;
}

export function protocolName(protocol: number, numeric = false): string {
  return numeric ? String(protocol) : routeProtocolName(protocol);
}

export function protocolNumber(word: string): number | undefined {
  return routeProtocolNumber(word);
}

/** /etc/iproute2/rt_dsfield */
const dsfields: Readonly<Record<string, number>> = {
  default: 0,
  AF11: 0x28,
  AF12: 0x30,
  AF13: 0x38,
  AF21: 0x48,
  AF22: 0x50,
  AF23: 0x58,
  AF31: 0x68,
  AF32: 0x70,
  AF33: 0x78,
  AF41: 0x88,
  AF42: 0x90,
  AF43: 0x98,
  CS1: 0x20,
  CS2: 0x40,
  CS3: 0x60,
  CS4: 0x80,
  CS5: 0xa0,
  CS6: 0xc0,
  CS7: 0xe0,
  EF: 0xb8,
};

/** rtnl_dsfield_n2a */
export function dsfieldName(value: number, numeric = false): string {
  const named = numeric ? undefined : Object.entries(dsfields).find(([, number]) => number === value)?.[0];
  return named ?? `0x${value.toString(16).padStart(2, '0')}`;
}

/** rtnl_dsfield_a2n: a name, or a hexadecimal number with or without its prefix. */
export function dsfieldNumber(word: string): number | undefined {
  const named = dsfields[word];
  if (named !== undefined) return named;
  const number = /^(0x)?[\da-f]+$/i.test(word) ? Number.parseInt(word, 16) : 256;
  return number > 255 ? undefined : number;
}

/** rtnl_rtrealm_n2a: the only name of /etc/iproute2/rt_realms. */
function realmName(realm: number, numeric: boolean): string {
  return realm === 0 && !numeric ? 'cosmos' : String(realm);
}

/** The two halves of RTA_FLOW as they are printed; `from` is absent where it is 0. */
export function realmNames(
  realms: number,
  numeric: boolean,
): { readonly from?: string; readonly to: string } {
  const from = realms >>> 16;
  const to = realmName(realms & 0xffff, numeric);
  return from === 0 ? { to } : { from: realmName(from, numeric), to };
}

/** get_rt_realms_or_raw: `to`, `from/to`, or `from/`. */
export function realmsNumber(word: string): number | undefined {
  const realm = (text: string) => (text === 'cosmos' ? 0 : (readNumber(text) ?? -1));
  const [first = '', second, ...more] = word.split('/');
  const [from, to] =
    second === undefined ? [0, realm(first)] : [realm(first), second === '' ? 0 : realm(second)];
  if (more.length > 0 || from < 0 || to < 0 || from > 0xffff || to > 0xffff) return undefined;
  return ((from << 16) | to) >>> 0;
}
