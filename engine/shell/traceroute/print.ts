/**
 * What traceroute 2.1.2 prints of a probe (print_probe, print_addr): the address when it differs from the one before,
 * the time, the mark.
 */
import type { Running } from '../../linux/process/wait.ts';
import { nameOf } from '../../linux/resolver/lookup.ts';
import type { ShellProcess } from '../command.ts';
import type { TracerouteOptions } from './options.ts';
import type { Probe } from './probe.ts';

export function* printProbe(
  process: ShellProcess,
  probes: readonly Probe[],
  index: number,
  options: TracerouteOptions,
): Running<void> {
  const probe = probes[index];
  if (probe === undefined) return;
  const hop = Math.floor(index / options.queries) + 1;
  const number = index % options.queries;
  let text = number === 0 ? `\n${String(hop).padStart(2)} ` : '';
  if (probe.from === undefined) text += ' *';
  else {
    const before = probes
      .slice(index - number, index)
      .reverse()
      .find((earlier) => earlier.from !== undefined);
    if (before?.from !== probe.from || before.extension !== probe.extension) {
      if (options.numeric) text += ` ${probe.from.text}`;
      else {
        // The line stands while the name is looked for.
        process.print(text);
        text = '';
        const name = yield* nameOf(process, probe.from);
        text += ` ${name ?? probe.from.text} (${probe.from.text})`;
      }
      if (probe.extension !== '') text += ` ${probe.extension}`;
    }
    if (options.backward && probe.ttl !== undefined && probe.ttl !== before?.ttl) {
      const back = hopsOf(probe.ttl);
      if (back !== hop) text += ` '-${String(back)}'`;
    }
  }
  if (probe.receivedAt !== undefined && probe.sentAt !== undefined)
    text += `  ${((probe.receivedAt - probe.sentAt) / 1000).toFixed(3)} ms`;
  if (probe.note !== '') text += ` ${probe.note}`;
  process.print(text);
}

/** How far an answer has come: it left with a TTL of 64, 128 or 255 (ttl2hops). */
function hopsOf(ttl: number): number {
  return (ttl <= 64 ? 65 : ttl <= 128 ? 129 : 256) - ttl;
}
