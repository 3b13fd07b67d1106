/**
 * A command line of iptables, read for a process: names of hosts are asked for, warnings are said once however often the
 * line is read for that.
 */
import { fullLibrary } from '../../linux/netfilter/iptables/extended/library.ts';
import {
  parseCommand,
  type Parsed,
  type ParseSetting,
} from '../../linux/netfilter/iptables/parse/command.ts';
import type { Running } from '../../linux/process/wait.ts';
import { HostAnswers } from '../../linux/resolver/host-answers.ts';
import { readWithNames } from '../../linux/resolver/read-with-names.ts';
import type { ShellProcess } from '../command.ts';

/** @throws IptablesError */
export function* readCommand(
  process: ShellProcess,
  words: readonly string[],
  setting: Pick<ParseSetting, 'family' | 'dialect'>,
): Running<Parsed> {
  const hosts = new HostAnswers();
  const warnings = new Set<string>();
  return yield* readWithNames(process, hosts, () =>
    parseCommand(words, {
      ...setting,
      hosts,
      library: fullLibrary,
      namespace: process.place,
      warn: (line) => {
        if (!warnings.has(line)) process.complain(`${line}\n`);
        warnings.add(line);
      },
    }),
  );
}
