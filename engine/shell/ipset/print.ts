/**
 * Sets as `list` and `save` show them: plain, as commands that make them again, as XML (lib/session.c, lib/print.c).
 */
import { elementText } from '../../linux/netfilter/ipset/element.ts';
import { commentOctets, type IpSet, type Member } from '../../linux/netfilter/ipset/ip-set.ts';
import type { IpSets, ListedSet, SetSlot } from '../../linux/netfilter/ipset/ip-sets.ts';
import type { CommonOptions, OutputMode } from './arguments.ts';
import { bySortedOrder } from './sort.ts';

function hex8(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}

function rangeText({ type, settings: { range } }: IpSet): string | undefined {
  if (range === undefined) return undefined;
  const text = (value: number): string =>
    type.name === 'bitmap:port'
      ? String(value)
      : [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
  return `${text(range[0])}-${text(range[1])}`;
}

/** Name and value of what the set was made with; an empty value stands alone. */
function header(set: IpSet): (readonly [string, string])[] {
  const { settings, type } = set;
  const { family, netmask, markmask, timeout } = settings;
  const isHash = type.method === 'hash';
  const all: readonly (readonly [string, string | undefined])[] = [
    ['family', family === 0 ? undefined : family === 4 ? 'inet' : 'inet6'],
    ['markmask', markmask === undefined ? undefined : hex8(markmask)],
    ['hashsize', isHash ? String(set.hashSize) : undefined],
    ['maxelem', isHash ? String(settings.maximum) : undefined],
    ['range', rangeText(set)],
    ['size', type.method === 'list' ? String(settings.places) : undefined],
    ['netmask', netmask === undefined ? undefined : String(netmask)],
    ['timeout', timeout === undefined ? undefined : String(timeout)],
    ['counters', settings.counters ? '' : undefined],
    ['comment', settings.comment ? '' : undefined],
    ['skbinfo', settings.skbinfo ? '' : undefined],
    ['bucketsize', isHash ? String(settings.bucketSize) : undefined],
    ['initval', isHash ? hex8(settings.seed) : undefined],
  ];
  return all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}

type Carried = Omit<Member, 'element' | 'hash' | 'key'>;

/** What a member carries, in the order of `add`'s options. */
function carried(set: IpSet, member: Carried): (readonly [string, string])[] {
  const { timeout, counters } = set.settings;
  const { comment, skbmark, skbprio, skbqueue } = member;
  const pairs: (readonly [string, string])[] = [];
  if (timeout !== undefined) pairs.push(['timeout', String(set.left(member))]);
  if (member.nomatch) pairs.push(['nomatch', '']);
  if (counters) pairs.push(['packets', String(member.packets)], ['bytes', String(member.bytes)]);
  if (comment !== undefined) pairs.push(['comment', `"${comment}"`]);
  if (skbmark !== undefined) {
    const mask = skbmark.mask === 0xffff_ffff ? '' : `/0x${skbmark.mask.toString(16)}`;
    pairs.push(['skbmark', `0x${skbmark.value.toString(16)}${mask}`]);
  }
  if (skbprio > 0)
    pairs.push(['skbprio', `${(skbprio >>> 16).toString(16)}:${(skbprio & 0xffff).toString(16)}`]);
  if (skbqueue > 0) pairs.push(['skbqueue', String(skbqueue)]);
  return pairs;
}

function words(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([name, value]) => (value === '' ? ` ${name}` : ` ${name} ${value}`)).join('');
}

function tags(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([name, value]) => (value === '' ? `<${name}/>` : `<${name}>${value}</${name}>`)).join('');
}

function memberLines(sets: IpSets, slot: SetSlot, mode: OutputMode, sorted: boolean): string[] {
  const { set } = slot;
  const line = (text: string, member: Carried): string => {
    const pairs = carried(set, member);
    if (mode === 'xml') return `<member><elem>${text}</elem>${tags(pairs)}</member>\n`;
    return `${mode === 'save' ? `add ${set.name} ` : ''}${text}${words(pairs)}\n`;
  };
  if (set.type.method === 'list')
    return sets
      .listed(slot)
      .map((listed: ListedSet) => line(listed.set.set.name, { ...listed, nomatch: false }));
  const lines = set.members.map((member) => ({ own: elementText(member.element), member }));
  if (sorted && set.type.method === 'hash') {
    const rest = (member: Member): string => words(carried(set, member));
    lines.sort((one, other) => bySortedOrder(one.own + rest(one.member), other.own + rest(other.member)));
  }
  return lines.map(({ own, member }) => line(own, member));
}

/** A list's own octets and those of its members. */
function memoryOf(sets: IpSets, slot: SetSlot): number {
  const { set } = slot;
  if (set.type.method !== 'list') return set.memory;
  const each = set.type.size[0] + set.extensionOctets;
  return sets.listed(slot).reduce((sum, { comment }) => sum + each + commentOctets(comment), set.type.extra);
}

function one(sets: IpSets, slot: SetSlot, mode: OutputMode, options: CommonOptions): string {
  const { set } = slot;
  const { type } = set;
  const lines = memberLines(sets, slot, mode, options.sorted);
  const members = options.terse ? '' : lines.join('');
  if (mode === 'save') return `create ${set.name} ${type.name}${words(header(set))}\n${members}`;
  const memory = String(memoryOf(sets, slot));
  const references = String(set.references);
  const count = String(lines.length);
  if (mode === 'xml')
    return (
      `<ipset name="${set.name}">\n<type>${type.name}</type>\n<revision>${String(type.revision)}</revision>\n` +
      `<header>${tags(header(set))}\n<memsize>${memory}</memsize>\n<references>${references}</references>\n` +
      `<numentries>${count}</numentries>\n</header>\n` +
      `${options.terse ? '' : `<members>\n${members}</members>\n`}</ipset>\n`
    );
  return (
    `Name: ${set.name}\nType: ${type.name}\nRevision: ${String(type.revision)}\nHeader:${words(header(set))}\n` +
    `Size in memory: ${memory}\nReferences: ${references}\nNumber of entries: ${count}\n` +
    (options.terse ? '' : `Members:\n${members}`)
  );
}

export function listSets(
  sets: IpSets,
  slots: readonly SetSlot[],
  mode: OutputMode,
  options: CommonOptions,
): string {
  const around = (text: string): string => (mode === 'xml' ? `<ipsets>\n${text}</ipsets>\n` : text);
  if (options.names && mode !== 'save')
    return around(
      slots.map(({ set }) => (mode === 'xml' ? `<ipset name="${set.name}"/>\n` : `${set.name}\n`)).join(''),
    );
  return around(slots.map((slot) => one(sets, slot, mode, options)).join(mode === 'plain' ? '\n' : ''));
}
