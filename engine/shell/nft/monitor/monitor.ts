/**
 * nft monitor: prints what happens until it is interrupted (nft's src/monitor.c, evaluate.c: cmd_evaluate_monitor).
 */
import { waitFor } from '../../../linux/process/process.ts';
import { type Running, WaitQueue } from '../../../linux/process/wait.ts';
import { nfTables, type RulesetEvent } from '../../../linux/netfilter/nftables/tables.ts';
import { traceBusOf } from '../../../linux/netfilter/trace/trace.ts';
import type { ShellProcess } from '../../command.ts';
import type { NftOptions } from '../options.ts';
import { eventText } from './events.ts';
import { RuleTexts, traceText } from './trace.ts';

const kinds: Readonly<Record<string, readonly RulesetEvent['what']['kind'][]>> = {
  tables: ['table'],
  chains: ['chain'],
  rules: ['rule'],
  sets: ['set'],
  elements: ['element'],
  ruleset: ['table', 'chain', 'rule', 'set', 'element', 'object'],
};

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
  if (options.json || rest.length > 1 || (!isTrace && wanted === undefined)) {
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
      nfTables.of(place).listen((events, { generation, writer }) => {
        for (const event of events) {
          if (wanted?.includes(event.what.kind) !== true) continue;
          if (when !== undefined && (when === 'destroy') !== (event.verb === 'delete')) continue;
          process.print(eventText(event, environment.clock.now, options.style));
        }
        if (when === undefined && object === undefined)
          process.print(
            `# new generation ${String(generation)} by process ${String(writer.pid)} (${writer.name})\n`,
          );
      }),
    );
  try {
    for (;;) yield* waitFor([new WaitQueue()]);
  } finally {
    for (const stop of stops) stop();
  }
}
