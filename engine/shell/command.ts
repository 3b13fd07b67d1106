/**
 * A command a person can type: a program by name. Commands have no state of their own; they stand in a network
 * namespace of a machine (`process.place`) and look at its kernel, its files and its processes.
 */
import type { NetworkNamespace } from '../linux/namespace/namespace.ts';
import type { Process, Program } from '../linux/process/process.ts';

export type ShellProcess = Process<NetworkNamespace>;
export type ShellProgram = Program<NetworkNamespace>;

export interface Command {
  /** What is typed, as `ip` or `iptables-save`. */
  readonly name: string;
  /** Where it lies, as `/usr/sbin/ip`. */
  readonly path: string;
  readonly program: ShellProgram;
}

/** The commands that exist where a process stands. */
export interface CommandTable {
  find(name: string): Command | undefined;
  names(): readonly string[];
}
