/**
 * Sets, maps and their elements as nft lists them (nft's src/rule.c: set_print_declaration; src/expression.c:
 * set_elem_expr_print, calculate_delim).
 */
import { constantOf, inOrder, type Span } from '../constant.ts';
import type { DataType } from '../datatype.ts';
import { durationText } from '../parse/duration.ts';
import type { NftElement, NftSet, SetShape } from '../set.ts';
import { expressionText, verdictText } from './expression.ts';
import { statefulText } from './stateful.ts';
import type { PrintStyle } from './value.ts';

const fivePerLine = new Set(
  'nf_proto integer int arp_op inet_proto inet_service icmp_type icmp_code icmpv6_type icmpv6_code tcp_flag dccp_pkttype mh_type mark iface_index iface_type ct_state ct_dir ct_status pkt_type fib_addrtype uid gid time ether_type devgroup realm dscp ecn'.split(
    ' ',
  ),
);

/** How many elements stand in a line. */
function perLine({ key }: SetShape): number {
  const [only] = key;
  if (key.length !== 1 || only === undefined) return 1;
  if (only.name === 'ipv4_addr') return 2;
  return fivePerLine.has(only.name) ? 5 : 1;
}

export function sortedElements(set: NftSet, now: number): readonly NftElement[] {
  const isInterval = set.shape.flags.includes('interval');
  const living = set.elements.filter(({ expires }) => expires === undefined || expires > now);
  // Concatenations with ranges come as the kernel keeps them.
  if (isInterval && set.shape.key.length > 1) return living;
  return living.sort((one, other) => inOrder(one.key, other.key, set.shape.key, isInterval));
}

function spanText(span: Span, type: DataType | undefined, style: PrintStyle): string {
  return type === undefined ? '' : expressionText(constantOf(span, type), style);
}

export function keyText({ key }: NftElement, { shape }: NftSet, style: PrintStyle): string {
  return key.length === 0 ? '*' : key.map((span, part) => spanText(span, shape.key[part], style)).join(' . ');
}

export function elementText(element: NftElement, set: NftSet, now: number, style: PrintStyle): string {
  const { shape } = set;
  const words = [keyText(element, set, style)];
  for (const statement of element.statements) words.push(statefulText(statement, style));
  if (element.timeout !== undefined) words.push(`timeout ${durationText(element.timeout)}`);
  if (element.expires !== undefined && !style.stateless)
    words.push(`expires ${durationText(element.expires - now)}`);
  if (element.comment !== undefined) words.push(`comment "${element.comment}"`);
  const { data } = element;
  if (data === undefined) return words.join(' ');
  if ('kind' in data) return `${words.join(' ')} : ${verdictText(data)}`;
  const types = typeof shape.data === 'string' ? undefined : shape.data;
  const text = data.map((span, part) =>
    types === undefined ? `"${String(span.first)}"` : spanText(span, types[part], style),
  );
  return `${words.join(' ')} : ${text.join(' . ')}`;
}

export function typeText({ kind, key, data, typeOf, dataInterval }: SetShape, style: PrintStyle): string {
  const interval = dataInterval ? 'interval ' : '';
  if (typeOf !== undefined) {
    const value =
      data === 'verdict' ? 'verdict' : typeOf.data === undefined ? '' : expressionText(typeOf.data, style);
    return `typeof ${expressionText(typeOf.key, style)}${kind === 'map' ? ` : ${interval}${value}` : ''}`;
  }
  const names = key.map(({ name }) => name).join(' . ');
  if (data === undefined) return `type ${names}`;
  const given = typeof data === 'string' ? data : data.map(({ name }) => name).join(' . ');
  return `type ${names} : ${interval}${given}`;
}

/** @param elements those to show; all of them when absent */
export function setText(
  set: NftSet,
  now: number,
  style: PrintStyle,
  elements = sortedElements(set, now),
): string {
  const { shape } = set;
  const handle = style.handles ? ` # handle ${String(set.handle)}` : '';
  const lines = [`\t${shape.kind} ${set.name} {${handle}`, `\t\t${typeText(shape, style)}`];
  const isConstant = shape.flags.includes('constant');
  if (!isConstant && shape.policy !== 'performance') lines.push(`\t\tpolicy ${shape.policy}`);
  if (!isConstant && shape.size !== undefined) lines.push(`\t\tsize ${String(shape.size)}`);
  if (shape.flags.length > 0) lines.push(`\t\tflags ${shape.flags.join(',')}`);
  if (shape.merges) lines.push('\t\tauto-merge');
  for (const statement of shape.statements)
    lines.push(`\t\t${statefulText(statement, { ...style, stateless: true })}`);
  if (shape.timeout !== undefined) lines.push(`\t\ttimeout ${durationText(shape.timeout)}`);
  if (shape.interval !== undefined) lines.push(`\t\tgc-interval ${durationText(shape.interval)}`);
  if (shape.comment !== undefined) lines.push(`\t\tcomment "${shape.comment}"`);
  if (!style.terse && elements.length > 0) {
    const texts = elements.map((element) => elementText(element, set, now, style));
    const width = perLine(shape);
    const rows: string[] = [];
    for (let at = 0; at < texts.length; at += width) rows.push(texts.slice(at, at + width).join(', '));
    lines.push(`\t\telements = { ${rows.join(',\n\t\t\t     ')} }`);
  }
  lines.push('\t}');
  return `${lines.join('\n')}\n`;
}
