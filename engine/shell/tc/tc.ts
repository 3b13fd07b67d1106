/**
 * `tc`: the queueing disciplines of devices (iproute2 6.1, tc/tc.c): the ones devices have by themselves, first-in-first-out
 * queues, and the network emulator.
 *
 * Not simulated: classes, filters, chains and actions (there are none to show), other disciplines, `monitor`, `exec`.
 */
import type { Running } from '../../linux/process/wait.ts';
import type { Command, ShellProcess } from '../command.ts';
import { readBatch } from '../ip/batch.ts';
import { Arguments, matches } from '../iproute2/arguments.ts';
import { notSimulated, statusOfRunning, Stop, wrongUsage } from '../iproute2/stop.ts';
import { findDevice, readOptions } from './context.ts';
import { defaultOptions, toolContext, type ToolContext, type ToolOptions } from '../iproute2/tool.ts';
import { runQdisc } from './qdisc/qdisc.ts';
import { actionUsage, chainUsage, classUsage, filterUsage, monitorUsage, tcUsage } from './usage.ts';

export const tc: Command = {
  name: 'tc',
  path: '/usr/sbin/tc',
  program: (process) => statusOfRunning(process, run(process)),
};

function* run(process: ShellProcess): Running<number> {
  const options = defaultOptions();
  const words = new Arguments(process.arguments.slice(1));
  const version = readOptions(words, options);
  if (version !== undefined) {
    process.print(version);
    return 0;
  }
  if (options.batch !== undefined) return yield* runBatch(process, options, options.batch);
  if (words.word === undefined) throw new Stop(0, tcUsage);
  return runObject(toolContext(process, options), words);
}

function runObject(context: ToolContext, words: Arguments): number {
  const word = words.word ?? '';
  words.skip();
  if (matches(word, 'qdisc')) return runQdisc(context, words);
  if (matches(word, 'class')) return showNone(context, words, 'class', classUsage);
  if (matches(word, 'filter')) return showNone(context, words, 'filter', filterUsage);
  if (matches(word, 'chain')) return showNone(context, words, 'chain', chainUsage);
  if (matches(word, 'actions')) return actions(words);
  if (matches(word, 'monitor')) return monitor(words);
  if (matches(word, 'exec')) {
    if (words.word === undefined) throw new Stop(wrongUsage, 'No command given, try "tc exec help".\n');
    throw notSimulated('tc exec');
  }
  if (matches(word, 'help')) throw new Stop(0, tcUsage);
  throw new Stop(wrongUsage, `Object "${word}" is unknown, try "tc help".\n`);
}

/** Of classes, filters and chains there are none: nothing here is classful. */
function showNone(context: ToolContext, words: Arguments, name: string, usage: string): number {
  const { word } = words;
  if (word !== undefined && matches(word, 'help')) throw new Stop(0, usage);
  if (word !== undefined && !['list', 'show', 'lst'].some((one) => matches(word, one))) {
    const known = ['add', 'change', 'replace', 'delete', 'get', 'link'].some((one) => matches(word, one));
    if (known) throw notSimulated(`tc ${name} ${word}`);
    throw new Stop(wrongUsage, `Command "${word}" is unknown, try "tc ${name} help".\n`);
  }
  words.skip();
  for (let { word: next } = words; next !== undefined; next = words.word) {
    if (next === 'dev') findDevice(context, words.next());
    else if (!readWhich(words, next, name === 'class' ? ofClasses : ofFilters))
      throw new Stop(
        wrongUsage,
        name === 'class'
          ? `What is "${next}"? Try "tc class help".\n`
          : ` What is "${next}"? Try "tc filter help"\n`,
      );
    words.skip();
  }
  if (context.options.json) context.process.print('[ ]\n');
  return 0;
}

/** Words that choose (tc_class_list, tc_filter_list), and whether a value follows. */
const ofClasses: ReadonlyMap<string, boolean> = new Map([
  ['root', false],
  ['qdisc', true],
  ['classid', true],
  ['parent', true],
]);
const ofFilters: ReadonlyMap<string, boolean> = new Map([
  ['root', false],
  ['ingress', false],
  ['egress', false],
  ['parent', true],
  ['handle', true],
  ['preference', true],
  ['priority', true],
  ['pref', true],
  ['protocol', true],
  ['chain', true],
]);

/** @returns whether the word is one of them; its value, which could only choose less than nothing, is passed over */
function readWhich(words: Arguments, word: string, known: ReadonlyMap<string, boolean>): boolean {
  const takesValue = known.get(word);
  if (takesValue === true) words.next();
  return takesValue !== undefined;
}

function actions(words: Arguments): number {
  const { word } = words;
  if (word === undefined) return 0;
  const shows = ['ls', 'list', 'show', 'lst'].some((one) => matches(word, one));
  if (matches(word, 'help') || (shows && words.following === undefined))
    throw new Stop(wrongUsage, actionUsage);
  if (!shows && !actionWords.some((one) => matches(word, one)))
    throw new Stop(wrongUsage, `Command "${word}" is unknown, try "tc actions help".\n`);
  throw notSimulated(`tc actions ${word}`);
}

const actionWords = ['add', 'change', 'replace', 'get', 'delete', 'flush'];

function monitor(words: Arguments): number {
  const { word } = words;
  if (word !== undefined && matches(word, 'help')) throw new Stop(wrongUsage, monitorUsage);
  if (word !== undefined && word !== 'file')
    throw new Stop(wrongUsage, `Argument "${word}" is unknown, try "tc monitor help".\n`);
  throw notSimulated('tc monitor');
}

/** Lines of a file, or of standard input: the first that fails ends it, unless `-force`. */
function* runBatch(process: ShellProcess, options: ToolOptions, name: string): Running<number> {
  let status = 0;
  for (const { number, words } of yield* readBatch(process, name)) {
    let result: number;
    try {
      result = runObject(toolContext(process, options), new Arguments(words));
    } catch (stop) {
      if (!(stop instanceof Stop)) throw stop;
      process.complain(stop.text);
      if (stop.status === wrongUsage) return wrongUsage;
      result = stop.status;
    }
    if (result === 0) continue;
    process.complain(`Command failed ${name}:${String(number)}\n`);
    status = 1;
    if (!options.force) break;
  }
  return status;
}
