/**
 * Redirections (bash(1), REDIRECTION): files, descriptors, here-documents and here-strings; opened for one command and
 * undone after it, or for good by `exec`.
 *
 * Not simulated: /dev/tcp, /dev/udp.
 */
import type { HereDoc, Redirection, Redirect } from 'unbash';
import { openForReading, openForWriting } from '../../linux/file/open-file.ts';
import { Descriptor } from '../../linux/process/descriptor.ts';
import { devNull, TextInput } from '../../linux/process/stream.ts';
import type { Running } from '../../linux/process/wait.ts';
import { expandParts, expandText, expandWords } from './expand.ts';
import { ExpansionError } from './jump.ts';
import type { Shell } from './shell.ts';

/** The descriptors as they were; `restore` closes what was opened since. */
export interface Saved {
  restore(): void;
  /** Keep what was opened (`exec >file`). */
  keep(): void;
}

/** @throws ExpansionError when a file cannot be opened; nothing is changed then */
export function* redirect(shell: Shell, redirections: readonly Redirection[]): Running<Saved> {
  const before = new Map(shell.descriptors);
  const opened: Descriptor[] = [];
  const restore = (): void => {
    for (const descriptor of opened) descriptor.close();
    shell.descriptors = before;
  };
  shell.descriptors = new Map(before);
  try {
    for (const redirection of redirections) yield* apply(shell, redirection, opened);
  } catch (error) {
    restore();
    throw error;
  }
  return {
    restore,
    keep: () => {
      for (const [number, descriptor] of before)
        if (shell.descriptors.get(number) !== descriptor) descriptor.close();
    },
  };
}

function* apply(shell: Shell, redirection: Redirection, opened: Descriptor[]): Running<void> {
  let number = redirection.descriptor?.type === 'FileDescriptor' ? redirection.descriptor.value : undefined;
  if (redirection.descriptor?.type === 'FileDescriptorVariable') {
    number = 10;
    while (shell.descriptors.has(number)) number++;
    shell.setVariable(redirection.descriptor.name, number.toString());
  }
  const set = (at: number, descriptor: Descriptor): void => {
    opened.push(descriptor);
    shell.descriptors.set(at, descriptor);
  };
  if (redirection.type === 'HereDoc') {
    set(number ?? 0, Descriptor.input(new TextInput(yield* hereDocument(shell, redirection))));
    return;
  }
  if (redirection.type === 'HereString') {
    set(number ?? 0, Descriptor.input(new TextInput(`${yield* expandText(shell, redirection.target)}\n`)));
    return;
  }
  const target = yield* targetOf(shell, redirection);
  const both = redirection.operator === '&>' || redirection.operator === '&>>';
  const duplicates = redirection.operator === '>&' || redirection.operator === '<&';
  if (duplicates && (redirection.operator === '<&' || number !== undefined || /^(\d+-?|-)$/.test(target))) {
    const at = number ?? (redirection.operator === '<&' ? 0 : 1);
    if (target === '-') {
      shell.descriptors.delete(at);
      return;
    }
    if (!/^\d+-?$/.test(target)) throw new ExpansionError(`${target}: ambiguous redirect`);
    const source = shell.descriptors.get(parseInt(target, 10));
    if (source === undefined) throw new ExpansionError(`${target}: Bad file descriptor`);
    set(at, source.duplicate());
    if (target.endsWith('-')) shell.descriptors.delete(parseInt(target, 10));
    return;
  }
  const descriptor = open(shell, redirection, target);
  if (both || redirection.operator === '>&') {
    set(1, descriptor);
    set(2, descriptor.duplicate());
  } else set(number ?? (redirection.operator.startsWith('<') ? 0 : 1), descriptor);
}

function* targetOf(shell: Shell, redirection: Redirect): Running<string> {
  if (redirection.target === undefined) return '';
  const words = yield* expandWords(shell, [redirection.target]);
  if (words.length !== 1) throw new ExpansionError(`${redirection.target.text}: ambiguous redirect`);
  return words[0] ?? '';
}

function open(shell: Shell, redirection: Redirect, target: string): Descriptor {
  const same = /^\/dev\/(?:fd\/(\d+)|std(in|out|err))$/.exec(target);
  if (same !== null) {
    const number = same[1] === undefined ? ['in', 'out', 'err'].indexOf(same[2] ?? '') : Number(same[1]);
    const descriptor = shell.descriptors.get(number);
    if (descriptor !== undefined) return descriptor.duplicate();
  }
  if (target === '/dev/null') return Descriptor.both({ input: devNull, output: devNull });
  if (target === '/dev/tty' && shell.process.terminal !== undefined)
    return Descriptor.both(shell.process.terminal);
  if (/^\/dev\/(tcp|udp)\//.test(target)) throw new ExpansionError(`not simulated: ${target}`);
  const { files } = shell.process;
  const path = shell.resolve(target);
  const fail = (error: string): never => {
    throw new ExpansionError(`${target}: ${error}`);
  };
  if (target === '') fail('No such file or directory');
  if (redirection.operator === '<') {
    const found = openForReading(files, path);
    if ('stream' in found) return Descriptor.input(found.stream);
    // A directory can be opened; reading it fails.
    if (found.error === 'Is a directory') return Descriptor.input(devNull);
    return fail(found.error);
  }
  if (
    redirection.operator === '>' &&
    shell.options.has('noclobber') &&
    files.get(path) !== undefined &&
    !files.isGenerated(path)
  )
    fail('cannot overwrite existing file');
  if (target.endsWith('/')) fail('Is a directory');
  const append = redirection.operator.includes('>>') || redirection.operator === '<>';
  const found = openForWriting(files, path, append ? 'append' : 'truncate');
  if ('error' in found) return fail(found.error);
  if (redirection.operator !== '<>') return Descriptor.output(found.stream);
  return Descriptor.both({ input: new TextInput(files.text(path) ?? ''), output: found.stream });
}

function* hereDocument(shell: Shell, redirection: HereDoc): Running<string> {
  const { body, delimiter } = redirection;
  const quoted = delimiter?.quoted === true;
  const text = quoted || body.parts === undefined ? body.text : yield* expandParts(shell, body.parts);
  const plain = redirection.operator === '<<-' ? text.replace(/^\t+/gm, '') : text;
  return quoted || body.parts !== undefined ? plain : plain.replace(/\\\n/g, '').replace(/\\([$`\\])/g, '$1');
}
