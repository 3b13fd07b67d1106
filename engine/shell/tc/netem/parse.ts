/**
 * The words after `netem` (iproute2's tc/q_netem.c, netem_parse_opt): which may be shortened, in which order they are
 * asked for, what is said of wrong ones. Values are kept as the kernel keeps them: ticks, shares of 2^32-1.
 */
import type { Impairments } from '../../../linux/fault/impairment.ts';
import { type Arguments, matches, readNumber, readUnsigned } from '../../iproute2/arguments.ts';
import { notSimulated, Stop } from '../../iproute2/stop.ts';
import { readPercent, readRate, readSize, readTicks } from '../units.ts';
import { netemUsage } from '../usage.ts';

export interface NetemOptions {
  limit: number;
  /** Ticks. */
  latency: number;
  jitter: number;
  loss: number;
  duplicate: number;
  corrupt: number;
  reorder: number;
  gap: number;
  /** Octets a second. */
  rate: number;
  packetOverhead: number;
  cell: number;
  cellOverhead: number;
  readonly correlation: { delay: number; loss: number; duplicate: number; corrupt: number; reorder: number };
}

export function emptyNetem(): NetemOptions {
  return {
    limit: 1000,
    latency: 0,
    jitter: 0,
    loss: 0,
    duplicate: 0,
    corrupt: 0,
    reorder: 0,
    gap: 0,
    rate: 0,
    packetOverhead: 0,
    cell: 0,
    cellOverhead: 0,
    correlation: { delay: 0, loss: 0, duplicate: 0, corrupt: 0, reorder: 0 },
  };
}

function illegal(name: string): Stop {
  return new Stop(1, `Illegal "${name}"\n`);
}

function wrong(message: string): Stop {
  return new Stop(1, `${message}\n${netemUsage}`);
}

/** NEXT_IS_NUMBER */
function numberFollows(words: Arguments, signed = false): boolean {
  return (signed ? /^-?\d/ : /^\d/).test(words.following ?? '');
}

function ticks(word: string): number {
  const value = readTicks(word);
  if (typeof value === 'number') return value;
  throw new Stop(1, `${value?.tooLarge ?? ''}Illegal "latency"\n`);
}

function percent(word: string, name: string): number {
  const value = readPercent(word);
  if (value === undefined) throw illegal(name);
  return value;
}

function correlation(words: Arguments, name: string): number {
  return numberFollows(words) ? percent(words.next(), name) : 0;
}

export function readNetem(words: Arguments): NetemOptions {
  const options = emptyNetem();
  // The correlation of repetitions is only sent together with one of the others.
  let correlated = false;
  for (let { word } = words; word !== undefined; word = words.word) {
    if (matches(word, 'limit')) {
      const limit = readSize(words.next());
      if (limit === undefined) throw illegal('limit');
      options.limit = limit;
    } else if (matches(word, 'latency') || matches(word, 'delay')) {
      options.latency = ticks(words.next());
      if (numberFollows(words)) {
        options.jitter = ticks(words.next());
        correlated ||= numberFollows(words);
        options.correlation.delay = correlation(words, 'latency');
      }
    } else if (matches(word, 'loss') || matches(word, 'drop')) {
      if (readLoss(words, options)) correlated = true;
    } else if (matches(word, 'ecn')) throw notSimulated('tc qdisc netem ecn');
    else if (matches(word, 'reorder')) {
      options.reorder = percent(words.next(), 'reorder');
      options.correlation.reorder = correlation(words, 'reorder');
    } else if (matches(word, 'corrupt')) {
      options.corrupt = percent(words.next(), 'corrupt');
      options.correlation.corrupt = correlation(words, 'corrupt');
    } else if (matches(word, 'gap')) {
      const gap = readUnsigned(words.next());
      if (gap === undefined) throw illegal('gap');
      options.gap = gap;
    } else if (matches(word, 'duplicate')) {
      options.duplicate = percent(words.next(), 'duplicate');
      options.correlation.duplicate = correlation(words, 'duplicate');
    } else if (matches(word, 'distribution')) throw notSimulated('tc qdisc netem distribution');
    else if (matches(word, 'rate')) readRates(words, options);
    else if (matches(word, 'slot')) throw notSimulated('tc qdisc netem slot');
    else if (word === 'help') throw new Stop(1, netemUsage);
    else throw wrong(`What is "${word}"?`);
    words.skip();
  }
  if (!correlated) options.correlation.duplicate = 0;
  if (options.reorder > 0) {
    if (options.latency === 0) throw wrong('reordering not possible without specifying some delay');
    if (options.gap === 0) options.gap = 1;
  } else if (options.gap > 0) throw wrong('gap specified without reorder probability');
  return options;
}

/** @returns whether a correlation was given */
function readLoss(words: Arguments, options: NetemOptions): boolean {
  if (options.loss > 0) throw illegal('duplicate loss argument\n');
  let word = words.next();
  if (word === 'random') word = words.next();
  else if (word === 'state' || word === 'gemodel') throw notSimulated(`tc qdisc netem loss ${word}`);
  else if (!/^\d/.test(word)) throw new Stop(1, `Unknown loss parameter: ${word}\n`);
  options.loss = percent(word, 'loss percent');
  const given = numberFollows(words);
  options.correlation.loss = correlation(words, 'loss correlation');
  return given;
}

function readRates(words: Arguments, options: NetemOptions): void {
  const word = words.next();
  if (/^[\d.]+%$/.test(word)) throw notSimulated('tc qdisc netem rate in percent of the speed');
  const rate = readRate(word);
  if (rate === undefined) throw illegal('rate');
  options.rate = rate;
  if (!numberFollows(words, true)) return;
  options.packetOverhead = readNumber(words.next()) ?? 0;
  if (!numberFollows(words)) return readCellOverhead(words, options);
  options.cell = readUnsigned(words.next()) ?? 0;
  readCellOverhead(words, options);
}

function readCellOverhead(words: Arguments, options: NetemOptions): void {
  if (numberFollows(words, true)) options.cellOverhead = readNumber(words.next()) ?? 0;
}

const whole = 0xffff_ffff;

/** What the kernel makes of them. */
export function impairmentsOf(options: NetemOptions): Impairments {
  const chance = (share: number, together: number) =>
    share === 0 ? undefined : { probability: share / whole, correlation: together / whole };
  const { correlation: together, rate } = options;
  // A tick is 64 nanoseconds.
  const time = (count: number) => (count === 0 ? undefined : (count * 64) / 1000);
  const reorder = chance(options.reorder, together.reorder);
  return {
    delay: time(options.latency),
    jitter: time(options.jitter),
    delayCorrelation: together.delay / whole,
    loss: chance(options.loss, together.loss),
    duplicate: chance(options.duplicate, together.duplicate),
    corrupt: chance(options.corrupt, together.corrupt),
    reorder: reorder === undefined ? undefined : { ...reorder, gap: options.gap },
    rate:
      rate === 0
        ? undefined
        : {
            octets: rate,
            packetOverhead: options.packetOverhead,
            cell: options.cell,
            cellOverhead: options.cellOverhead,
          },
  };
}

/** The way back: what the kernel tells of its settings. */
export function optionsOf(impairments: Impairments, limit: number): NetemOptions {
  const share = (value: number | undefined) => Math.round((value ?? 0) * whole);
  const count = (time: number | undefined) => Math.round(((time ?? 0) * 1000) / 64);
  const { loss, duplicate, corrupt, reorder, rate } = impairments;
  return {
    limit,
    latency: count(impairments.delay),
    jitter: count(impairments.jitter),
    loss: share(loss?.probability),
    duplicate: share(duplicate?.probability),
    corrupt: share(corrupt?.probability),
    reorder: share(reorder?.probability),
    gap: reorder?.gap ?? 0,
    rate: rate?.octets ?? 0,
    packetOverhead: rate?.packetOverhead ?? 0,
    cell: rate?.cell ?? 0,
    cellOverhead: rate?.cellOverhead ?? 0,
    correlation: {
      delay: share(impairments.delayCorrelation),
      loss: share(loss?.correlation),
      duplicate: share(duplicate?.correlation),
      corrupt: share(corrupt?.correlation),
      reorder: share(reorder?.correlation),
    },
  };
}
