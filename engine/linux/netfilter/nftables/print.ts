/**
 * Rule sets as nft lists them (nft's src/rule.c, statement.c, expression.c).
 *
 * Left out: the tables of iptables in nft's words; JSON.
 */
import { Address } from '../../../net/address/address.ts';
import {
  type Base,
  compare,
  type NftChain,
  type NftElement,
  type NftRule,
  type NftSet,
  type NftTable,
  type Span,
} from './model.ts';
import { priorities } from './parse/command.ts';
import type { Expression, SetElement, Statement, VerdictStatement } from './syntax.ts';
import { flagsText, valueText } from './types.ts';

export function verdictText({ verdict, chain }: VerdictStatement): string {
  return chain === undefined ? verdict : `${verdict} ${chain}`;
}

function elementText({ key, data, comment }: SetElement): string {
  const note = comment === undefined ? '' : ` comment "${comment}"`;
  if (data === undefined) return `${expressionText(key)}${note}`;
  return `${expressionText(key)}${note} : ${data.kind === 'verdict' ? verdictText(data) : expressionText(data)}`;
}

export function expressionText(expression: Expression): string {
  switch (expression.kind) {
    case 'payload':
      return `${expression.protocol} ${expression.field}`;
    case 'meta':
      return /^(iif|oif)(name)?$/.test(expression.key) ? expression.key : `meta ${expression.key}`;
    case 'ct': {
      const direction = expression.direction === undefined ? '' : `${expression.direction} `;
      const isAddress = expression.key === 'saddr' || expression.key === 'daddr';
      return `ct ${direction}${isAddress ? 'ip ' : ''}${expression.key}`;
    }
    case 'fib':
      return `fib ${expression.by.join(' . ')} ${expression.result}`;
    case 'numgen': {
      const offset = expression.offset === 0 ? '' : ` offset ${String(expression.offset)}`;
      return `numgen ${expression.mode} mod ${String(expression.modulus)}${offset}`;
    }
    case 'binary':
      return `${expressionText(expression.left)} ${expression.operator} ${expressionText(expression.right)}`;
    case 'concatenation':
      return expression.parts.map(expressionText).join(' . ');
    case 'value':
      return valueText(expression.value, expression.type);
    case 'flags':
      return flagsText(expression.bits, expression.type);
    case 'range':
      return `${valueText(expression.first, expression.type)}-${valueText(expression.last, expression.type)}`;
    case 'prefix':
      return `${Address.v4(expression.network).text}/${String(expression.length)}`;
    case 'set': {
      const [only, ...more] = expression.elements;
      if (only !== undefined && more.length === 0 && only.data === undefined) return elementText(only);
      return `{ ${expression.elements.map(elementText).join(', ')} }`;
    }
    case 'reference':
      return `@${expression.name}`;
    case 'map':
      return `${expressionText(expression.key)} map ${expressionText(expression.map)}`;
  }
}

/** Of verdict maps: never without braces. */
function mapText(map: Expression): string {
  return map.kind === 'set' ? `{ ${map.elements.map(elementText).join(', ')} }` : expressionText(map);
}

export function statementText(statement: Statement): string {
  switch (statement.kind) {
    case 'match': {
      const { left, relation, right, explicit } = statement;
      if (
        left.kind === 'binary' &&
        left.operator === '&' &&
        right.kind === 'flags' &&
        right.type === 'tcp_flag'
      )
        return `${expressionText(left.left)} ${relation === '!=' ? '!= ' : ''}${expressionText(right)} / ${expressionText(left.right)}`;
      const shown = relation !== '==' ? `${relation} ` : explicit && needsRelation(left, right) ? '== ' : '';
      return `${expressionText(left)} ${shown}${expressionText(right)}`;
    }
    case 'vmap':
      return `${expressionText(statement.key)} vmap ${mapText(statement.map)}`;
    case 'verdict':
      return verdictText(statement);
    case 'counter':
      return `counter packets ${String(statement.packets)} bytes ${String(statement.bytes)}`;
    case 'reject':
      return statement.with === undefined || statement.with === 'icmp port-unreachable'
        ? 'reject'
        : `reject with ${statement.with}`;
    case 'nat': {
      const address = statement.address === undefined ? '' : expressionText(statement.address);
      const port = statement.port === undefined ? '' : `:${expressionText(statement.port)}`;
      const target = address === '' && port === '' ? '' : ` to ${address}${port}`;
      return `${statement.type}${target}${statement.flags.length === 0 ? '' : ` ${statement.flags.join(',')}`}`;
    }
    case 'assign':
      return `${statement.object} ${statement.key} set ${expressionText(statement.value)}`;
    case 'limit': {
      const burst = ` burst ${String(statement.burst)} packets`;
      return `limit rate ${statement.over ? 'over ' : ''}${String(statement.rate)}/${statement.unit}${burst}`;
    }
    case 'log':
      return statement.text === '' ? 'log' : `log ${statement.text}`;
    case 'notrack':
      return 'notrack';
    case 'update': {
      const timeout = statement.timeout === undefined ? '' : ` timeout ${durationText(statement.timeout)}`;
      return `${statement.operation} @${statement.set} { ${expressionText(statement.key)}${timeout} }`;
    }
  }
}

function needsRelation(left: Expression, right: Expression): boolean {
  return left.kind === 'binary' || right.kind === 'flags';
}

/** `3h`, `1d2h`. */
export function durationText(microseconds: number): string {
  let seconds = Math.round(microseconds / 1_000_000);
  let text = '';
  for (const [unit, size] of [
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
    ['s', 1],
  ] as const) {
    const count = Math.floor(seconds / size);
    if (count > 0) text += `${String(count)}${unit}`;
    seconds -= count * size;
  }
  return text === '' ? '0s' : text;
}

const named = Object.entries(priorities);

/** Near a named priority by its name: `dstnat - 10`. Names belong to hooks. */
export function priorityText({ hook, priority }: Base): string {
  const [name, base] = named.find(([, value]) => Math.abs(priority - value) <= 10) ?? [];
  const fits = (name !== 'dstnat' || hook === 'prerouting') && (name !== 'srcnat' || hook === 'postrouting');
  if (name === undefined || base === undefined || !fits) return String(priority);
  const offset = priority - base;
  if (offset === 0) return name;
  return `${name} ${offset < 0 ? '-' : '+'} ${String(Math.abs(offset))}`;
}

export function ruleText(rule: NftRule): string {
  const words = rule.statements.map(statementText);
  if (rule.comment !== undefined) words.push(`comment "${rule.comment}"`);
  return words.join(' ');
}

export function chainText(chain: NftChain, handles: boolean): string {
  const lines = [`\tchain ${chain.name} {${handles ? '' : ''}`];
  if (chain.comment !== undefined) lines.push(`\t\tcomment "${chain.comment}"`);
  if (chain.base !== undefined) {
    const { type, hook } = chain.base;
    lines.push(`\t\ttype ${type} hook ${hook} priority ${priorityText(chain.base)}; policy ${chain.policy};`);
  }
  for (const rule of chain.rules) {
    lines.push(`\t\t${ruleText(rule)}${handles ? ` # handle ${String(rule.handle)}` : ''}`);
  }
  lines.push('\t}');
  return `${lines.join('\n')}\n`;
}

function spanText({ first, last }: Span, type: string): string {
  if (first === last) return valueText(first, type);
  if (type === 'ipv4_addr' && typeof first === 'number' && typeof last === 'number') {
    const size = last - first + 1;
    const length = 32 - Math.log2(size);
    if (Number.isInteger(length) && first % size === 0) return `${valueText(first, type)}/${String(length)}`;
  }
  return `${valueText(first, type)}-${valueText(last, type)}`;
}

/** nft sorts by the key as one number whose last part counts most. */
function inOrder(one: NftElement, other: NftElement): number {
  for (let part = one.key.length - 1; part >= 0; part--) {
    const difference = compare(one.key[part]?.first ?? 0, other.key[part]?.first ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function namedElement(element: NftElement, set: NftSet, now: number): string {
  const { key, data } = set.shape;
  let text = element.key.map((span, part) => spanText(span, key[part] ?? 'integer')).join(' . ');
  if (element.expires !== undefined) {
    if (set.shape.timeout === undefined) text += ` timeout ${durationText(element.expires - now)}`;
    text += ` expires ${durationText(element.expires - now)}`;
  }
  if (element.comment !== undefined) text += ` comment "${element.comment}"`;
  if (element.data === undefined) return text;
  if ('kind' in element.data)
    return `${text} : ${element.data.kind === 'verdict' ? verdictText(element.data) : ''}`;
  return `${text} : ${element.data.map((value, part) => valueText(value, data[part] ?? 'integer')).join(' . ')}`;
}

/** How many elements stand in a line, by the type of the key. */
function perLine({ key, data }: NftSet['shape']): number {
  if (key.length !== 1 || data[0] === 'verdict') return 1;
  return key[0] === 'ipv4_addr' ? 2 : key[0] === 'ipv6_addr' || key[0] === 'ifname' ? 1 : 5;
}

export function setText(set: NftSet, now: number): string {
  const { shape } = set;
  const lines = [`\t${shape.kind} ${set.name} {`];
  const data = shape.data.length === 0 ? '' : ` : ${shape.data.join(' . ')}`;
  lines.push(`\t\ttype ${shape.key.join(' . ')}${data}`);
  if (shape.size !== undefined) lines.push(`\t\tsize ${String(shape.size)}`);
  if (shape.flags.length > 0) lines.push(`\t\tflags ${shape.flags.join(',')}`);
  if (shape.timeout !== undefined) lines.push(`\t\ttimeout ${durationText(shape.timeout)}`);
  if (shape.comment !== undefined) lines.push(`\t\tcomment "${shape.comment}"`);
  const elements = set.elements
    .filter(({ expires }) => expires === undefined || expires > now)
    .sort(inOrder)
    .map((element) => namedElement(element, set, now));
  if (elements.length > 0) {
    const width = perLine(shape);
    const rows: string[] = [];
    for (let at = 0; at < elements.length; at += width) rows.push(elements.slice(at, at + width).join(', '));
    lines.push(`\t\telements = { ${rows.join(',\n\t\t\t     ')} }`);
  }
  lines.push('\t}');
  return `${lines.join('\n')}\n`;
}

export function tableText(table: NftTable, now: number, handles = false): string {
  const parts = [
    ...[...table.sets.values()].map((set) => setText(set, now)),
    ...[...table.chains.values()].map((chain) => chainText(chain, handles)),
  ];
  const comment = table.comment === undefined ? '' : `\tcomment "${table.comment}"\n`;
  return `table ${table.family} ${table.name} {\n${comment}${parts.join('\n')}}\n`;
}
