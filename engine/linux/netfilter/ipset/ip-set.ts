/**
 * One set: its members and what they carry, changed by a person or by a packet (struct ip_set; the *_uadt and *_kadt
 * functions of net/netfilter/ipset). Timeouts run on the virtual clock; a member that ran out is found gone when it is
 * looked for or listed.
 *
 * A packet is looked for under every prefix length the set knows, the longest first, so `nomatch` carves holes.
 */
import { type Clock, second } from '../../../clock/clock.ts';
import type { PacketBuffer } from '../../skb/packet-buffer.ts';
import { type Element, elementText, hashWords, masked, type Part } from './element.ts';
import { SetHashTable } from './hash-table.ts';
import { jhash2 } from './jhash.ts';
import { networksOf, type SetType } from './set-type.ts';

/** What a set was made with. */
export interface SetSettings {
  /** 0 for sets that take every family. */
  readonly family: 0 | 4 | 6;
  readonly hashSize: number;
  readonly maximum: number;
  readonly bucketSize: number;
  readonly seed: number;
  readonly netmask?: number;
  readonly markmask?: number;
  /** Seconds; 0: members stay unless they say otherwise. Undefined: no member has a timeout. */
  readonly timeout?: number;
  readonly counters: boolean;
  readonly comment: boolean;
  readonly skbinfo: boolean;
  readonly forceAdd: boolean;
  /** Of a bitmap: its first and last element, as numbers. */
  readonly range?: readonly [first: number, last: number];
  /** Of a list. */
  readonly places: number;
}

/** What a member carries beside itself. */
export interface Extensions {
  /** Seconds. */
  readonly timeout?: number;
  readonly nomatch?: boolean;
  readonly packets?: number;
  readonly bytes?: number;
  readonly comment?: string;
  readonly skbmark?: { readonly value: number; readonly mask: number };
  readonly skbprio?: number;
  readonly skbqueue?: number;
}

export interface Member {
  element: Element;
  readonly key: string;
  /** Virtual time; undefined: it stays. */
  expires: number | undefined;
  nomatch: boolean;
  packets: number;
  bytes: number;
  comment: string | undefined;
  skbmark: { readonly value: number; readonly mask: number } | undefined;
  skbprio: number;
  skbqueue: number;
  readonly hash: number;
}

/** Why a set refuses (IPSET_ERR_*). */
export type Refusal = 'exists' | 'missing' | 'full' | 'range';

export class IpSet {
  name: string;
  readonly type: SetType;
  readonly settings: SetSettings;
  /** How many rules and lists name it. */
  references = 0;
  readonly #clock: Clock;
  readonly #members = new Map<string, Member>();
  readonly #table: SetHashTable<Member> | undefined;
  /** Of each network of an element, how many members have which prefix length. */
  readonly #lengths: Map<number, number>[];

  constructor(name: string, type: SetType, settings: SetSettings, clock: Clock) {
    this.name = name;
    this.type = type;
    this.settings = settings;
    this.#clock = clock;
    this.#lengths = Array.from({ length: networksOf(type) }, () => new Map<number, number>());
    if (type.method === 'hash')
      this.#table = new SetHashTable(settings.hashSize, settings.bucketSize, (member: Member) => member.hash);
  }

  get hashSize(): number {
    return this.#table?.size ?? 0;
  }

  #alive(member: Member | undefined): Member | undefined {
    if (member?.expires === undefined || member.expires > this.#clock.now) return member;
    this.#drop(member);
    return undefined;
  }

  #drop(member: Member): void {
    this.#members.delete(member.key);
    this.#table?.delete(member);
    this.#countLengths(member.element, -1);
  }

  #countLengths(element: Element, by: 1 | -1): void {
    let at = 0;
    this.type.dimensions.forEach((dimension, index) => {
      const part = element[index];
      if (dimension !== 'net' || part?.kind !== 'address') return;
      const counts = this.#lengths[at++];
      const count = (counts?.get(part.length) ?? 0) + by;
      if (count > 0) counts?.set(part.length, count);
      else counts?.delete(part.length);
    });
  }

  /** Prefix lengths in use of the `at`-th network, the longest first. */
  lengths(at: number): readonly number[] {
    return [...(this.#lengths[at]?.keys() ?? [])].sort((one, other) => other - one);
  }

  /** Members as they are listed. */
  get members(): readonly Member[] {
    for (const member of [...this.#members.values()]) this.#alive(member);
    if (this.#table !== undefined) return [...this.#table.members()];
    const place = ({ element: [part] }: Member): number =>
      part?.kind === 'address' ? part.address.bits : part?.kind === 'port' ? part.port : 0;
    return [...this.#members.values()].sort((one, other) => place(one) - place(other));
  }

  find(element: Element): Member | undefined {
    return this.#alive(this.#members.get(this.#key(element)));
  }

  /** A bitmap has one place for an address, whatever hardware address stands there. */
  #key(element: Element): string {
    return elementText(this.type.method === 'bitmap' ? element.slice(0, 1) : element);
  }

  #isInRange([part]: Element): boolean {
    const { range } = this.settings;
    if (range === undefined) return true;
    const place = part?.kind === 'address' ? part.address.bits : part?.kind === 'port' ? part.port : -1;
    return place >= range[0] && place <= range[1];
  }

  /** The netmask or markmask of the set applied. */
  #adjusted(element: Element): Element {
    const { netmask, markmask } = this.settings;
    if (netmask === undefined && markmask === undefined) return element;
    return element.map((part) => {
      if (part.kind === 'address' && netmask !== undefined)
        return { ...part, address: masked(part.address, netmask) };
      return part.kind === 'mark' && markmask !== undefined
        ? { ...part, mark: (part.mark & markmask) >>> 0 }
        : part;
    });
  }

  /** @param again an element that is there already is renewed */
  add(wanted: Element, extensions: Extensions, again: boolean): Refusal | undefined {
    const element = this.#adjusted(wanted);
    if (!this.#isInRange(element)) return 'range';
    const known = this.find(element);
    if (known !== undefined) {
      if (!again) return 'exists';
      this.#fill(known, extensions);
      known.element = element;
      return undefined;
    }
    if (this.type.method === 'hash' && this.#members.size >= this.settings.maximum && !this.#makeRoom())
      return 'full';
    const hash = this.type.method === 'hash' ? jhash2(hashWords(element, this.type), this.settings.seed) : 0;
    const key = this.#key(element);
    const member = { element, key, hash, comment: undefined, skbmark: undefined, skbprio: 0, skbqueue: 0 };
    const made = { ...member, packets: 0, bytes: 0, nomatch: false, expires: undefined };
    this.#fill(made, extensions);
    this.#members.set(key, made);
    this.#table?.add(made);
    this.#countLengths(element, 1);
    return undefined;
  }

  /** Those that ran out go; with `forceadd` else any one. */
  #makeRoom(): boolean {
    for (const member of [...this.#members.values()]) this.#alive(member);
    if (this.#members.size < this.settings.maximum) return true;
    const [any] = this.#members.values();
    if (!this.settings.forceAdd || any === undefined) return false;
    this.#drop(any);
    return true;
  }

  #fill(member: Member, extensions: Extensions): void {
    const { timeout: usual } = this.settings;
    const timeout = usual === undefined ? 0 : (extensions.timeout ?? usual);
    member.expires = timeout === 0 ? undefined : this.#clock.now + timeout * second;
    member.nomatch = extensions.nomatch ?? false;
    // What was counted stays when it is renewed (ip_set_init_counter).
    member.packets = extensions.packets ?? member.packets;
    member.bytes = extensions.bytes ?? member.bytes;
    member.comment = extensions.comment;
    member.skbmark = extensions.skbmark;
    member.skbprio = extensions.skbprio ?? 0;
    member.skbqueue = extensions.skbqueue ?? 0;
  }

  delete(wanted: Element): Refusal | undefined {
    const element = this.#adjusted(wanted);
    if (!this.#isInRange(element)) return 'range';
    const member = this.find(element);
    if (member === undefined || !sameMac(member.element, element)) return 'missing';
    this.#drop(member);
    return undefined;
  }

  /** What a person asks: a host is looked for in the networks too. */
  test(wanted: Element): Member | undefined {
    const element = this.#adjusted(wanted);
    const isHost = element.every(
      (part, at) =>
        this.type.dimensions[at] !== 'net' || (part.kind === 'address' && part.length === part.address.width),
    );
    if (isHost && this.#lengths.length > 0) return this.#search(element);
    const member = this.find(element);
    return member !== undefined && sameMac(member.element, element) ? member : undefined;
  }

  /** mtype_test_cidrs: under each prefix length there is, the longest first. */
  #search(element: Element): Member | undefined {
    const at = this.type.dimensions.indexOf('net');
    const last = this.type.dimensions.lastIndexOf('net');
    const part = element[at];
    const other = element[last];
    if (part?.kind !== 'address' || other?.kind !== 'address') return undefined;
    for (const length of this.lengths(0)) {
      const first = element.with(at, { ...part, address: masked(part.address, length), length });
      if (last === at) {
        const found = this.#fitting(first);
        if (found !== undefined) return found;
        continue;
      }
      for (const second of this.lengths(1)) {
        const address = masked(other.address, second);
        const found = this.find(first.with(last, { ...other, address, length: second }));
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  /** A device may be known by the beginning of its name. */
  #fitting(element: Element): Member | undefined {
    const found = this.find(element);
    const [, iface] = element;
    if (found !== undefined || iface?.kind !== 'iface') return found;
    for (let end = iface.name.length; end > 0; end--) {
      const wild = this.find([...element.slice(0, 1), { ...iface, name: `${iface.name.slice(0, end)}+` }]);
      if (wild !== undefined) return wild;
    }
    return undefined;
  }

  /** What a packet asks. The first packet fills in a hardware address that was left open. */
  match(element: Element, skb: PacketBuffer): Member | undefined {
    const member = this.test(element);
    if (member === undefined) {
      const open = this.type.name === 'bitmap:ip,mac' ? this.find(element) : undefined;
      if (open === undefined || open.element.length > 1 || skb.packet.kind === 'arp') return undefined;
      open.element = element;
      return open;
    }
    return member;
  }

  flush(): void {
    this.#members.clear();
    this.#table?.clear();
    for (const counts of this.#lengths) counts.clear();
  }

  /** In octets, as the kernel counts. */
  get memory(): number {
    const { family, range, netmask } = this.settings;
    const { method, size, extra } = this.type;
    let element = size[family === 6 ? 1 : 0];
    const hasMore = this.extensionOctets > 0;
    if (hasMore) element = aligned(element, 8) + this.extensionOctets;
    const members = this.members;
    let comments = 0;
    for (const { comment } of members) comments += commentOctets(comment);
    if (method === 'bitmap') {
      const [first, last] = range ?? [0, 0];
      const places = netmask === undefined ? last - first + 1 : (last - first + 1) / 2 ** (32 - netmask);
      return extra + aligned(Math.ceil(places / 8), 8) + places * element + comments;
    }
    const networks = networksOf(this.type);
    const widths = family === 6 ? 128 : 32;
    const perLength = networks === 2 ? 12 : 8;
    const bare = size[family === 6 ? 1 : 0];
    const own = aligned(192 + bare + extra + (networks > 0 ? widths * perLength : 0), 8);
    return own + (this.#table?.memory(element) ?? 0) + comments;
  }

  /** What the extensions add to each element. */
  get extensionOctets(): number {
    const { timeout, counters, comment, skbinfo } = this.settings;
    return (timeout === undefined ? 0 : 8) + (counters ? 16 : 0) + (comment ? 8 : 0) + (skbinfo ? 16 : 0);
  }

  /** Whole seconds a member still has; 0: for ever. */
  left(member: Pick<Member, 'expires'>): number {
    if (member.expires === undefined) return 0;
    return Math.max(1, Math.floor((member.expires - this.#clock.now) / second));
  }
}

/** What a comment takes beside its member (struct ip_set_comment_rcu). */
export function commentOctets(comment: string | undefined): number {
  return comment === undefined ? 0 : 17 + comment.length;
}

function aligned(octets: number, to: number): number {
  return Math.ceil(octets / to) * to;
}

/** No hardware address asked for, or the same. */
function sameMac(known: Element, asked: Element): boolean {
  const mac = (element: Element): Part | undefined => element.find((part) => part.kind === 'mac');
  const wanted = mac(asked);
  const own = mac(known);
  if (wanted?.kind !== 'mac' || own?.kind !== 'mac') return true;
  return wanted.mac === own.mac;
}
