/**
 * CONNMARK: the connection's mark, to and from the packet's (net/netfilter/xt_connmark.c, libxt_CONNMARK). Every
 * spelling is kept as bits to clear and bits to flip. Nothing is left out but the shifts of revision 2.
 */
import { NotSimulated, usage } from '../error.ts';
import type { Action, Target } from '../extension.ts';
import { hexText, parseNumber } from '../number.ts';
import { markExclusions, markOption, markText, readMark } from './mark.ts';

const every = 0xffff_ffff;

const actions = [...Object.keys(markExclusions), 'save-mark', 'restore-mark'];
const exclusions: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(actions.map((option) => [option, actions.filter((other) => other !== option)])),
  ctmask: ['mask'],
  nfmask: ['mask'],
};

export class ConnmarkTarget implements Target {
  readonly name = 'CONNMARK';
  readonly usesConntrack = true;
  readonly options = {
    'set-xmark': 'value',
    'set-mark': 'value',
    'and-mark': 'value',
    'or-mark': 'value',
    'xor-mark': 'value',
    'save-mark': 'flag',
    'restore-mark': 'flag',
    nfmask: 'value',
    ctmask: 'value',
    mask: 'value',
    'left-shift-mark': 'value',
    'right-shift-mark': 'value',
  } as const;
  readonly excludes = exclusions;
  #mode: 'set' | 'save' | 'restore' | undefined;
  #value = 0;
  #connectionMask = every;
  #packetMask = every;

  set(option: string, text: string): void {
    switch (option) {
      case 'left-shift-mark':
      case 'right-shift-mark':
        throw new NotSimulated(`CONNMARK --${option}`);
      case 'save-mark':
        this.#mode = 'save';
        return;
      case 'restore-mark':
        this.#mode = 'restore';
        return;
      case 'mask':
      case 'nfmask':
      case 'ctmask': {
        const mask = parseNumber(text);
        if (mask === undefined)
          throw usage(`CONNMARK: bad value for option "--${option}", or out of range (0-4294967295).\n`);
        if (option !== 'ctmask') this.#packetMask = mask;
        if (option !== 'nfmask') this.#connectionMask = mask;
        return;
      }
      default: {
        const read = readMark('CONNMARK', option, text);
        const { value, mask } = markOption(option, read.value, read.mask);
        this.#mode = 'set';
        this.#value = value;
        this.#connectionMask = mask;
      }
    }
  }

  check(): void {
    if (this.#mode === undefined) throw usage('CONNMARK target: No operation specified');
  }

  save(): string {
    if (this.#mode === 'set') return `--set-xmark ${hexText(this.#value)}/${hexText(this.#connectionMask)}`;
    return `--${this.#mode ?? ''}-mark --nfmask ${hexText(this.#packetMask)} --ctmask ${hexText(this.#connectionMask)}`;
  }

  print(): string {
    const packet = this.#packetMask;
    const connection = this.#connectionMask;
    if (this.#mode === 'set') return `CONNMARK ${markText(this.#value, connection)}`;
    const word = `CONNMARK ${this.#mode ?? ''}`;
    if (packet === every && connection === every) return word;
    if (packet === connection) return `${word} mask ${hexText(packet)}`;
    return this.#mode === 'save'
      ? `${word} nfmask ${hexText(packet)} ctmask ~${hexText(connection)}`
      : `${word} ctmask ${hexText(connection)} nfmask ~${hexText(packet)}`;
  }

  compile(): Action {
    const mode = this.#mode;
    const value = this.#value;
    const packetMask = this.#packetMask;
    const connectionMask = this.#connectionMask;
    return (skb) => {
      const entry = skb.conntrack?.entry;
      if (entry === undefined) return 'continue';
      if (mode === 'restore') {
        skb.mark = ((skb.mark & ~packetMask) ^ (entry.mark & connectionMask)) >>> 0;
        return 'continue';
      }
      const wanted = mode === 'set' ? value : skb.mark & packetMask;
      const mark = ((entry.mark & ~connectionMask) ^ wanted) >>> 0;
      if (mark !== entry.mark) entry.changed = true;
      entry.mark = mark;
      return 'continue';
    };
  }
}
