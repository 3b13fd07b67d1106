/**
 * iptables-restore: text of whole tables, each section applied at its COMMIT, all or nothing
 * (iptables/xtables-restore.c).
 */
import type { Provenance } from '../../journey/event.ts';
import { IptablesError, NotSimulated } from './error.ts';
import { type HostAnswers, UnknownHost } from '../../resolver/host-answers.ts';
import { BadArgument, type Command, isQuestion, parseCommand } from './parse/command.ts';
import { splitLine } from './parse/split.ts';
import type { Library } from './registry.ts';
import { runChange } from './run.ts';
import type { Ruleset } from './ruleset.ts';
import { isTableName, type TableName } from './tables.ts';

export interface RestoreOptions {
  /** Keep what the tables have (`--noflush`). */
  readonly noflush?: boolean;
  /** Take over the counters (`--counters`). */
  readonly counters?: boolean;
  /** Read and check only. */
  readonly test?: boolean;
  /** Which extensions the text may name; those agents use when absent. */
  readonly library?: Library;
  /** What the names in it stand for, as far as it is known. Without it they have no addresses. */
  readonly hosts?: HostAnswers;
  /** Only this table's section. */
  readonly table?: string;
  /** Who wrote a line, and for what; lines count from 1. */
  readonly provenance?: (line: number, text: string) => Provenance | undefined;
  /** A command that prints (`-L`, `-S`) in the text. */
  readonly print?: (command: Command) => void;
}

/** Why a text was refused, as the tool says it. */
export interface RestoreFailure {
  readonly status: number;
  /** Without the tool's name; `plain`: `iptables-restore: …`, `versioned`: `iptables-restore v1.8.9 (nf_tables): …`. */
  readonly message: string;
  readonly style: 'plain' | 'versioned' | 'bare';
  /** Said in a line of its own, followed by where to find help. */
  readonly line?: number;
}

interface Step {
  readonly line: number;
  readonly run: () => void;
}

/** A text without names to look up. @returns undefined when all of it was done */
export function restore(
  ruleset: Ruleset,
  text: string,
  options: Omit<RestoreOptions, 'hosts'> = {},
): RestoreFailure | undefined {
  const end = restoring(ruleset, text, options).next();
  if (end.done !== true) throw end.value;
  return end.value;
}

/** Stops at each name, to go on with the line when `options.hosts` has it. @returns undefined when all of it was done */
export function* restoring(
  ruleset: Ruleset,
  text: string,
  options: RestoreOptions,
): Generator<UnknownHost, RestoreFailure | undefined> {
  let table: TableName | undefined;
  let steps: Step[] = [];
  let number = 0;
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  for (const line of lines) {
    number++;
    if (line === '' || line.startsWith('#')) continue;
    if (line === 'COMMIT' && table !== undefined) {
      const failure = commit(ruleset, table, steps, number, options);
      if (failure !== undefined) return failure;
      table = undefined;
      continue;
    }
    try {
      if (line.startsWith('*') && table === undefined) {
        const name = line.slice(1).trim();
        if (!isTableName(name))
          throw new IptablesError(2, `iptables-restore: line ${String(number)} table name '${name}' invalid`);
        table = name;
        steps = options.noflush === true ? [] : [{ line: number, run: () => ruleset.clear(name) }];
      } else if (table === undefined) {
        return { status: 1, message: `line ${String(number)} failed`, style: 'plain' };
      } else {
        const section = table;
        const run = line.startsWith(':')
          ? declaration(ruleset, table, line, number, options)
          : yield* withNames(() => change(ruleset, section, line, number, options));
        steps.push({ line: number, run });
      }
    } catch (error) {
      return failureOf(error, number);
    }
  }
  if (table !== undefined)
    return { status: 1, message: `COMMIT expected at line ${String(number + 1)}`, style: 'plain' };
  return undefined;
}

/** Reads again after each name it stopped at. */
function* withNames<T>(read: () => T): Generator<UnknownHost, T> {
  for (;;) {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof UnknownHost)) throw error;
      yield error;
    }
  }
}

/** `:NAME POLICY [PACKETS:BYTES]` */
function declaration(
  ruleset: Ruleset,
  table: TableName,
  line: string,
  number: number,
  options: RestoreOptions,
): () => void {
  const [name = '', policy, counters = ''] = line.slice(1).split(/[ \t]+/);
  if (policy === undefined || policy === '')
    throw new IptablesError(2, `iptables-restore: line ${String(number)} policy invalid`);
  const found = /^\[(\d+):(\d+)\]/.exec(counters);
  const read = [Number(found?.[1] ?? 0), Number(found?.[2] ?? 0)] as const;
  return () => ruleset.declareChain(table, name, policy, options.counters === true ? read : [0, 0]);
}

function change(
  ruleset: Ruleset,
  table: TableName,
  line: string,
  number: number,
  options: RestoreOptions,
): () => void {
  const counters = /^\[(\d+):(\d+)\] */.exec(line);
  const words = splitLine(counters === null ? line : line.slice(counters[0].length));
  if (counters !== null && options.counters === true) words.push('-c', counters[1] ?? '', counters[2] ?? '');
  // A line of the other family is not for this program.
  if (words.includes(ruleset.family === 4 ? '-6' : '-4')) return () => undefined;
  const { library, hosts } = options;
  const command = parseCommand(words, {
    family: ruleset.family,
    dialect: ruleset.dialect,
    table,
    namespace: ruleset.namespace,
    hosts,
    ...(library === undefined ? {} : { library }),
  });
  if (isQuestion(command)) return () => undefined;
  if (command.letter === 'L' || command.letter === 'S') return () => options.print?.(command);
  const provenance = options.provenance?.(number, line);
  return () => {
    runChange(ruleset, command, provenance);
  };
}

function commit(
  ruleset: Ruleset,
  table: TableName,
  steps: readonly Step[],
  number: number,
  options: RestoreOptions,
): RestoreFailure | undefined {
  if (options.test === true || (options.table !== undefined && options.table !== table)) return undefined;
  let at = number;
  try {
    ruleset.transact(table, () => {
      // What the kernel refuses it refuses all at once.
      const refusals: string[] = [];
      for (const step of steps) {
        at = step.line;
        try {
          step.run();
        } catch (error) {
          if (!(error instanceof IptablesError) || error.status !== 4) throw error;
          refusals.push(`line ${String(at)}:${error.message}`);
        }
      }
      if (refusals.length > 0) throw new IptablesError(4, `\n${refusals.join('\n')}`);
    });
    return undefined;
  } catch (error) {
    if (error instanceof IptablesError && error.status === 1)
      return { status: 1, message: `line ${String(at)} failed: ${error.message}.`, style: 'plain' };
    if (error instanceof IptablesError && error.status === 4)
      return {
        status: 4,
        message: error.message.startsWith('\n') ? error.message : `\nline ${String(at)}:${error.message}`,
        style: 'versioned',
      };
    // The chain a rule jumps to is looked for when the section is applied.
    return failureOf(error, number);
  }
}

/** @throws what is no refusal */
function failureOf(error: unknown, line: number): RestoreFailure {
  if (error instanceof IptablesError)
    return { status: error.status, message: error.message, style: 'versioned', line };
  if (error instanceof BadArgument) return { status: 2, message: error.message, style: 'bare', line };
  if (error instanceof NotSimulated)
    return { status: 1, message: `not simulated: ${error.message}`, style: 'bare' };
  throw error;
}
