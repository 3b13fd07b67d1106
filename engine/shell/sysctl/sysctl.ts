/**
 * sysctl(8) of procps-ng 4.0: reads and writes the files below /proc/sys. See README.md.
 */
import { isCapable, readAll } from '../../linux/process/process.ts';
import type { Running } from '../../linux/process/wait.ts';
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
  readonly isDry: boolean;
  readonly showsDeprecated: boolean;
  readonly pattern: RegExp | undefined;
}

const aliases: Readonly<Record<string, string>> = { A: 'a', X: 'a', d: 'h', f: 'p' };

export const sysctl: Command = {
  name: 'sysctl',
  path: '/usr/sbin/sysctl',
  *program(process) {
    if (process.arguments.length < 2) {
      process.complain(help);
      return 1;
    }
    const { items, operands } = getopt(process.arguments.slice(1), shortOptions, longOptions);
    const given = new Map<string, string>();
    for (const item of items) {
      if (item.kind === 'error') {
        process.complain(`sysctl: ${item.message}\n`);
        return show(process, help);
      }
      given.set(aliases[item.name] ?? item.name, item.value ?? '');
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
      isDry: given.has('dry-run'),
      showsDeprecated: given.has('deprecated'),
      pattern: patternOf(given.get('r')),
    };
    if (given.has('a')) return readBelow(process, root, settings);
    if (given.has('system')) return writeAll(process, systemSettings(process, settings), settings);
    if (given.has('p')) {
      const file = given.get('p') ?? '';
      const files = [...(file === '' ? [] : [file]), ...operands];
      return yield* load(process, files.length === 0 ? ['/etc/sysctl.conf'] : files, settings);
    }
    if (operands.length === 0) {
      process.complain("sysctl: no variables specified\nTry `sysctl --help' for more information.\n");
      return 1;
    }
    // What could not be read is counted (ReturnCode of procps).
    let status = 0;
    for (const operand of operands)
      if (settings.write || operand.includes('=')) status = writeOperand(process, operand, settings) | status;
      else status += read(process, operand, settings);
    return status & 255;
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
  if (name === '') {
    process.complain('sysctl: "" is an unknown key\n');
    return -1;
  }
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

/** Old names that `-a` passes over. */
const deprecated = /^(base_reachable_time|retrans_time)$/;

function readBelow(process: ShellProcess, directory: string, settings: Settings): number {
  for (const name of process.files.names(directory)) {
    if (name === 'flush' || (deprecated.test(name) && !settings.showsDeprecated)) continue;
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

interface Setting {
  readonly name: string;
  /** Undefined: `-name`, which no pattern is for. */
  readonly value: string | undefined;
  /** `-name=value`: an error does not count. */
  readonly isLenient: boolean;
}

/** parse_setting_line passes over what is shorter. */
const isLine = (text: string): boolean => text.trimStart().length > 1;

/** `name = value`. @returns undefined for what is no setting */
function parseSetting(text: string): Setting | undefined {
  const equals = text.indexOf('=');
  if (equals < 0) return undefined;
  const name = text.slice(0, equals).trim();
  const isLenient = name.startsWith('-');
  return { name: isLenient ? name.slice(1) : name, value: text.slice(equals + 1).trim(), isLenient };
}

function writeOperand(process: ShellProcess, operand: string, settings: Settings): number {
  const setting = parseSetting(operand);
  if (setting?.value !== undefined)
    return write(process, pathOf(setting.name), setting.name, setting.value, settings);
  if (isLine(operand)) process.complain('sysctl: command line(0): invalid syntax, continuing...\n');
  return 1;
}

/** Of files: a pattern is for what is there and is not named by itself. */
function writeAll(process: ShellProcess, list: readonly Setting[], settings: Settings): number {
  const named = new Set(list.map(({ name }) => pathOf(name)));
  let status = 0;
  for (const setting of list) {
    const { name, value, isLenient } = setting;
    if (value === undefined) continue;
    const path = pathOf(name);
    const paths = isPattern(path) ? matching(process, path).filter((one) => !named.has(one)) : [path];
    for (const one of paths) {
      const outcome = write(process, one, name, value, settings);
      if (!isLenient) status = outcome || status;
    }
  }
  return status;
}

function write(process: ShellProcess, path: string, name: string, value: string, settings: Settings): number {
  if (name === '') {
    process.complain(`sysctl: Path is not under ${root}/: ${path}\n`);
    return 1;
  }
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
  const refused = settings.isDry ? undefined : process.files.write(path, `${value}\n`);
  if (refused !== undefined) {
    // Where nobody may write, the tool tells the error of before, and that all is well.
    const isReadOnly = refused === 'Permission denied';
    process.complain(`sysctl: setting key "${shown}": ${isReadOnly ? 'Invalid argument' : refused}\n`);
    return isReadOnly ? 0 : 1;
  }
  if (!settings.quiet)
    print(process, path, value, {
      ...settings,
      namesOnly: false,
      valuesOnly: settings.valuesOnly || settings.namesOnly,
    });
  return 0;
}

const isPattern = (path: string): boolean => /[*?[]/.test(path);

/** glob(7) */
function matching(process: ShellProcess, path: string): readonly string[] {
  let found = [''];
  for (const segment of path.slice(1).split('/'))
    found = found.flatMap((directory) => {
      if (!isPattern(segment)) return [`${directory}/${segment}`];
      const pattern = segment
        .replace(/[.+^${}()|\\]/g, String.raw`\$&`)
        .replaceAll('*', '.*')
        .replaceAll('?', '.');
      const expression = new RegExp(`^${pattern}$`);
      return process.files
        .names(directory === '' ? '/' : directory)
        .flatMap((name) => (expression.test(name) ? [`${directory}/${name}`] : []));
    });
  return found.filter((one) => process.files.has(one));
}

/** The settings of a file; what is none is complained of before any is written. */
function settingsIn(process: ShellProcess, file: string, text: string): readonly Setting[] {
  return text.split('\n').flatMap((written, index) => {
    const line = written.trim();
    if (!isLine(line) || /^[#;]/.test(line)) return [];
    const setting = parseSetting(line);
    if (setting !== undefined) return [setting];
    if (line.startsWith('-')) return [{ name: line.slice(1), value: undefined, isLenient: true }];

    process.complain(`sysctl: ${file}(${String(index + 1)}): invalid syntax, continuing...\n`);
    return [];
  });
}

/** `-p`: files of settings, one a line; `-` is standard input. */
function* load(process: ShellProcess, files: readonly string[], settings: Settings): Running<number> {
  let status = 0;
  const list: Setting[] = [];
  for (const file of files) {
    const text = file === '-' ? yield* readAll(process.stdin) : process.files.text(resolve(process, file));
    if (text === undefined) {
      process.complain(`sysctl: cannot open "${file}": No such file or directory\n`);
      status = 1;
    } else list.push(...settingsIn(process, file, text));
  }
  return writeAll(process, list, settings) || status;
}

const resolve = ({ directory }: ShellProcess, file: string): string =>
  file.startsWith('/') ? file : `${directory}/${file}`;

const systemDirectories = [
  '/etc/sysctl.d',
  '/run/sysctl.d',
  '/usr/local/lib/sysctl.d',
  '/usr/lib/sysctl.d',
  '/lib/sysctl.d',
];

/** `--system`: of files of one name the first counts, all in the order of their names, then /etc/sysctl.conf. */
function systemSettings(process: ShellProcess, settings: Settings): readonly Setting[] {
  const byName = new Map<string, string>();
  for (const directory of systemDirectories)
    for (const name of process.files.names(directory))
      if (name.endsWith('.conf') && !byName.has(name)) byName.set(name, `${directory}/${name}`);
  const files = [...byName].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, path]) => path);
  if (process.files.has('/etc/sysctl.conf')) files.push('/etc/sysctl.conf');
  return files.flatMap((file) => {
    if (!settings.quiet) process.print(`* Applying ${file} ...\n`);
    return settingsIn(process, file, process.files.text(file) ?? '');
  });
}
