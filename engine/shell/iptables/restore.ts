/**
 * iptables-restore(8): whole tables from text. See README.md.
 */
import {
  type RestoreFailure,
  type RestoreOptions,
  restoring,
} from '../../linux/netfilter/iptables/restore.ts';
import { readAll } from '../../linux/process/process.ts';
import { fullLibrary } from '../../linux/netfilter/iptables/extended/library.ts';
import type { Ruleset } from '../../linux/netfilter/iptables/ruleset.ts';
import type { Running } from '../../linux/process/wait.ts';
import { HostAnswers } from '../../linux/resolver/host-answers.ts';
import { learnHost } from '../../linux/resolver/read-with-names.ts';
import { resolvePath } from '../bash/resolve-path.ts';
import type { Command, ShellProcess } from '../command.ts';
import { getopt, type LongOption } from '../options/getopt.ts';
import { mayManage, whereToFindHelp } from './failure.ts';
import { restoreHelp } from './help/help.ts';
import { listText } from './listing.ts';
import { type Tool, versionOf } from './tool.ts';
import { optionTable } from '../options/option-table.ts';

interface RestoreFlags {
  readonly noflush: boolean;
  readonly counters: boolean;
  readonly test: boolean;
  readonly table: string | undefined;
  readonly file: string | undefined;
}

const longOptions: readonly LongOption[] = optionTable(
  'binary:b counters:c verbose:v version:V test:t help:h noflush:n modprobe:M= table:T= wait:w=? ' +
    'wait-interval:W=? ipv4 ipv6',
);

/** A number behind `-w` or `-W` belongs to it. */
function withoutWaits(words: readonly string[]): readonly string[] {
  return words.filter(
    (word, at) => !(/^\d+$/.test(word) && /^(-[wW]|--wait|--wait-interval)$/.test(words[at - 1] ?? '')),
  );
}

function readFlags(process: ShellProcess, tool: Tool): RestoreFlags | number {
  const given = new Map<string, string | undefined>();
  const { items, operands } = getopt(withoutWaits(process.arguments.slice(1)), 'bcvVthnwWT:M:', longOptions);
  for (const item of items) {
    if (item.kind === 'error' || item.name === 'ipv4' || item.name === 'ipv6') {
      if (item.kind === 'error') process.complain(`${tool.name}: ${item.message}\n`);
      process.complain(`Try \`${tool.name} -h' for more information.\n`);
      return 1;
    }
    if (item.name === 'b') process.complain('-b/--binary option is not implemented\n');
    if (item.name === 'V') {
      process.print(`${versionOf(tool)}\n`);
      return 0;
    }
    if (item.name === 'h') {
      process.complain(restoreHelp(tool));
      return 0;
    }
    given.set(item.name, item.value);
  }
  // Where tables are not emptied first nothing is said of what is done.
  if (given.has('v') && !given.has('n')) {
    process.complain(`not simulated: ${tool.name} -v\n`);
    return 1;
  }
  if (operands.length > 1) {
    process.complain('Unknown arguments found on commandline\n');
    return 1;
  }
  return {
    noflush: given.has('n'),
    counters: given.has('c'),
    test: given.has('t'),
    table: given.get('T'),
    file: operands[0],
  };
}

function* restore(
  process: ShellProcess,
  ruleset: Ruleset,
  text: string,
  options: RestoreOptions,
): Running<RestoreFailure | undefined> {
  const hosts = new HostAnswers();
  const reading = restoring(ruleset, text, { ...options, hosts });
  for (;;) {
    const step = reading.next();
    if (step.done === true) return step.value;
    yield* learnHost(process, hosts, step.value);
  }
}

export function restoreCommand(name: string, path: string, tool: Tool): Command {
  return {
    name,
    path,
    *program(process) {
      process.place.hooks.refresh();
      const flags = readFlags(process, tool);
      if (typeof flags === 'number') return flags;
      let text: string | undefined;
      if (flags.file === undefined) text = yield* readAll(process.stdin);
      else {
        text = process.files.text(resolvePath(process.directory, flags.file));
        if (text === undefined) {
          process.complain(`Can't open ${flags.file}: No such file or directory\n`);
          return 1;
        }
      }
      if (!mayManage(process, tool)) return 4;
      const ruleset = tool.ruleset(process.place);
      const failure = yield* restore(process, ruleset, text, {
        library: fullLibrary,
        noflush: flags.noflush,
        counters: flags.counters,
        test: flags.test,
        ...(flags.table === undefined ? {} : { table: flags.table }),
        provenance: () => ({ writer: tool.name }),
        print: (command) => {
          process.print(listText(ruleset, command));
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
