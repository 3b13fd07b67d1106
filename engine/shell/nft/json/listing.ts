/**
 * nft -j list: tables, chains, rules, sets and objects as JSON in one line (nft's src/json.c: do_command_list_json).
 */
import type { NetworkNamespace } from '../../../linux/namespace/namespace.ts';
import { NotModelled } from '../../../linux/netfilter/nftables/error.ts';
import type { Family, NftChain, NftObject, NftTable } from '../../../linux/netfilter/nftables/model.ts';
import type { NftCommand } from '../../../linux/netfilter/nftables/parse/command.ts';
import { sortedElements } from '../../../linux/netfilter/nftables/print/set.ts';
import { bytesText } from '../../../linux/netfilter/nftables/print/stateful.ts';
import type { PrintStyle } from '../../../linux/netfilter/nftables/print/value.ts';
import type { NftSet } from '../../../linux/netfilter/nftables/set.ts';
import { nfTables } from '../../../linux/netfilter/nftables/tables.ts';
import { foreignChains, type ForeignTable } from '../foreign.ts';
import { foreignTables, inOrder, listing } from '../listing.ts';
import { foreignChainJson, foreignJson, foreignRulesJson, foreignTableJson } from './foreign.ts';
import { type Json, namedElementJson } from './expression.ts';
import { statefulJson } from './stateful.ts';
import { statementsJson } from './statement.ts';

const metainfo = { version: '1.0.6', release_name: 'Lester Gooch #5', json_schema_version: 1 };

/** Separators as jansson writes them. */
function text(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((each: Json) => text(each)).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([key, each]) => `${JSON.stringify(key)}: ${text(each)}`)
    .join(', ')}}`;
}

/** @throws NftError */
export function listingJson(namespace: NetworkNamespace, command: NftCommand, style: PrintStyle): string {
  // Whatever is not there is complained about in the same words.
  listing(namespace, command, style);
  const own = nfTables.of(namespace).tables.filter((table) => isWanted(command, table.family, table.name));
  const { now } = namespace.environment.clock;
  const foreign = foreignTables(namespace).filter(({ family, table }) =>
    isWanted(command, family, table.name),
  );
  const all = inOrder(foreign, own).flatMap((each) =>
    'table' in each ? foreignContents(each, command, style) : contents(each, command, now, style),
  );
  return `${text({ nftables: [{ metainfo }, ...all] })}\n`;
}

function isWanted(command: NftCommand, family: Family, name: string): boolean {
  if (!('family' in command)) return true;
  if (command.family !== undefined && command.family !== family) return false;
  return !('table' in command) || command.table === undefined || command.table === name;
}

function foreignContents(foreign: ForeignTable, command: NftCommand, style: PrintStyle): readonly Json[] {
  const chains = foreignChains(foreign.table);
  switch (command.object) {
    case 'tables':
      return [foreignTableJson(foreign)];
    case 'ruleset':
    case 'table':
      return foreignJson(foreign, style);
    case 'chains':
      return chains.map((chain) => foreignChainJson(foreign, chain));
    case 'chain':
      return chains
        .filter(({ name }) => name === command.name)
        .flatMap((chain) => [foreignChainJson(foreign, chain), ...foreignRulesJson(foreign, chain, style)]);
    default:
      return [];
  }
}

function contents(table: NftTable, command: NftCommand, now: number, style: PrintStyle): readonly Json[] {
  const sets = [...table.sets.values()];
  const chains = [...table.chains.values()];
  const objects = [...table.objects.values()];
  const set = (each: NftSet) => setJson(table, each, now, style);
  const rules = (each: NftChain) => rulesJson(table, each, style);
  switch (command.object) {
    case 'tables':
      return [tableJson(table)];
    case 'ruleset':
    case 'table':
      return [
        tableJson(table),
        ...objects.map((object) => objectJson(table, object)),
        ...sets.map(set),
        ...chains.map((chain) => chainJson(table, chain)),
        ...chains.flatMap(rules),
      ];
    case 'chains':
      return chains.map((chain) => chainJson(table, chain));
    case 'chain':
      return chains
        .filter(({ name }) => name === command.name)
        .flatMap((chain) => [chainJson(table, chain), ...rules(chain)]);
    case 'sets':
      return sets.filter(({ shape }) => shape.kind === 'set').map(set);
    case 'maps':
      return sets.filter(({ shape }) => shape.kind === 'map').map(set);
    case 'set':
      return sets.filter(({ name }) => name === command.name).map(set);
    case 'objects':
      return objects.filter(({ type }) => type === command.type).map((object) => objectJson(table, object));
    case 'object':
      return objects
        .filter(({ type, name }) => type === command.type && name === command.name)
        .map((object) => objectJson(table, object));
    default:
      throw new NotModelled(`nft -j ${command.verb} ${command.object}`);
  }
}

function tableJson({ family, name, handle, dormant }: NftTable): Json {
  if (dormant) throw new NotModelled('nft -j of dormant tables');
  return { table: { family, name, handle } };
}

function chainJson({ family, name: table }: NftTable, { name, handle, base, policy }: NftChain): Json {
  const hung = base === undefined ? {} : { type: base.type, hook: base.hook, prio: base.priority, policy };
  return { chain: { family, table, name, handle, ...hung } };
}

function rulesJson({ family, name: table }: NftTable, chain: NftChain, style: PrintStyle): readonly Json[] {
  return chain.rules.map(({ handle, comment, statements }) => ({
    rule: {
      family,
      table,
      chain: chain.name,
      handle,
      ...(comment === undefined ? {} : { comment }),
      expr: statementsJson(statements, style),
    },
  }));
}

function setJson({ family, name: table }: NftTable, set: NftSet, now: number, style: PrintStyle): Json {
  const { shape, name, handle } = set;
  const types = shape.key.map((type) => type.name);
  const given =
    typeof shape.data === 'string' ? shape.data : shape.data?.map((type) => type.name).join(' . ');
  const isConstant = shape.flags.includes('constant');
  const flags = shape.flags.filter((flag) => flag !== 'dynamic');
  const elements = style.terse ? [] : sortedElements(set, now);
  return {
    [shape.kind]: {
      family,
      name,
      table,
      type: types.length === 1 ? (types[0] ?? '') : types,
      handle,
      ...(shape.comment === undefined ? {} : { comment: shape.comment }),
      ...(given === undefined ? {} : { map: given }),
      ...(!isConstant && shape.policy !== 'performance' ? { policy: shape.policy } : {}),
      ...(!isConstant && shape.size !== undefined ? { size: shape.size } : {}),
      ...(flags.length === 0 ? {} : { flags }),
      ...(shape.timeout === undefined ? {} : { timeout: shape.timeout / 1_000_000 }),
      ...(shape.interval === undefined ? {} : { 'gc-interval': shape.interval / 1_000_000 }),
      ...(elements.length === 0
        ? {}
        : { elem: elements.map((element) => namedElementJson(element, set, now, style)) }),
      ...(shape.statements.length === 0
        ? {}
        : { stmt: shape.statements.map((each) => statefulJson(each, { ...style, stateless: true })) }),
    },
  };
}

function objectJson(
  { family, name: table }: NftTable,
  { type, name, handle, comment, body }: NftObject,
): Json {
  const head = { family, name, table, handle, ...(comment === undefined ? {} : { comment }) };
  switch (body.kind) {
    case 'counter':
      return { counter: { ...head, packets: body.packets, bytes: body.bytes } };
    case 'quota':
      return { quota: { ...head, bytes: body.bytes, used: body.used, inv: body.over } };
    case 'limit': {
      const [rate = '0', unit = 'bytes'] = bytesText(body.rate).split(' ');
      return {
        limit: {
          ...head,
          rate: body.isBytes ? Number(rate) : body.rate,
          per: body.unit,
          ...(body.isBytes ? { rate_unit: unit } : {}),
          ...(body.over ? { inv: true } : {}),
          ...(!body.isBytes && body.burst !== 5 ? { burst: body.burst } : {}),
        },
      };
    }
    case 'synproxy': {
      const flags = body.flags.length === 0 ? {} : { flags: body.flags };
      return { synproxy: { ...head, mss: body.mss, wscale: body.wscale, ...flags } };
    }
    case 'helper':
      return { [type]: { ...head, type: body.type, protocol: body.protocol, l3proto: body.l3proto } };
    case 'timeout': {
      const policy = Object.fromEntries(body.policy.map(([state, time]) => [state, time / 1_000_000]));
      return { [type]: { ...head, protocol: body.protocol, l3proto: body.l3proto, policy } };
    }
    case 'expectation': {
      const { protocol, dport, timeout, size, l3proto } = body;
      return { [type]: { ...head, protocol, dport, timeout: timeout / 1000, size, l3proto } };
    }
  }
}
