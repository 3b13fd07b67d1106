/**
 * `netem` in `tc qdisc show`: what is set, in the order of the real tool (iproute2's tc/q_netem.c, netem_print_opt).
 * Left out: loss models, slots, ECN, which cannot be set here either.
 */
import { Decimal } from '../../iproute2/json-writer.ts';
import type { Printer } from '../../iproute2/printer.ts';
import { general, microseconds, percentText, rateText, timeText } from '../units.ts';
import type { NetemOptions } from './parse.ts';

const whole = 0xffff_ffff;

export function printNetem(printer: Printer, options: NetemOptions): void {
  const { correlation } = options;
  const float = (name: string, value: number) => {
    printer.member(name, new Decimal(value, general));
  };
  const chance = (name: string, member: string, share: number, together: number) => {
    if (share === 0) return;
    printer.openObject(member === 'loss' ? 'loss-random' : member);
    printer.text(` ${name} ${percentText(share)}`);
    float(member, share / whole);
    if (together > 0) printer.text(` ${percentText(together)}`);
    float('correlation', together / whole);
    printer.closeObject();
  };
  printer.any('limit', `limit ${String(options.limit)}`, options.limit);
  if (options.latency > 0) {
    printer.openObject('delay');
    printer.text(` delay ${timeText(options.latency)}`);
    if (options.jitter > 0) printer.text(`  ${timeText(options.jitter)}`);
    float('delay', microseconds(options.latency) / 1e6);
    float('jitter', microseconds(options.jitter) / 1e6);
    if (correlation.delay > 0) printer.text(` ${percentText(correlation.delay)}`);
    float('correlation', correlation.delay / whole);
    printer.closeObject();
  }
  chance('loss', 'loss', options.loss, correlation.loss);
  chance('duplicate', 'duplicate', options.duplicate, correlation.duplicate);
  chance('reorder', 'reorder', options.reorder, correlation.reorder);
  chance('corrupt', 'corrupt', options.corrupt, correlation.corrupt);
  if (options.rate > 0) printRate(printer, options);
  printer.member('ecn', false);
  if (options.gap > 0) printer.text(` gap ${String(options.gap)}`);
  printer.member('gap', options.gap);
}

function printRate(printer: Printer, options: NetemOptions): void {
  printer.openObject('rate');
  printer.any('rate', ` rate ${rateText(options.rate)}`, options.rate);
  for (const [name, value] of [
    ['packetoverhead', options.packetOverhead],
    ['cellsize', options.cell],
    ['celloverhead', options.cellOverhead],
  ] as const)
    printer.any(name, value === 0 ? '' : ` ${name} ${String(value)}`, value);
  printer.closeObject();
}
