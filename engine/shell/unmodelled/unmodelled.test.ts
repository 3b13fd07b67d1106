import { expect, it } from 'vitest';
import { allCommands } from '../commands.ts';
import { essentialPrograms, serverPrograms } from './debian.ts';
import { netshootPrograms } from './netshoot.ts';
import { unmodelled } from './unmodelled.ts';

const lists = { essentialPrograms, serverPrograms, netshootPrograms };

it.each(Object.entries(lists))('%s names each program once', (_, names) => {
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

it('leaves out what the shell has, whatever its directory', () => {
  const names = unmodelled(['ls', 'sbin/modprobe', 'systemctl', 'sbin/ip'], allCommands).map(
    ({ path }) => path,
  );
  expect(names).toContain('/usr/bin/systemctl');
  expect(names).not.toContain('/usr/bin/ls');
  expect(names).not.toContain('/usr/sbin/ip');
});
