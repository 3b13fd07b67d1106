/**
 * How the iptables programs say that they could not (xtables_error of libxtables, nft_main of iptables).
 */
import { IptablesError, NotSimulated } from '../../linux/netfilter/iptables/error.ts';
import { BadArgument } from '../../linux/netfilter/iptables/parse/command.ts';
import type { ShellProcess } from '../command.ts';
import { isCapable } from '../../linux/process/process.ts';
import { type Tool, versionOf } from './tool.ts';

export function whereToFindHelp(name: string): string {
  return `Try \`${name} -h' or '${name} --help' for more information.\n`;
}

/** What the legacy program says of a table there is not. */
function legacyTable(message: string): string {
  const name = /'(.*)'/.exec(message)?.[1] ?? '';
  return `can't initialize iptables table \`${name}': Table does not exist (do you need to insmod?)`;
}

/**
 * Says what went wrong. @returns the exit status. @throws what is no refusal
 * @param line of the text that was read
 */
export function complain(process: ShellProcess, tool: Tool, error: unknown, line?: number): number {
  const where = line === undefined ? '' : `Error occurred at line: ${String(line)}\n`;
  if (error instanceof NotSimulated) {
    process.complain(`not simulated: ${error.message}\n`);
    return 1;
  }
  if (error instanceof BadArgument) {
    process.complain(
      `${error.message === '' ? '' : `${error.message}\n`}${where}${whereToFindHelp(tool.name)}`,
    );
    return 2;
  }
  if (!(error instanceof IptablesError)) throw error;
  switch (error.status) {
    case 1:
      process.complain(`${tool.name}: ${error.message}.\n`);
      break;
    case 2:
      process.complain(`${versionOf(tool)}: ${error.message}\n${where}${whereToFindHelp(tool.name)}`);
      break;
    case 3:
      process.complain(
        `${versionOf(tool)}: ${tool.flavour === 'legacy' ? legacyTable(error.message) : error.message}\nPerhaps ${tool.name} or your kernel needs to be upgraded.\n`,
      );
      break;
    case 4: {
      const reason = /\((.*)\)/.exec(error.message)?.[1];
      if (tool.flavour === 'legacy') {
        process.complain(`${tool.name}: ${reason ?? ''}. Run \`dmesg' for more information.\n`);
        return 1;
      }
      process.complain(`${versionOf(tool)}: ${error.message}\n`);
    }
  }
  return error.status;
}

/** Who may not touch the tables is told so. @returns whether the process may go on */
export function mayManage(process: ShellProcess, tool: Tool): boolean {
  if (isCapable(process.credentials, 'net_admin')) return true;
  const reason =
    tool.flavour === 'legacy'
      ? `can't initialize iptables table \`filter': Permission denied (you must be root)\nPerhaps ${tool.name} or your kernel needs to be upgraded.`
      : 'Could not fetch rule set generation id: Permission denied (you must be root)';
  process.complain(`${versionOf(tool)}: ${reason}\n`);
  return false;
}
