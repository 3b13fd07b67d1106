/**
 * Every builtin, by name.
 */
import type { Builtin } from '../builtin.ts';
import type { Shell } from '../shell.ts';
import { control } from './control.ts';
import { input } from './input.ts';
import { jobControl } from './jobs.ts';
import { output } from './output.ts';
import { variables } from './variables.ts';

/** What bash has and this shell does not. */
const absent: readonly (readonly [string, Builtin<Shell>])[] = [
  'bind',
  'caller',
  'compgen',
  'complete',
  'compopt',
  'enable',
  'fc',
  'help',
  'popd',
  'pushd',
  'suspend',
  'ulimit',
].map((name) => [
  name,

  function* (shell) {
    shell.complain(`not simulated: ${name}`);
    return 1;
  },
]);

export const builtins: ReadonlyMap<string, Builtin<Shell>> = new Map([
  ...control,
  ...output,
  ...input,
  ...variables,
  ...jobControl,
  ...absent,
]);
