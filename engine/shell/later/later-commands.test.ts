import { expect, test } from 'vitest';
import { bashCommands } from '../bash/bash.ts';
import { busybox, busyboxApplets } from '../busybox/busybox.ts';
import type { Command } from '../command.ts';
import { allCommands } from '../commands.ts';
import { LaterCommands } from './later-commands.ts';

const places = (commands: readonly Command[]) => commands.map(({ name, path }) => `${path} ${name}`).sort();

test('every command is known by name and place before its code is there, and no other', () => {
  const { commands, applets } = new LaterCommands();
  expect(places([...bashCommands, ...commands])).toEqual(places(allCommands));
  expect(places(applets)).toEqual(places([...busyboxApplets, busybox]));
});
