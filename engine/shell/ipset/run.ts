/**
 * The commands of ipset, done to a namespace's sets; refusals in the words of lib/errcode.c.
 */
import type { Element } from '../../linux/netfilter/ipset/element.ts';
import type { Extensions, Refusal } from '../../linux/netfilter/ipset/ip-set.ts';
import type { IpSets, ListedSet, SetSlot } from '../../linux/netfilter/ipset/ip-sets.ts';
import { setTypes, type SetType } from '../../linux/netfilter/ipset/set-type.ts';
import {
  addOptions,
  type CommonOptions,
  createOptions,
  type OptionTable,
  readOptions,
  testOptions,
} from './arguments.ts';
import { type Names, readElement } from './element.ts';
import { readNumber, refused, syntax } from './error.ts';
import { longestTimeout, readSettings, sameSettings } from './settings.ts';

/** Old names of types. */
const aliases: Readonly<Record<string, string>> = {
  iphash: 'hash:ip',
  nethash: 'hash:net',
  ipporthash: 'hash:ip,port',
  ipportiphash: 'hash:ip,port,ip',
  ipportnethash: 'hash:ip,port,net',
  ipmap: 'bitmap:ip',
  macipmap: 'bitmap:ip,mac',
  portmap: 'bitmap:port',
  setlist: 'list:set',
};

const longestName = 31;
const noSuchSet = 'The set with the given name does not exist';

export function checkName(name: string): void {
  if (name.length > longestName)
    throw syntax(`setname '${name}' is longer than ${String(longestName)} characters`);
}

export function typeNamed(name: string): SetType | undefined {
  return setTypes.get(aliases[name] ?? name);
}

export function slotNamed(sets: IpSets, name: string): SetSlot {
  checkName(name);
  const slot = sets.find(name);
  if (slot === undefined) throw refused(noSuchSet);
  return slot;
}

export function create(
  sets: IpSets,
  name: string,
  typeName: string,
  words: readonly string[],
  { exist }: CommonOptions,
  names: Names,
): void {
  checkName(name);
  const type = typeNamed(typeName);
  if (type === undefined) throw syntax(`typename '${typeName}' is unknown`);
  const given = readOptions(words, createOptions(type));
  const settings = readSettings(type, given, sets, names);
  if (given.has('bitmask')) throw new NotModelled('bitmask');
  const known = sets.find(name);
  if (known !== undefined) {
    if (exist && known.set.type === type && sameSettings(known.set.settings, settings)) return;
    throw refused('Set cannot be created: set with the same name already exists');
  }
  sets.create(name, type, settings);
}

/** What ipset has and this one has not. */
export class NotModelled extends Error {}

/** The low bits of what sscanf(3) reads, as much as there is of it; what follows is not looked at. */
function hexadecimal(text: string | undefined, most: number): number {
  return Number(BigInt(`0x${text ?? '0'}`) & BigInt(most));
}

function readSkbmark(text: string): { readonly value: number; readonly mask: number } {
  const [, value, rest = '', mask] = /^0x([0-9a-fA-F]+)(\/(?:0x([0-9a-fA-F]+))?)?/.exec(text) ?? [];
  if (value === undefined || (rest !== '' && mask === undefined))
    throw syntax('Invalid skbmark format, it should be:  MARK/MASK or MARK (see manpage)');
  return {
    value: hexadecimal(value, 0xffff_ffff),
    mask: mask === undefined ? 0xffff_ffff : hexadecimal(mask, 0xffff_ffff),
  };
}

function readSkbprio(text: string): number {
  const [, major, minor] = /^(?:0[xX])?([0-9a-fA-F]+):(?:0[xX])?([0-9a-fA-F]+)/.exec(text) ?? [];
  if (major === undefined) throw syntax('Invalid skbprio format, it should be:MAJOR:MINOR (see manpage)');
  return hexadecimal(major, 0xffff) * 65_536 + hexadecimal(minor, 0xffff);
}

/** Of packets and octets. @throws NotModelled for those that no number here can hold */
function readCount(text: string): number {
  const count = readNumber(text, 0, 2n ** 64n - 2n);
  if (count > Number.MAX_SAFE_INTEGER) throw new NotModelled('counters of ipset above 2^53');
  return count;
}

function readExtensions(slot: SetSlot, given: ReadonlyMap<string, string>): Extensions {
  const { timeout, counters, comment, skbinfo } = slot.set.settings;
  const text = (name: string): string => given.get(name) ?? '';
  const words = text('comment');
  if (words.includes('"')) throw syntax('" character is not permitted in comments');
  if (words.length > 255) throw syntax(`Comment is longer than the maximum allowed 255 characters`);
  const extensions = {
    ...(given.has('timeout') ? { timeout: readNumber(text('timeout'), 0, longestTimeout) } : {}),
    ...(given.has('nomatch') ? { nomatch: true } : {}),
    ...(given.has('packets') ? { packets: readCount(text('packets')) } : {}),
    ...(given.has('bytes') ? { bytes: readCount(text('bytes')) } : {}),
    ...(words === '' ? {} : { comment: words }),
    ...(given.has('skbmark') ? { skbmark: readSkbmark(text('skbmark')) } : {}),
    ...(given.has('skbprio') ? { skbprio: readSkbprio(text('skbprio')) } : {}),
    ...(given.has('skbqueue') ? { skbqueue: readNumber(text('skbqueue'), 0, 65_535) } : {}),
  };
  const has = (...names: string[]): boolean => names.some((name) => given.has(name));
  if (has('timeout') && timeout === undefined)
    throw refused('Timeout cannot be used: set was created without timeout support');
  if (has('packets', 'bytes') && !counters)
    throw refused('Packet/byte counters cannot be used: set was created without counter support');
  if (has('comment') && !comment)
    throw refused('Comment cannot be used: set was created without comment support');
  if (has('skbmark', 'skbprio', 'skbqueue') && !skbinfo)
    throw refused('Skbinfo mapping cannot be used: set was created without skbinfo support');
  return extensions;
}

function complaint(reason: Refusal): string {
  switch (reason) {
    case 'exists':
      return "Element cannot be added to the set: it's already added";
    case 'missing':
      return "Element cannot be deleted from the set: it's not added";
    case 'full':
      return 'Hash is full, cannot add more elements';
    case 'range':
      return 'Element is out of the range of the set';
  }
}

/** An element to be added, deleted or asked for, read whole before anything is done. */
export interface Change {
  readonly slot: SetSlot;
  readonly command: 'add' | 'del' | 'test';
  readonly element: string;
  readonly given: ReadonlyMap<string, string>;
  readonly run: () => boolean;
}

/** @throws IpsetError */
export function readChange(
  sets: IpSets,
  command: 'add' | 'del' | 'test',
  name: string,
  element: string,
  words: readonly string[],
  options: CommonOptions,
  names: Names,
): Change {
  const slot = slotNamed(sets, name);
  const { type, settings } = slot.set;
  const table: OptionTable = command === 'add' ? addOptions(type) : testOptions(type);
  const given = readOptions(words, table);
  if (type.method === 'list')
    return {
      slot,
      command,
      element,
      given,
      run: () => changeList(sets, slot, command, element, given, options),
    };
  const family = settings.family === 6 ? 6 : 4;
  const read = readElement(element, { type, family, netmask: settings.netmask, command, names });
  const wildcard = given.has('wildcard');
  const run = (): boolean => {
    const extensions = command === 'add' ? readExtensions(slot, given) : {};
    for (const each of read.elements()) {
      const wanted = wildcard ? withWildcard(each) : each;
      if (command === 'test') {
        const member = slot.set.test(wanted);
        return member !== undefined && member.nomatch === given.has('nomatch');
      }
      const reason =
        command === 'add' ? slot.set.add(wanted, extensions, options.exist) : slot.set.delete(wanted);
      if (reason === undefined || (reason === 'missing' && options.exist)) continue;
      throw refused(complaint(reason));
    }
    return true;
  };
  return { slot, command, element: read.text, given, run };
}

function withWildcard(element: Element): Element {
  return element.map((part) => (part.kind === 'iface' ? { ...part, wildcard: true } : part));
}

/** Sets of sets: `before` and `after` say where (list_set_uadd, list_set_udel, list_set_utest). */
function changeList(
  sets: IpSets,
  slot: SetSlot,
  command: 'add' | 'del' | 'test',
  name: string,
  given: ReadonlyMap<string, string>,
  options: CommonOptions,
): boolean {
  const wanted = sets.find(name);
  if (wanted === undefined) throw refused('Set to be added/deleted/tested as element does not exist.');
  if (wanted.set.type.method === 'list') throw refused('Sets with list:set type cannot be added to the set.');
  const neighbourName = given.get('before') ?? given.get('after');
  const neighbour = neighbourName === undefined ? undefined : sets.find(neighbourName);
  if (neighbourName !== undefined && neighbour === undefined)
    throw refused("The set to which you referred with 'before' or 'after' does not exist.");
  const listed = sets.listed(slot);
  const at = listed.findIndex(({ set }) => set === wanted);
  const next = listed.findIndex(({ set }) => set === neighbour);
  const stands =
    at >= 0 && (neighbour === undefined || (given.has('before') ? next === at + 1 : next === at - 1));
  if (command === 'test') return stands;
  if (command === 'del') {
    const member = listed[at];
    if (neighbour !== undefined && !stands)
      throw refused("The set to which you referred with 'before' or 'after' is not added to the set.");
    if (member === undefined) {
      if (options.exist) return true;
      throw refused(complaint('missing'));
    }
    sets.unlist(slot, member);
    return true;
  }
  const extensions = readExtensions(slot, given);
  if (at >= 0) {
    if (!options.exist) throw refused(complaint('exists'));
    Object.assign(listed[at] ?? {}, carriedBy(sets, slot, wanted, extensions));
    return true;
  }
  if (neighbour !== undefined && next < 0)
    throw refused("The set to which you referred with 'before' or 'after' is not added to the set.");
  const place = neighbour === undefined ? listed.length : given.has('before') ? next : next + 1;
  sets.list(slot, place, carriedBy(sets, slot, wanted, extensions));
  return true;
}

function carriedBy(sets: IpSets, slot: SetSlot, set: SetSlot, extensions: Extensions): ListedSet {
  const timeout =
    slot.set.settings.timeout === undefined ? 0 : (extensions.timeout ?? slot.set.settings.timeout);
  return {
    set,
    expires: timeout === 0 ? undefined : sets.clock.now + timeout * 1_000_000,
    packets: extensions.packets ?? 0,
    bytes: extensions.bytes ?? 0,
    comment: extensions.comment,
    skbmark: extensions.skbmark,
    skbprio: extensions.skbprio ?? 0,
    skbqueue: extensions.skbqueue ?? 0,
  };
}

export function destroy(sets: IpSets, name: string | undefined, { exist }: CommonOptions): void {
  const inUse = 'Set cannot be destroyed: it is in use by a kernel component';
  if (name === undefined) {
    // Lists let go of their members first.
    const slots = [...sets.slots].reverse();
    if (slots.some((slot) => isHeld(sets, slot))) throw refused(inUse);
    for (const slot of slots) sets.destroy(slot);
    return;
  }
  checkName(name);
  if (exist && sets.find(name) === undefined) return;
  const slot = slotNamed(sets, name);
  if (slot.set.references > 0) throw refused(inUse);
  sets.destroy(slot);
}

/** By a rule, not only by lists. */
function isHeld(sets: IpSets, slot: SetSlot): boolean {
  const lists = sets.slots.flatMap((each) => each.listed).filter(({ set }) => set === slot);
  return slot.set.references > lists.length;
}

export function rename(sets: IpSets, from: string, to: string): void {
  checkName(to);
  const slot = slotNamed(sets, from);
  if (slot.set.references > 0) throw refused('Set cannot be renamed: it is in use by another system');
  if (sets.find(to) !== undefined)
    throw refused('Set cannot be renamed: a set with the new name already exists');
  slot.set.name = to;
}

export function swap(sets: IpSets, one: string, other: string): void {
  const first = slotNamed(sets, one);
  checkName(other);
  const second = sets.find(other);
  if (second === undefined) throw refused('Sets cannot be swapped: the second set does not exist');
  const kind = ({ set: { type, settings } }: SetSlot): string => `${type.name} ${String(settings.family)}`;
  if (kind(first) !== kind(second)) throw refused('The sets cannot be swapped: their type does not match');
  sets.swap(first, second);
}
