/**
 * From a command's name to a program (execvp(3)): by PATH among what the machine can execute, by path, or a script in
 * the file tree with its `#!` line.
 */
import { missing } from '../../linux/file/open-file.ts';
import type { ShellProgram } from '../command.ts';
import type { Shell } from './shell.ts';

export interface Located {
  readonly program: ShellProgram;
  readonly path: string;
  readonly arguments: readonly string[];
}

export type NotLocated = { readonly error: string; readonly status: 126 | 127 };

export function locate(shell: Shell, words: readonly string[]): Located | NotLocated {
  const name = words[0] ?? '';
  const { executables, files } = shell.process;
  if (!name.includes('/')) {
    const found = executables.find(name);
    if (found !== undefined && inPath(shell, found.path))
      return { program: found.program, path: found.path, arguments: words };
    const script = name === '' ? undefined : scriptInPath(shell, name);
    if (script !== undefined) return runScript(shell, script, words);
    return { error: `${name}: command not found`, status: 127 };
  }
  const path = shell.resolve(name);
  const program = executables.find(path.replace(/^.*\//, ''));
  if (program !== undefined && sameFile(program.path, path))
    return { program: program.program, path, arguments: words };
  if (files.get(path) !== undefined) {
    if (!files.isExecutable(path)) return { error: `${name}: Permission denied`, status: 126 };
    return runScript(shell, path, words);
  }
  if (files.isDirectory(path)) return { error: `${name}: Is a directory`, status: 126 };
  const words2 = missing(files, path);
  return { error: `${name}: ${words2}`, status: words2 === 'Not a directory' ? 126 : 127 };
}

/** /bin and /sbin are links to /usr/bin and /usr/sbin. */
function sameFile(one: string, other: string): boolean {
  return one.replace(/^\/usr\//, '/') === other.replace(/^\/usr\//, '/');
}

function searchPath(shell: Shell): readonly string[] {
  return (
    shell.variables.get('PATH') ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
  ).split(':');
}

function inPath(shell: Shell, path: string): boolean {
  const directory = path.slice(0, path.lastIndexOf('/'));
  return searchPath(shell).some((entry) => sameFile(entry, directory));
}

function scriptInPath(shell: Shell, name: string): string | undefined {
  return searchPath(shell)
    .map((directory) => shell.resolve(`${directory === '' ? '.' : directory}/${name}`))
    .find((path) => shell.process.files.isExecutable(path));
}

function runScript(shell: Shell, path: string, words: readonly string[]): Located | NotLocated {
  const first = shell.process.files.text(path)?.split('\n', 1)[0] ?? '';
  const parts = first.startsWith('#!') ? first.slice(2).trim().split(/\s+/) : ['/bin/bash'];
  if (parts[0]?.endsWith('/env') === true) parts.shift();
  const [typed = ''] = words;
  const interpreter = (parts[0] ?? 'bash').replace(/^.*\//, '');
  const program =
    shell.process.executables.find(interpreter) ??
    (interpreter === 'sh' ? shell.process.executables.find('bash') : undefined);
  if (program === undefined)
    return {
      error: `${words[0] ?? ''}: ${parts[0] ?? ''}: bad interpreter: No such file or directory`,
      status: 126,
    };
  return {
    program: program.program,
    path,
    arguments: [interpreter, ...parts.slice(1), typed.includes('/') ? typed : path, ...words.slice(1)],
  };
}

/** As `type` and `command -v` say: where the program lies. */
export function whereIs(shell: Shell, name: string): string | undefined {
  const located = locate(shell, [name]);
  return 'error' in located ? undefined : name.includes('/') ? name : located.path;
}
