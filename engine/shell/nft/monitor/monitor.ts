/**
 * nft monitor: prints what happens until it is interrupted (nft's src/monitor.c, evaluate.c: cmd_evaluate_monitor).
 */
import { NftError } from '../../../linux/netfilter/nftables/error.ts';
import { tokensOf } from '../../../linux/netfilter/nftables/parse/lexer.ts';
import { TokenStream } from '../../../linux/netfilter/nftables/parse/stream.ts';
import { waitFor } from '../../../linux/process/process.ts';
import { type Running, WaitQueue } from '../../../linux/process/wait.ts';
import { nfTables, type RulesetEvent } from '../../../linux/netfilter/nftables/tables.ts';
import { traceBusOf } from '../../../linux/netfilter/trace/trace.ts';
import type { ShellProcess } from '../../command.ts';
import { errorText } from '../error-text.ts';
import type { NftOptions } from '../options.ts';
import { Sources } from '../sources.ts';
import { eventText, generationText } from './events.ts';
import { RuleTexts, traceText } from './trace.ts';

const kinds: Readonly<Record<string, readonly RulesetEvent['what']['kind'][]>> = {
  tables: ['table'],
  chains: ['chain'],
  rules: ['rule'],
  sets: ['set'],
  elements: ['element'],
  ruleset: ['table', 'chain', 'rule', 'set', 'element', 'object'],
};

/** A word that is no object, or the one after it: alone it is taken for an event. */
function wrongWord(when: string | undefined, [word = '', next]: readonly string[]): NftError {
  const before = `monitor ${when === undefined ? '' : `${when} `}`.length;
  const isEvent = next !== undefined || (when === undefined && /^[A-Za-z_]/.test(word));
  if (isEvent && next === undefined)
    return new NftError(`invalid event ${word}`, { start: before, end: before + word.length });
  const [start, text] = isEvent ? [before + word.length + 1, next ?? ''] : [before, word];
  return new TokenStream(tokensOf(text, start)).unexpected('end of file or newline or semicolon');
}

export function* monitor(
  process: ShellProcess,
  options: NftOptions,
  words: readonly string[],
): Running<number> {
  const rest = [...words];
  const when = rest[0] === 'new' || rest[0] === 'destroy' ? rest.shift() : undefined;
  const [object] = rest;
  const isTrace = object === 'trace';
  const wanted = object === undefined ? kinds['ruleset'] : kinds[object];
  const isFormat = rest[1] === undefined || ['xml', 'json', 'vm'].includes(rest[1]);
  const wrong = (isTrace || wanted !== undefined) && isFormat ? undefined : wrongWord(when, rest);
  if (wrong !== undefined) {
    const sources = new Sources();
    sources.add(undefined, `${['monitor', ...words].join(' ')}\n`);
    process.complain(errorText(wrong, sources));
    return 1;
  }
  if (options.json || rest.length > 1) {
    process.complain(`not simulated: nft ${['monitor', ...words].join(' ')}\n`);
    return 1;
  }
  const { place } = process;
  place.hooks.refresh();
  const { netfilter, environment } = place;
  const stops: (() => void)[] = [];
  if (isTrace) {
    const texts = new RuleTexts(place, options.style);
    stops.push(
      traceBusOf(netfilter).listen((event) => {
        process.print(traceText(event, texts));
      }),
    );
  } else
    stops.push(
      nfTables.of(place).listen((events, generation) => {
        for (const event of events) {
          if (wanted?.includes(event.what.kind) !== true) continue;
          if (when !== undefined && (when === 'destroy') !== (event.verb === 'delete')) continue;
          process.print(eventText(event, environment.clock.now, options.style));
        }
        if (when === undefined && object === undefined) process.print(generationText(generation));
      }),
    );
  try {
    for (;;) yield* waitFor([new WaitQueue()]);
  } finally {
    for (const stop of stops) stop();
  }
}
