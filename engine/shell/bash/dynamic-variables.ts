/**
 * Variables whose value is made when it is asked for: RANDOM, SECONDS, LINENO, BASHPID, EPOCHSECONDS …
 */
import { Random } from '../../clock/random.ts';
import type { Shell } from './shell.ts';

export function addDynamicVariables(shell: Shell): void {
  let random: Random | undefined;
  let since = 0;
  const add = (name: string, read: () => string, write?: (value: string) => void): void => {
    shell.variables.dynamic.set(name, write === undefined ? { read } : { read, write });
  };
  add(
    'RANDOM',
    () => (random ??= new Random(`bash/${shell.process.pid}`)).integer(0, 32767).toString(),
    (value) => {
      random = new Random(value);
    },
  );
  add(
    'SECONDS',
    () => Math.floor((shell.process.clock.now - since) / 1_000_000).toString(),
    (value) => {
      since = shell.process.clock.now - Number(value) * 1_000_000;
    },
  );
  add('LINENO', () => shell.line.toString());
  add('BASHPID', () => shell.process.pid.toString());
  add('PPID', () => (shell.process.parent?.pid ?? 0).toString());
  add('UID', () => shell.process.credentials.uid.toString());
  add('EUID', () => shell.process.credentials.uid.toString());
  add('BASH_SUBSHELL', () => shell.subshell.toString());
  add('FUNCNAME', () => shell.functionNames.at(-1) ?? '');
  add('EPOCHSECONDS', () => Math.floor(shell.process.place.environment.wallTime / 1000).toString());
  add('SHELLOPTS', () => [...shell.options].sort().join(':'));
}
