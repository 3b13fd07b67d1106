/**
 * Statements that neither compare nor decide: log, queue, synproxy, reset tcp option (nft's parser_bison.y: log_stmt,
 * queue_stmt, synproxy_stmt, optstrip_stmt).
 */
import { spanOf as constantSpan } from '../constant.ts';
import { typeNamed } from '../datatype.ts';
import { NftError, NotModelled } from '../error.ts';
import { tcpOptions } from '../protocol.ts';
import type { Expression, Log, Statement } from '../syntax.ts';
import type { ParseContext } from './context.ts';
import { beginsSelector } from './expression.ts';
import { parseBasicRight } from './right.ts';
import type { TokenStream } from './stream.ts';

export function parseReset(stream: TokenStream): Statement {
  stream.take();
  stream.expect('tcp');
  stream.expect('option');
  const token = stream.take();
  const option = token.text === 'sack-permitted' ? 'sack-perm' : token.text;
  if (!Object.hasOwn(tcpOptions, option)) {
    stream.goTo(stream.position - 1);
    throw stream.unexpected();
  }
  return { kind: 'resetOption', option };
}

/** `queue num 1-3 bypass`, as nft once wrote it, or `queue flags bypass to 1-3`. */
export function parseQueue(stream: TokenStream, context: ParseContext): Statement {
  const flags = new Set<string>();
  const takeFlags = () => {
    do {
      const flag = stream.acceptAny('bypass', 'fanout');
      if (flag === undefined) break;
      flags.add(flag);
    } while (stream.accept(','));
  };
  if (stream.accept('flags')) takeFlags();
  let first: Expression = { kind: 'value', value: 0, type: integer16 };
  const old = stream.accept('num');
  if (old || stream.accept('to')) {
    if (beginsSelector(stream)) throw new NotModelled('queue to a map', stream.next);
    first = parseBasicRight(stream, integer16, context);
  }
  if (old || !stream.isAtEnd()) takeFlags();
  const span = constantSpan(first);
  return {
    kind: 'queue',
    first: Number(span?.first ?? 0),
    last: Number(span?.last ?? 0),
    flags: ['bypass', 'fanout'].filter((flag) => flags.has(flag)),
  };
}

const integer16 = { ...typeNamed('integer'), bits: 16 };

/** `mss 1460 wscale 7 timestamp sack-perm`, of a statement or of a named object, which may write them in lines. */
export function parseSynproxy(stream: TokenStream, place: 'statement' | 'object') {
  let mss: number | undefined;
  let wscale: number | undefined;
  const flags: string[] = [];
  for (;;) {
    if (stream.accept('mss')) mss = stream.number();
    else if (stream.accept('wscale')) wscale = stream.number();
    else {
      const flag = stream.acceptAny('timestamp', 'sack-perm');
      if (flag === undefined) break;
      flags.push(flag);
    }
    if (place === 'object') stream.skipEnds();
  }
  return { kind: 'synproxy', mss, wscale, flags } as const;
}

const levels = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug', 'audit'];

export function parseLog(stream: TokenStream): Log {
  const log: { -readonly [Key in keyof Log]: Log[Key] } = {
    kind: 'log',
    prefix: undefined,
    level: undefined,
    group: undefined,
    snaplen: undefined,
    threshold: undefined,
    flags: '',
  };
  const flags = new Set<string>();
  for (;;) {
    if (stream.accept('prefix')) {
      const expected = 'string or quoted string or string with a trailing asterisk';
      if (stream.next.origin !== undefined) throw stream.unexpected(expected);
      log.prefix = stream.word(expected).text;
    } else if (stream.accept('level')) {
      const token = stream.word();
      if (!levels.includes(token.text)) throw new NftError('invalid log level', token);
      log.level = token.text === 'warn' ? undefined : token.text;
    } else if (stream.accept('group')) log.group = stream.number();
    else if (stream.accept('snaplen')) log.snaplen = stream.number();
    else if (stream.accept('queue-threshold')) log.threshold = stream.number();
    else if (stream.accept('flags')) parseLogFlags(stream, flags);
    else break;
  }
  const tcp = ['sequence', 'options'].filter((flag) => flags.has(`tcp ${flag}`));
  const words = [
    ...(tcp.length > 0 ? [`flags tcp ${tcp.join(',')}`] : []),
    ...(flags.has('ip options') ? ['flags ip options'] : []),
    ...(flags.has('skuid') ? ['flags skuid'] : []),
    ...(flags.has('ether') ? ['flags ether'] : []),
  ];
  log.flags = flags.has('all') || (words.length === 4 && tcp.length === 2) ? 'flags all' : words.join(' ');
  return log;
}

function parseLogFlags(stream: TokenStream, flags: Set<string>): void {
  if (stream.accept('tcp'))
    do {
      const flag = stream.acceptAny('sequence', 'options');
      if (flag === undefined) throw stream.unexpected();
      flags.add(`tcp ${flag}`);
    } while (stream.accept(','));
  else if (stream.accept('ip')) {
    stream.expect('options');
    flags.add('ip options');
  } else {
    const flag = stream.acceptAny('skuid', 'ether', 'all');
    if (flag === undefined) throw stream.unexpected();
    flags.add(flag);
  }
}
