/**
 * Tools on files and directories: ls, cat, tee, touch, rm, rmdir, mkdir, cp, mv, chmod, mktemp, readlink, realpath,
 * stat's absence. Owners and times are not modelled: all is root's, and as old as the world.
 */
import { missing, openForWriting } from '../../linux/file/open-file.ts';
import { readChunk } from '../../linux/process/process.ts';
import type { Output } from '../../linux/process/stream.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { Command, ShellProcess } from '../command.ts';
import { absolutePath, emit, nextLine, openInput, tool } from './tool.ts';

const cat = tool(
  'cat',
  {
    short: 'nbsEAuTvet',
    long: {
      number: 'n',
      'number-nonblank': 'b',
      'squeeze-blank': 's',
      'show-ends': 'E',
      'show-all': 'A',
      'show-tabs': 'T',
    },
    absent: 'vet',
  },
  function* (process, parsed) {
    let status = 0;
    let number = 0;
    let blank = false;
    const plain = parsed.options.every((option) => option.letter === 'u');
    const ends = parsed.has('E') || parsed.has('A');
    const tabs = parsed.has('T') || parsed.has('A');
    for (const name of parsed.operands.length === 0 ? ['-'] : parsed.operands) {
      const opened = openInput(process, name);
      if ('error' in opened) {
        process.complain(`cat: ${name}: ${opened.error}\n`);
        status = 1;
        continue;
      }
      for (;;) {
        const text = plain ? yield* readChunk(opened.stream) : yield* nextLine(opened.stream);
        if (text === undefined) break;
        if (plain) {
          yield* emit(process, text);
          continue;
        }
        const empty = text === '\n';
        if (parsed.has('s') && empty && blank) continue;
        blank = empty;
        const counts = parsed.has('b') ? !empty : parsed.has('n');
        let line = tabs ? text.replaceAll('\t', '^I') : text;
        if (ends) line = line.replace(/\n$/, '$\n');
        yield* emit(process, counts ? `${(++number).toString().padStart(6)}\t${line}` : line);
      }
    }
    return status;
  },
);

/** A pager: the terminal scrolls by itself, so all is printed. */
function pager(name: 'less' | 'more'): Command {
  return tool(name, { short: 'EFRSNXMsn' }, function* (process, parsed) {
    let status = 0;
    for (const operand of parsed.operands.length === 0 ? ['-'] : parsed.operands) {
      const opened = openInput(process, operand);
      if ('error' in opened) {
        process.complain(`${operand}: ${opened.error}\n`);
        status = 1;
        continue;
      }
      for (
        let text = yield* readChunk(opened.stream);
        text !== undefined;
        text = yield* readChunk(opened.stream)
      )
        yield* emit(process, text);
    }
    return status;
  });
}

const tee = tool(
  'tee',
  { short: 'aip', long: { append: 'a', 'ignore-interrupts': 'i' } },
  function* (process, parsed) {
    const outputs: Output[] = [];
    let status = 0;
    for (const name of parsed.operands) {
      const opened = openForWriting(
        process.files,
        absolutePath(process, name),
        parsed.has('a') ? 'append' : 'truncate',
      );
      if ('error' in opened) {
        process.complain(`tee: ${name}: ${opened.error}\n`);
        status = 1;
      } else outputs.push(opened.stream);
    }
    for (;;) {
      const text = yield* readChunk(process.stdin);
      if (text === undefined) return status;
      for (const [index, output] of outputs.entries()) {
        output.write(text);
        if (output.failure === undefined) continue;
        process.complain(`tee: ${parsed.operands[index] ?? ''}: ${output.failure}\n`);
        status = 1;
      }
      yield* emit(process, text);
    }
  },
);

function each(
  process: ShellProcess,
  operands: readonly string[],
  body: (name: string, path: string) => string | undefined,
): number {
  let status = 0;
  for (const name of operands) {
    const complaint = body(name, absolutePath(process, name));
    if (complaint === undefined) continue;
    process.complain(`${process.name}: ${complaint}\n`);
    status = 1;
  }
  return status;
}

function needsOperand(process: ShellProcess): number {
  process.complain(`${process.name}: missing operand\nTry '${process.name} --help' for more information.\n`);
  return 1;
}

/** A tool whose body never waits. */
function simple(
  name: string,
  rules: Parameters<typeof tool>[1],
  body: (process: ShellProcess, parsed: Parameters<Parameters<typeof tool>[2]>[1]) => number,
): Command {
  return tool(name, rules, function* (process, parsed): Running<number> {
    return body(process, parsed);
  });
}

const touch = simple('touch', { short: 'acmd:r:t:', long: { 'no-create': 'c' } }, (process, parsed) => {
  if (parsed.operands.length === 0) {
    process.complain("touch: missing file operand\nTry 'touch --help' for more information.\n");
    return 1;
  }
  return each(process, parsed.operands, (name, path) => {
    if (parsed.has('c') || process.files.has(path)) return undefined;
    const error = process.files.openForWriting(path, 'append');
    return error === undefined ? undefined : `cannot touch '${name}': ${error}`;
  });
});

const mkdir = simple(
  'mkdir',
  { short: 'pvm:', long: { parents: 'p', verbose: 'v', mode: 'm' } },
  (process, parsed) => {
    if (parsed.operands.length === 0) return needsOperand(process);
    let text = '';
    const status = each(process, parsed.operands, (name, path) => {
      const { files } = process;
      if (files.has(path))
        return parsed.has('p') && files.isDirectory(path)
          ? undefined
          : `cannot create directory '${name}': File exists`;
      const parent = path.slice(0, path.lastIndexOf('/')) || '/';
      if (!parsed.has('p') && !files.isDirectory(parent))
        return `cannot create directory '${name}': ${missing(files, path)}`;
      files.makeDirectory(path);
      if (parsed.has('v')) text += `mkdir: created directory '${name}'\n`;
      return undefined;
    });
    process.print(text);
    return status;
  },
);

const rmdir = simple('rmdir', { short: 'pv', absent: 'p' }, (process, parsed) => {
  if (parsed.operands.length === 0) return needsOperand(process);
  return each(process, parsed.operands, (name, path) => {
    if (!process.files.isDirectory(path))
      return `failed to remove '${name}': ${process.files.get(path) === undefined ? 'No such file or directory' : 'Not a directory'}`;
    if (process.files.names(path).length > 0) return `failed to remove '${name}': Directory not empty`;
    process.files.removeDirectory(path);
    return undefined;
  });
});

function below(process: ShellProcess, path: string): string[] {
  return process.files.names(path).flatMap((name) => {
    const child = path === '/' ? `/${name}` : `${path}/${name}`;
    return process.files.isDirectory(child) ? [...below(process, child), child] : [child];
  });
}

function removeTree(process: ShellProcess, path: string): void {
  for (const one of [...below(process, path), path])
    if (!process.files.delete(one)) process.files.removeDirectory(one);
}

const rm = simple(
  'rm',
  { short: 'rRfivd', long: { recursive: 'r', force: 'f', verbose: 'v', dir: 'd' }, absent: 'i' },
  (process, parsed) => {
    const force = parsed.has('f');
    if (parsed.operands.length === 0) return force ? 0 : needsOperand(process);
    let text = '';
    const status = each(process, parsed.operands, (name, path) => {
      const { files } = process;
      if (!files.has(path)) return force ? undefined : `cannot remove '${name}': ${missing(files, path)}`;
      const recursive = parsed.has('r') || parsed.has('R');
      if (files.isDirectory(path)) {
        if (!recursive) return `cannot remove '${name}': Is a directory`;
        if (path === '/')
          return "it is dangerous to operate recursively on '/'\nrm: use --no-preserve-root to override this failsafe";
        removeTree(process, path);
      } else files.delete(path);
      if (parsed.has('v')) text += `removed ${files.isDirectory(path) ? 'directory ' : ''}'${name}'\n`;
      return undefined;
    });
    process.print(text);
    return status;
  },
);

function copyTree(process: ShellProcess, from: string, to: string): string | undefined {
  const { files } = process;
  if (!files.isDirectory(from)) {
    const content = files.get(from);
    const error =
      content === undefined
        ? 'No such file or directory'
        : files.write(to, typeof content === 'object' && 'read' in content ? content.read() : content);
    if (error === undefined) files.setExecutable(to, files.isExecutable(from));
    return error;
  }
  files.makeDirectory(to);
  for (const name of files.names(from)) copyTree(process, `${from}/${name}`, `${to}/${name}`);
  return undefined;
}

function copyOrMove(name: 'cp' | 'mv'): Command {
  return simple(
    name,
    {
      short: 'rRafpvnTut:dL',
      long: { recursive: 'r', archive: 'a', force: 'f', verbose: 'v', 'no-clobber': 'n', preserve: 'p' },
      absent: 'ut',
    },
    (process, parsed) => {
      const { files } = process;
      const [target, ...sources] = [...parsed.operands].reverse();
      if (target === undefined || sources.length === 0) {
        const given =
          target === undefined
            ? 'missing file operand'
            : `missing destination file operand after '${target}'`;
        process.complain(`${name}: ${given}\nTry '${name} --help' for more information.\n`);
        return 1;
      }
      const into = absolutePath(process, target);
      if (sources.length > 1 && !files.isDirectory(into)) {
        process.complain(
          `${name}: target '${target}': ${files.get(into) === undefined ? 'No such file or directory' : 'Not a directory'}\n`,
        );
        return 1;
      }
      let text = '';
      const status = each(process, sources.reverse(), (source, path) => {
        if (!files.has(path)) return `cannot stat '${source}': ${missing(files, path)}`;
        const recursive = name === 'mv' || ['r', 'R', 'a'].some((letter) => parsed.has(letter));
        if (files.isDirectory(path) && !recursive) return `-r not specified; omitting directory '${source}'`;
        const base = path.slice(path.lastIndexOf('/') + 1);
        const shown = files.isDirectory(into) ? `${target.replace(/\/$/, '')}/${base}` : target;
        const to = files.isDirectory(into) ? `${into === '/' ? '' : into}/${base}` : into;
        if (parsed.has('n') && files.has(to)) return undefined;
        if (to === path) return `'${source}' and '${shown}' are the same file`;
        const error = copyTree(process, path, to);
        if (error !== undefined) return `cannot create regular file '${shown}': ${error}`;
        if (name === 'mv') removeTree(process, path);
        if (parsed.has('v'))
          text += name === 'mv' ? `renamed '${source}' -> '${shown}'\n` : `'${source}' -> '${shown}'\n`;
        return undefined;
      });
      process.print(text);
      return status;
    },
  );
}

const chmod = simple('chmod', { short: '+Rvf', long: { recursive: 'R' } }, (process, parsed) => {
  const [mode, ...names] = parsed.operands;
  if (mode === undefined || names.length === 0) {
    process.complain(
      mode === undefined
        ? "chmod: missing operand\nTry 'chmod --help' for more information.\n"
        : `chmod: missing operand after '${mode}'\nTry 'chmod --help' for more information.\n`,
    );
    return 1;
  }
  if (!/^([0-7]{3,4}|[ugoa]*[-+=][rwxXst]*(,[ugoa]*[-+=][rwxXst]*)*)$/.test(mode)) {
    process.complain(`chmod: invalid mode: '${mode}'\nTry 'chmod --help' for more information.\n`);
    return 1;
  }
  return each(process, names, (name, path) => {
    if (!process.files.has(path)) return `cannot access '${name}': No such file or directory`;
    if (/^\d/.test(mode)) process.files.setExecutable(path, (parseInt(mode, 8) & 0o111) !== 0);
    else
      for (const part of mode.split(','))
        if (/x/i.test(part)) process.files.setExecutable(path, !/^[ugoa]*-/.test(part));
    return undefined;
  });
});

const mktemp = simple(
  'mktemp',
  { short: 'dqut:p:', long: { directory: 'd' }, absent: 'tp' },
  (process, parsed) => {
    const template = parsed.operands[0] ?? '/tmp/tmp.XXXXXXXXXX';
    if (!/X{3,}/.test(template)) {
      process.complain(`mktemp: too few X's in template '${template}'\n`);
      return 1;
    }
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
    for (let attempt = process.pid; ; attempt++) {
      let seed = attempt * 7919 + 104_729;
      const path = template.replace(/X{3,}(?=[^X]*$)/, (run) =>
        [...run]
          .map(() => {
            seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
            return letters[seed % letters.length] ?? 'a';
          })
          .join(''),
      );
      const absolute = absolutePath(process, path);
      if (process.files.has(absolute)) continue;
      if (parsed.has('d')) process.files.makeDirectory(absolute);
      else process.files.write(absolute, '');
      process.print(`${path}\n`);
      return 0;
    }
  },
);

const realpath = simple('realpath', { short: 'eLmPqsz', absent: 'z' }, (process, parsed) =>
  each(process, parsed.operands, (name, path) => {
    if (
      !process.files.has(path) &&
      (parsed.has('e') || !process.files.isDirectory(path.slice(0, path.lastIndexOf('/')) || '/'))
    )
      return `${name}: No such file or directory`;
    process.print(`${path}\n`);
    return undefined;
  }),
);

export const fileTools: readonly Command[] = [
  cat,
  pager('less'),
  pager('more'),
  tee,
  touch,
  mkdir,
  rmdir,
  rm,
  copyOrMove('cp'),
  copyOrMove('mv'),
  chmod,
  mktemp,
  realpath,
];
