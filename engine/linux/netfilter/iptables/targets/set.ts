/**
 * SET: put what the packet has into a set, take it out, or take marks from it (net/netfilter/xt_set.c, libxt_SET). The
 * packet goes on. Left out: the queue a mapping names.
 */
import { usage } from '../error.ts';
import type { Action, Place, RuleContext, Target } from '../extension.ts';
import { ipSets } from '../../ipset/ip-sets.ts';
import { addPacket, deletePacket, testPacket } from '../../ipset/packet.ts';
import { NamedSet } from '../matches/set.ts';
import { parseNumber } from '../number.ts';

const maps = ['map-mark', 'map-prio', 'map-queue'] as const;

export class SetTarget implements Target {
  readonly name = 'SET';
  readonly options = {
    'add-set': 'pair',
    'del-set': 'pair',
    'map-set': 'pair',
    timeout: 'value',
    exist: 'flag',
    'map-mark': 'flag',
    'map-prio': 'flag',
    'map-queue': 'flag',
  } as const;
  readonly #sets = new Map<string, NamedSet>();
  #timeout: number | undefined;
  #exist = false;
  readonly #maps = new Set<string>();

  set(option: string, value: string, _inverted: boolean, context: RuleContext): void {
    if (option.endsWith('-set')) {
      if (this.#sets.has(option)) throw usage(`--${option} can be specified only once`);
      if (!value.includes(' ')) throw usage(`--${option} requires two args.`);
      const named = new NamedSet(value);
      named.find(context);
      this.#sets.set(option, named);
    } else if (option === 'timeout') {
      this.#timeout = parseNumber(value, 0, 0xffff_fffe);
      if (this.#timeout === undefined)
        throw usage('Invalid value for option --timeout or out of range 0-4294967294');
    } else if (option === 'exist') this.#exist = true;
    else this.#maps.add(option);
  }

  check(): void {
    if (this.#sets.size === 0)
      throw usage("You must specify either `--add-set' or `--del-set' or `--map-set'");
    if (this.#sets.has('map-set') && this.#maps.size === 0)
      throw usage("You must specify flags `--map-mark' or `--map-prio' or `--map-queue'");
    if (this.#maps.size > 0 && !this.#sets.has('map-set'))
      throw usage("Flags `--map-mark', `--map-prio' or `--map-queue' can be used only with `--map-set'");
  }

  hold(): void {
    for (const named of this.#sets.values()) named.hold();
  }

  release(): void {
    for (const named of this.#sets.values()) named.release();
  }

  #text(dashes: string): string {
    const parts: string[] = [];
    for (const option of ['add-set', 'del-set', 'map-set']) {
      const named = this.#sets.get(option);
      if (named === undefined) continue;
      parts.push(`${dashes}${option} ${named.text}`);
      if (option === 'add-set') {
        if (this.#exist) parts.push(`${dashes}exist`);
        if (this.#timeout !== undefined) parts.push(`${dashes}timeout ${String(this.#timeout)}`);
      }
    }
    for (const map of maps) if (this.#maps.has(map)) parts.push(`${dashes}${map}`);
    return parts.join(' ');
  }

  save(): string {
    return this.#text('--');
  }

  print(): string {
    return this.#text('');
  }

  compile({ namespace }: Place): Action {
    const sets = ipSets.of(namespace);
    const slotOf = (option: string) => this.#sets.get(option);
    const [add, remove, map] = [slotOf('add-set'), slotOf('del-set'), slotOf('map-set')];
    const extensions = this.#timeout === undefined ? {} : { timeout: this.#timeout };
    const exist = this.#exist;
    const [marks, priority] = [this.#maps.has('map-mark'), this.#maps.has('map-prio')];
    return (skb, state) => {
      if (add?.slot !== undefined) addPacket(sets, add.slot, add.ends, extensions, exist, skb, state);
      if (remove?.slot !== undefined) deletePacket(sets, remove.slot, remove.ends, skb, state);
      if (map?.slot === undefined) return 'continue';
      const question = {
        slot: map.slot,
        ends: map.ends,
        returnNoMatch: false,
        counts: true,
        countsMembers: true,
      };
      const found = testPacket(sets, { ...question, packets: undefined, bytes: undefined }, skb, state);
      const { mask = 0, value = 0 } = found?.skbmark ?? {};
      if (found !== undefined && marks) skb.mark = ((skb.mark & ~mask) ^ value) >>> 0;
      if (found !== undefined && priority) skb.priority = found.skbprio;
      return 'continue';
    };
  }
}
