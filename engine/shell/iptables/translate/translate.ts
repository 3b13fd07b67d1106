/**
 * iptables-translate(8) and iptables-restore-translate(8): what the command or the saved rules would be in nft
 * (iptables/xtables-translate.c). Nothing is changed.
 */
import { fullLibrary } from '../../../linux/netfilter/iptables/extended/library.ts';
import { IptablesError } from '../../../linux/netfilter/iptables/error.ts';
import {
  type Command as ParsedCommand,
  isQuestion,
  parseCommand,
} from '../../../linux/netfilter/iptables/parse/command.ts';
import { splitLine } from '../../../linux/netfilter/iptables/parse/split.ts';
import { isTableName, type TableName, tableShapes } from '../../../linux/netfilter/iptables/tables.ts';
import { HostAnswers } from '../../../linux/resolver/host-answers.ts';
import { readWithNames } from '../../../linux/resolver/read-with-names.ts';
import type { Command, ShellProcess } from '../../command.ts';
import { ctime } from '../date.ts';
import { complain } from '../failure.ts';
import { iptablesHelp } from '../help/help.ts';
import { readCommand } from '../read-command.ts';
import { type Tool, versionOf } from '../tool.ts';
import { translateRule } from './rule.ts';

interface Translated {
  readonly lines: readonly string[];
  /** Rules stand in quotes, so that a shell leaves their braces alone. */
  readonly isRule: boolean;
}

const unquoted = /^[\w.:/@%+,-]+$/;

/** @returns undefined when nft has no words for the command at all */
function translate(
  command: ParsedCommand,
  family: 4 | 6,
  words: readonly string[],
  sets: () => number,
): Translated | undefined {
  const ip = family === 4 ? 'ip' : 'ip6';
  const { chain, table, letter } = command;
  const place = `${ip} ${table}${chain === undefined ? '' : ` ${chain}`}`;
  const plain = (text: string): Translated => ({ lines: [text], isRule: false });
  switch (letter) {
    case 'A':
    case 'I': {
      const lines = command.rules.flatMap((rule) => {
        const made = translateRule(rule, sets(), table);
        // What says `not` was taken out of the words when they were read.
        if (made === undefined) return [`# ${words.map((word) => `${word === '!' ? '' : word} `).join('')}`];
        const verb = letter === 'A' ? 'add' : 'insert';
        return [
          ...(made.declaration === undefined ? [] : [made.declaration]),
          `${verb} rule ${place} ${made.text}`,
        ];
      });
      return { lines, isRule: true };
    }
    case 'N':
      return plain(`add chain ${place}`);
    case 'X':
      return plain(`delete chain ${ip} ${table} ${chain ?? '(null)'}`);
    case 'F':
      return plain(`flush ${chain === undefined ? 'table' : 'chain'} ${place}`);
    case 'L':
      return plain(`list table ${ip} ${table}`);
    default:
      return undefined;
  }
}

function counter(): () => number {
  let count = 0;
  return () => count++;
}

export function translateCommand(name: string, path: string, tool: Tool): Command {
  return {
    name,
    path,

    *program(process) {
      const { family } = tool.ruleset(process.place);
      const words = process.arguments.slice(1);
      try {
        const command = yield* readCommand(process, words, { family });
        if (isQuestion(command)) {
          process.print(
            command.letter === 'version' ? `${versionOf(tool)}\n` : iptablesHelp(tool, command.extensions),
          );
          return 0;
        }
        const made = translate(command, family, words, counter());
        if (made === undefined) {
          process.print('Translation not implemented\nnft ');
          return 1;
        }
        for (const line of made.lines)
          process.print(made.isRule && !line.startsWith('#') ? `nft '${line}'\n` : `nft ${line}\n`);
        return 0;
      } catch (error) {
        return complain(process, tool, error);
      }
    },
  };
}

function usage(tool: Tool): string {
  return (
    `${tool.name} 1.8.9 (c) 2014 by Pablo Neira Ayuso <pablo@netfilter.org>\n` +
    `Usage: ${tool.name} [-h] [-f <FILE>] [-V]\n\t[ --help ]\n\t[ --file=<FILE> ]\n\t[ --version ]\n`
  );
}

/** The base chain of nft for a built-in one. */
function baseChain(family: 4 | 6, table: TableName, name: string, policy: string): string {
  const ip = family === 4 ? 'ip' : 'ip6';
  const hook = tableShapes[table].chains.find(([chain]) => chain === name)?.[1];
  if (hook === undefined) return `add chain ${ip} ${table} ${name}`;
  const isSource = table === 'nat' && (name === 'POSTROUTING' || name === 'INPUT');
  const type = table === 'nat' ? 'nat' : table === 'mangle' && name === 'OUTPUT' ? 'route' : 'filter';
  const priority = String(isSource ? 100 : tableShapes[table].priority);
  return `add chain ${ip} ${table} ${name} { type ${type} hook ${hook} priority ${priority}; policy ${policy.toLowerCase()}; }`;
}

/** As the program that reads a text calls itself. */
function readerName({ name }: Tool): string {
  return name.replace('restore-translate', 'translate-restore');
}

function* translateText(
  text: string,
  tool: Tool,
  process: ShellProcess,
  hosts: HostAnswers,
  reading: { line: number },
): Generator<string> {
  const { family } = tool.ruleset(process.place);
  const sets = counter();
  let table: TableName | undefined;
  for (const [at, line] of text.split('\n').entries()) {
    reading.line = at + 1;
    if (line === '' || line.startsWith('#') || line.startsWith('COMMIT')) continue;
    if (line.startsWith('*')) {
      const name = line.slice(1).trim();
      if (!isTableName(name))
        throw new IptablesError(
          2,
          `${readerName(tool)}: line ${String(at + 1)} table name '${name}' invalid`,
        );
      table = name;
      yield `add table ${family === 4 ? 'ip' : 'ip6'} ${name}`;
      continue;
    }
    if (table === undefined) continue;
    if (line.startsWith(':')) {
      const [name = '', policy = ''] = line.slice(1).split(/\s+/);
      yield baseChain(family, table, name, policy);
      continue;
    }
    const words = splitLine(line.replace(/^\[\d+:\d+\]\s*/, ''));
    // A line of the other family is not for this program.
    if (words.includes(family === 4 ? '-6' : '-4')) continue;
    const namespace = process.place;
    const command = parseCommand(words, { family, table, hosts, library: fullLibrary, namespace });
    if (isQuestion(command)) continue;
    const shown = ['-t', table, ...words].map((word) => (unquoted.test(word) ? word : `"${word}"`));
    const made = translate(command, family, shown, sets);
    yield* made?.lines ?? ['Translation not implemented'];
  }
}

export function restoreTranslateCommand(name: string, path: string, tool: Tool): Command {
  return {
    name,
    path,

    *program(process) {
      const words = process.arguments.slice(1);
      const [first, second] = words;
      if (first === '-V' || first === '--version') {
        process.print(`${tool.name} v1.8.9\n`);
        return 0;
      }
      if (first === '-h' || first === '--help') {
        process.print(usage(tool));
        return 0;
      }
      const file = first === '-f' || first === '--file' ? second : first?.replace(/^--file=/, '');
      if (file === undefined || file.startsWith('-')) {
        process.complain(`ERROR: missing file name\n`);
        process.print(usage(tool));
        return 1;
      }
      const text = process.files.text(file.startsWith('/') ? file : `${process.directory}/${file}`);
      if (text === undefined) {
        process.complain(`Cannot open file ${file}\n`);
        return 1;
      }
      const now = ctime(process.place.environment.wallTime);
      process.print(`# Translated by ${tool.name} v1.8.9 on ${now}\n`);
      const hosts = new HostAnswers();
      const reading = { line: 0 };
      let lines = '';
      try {
        yield* readWithNames(process, hosts, () => {
          lines = '';
          for (const line of translateText(text, tool, process, hosts, reading)) lines += `${line}\n`;
        });
      } catch (error) {
        process.print(lines);
        return complain(process, { ...tool, name: readerName(tool) }, error, reading.line);
      }
      process.print(lines);
      process.print(`# Completed on ${now}\n`);
      return 0;
    },
  };
}
