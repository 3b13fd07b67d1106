/**
 * Tables, chains and named objects as nft lists them (nft's src/rule.c: table_print, chain_print_declaration,
 * obj_print_data).
 */
import type { Base, Family, NftChain, NftObject, NftTable } from '../model.ts';
import { durationText } from '../parse/duration.ts';
import { bridgePriorities, namedPriority, priorities } from '../parse/block.ts';
import { setText } from './set.ts';
import { bytesText, statefulText, usedOf } from './stateful.ts';
import { ruleText } from './statement.ts';
import type { PrintStyle } from './value.ts';

/** Near a named priority by its name: `dstnat - 10`. Names belong to hooks. */
export function priorityText({ hook, priority }: Pick<Base, 'hook' | 'priority'>, family: Family): string {
  const names = Object.keys(family === 'bridge' ? bridgePriorities : priorities);
  for (const name of names) {
    const base = name === 'dstnat' && hook === 'output' ? undefined : namedPriority(name, family, hook);
    if (base === undefined || Math.abs(priority - base) > 10) continue;
    const offset = priority - base;
    if (offset === 0) return name;
    return `${name} ${offset < 0 ? '-' : '+'} ${String(Math.abs(offset))}`;
  }
  return String(priority);
}

function handleText(handle: number, { handles }: PrintStyle): string {
  return handles ? ` # handle ${String(handle)}` : '';
}

/** `type … hook … priority …; policy …;` */
export function baseText(chain: NftChain, base: Base, family: Family, style: PrintStyle): string {
  const [device] = base.devices;
  const on = device === undefined ? '' : ` device "${device}"`;
  const isNumber = style.numericPriority || style.numeric;
  const priority = isNumber ? String(base.priority) : priorityText(base, family);
  return `type ${base.type} hook ${base.hook}${on} priority ${priority}; policy ${chain.policy};`;
}

/** A chain without its rules: the lines before them. */
export function chainHead(chain: NftChain, family: Family, style: PrintStyle): string {
  const lines = [`\tchain ${chain.name} {${handleText(chain.handle, style)}`];
  if (chain.comment !== undefined) lines.push(`\t\tcomment "${chain.comment}"`);
  if (chain.base !== undefined) lines.push(`\t\t${baseText(chain, chain.base, family, style)}`);
  return `${lines.join('\n')}\n`;
}

export function chainText(chain: NftChain, family: Family, style: PrintStyle): string {
  const rules = chain.rules.map((rule) => `\t\t${ruleText(rule, style)}${handleText(rule.handle, style)}\n`);
  return `${chainHead(chain, family, style)}${rules.join('')}\t}\n`;
}

function bodyLines({ body }: NftObject, style: PrintStyle): readonly string[] {
  switch (body.kind) {
    case 'counter':
      return style.stateless ? [] : [`packets ${String(body.packets)} bytes ${String(body.bytes)}`];
    case 'quota': {
      const used = style.stateless || body.used === 0 ? '' : ` used ${bytesText(usedOf(body))}`;
      return [`${body.over ? 'over ' : ''}${bytesText(body.bytes)}${used}`];
    }
    case 'limit':
      return [statefulText(body, style).replace(/^limit /, '')];
    case 'synproxy':
      return [
        `mss ${String(body.mss)}`,
        `wscale ${String(body.wscale)}`,
        ...(body.flags.length > 0 ? [body.flags.join(' ')] : []),
      ];
    case 'helper':
      return [`type "${body.type}" protocol ${body.protocol}`, `l3proto ${body.l3proto}`];
    case 'timeout': {
      const policy = body.policy.map(([state, time]) => `${state} : ${String(time / 1_000_000)}`);
      return [`protocol ${body.protocol}`, `l3proto ${body.l3proto}`, `policy = { ${policy.join(', ')} }`];
    }
    case 'expectation':
      return [
        `protocol ${body.protocol}`,
        `dport ${String(body.dport)}`,
        `timeout ${durationText(body.timeout)}`,
        `size ${String(body.size)}`,
        `l3proto ${body.l3proto}`,
      ];
  }
}

export function objectText(object: NftObject, style: PrintStyle): string {
  const lines = [`\t${object.type} ${object.name} {${handleText(object.handle, style)}`];
  if (object.comment !== undefined) lines.push(`\t\tcomment "${object.comment}"`);
  for (const line of bodyLines(object, style)) lines.push(`\t\t${line}`);
  return `${lines.join('\n')}\n\t}\n`;
}

export function tableText(table: NftTable, now: number, style: PrintStyle): string {
  const parts = [
    ...[...table.objects.values()].map((object) => objectText(object, style)),
    ...[...table.sets.values()]
      .filter(({ shape }) => shape.kind !== 'meter')
      .map((set) => setText(set, now, style)),
    ...[...table.chains.values()].map((chain) => chainText(chain, table.family, style)),
  ];
  const comment = table.comment === undefined ? '' : `\tcomment "${table.comment}"\n`;
  const flags = table.dormant ? '\tflags dormant\n' : '';
  const gap = table.dormant && parts.length > 0 ? '\n' : '';
  return `table ${table.family} ${table.name} {${handleText(table.handle, style)}\n${flags}${comment}${gap}${parts.join('\n')}}\n`;
}
