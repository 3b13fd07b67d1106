/**
 * Tools on files that busybox has too and that differ in what they say when one is not there (coreutils/*.c of 1.35,
 * libbb/perror_msg.c): the shell's own, their complaints in busybox's words.
 *
 * Left out: its shorter lists of options and their usage.
 */
import { Sink } from '../../linux/process/stream.ts';
import type { Command } from '../command.ts';
import { applet, type Applet } from './applet.ts';

/** By applet: a complaint of the shell's tool, without the name of the applet, and busybox's. */
const words: Readonly<Record<string, readonly (readonly [RegExp, string])[]>> = {
  cat: [
    [/^(.+): Is a directory$/, 'read error: Is a directory'],
    [/^(.+): (No such file or directory|Not a directory)$/, "can't open '$1': $2"],
  ],
  rm: [
    [/^cannot remove '(.+)': Is a directory$/, "'$1' is a directory"],
    [/^cannot remove '(.+)': (.+)$/, "can't remove '$1': $2"],
  ],
  mkdir: [[/^cannot create directory [‘'](.+)[’']: (.+)$/, "can't create directory '$1': $2"]],
  rmdir: [[/^failed to remove '(.+)': (.+)$/, "'$1': $2"]],
  cp: [[/^cannot stat '(.+)': (.+)$/, "can't stat '$1': $2"]],
  mv: [[/^cannot stat '(.+)': (.+)$/, "can't rename '$1': $2"]],
  touch: [[/^cannot touch '(.+)': (.+)$/, '$1: $2']],
  ls: [[/^cannot access '(.+)': (.+)$/, '$1: $2']],
  head: [[/^cannot open '(.+)' for reading: (.+)$/, '$1: $2']],
  tail: [[/^cannot open '(.+)' for reading: (.+)$/, "can't open '$1': $2"]],
  sort: [[/^cannot read: (.+?): (.+)$/, '$1: $2']],
  tar: [
    [/^(.+): Cannot stat: (.+)$/, '$1: $2'],
    [/^(.+): Cannot open: (.+)$/, "can't open '$1': $2"],
    [/^Exiting with failure status due to previous errors$/, 'error exit delayed from previous errors'],
    [/^Removing leading `\/' from member names$/, "removing leading '/' from member names"],
  ],
};

/** Statuses that differ, too. */
const statuses: Readonly<Record<string, Readonly<Record<number, number>>>> = { tar: { 2: 1 } };

function reworded(name: string, complaint: string): string {
  const prefix = `${name}: `;
  return complaint
    .split('\n')
    .map((line) => {
      if (!line.startsWith(prefix)) return line;
      const text = line.slice(prefix.length);
      const rule = words[name]?.find(([pattern]) => pattern.test(text));
      return rule === undefined ? line : prefix + text.replace(rule[0], rule[1]);
    })
    .join('\n');
}

/** @param shell the shell's commands. @returns an applet for each of them that busybox has words of its own for */
export function rewordedApplets(shell: readonly Command[]): readonly Applet[] {
  return shell
    .filter(({ name }) => Object.hasOwn(words, name))
    .map(({ name, path, program }) =>
      applet(name, path.replace('/usr/bin/', '/bin/'), function* (process) {
        const { stderr } = process;
        process.stderr = new Sink((text) => {
          stderr.write(reworded(name, text));
        });
        try {
          const status = yield* program(process);
          return statuses[name]?.[status] ?? status;
        } finally {
          process.stderr = stderr;
        }
      }),
    );
}
