/**
 * Statements with a state of their own, which rules and elements of sets can have: counter, limit, quota, ct count
 * (nft's parser_bison.y: stateful_stmt).
 */
import { NftError } from '../error.ts';
import type { Limit, Quota, Stateful } from '../syntax.ts';
import type { TokenStream } from './stream.ts';

const sizes: Readonly<Record<string, number>> = { bytes: 1, kbytes: 1024, mbytes: 1024 * 1024 };
const timeUnits = ['second', 'minute', 'hour', 'day', 'week'];

/** @returns undefined when none begins here; named objects are not for here */
export function parseStateful(stream: TokenStream): Stateful | undefined {
  if (stream.is('counter') && stream.peek(1).text !== 'name') {
    stream.take();
    const packets = stream.accept('packets') ? stream.number() : 0;
    const bytes = stream.accept('bytes') ? stream.number() : 0;
    return { kind: 'counter', packets, bytes };
  }
  if (stream.is('quota') && stream.peek(1).text !== 'name') {
    stream.take();
    return parseQuota(stream);
  }
  if (stream.is('limit') && stream.peek(1).text !== 'name') {
    stream.take();
    return parseLimit(stream);
  }
  if (stream.is('ct') && stream.peek(1).text === 'count') {
    stream.take();
    stream.take();
    const over = stream.accept('over');
    return { kind: 'connlimit', over, count: stream.number(over ? 'number' : 'number or over') };
  }
  return undefined;
}

function amount(stream: TokenStream): number {
  const count = stream.number();
  return count * bytesUnit(stream);
}

function bytesUnit(stream: TokenStream): number {
  const unit = stream.next.text;
  if (!Object.hasOwn(sizes, unit)) throw stream.unexpected();
  stream.take();
  return sizes[unit] ?? 1;
}

export function parseQuota(stream: TokenStream): Quota {
  const over = stream.acceptAny('over', 'until') === 'over';
  const bytes = amount(stream);
  return { kind: 'quota', over, bytes, used: stream.accept('used') ? amount(stream) : 0 };
}

export function parseLimit(stream: TokenStream): Limit {
  stream.expect('rate');
  const over = stream.acceptAny('over', 'until') === 'over';
  const from = stream.next;
  const count = stream.number();
  const isBytes = !stream.is('/');
  let unit: string | undefined;
  let rate = count;
  if (isBytes) {
    // `kbytes/second` is one word to the scanner.
    if (stream.next.kind !== 'word') throw stream.unexpected('/ or string or bytes');
    const token = stream.take();
    const [size = '', time] = token.text.split('/');
    if (!Object.hasOwn(sizes, size) || (time !== undefined && !timeUnits.includes(time)))
      throw new NftError('Wrong rate format', { start: from.start, end: token.end });
    rate = count * (sizes[size] ?? 1);
    unit = time;
  }
  if (unit === undefined) {
    stream.expect('/');
    unit = stream.next.text;
    if (!timeUnits.includes(unit)) throw stream.unexpected();
    stream.take();
  }
  let burst = isBytes ? 0 : 5;
  if (stream.accept('burst')) {
    burst = stream.number();
    if (isBytes) burst *= bytesUnit(stream);
    else stream.expect('packets');
  }
  return { kind: 'limit', rate, unit, over, burst, isBytes };
}
