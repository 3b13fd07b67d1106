/**
 * nft monitor: prints what happens until it is interrupted. Left out: events of the rule set.
 */
import { waitFor } from '../../../linux/process/process.ts';
import { type Running, WaitQueue } from '../../../linux/process/wait.ts';
import type { ShellProcess } from '../../command.ts';
import { RuleTexts, traceText } from './trace.ts';

export function* monitor(process: ShellProcess, words: readonly string[]): Running<number> {
  if (words[0] !== 'trace') {
    process.complain(`not simulated: nft ${['monitor', ...words].join(' ')}\n`);
    return 1;
  }
  const { place } = process;
  place.hooks.refresh();
  const texts = new RuleTexts(place);
  const stop = place.netfilter.trace.listen((event) => {
    process.print(traceText(event, texts));
  });
  try {
    for (;;) yield* waitFor([new WaitQueue()]);
  } finally {
    stop();
  }
}
