/**
 * sysctl(8) of procps-ng 4.0: reads and writes the files below /proc/sys. See README.md.
 */
import { isCapable } from '../../linux/process/process.ts';
import type { Command, ShellProcess } from '../command.ts';
import { getopt } from '../options/getopt.ts';
import { help, longOptions, shortOptions, version } from './usage.ts';

const root = '/proc/sys';

interface Settings {
  readonly namesOnly: boolean;
  readonly valuesOnly: boolean;
  readonly ignoreUnknown: boolean;
  readonly quiet: boolean;
  readonly write: boolean;
  readonly withoutNewline: boolean;
  readonly pattern: RegExp | undefined;
}

export const sysctl: Command = {
  name: 'sysctl',
  path: '/usr/sbin/sysctl',
  *program(process) {
    const { items, operands } = getopt(process.arguments.slice(1), shortOptions, longOptions);
    const given = new Map<string, string>();
    for (const item of items) {
      if (item.kind === 'error') {
        process.complain(`sysctl: ${item.message}\n${help}`);
        return 1;
      }
      given.set(item.name, item.value ?? '');
    }
    if (given.has('h')) return show(process, help);
    if (given.has('V')) return show(process, version);
    const settings: Settings = {
      namesOnly: given.has('N'),
      valuesOnly: given.has('n') || given.has('b'),
      ignoreUnknown: given.has('e'),
      quiet: given.has('q'),
      write: given.has('w'),
      withoutNewline: given.has('b'),
      pattern: patternOf(given.get('r')),
    };
    if (given.has('a')) return readBelow(process, root, settings);
    if (given.has('system')) return 0;
    if (given.has('p'))
      return load(process, operands.length === 0 ? ['/etc/sysctl.conf'] : operands, settings);
    if (operands.length === 0) {
      process.complain(`sysctl: no variables specified\nTry \`sysctl --help' for more information.\n`);
      return 1;
    }
    let status = 0;
    for (const operand of operands)
      status =
        (settings.write || operand.includes('=')
          ? write(process, operand, settings)
          : read(process, operand, settings)) || status;
    return status;
  },
};

function show(process: ShellProcess, text: string): number {
  process.print(text);
  return 0;
}

function patternOf(text: string | undefined): RegExp | undefined {
  if (text === undefined) return undefined;
  try {
    return new RegExp(text);
  } catch {
    return /$^/;
  }
}

/** Dots and slashes are one another's other form: whichever comes first separates. */
function pathOf(name: string): string {
  const separator = /[./]/.exec(name)?.[0];
  const path =
    separator === '.' ? name.replace(/[./]/g, (character) => (character === '.' ? '/' : '.')) : name;
  return `${root}/${path}`;
}

function nameOf(path: string): string {
  return path.slice(root.length + 1).replace(/[./]/g, (character) => (character === '/' ? '.' : '/'));
}

function read(process: ShellProcess, name: string, settings: Settings): number {
  const path = pathOf(name);
  if (process.files.isDirectory(path)) return readBelow(process, path, settings);
  const value = process.files.text(path);
  if (value !== undefined) {
    print(process, path, value, settings);
    return 0;
  }
  if (settings.ignoreUnknown) return 0;
  process.complain(`sysctl: cannot stat ${path}: No such file or directory\n`);
  return 1;
}

function readBelow(process: ShellProcess, directory: string, settings: Settings): number {
  for (const name of process.files.names(directory)) {
    const path = `${directory}/${name}`;
    const value = process.files.text(path);
    if (value === undefined) readBelow(process, path, settings);
    else if (settings.pattern?.test(nameOf(path)) !== false) print(process, path, value, settings);
  }
  return 0;
}

function print(process: ShellProcess, path: string, value: string, settings: Settings): void {
  const name = nameOf(path);
  const lines = value.replace(/\n$/, '').split('\n');
  for (const line of settings.namesOnly ? [''] : lines) {
    const text = settings.namesOnly ? name : settings.valuesOnly ? line : `${name} = ${line}`;
    process.print(settings.withoutNewline ? text : `${text}\n`);
  }
}

function write(process: ShellProcess, setting: string, settings: Settings): number {
  const equals = setting.indexOf('=');
  const name = setting.slice(0, equals).trim();
  const value = setting.slice(equals + 1).trim();
  if (equals < 0) {
    process.complain(`sysctl: "${setting}" must be of the form name=value\n`);
    return 1;
  }
  if (name === '' || value === '') {
    process.complain(`sysctl: malformed setting "${setting}"\n`);
    return 1;
  }
  const path = pathOf(name);
  if (process.files.text(path) === undefined) {
    if (settings.ignoreUnknown) return 0;
    process.complain(`sysctl: cannot stat ${path}: No such file or directory\n`);
    return 1;
  }
  const shown = nameOf(path);
  // net_ctl_permissions: root may write, and whoever administers the network.
  if (process.credentials.uid !== 0 && !isCapable(process.credentials, 'net_admin')) {
    process.complain(`sysctl: permission denied on key "${shown}"\n`);
    return 1;
  }
  const refused = process.files.write(path, `${value}\n`);
  if (refused !== undefined) {
    process.complain(
      refused === 'Permission denied'
        ? `sysctl: permission denied on key "${shown}"\n`
        : `sysctl: setting key "${shown}": ${refused}\n`,
    );
    return 1;
  }
  if (!settings.quiet) print(process, path, value, settings);
  return 0;
}

/** `-p`: a file of settings, one a line. */
function load(process: ShellProcess, files: readonly string[], settings: Settings): number {
  let status = 0;
  for (const file of files) {
    const text = process.files.text(file);
    if (text === undefined) {
      process.complain(`sysctl: cannot open "${file}": No such file or directory\n`);
      status = 1;
      continue;
    }
    for (const [index, line] of text.split('\n').entries()) {
      const setting = line.trim();
      if (setting === '' || /^[#;]/.test(setting)) continue;
      if (setting.includes('=')) status = write(process, setting.replace(/^-/, ''), settings) || status;
      else process.complain(`sysctl: ${file}(${index + 1}): invalid syntax, continuing...\n`);
    }
  }
  return status;
}
