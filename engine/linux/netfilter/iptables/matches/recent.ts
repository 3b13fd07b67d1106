/**
 * `-m recent`: addresses seen lately, in named lists (net/netfilter/xt_recent.c, libxt_recent). kube-proxy's session
 * affinity lives here.
 */
import { second } from '../../../../clock/clock.ts';
import { Address } from '../../../../net/address/address.ts';
import { hopLimitOf } from '../../../../net/flow/rewrite.ts';
import { usage } from '../error.ts';
import type { Match, Place, RuleContext, Test } from '../extension.ts';
import { parseNumber } from '../number.ts';
import { resolved } from '../parse/addresses.ts';
import { type RecentList, recentLists } from '../recent-list.ts';

const commands = { set: 'SET', rcheck: 'CHECK', update: 'UPDATE', remove: 'REMOVE' } as const;
type Command = keyof typeof commands;

/** XT_RECENT_MAX_NSTAMPS */
const mostHits = 65_535;

/** What is longer is cut (XT_RECENT_NAME_LEN). */
const longestName = 199;

const everyV4 = Address.v4(0xffff_ffff);
const everyV6 = Address.v6([0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff]);

/** What both have. */
function both(address: Address, mask: Address): Address {
  const [a = 0, b = 0, c = 0, d = 0] = address.words.map((word, at) => word & (mask.words[at] ?? 0));
  return address.family === 4 ? Address.v4(a) : Address.v6([a, b, c, d]);
}

function isCommand(option: string): option is Command {
  return option in commands;
}

export class RecentMatch implements Match {
  readonly name = 'recent';
  readonly inverts = Object.keys(commands);
  readonly options = {
    set: 'flag',
    rcheck: 'flag',
    update: 'flag',
    remove: 'flag',
    seconds: 'value',
    reap: 'flag',
    hitcount: 'value',
    rttl: 'flag',
    name: 'value',
    rsource: 'flag',
    rdest: 'flag',
    mask: 'value',
  } as const;
  readonly excludes = {
    set: ['rcheck', 'update', 'remove'],
    rcheck: ['update', 'remove'],
    update: ['remove'],
    rttl: ['set', 'remove'],
  };
  #command: Command | undefined;
  #inverted = false;
  #seconds = 0;
  #hits = 0;
  #reap = false;
  #ttl = false;
  #list = 'DEFAULT';
  #side: 'source' | 'destination' = 'source';
  #mask: Address | undefined;

  set(option: string, value: string, inverted: boolean, context: RuleContext): void {
    if (isCommand(option)) {
      this.#command = option;
      this.#inverted = inverted;
      return;
    }
    switch (option) {
      case 'seconds':
      case 'hitcount': {
        const least = option === 'seconds' ? 1 : 0;
        const number = parseNumber(value, least);
        if (number === undefined)
          throw usage(
            `recent: bad value for option "--${option}", or out of range (${String(least)}-4294967295).\n`,
          );
        if (option === 'seconds') this.#seconds = number;
        else this.#hits = number;
        return;
      }
      case 'mask': {
        this.#mask = resolved(value, context.family);
        return;
      }
      case 'name':
        this.#list = value.slice(0, longestName);
        return;
      case 'reap':
        this.#reap = true;
        return;
      case 'rttl':
        this.#ttl = true;
        return;
      default:
        this.#side = option === 'rdest' ? 'destination' : 'source';
    }
  }

  check({ family }: RuleContext): void {
    this.#mask ??= family === 4 ? everyV4 : everyV6;
    if (this.#command === undefined)
      throw usage("recent: you must specify one of `--set', `--rcheck' `--update' or `--remove'");
    if (this.#reap && this.#seconds === 0)
      throw usage('recent: option "--reap" also requires "--seconds".\n');
  }

  /** recent_mt_check */
  isRefused(): boolean {
    const counts = this.#seconds > 0 || this.#hits > 0;
    const isFile =
      this.#list !== '' && this.#list !== '.' && this.#list !== '..' && !this.#list.includes('/');
    return (
      (counts && (this.#command === 'set' || this.#command === 'remove')) || this.#hits > mostHits || !isFile
    );
  }

  save(): string {
    const parts = [`${this.#inverted ? '! ' : ''}--${this.#command ?? ''}`];
    if (this.#seconds > 0) parts.push(`--seconds ${String(this.#seconds)}`);
    if (this.#reap) parts.push('--reap');
    if (this.#hits > 0) parts.push(`--hitcount ${String(this.#hits)}`);
    if (this.#ttl) parts.push('--rttl');
    parts.push(
      `--name ${this.#list} --mask ${this.#mask?.text ?? ''}`,
      this.#side === 'source' ? '--rsource' : '--rdest',
    );
    return parts.join(' ');
  }

  print(): string {
    const parts = [`${this.#inverted ? '! ' : ''}recent: ${commands[this.#command ?? 'set']}`];
    if (this.#seconds > 0) parts.push(`seconds: ${String(this.#seconds)}`);
    if (this.#reap) parts.push('reap');
    if (this.#hits > 0) parts.push(`hit_count: ${String(this.#hits)}`);
    if (this.#ttl) parts.push('TTL-Match');
    parts.push(
      `name: ${this.#list} side: ${this.#side === 'source' ? 'source' : 'dest'} mask: ${this.#mask?.text ?? ''}`,
    );
    return parts.join(' ');
  }

  hold({ namespace }: Place): void {
    recentLists.of(namespace).hold(this.#list);
  }

  release({ namespace }: Place): void {
    recentLists.of(namespace).release(this.#list);
  }

  compile({ namespace }: Place): Test {
    const list: RecentList = recentLists.of(namespace).list(this.#list, this.#hits);
    const inverted = this.#inverted;
    const mask = this.#mask === everyV4 || this.#mask === everyV6 ? undefined : this.#mask;
    return (skb, state) => {
      const { packet } = skb;
      if (packet.kind === 'arp') return false;
      const full = this.#side === 'source' ? packet.source : packet.destination;
      const address = mask === undefined ? full : both(full, mask);
      const ttl = hopLimitOf(packet) + (state.out !== undefined && skb.socket === undefined ? 1 : 0);
      return this.#isSeen(list, address, ttl, inverted) !== inverted;
    };
  }

  #isSeen(list: RecentList, address: Address, ttl: number, inverted: boolean): boolean {
    const entry = list.find(address, this.#ttl ? ttl : undefined);
    switch (this.#command) {
      case 'set':
        if (entry === undefined) list.add(address, ttl);
        else list.touch(entry, ttl);
        return true;
      case 'remove':
        if (entry !== undefined) list.remove(entry);
        return entry !== undefined;
      case 'rcheck':
      case 'update':
      case undefined: {
        if (entry === undefined) return false;
        const since = list.now - this.#seconds * second;
        const recent = this.#seconds === 0 ? entry.stamps : entry.stamps.filter((stamp) => stamp >= since);
        const seen = recent.length >= Math.max(1, this.#hits);
        const touches = this.#command === 'update' && seen !== inverted;
        if (this.#reap) list.reap(since, touches ? entry : undefined);
        if (touches) list.touch(entry, ttl);
        return seen;
      }
    }
  }
}
