/**
 * The lines of `ip -batch` and `bridge -batch` (lib/utils.c, do_batch, getcmdline, makeargs): `#` begins a comment, a
 * backslash at the end joins the next line, quotes keep spaces.
 */
import { readAll } from '../../linux/process/process.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { ShellProcess } from '../command.ts';
import { Stop } from '../iproute2/stop.ts';

export interface BatchLine {
  /** Of its last line, from 1. */
  readonly number: number;
  readonly words: readonly string[];
}

/** @param name a file, or `-` for standard input */
export function* readBatch(process: ShellProcess, name: string): Running<readonly BatchLine[]> {
  return linesOf(name === '-' ? yield* readAll(process.stdin) : readFile(process, name));
}

function readFile(process: ShellProcess, name: string): string {
  const path = name.startsWith('/') ? name : `${process.directory === '/' ? '' : process.directory}/${name}`;
  const text = process.files.text(path);
  if (text === undefined)
    throw new Stop(1, `Cannot open file "${name}" for reading: No such file or directory\n`);
  return text;
}

function linesOf(text: string): readonly BatchLine[] {
  const lines: BatchLine[] = [];
  let joined = '';
  for (const [at, raw] of text.split('\n').entries()) {
    if (raw.endsWith('\\')) {
      joined += raw.slice(0, -1);
      continue;
    }
    const words = wordsOf((joined + raw).replace(/#.*/, ''));
    joined = '';
    if (words.length > 0) lines.push({ number: at + 1, words });
  }
  return lines;
}

function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? '',
  );
}
