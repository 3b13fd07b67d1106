/**
 * iptables-restore(8): whole tables from text. See README.md.
 */
import { restore } from '../../linux/netfilter/iptables/restore.ts';
import { readAll } from '../../linux/process/process.ts';
import { fullLibrary } from '../../linux/netfilter/iptables/extended/library.ts';
import type { Command, ShellProcess } from '../command.ts';
import { mayManage, whereToFindHelp } from './failure.ts';
import { restoreHelp } from './help/help.ts';
import { listing } from './iptables.ts';
import { type Tool, versionOf } from './tool.ts';

interface RestoreFlags {
  readonly noflush: boolean;
  readonly counters: boolean;
  readonly test: boolean;
  readonly table: string | undefined;
  readonly file: string | undefined;
}

const letters: Readonly<Record<string, string>> = {
  '-c': 'counters',
  '--counters': 'counters',
  '-n': 'noflush',
  '--noflush': 'noflush',
  '-t': 'test',
  '--test': 'test',
  '-v': 'verbose',
  '--verbose': 'verbose',
  '-4': 'ipv4',
  '--ipv4': 'ipv4',
};

function readFlags(process: ShellProcess, tool: Tool): RestoreFlags | number {
  const flags = new Set<string>();
  let table: string | undefined;
  let file: string | undefined;
  const words = process.arguments.slice(1);
  const wrong = (message: string): number => {
    process.complain(`${tool.name}: ${message}\nTry \`${tool.name} -h' for more information.\n`);
    return 1;
  };
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const flag = letters[word];
    if (flag !== undefined) flags.add(flag);
    else if (/^(-w|--wait)/.test(word)) {
      if (/^\d+$/.test(words[at + 1] ?? '')) at++;
    } else if (word === '-W' || word === '-M') at++;
    else if (word === '-T' || word === '--table') table = words[++at];
    else if (word.startsWith('--table=')) table = word.slice(8);
    else if (word === '-V' || word === '--version') {
      process.print(`${versionOf(tool)}\n`);
      return 0;
    } else if (word === '-h' || word === '--help') {
      process.complain(restoreHelp(tool));
      return 0;
    } else if (word.startsWith('--')) return wrong(`unrecognized option '${word}'`);
    else if (word.startsWith('-') && word.length > 1) return wrong(`invalid option -- '${word.charAt(1)}'`);
    else file = word;
  }
  return {
    noflush: flags.has('noflush'),
    counters: flags.has('counters'),
    test: flags.has('test'),
    table,
    file,
  };
}

export function restoreCommand(name: string, path: string, tool: Tool): Command {
  return {
    name,
    path,
    *program(process) {
      const flags = readFlags(process, tool);
      if (typeof flags === 'number') return flags;
      let text: string | undefined;
      if (flags.file === undefined) text = yield* readAll(process.stdin);
      else {
        const file = flags.file.startsWith('/') ? flags.file : `${process.directory}/${flags.file}`;
        text = process.files.text(file);
        if (text === undefined) {
          process.complain(`Can't open ${flags.file}: No such file or directory\n`);
          return 1;
        }
      }
      if (!mayManage(process, tool)) return 4;
      const ruleset = tool.ruleset(process.place);
      const failure = restore(ruleset, text, {
        library: fullLibrary,
        noflush: flags.noflush,
        counters: flags.counters,
        test: flags.test,
        ...(flags.table === undefined ? {} : { table: flags.table }),
        provenance: () => ({ writer: tool.name }),
        print: (command) => {
          process.print(listing(ruleset, command));
        },
      });
      if (failure === undefined) return 0;
      const { message, style, line, status } = failure;
      if (style === 'plain') process.complain(`${tool.name}: ${message}\n`);
      else process.complain(`${style === 'versioned' ? `${versionOf(tool)}: ` : ''}${message}\n`);
      if (line !== undefined)
        process.complain(`Error occurred at line: ${String(line)}\n${whereToFindHelp(tool.name)}`);
      return status;
    },
  };
}
