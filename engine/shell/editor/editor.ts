/**
 * vi, vim and nano as far as one file goes: the text is handed to whoever shows the terminal, and what comes back is
 * written. Its README says what is left out.
 */
import type { Running } from '../../linux/process/wait.ts';
import { resolvePath } from '../bash/resolve-path.ts';
import type { Command, ShellProcess } from '../command.ts';

function* edit(process: ShellProcess): Running<number> {
  const { name, terminal, files } = process;
  const words = process.arguments.slice(1).filter((word) => !/^\+\d*$/.test(word));
  const [file] = words;
  const option = words.find((word) => word.startsWith('-'));
  const missing =
    option !== undefined
      ? option
      : file === undefined
        ? 'without a file'
        : words.length > 1
          ? 'with several files'
          : undefined;
  if (missing !== undefined || file === undefined) return refuse(process, missing ?? '');
  const path = resolvePath(process.directory, file);
  if (files.isDirectory(path)) return refuse(process, 'on a folder');
  if (process.stdout.terminal === undefined || terminal?.onEditing === undefined)
    return refuse(process, 'without a terminal');
  const saved = yield* terminal.edit({ program: name, path: file, text: files.text(path) ?? '' });
  if (saved === undefined) return 0;
  const error = files.write(path, saved);
  if (error === undefined) return 0;
  process.complain(
    name === 'nano' ? `Error writing ${file}: ${error}\n` : `"${file}" E212: Can't open file for writing\n`,
  );
  return 1;
}

function refuse(process: ShellProcess, what: string): number {
  process.complain(`not simulated: ${process.name} ${what}\n`);
  return 1;
}

const editor = (name: string): Command => ({ name, path: `/usr/bin/${name}`, program: edit });

export const vi = editor('vi');
export const vim = editor('vim');
export const nano = editor('nano');
