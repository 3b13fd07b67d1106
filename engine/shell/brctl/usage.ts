/**
 * The commands of `brctl` with their operands, as bridge-utils 1.7 lists them (brctl/brctl_cmd.c).
 *
 * The texts are the tool's own, tabs included.
 */

export interface BrctlCommand {
  readonly name: string;
  /** How many operands it needs. */
  readonly operands: number;
  readonly help: string;
}

const one = (name: string, operands: number, help: string): BrctlCommand => ({ name, operands, help });

export const commands: readonly BrctlCommand[] = [
  one('addbr', 1, '<bridge>\t\tadd bridge'),
  one('delbr', 1, '<bridge>\t\tdelete bridge'),
  one('addif', 2, '<bridge> <device>\tadd interface to bridge'),
  one('delif', 2, '<bridge> <device>\tdelete interface from bridge'),
  one('hairpin', 3, '<bridge> <port> {on|off}\tturn hairpin on/off'),
  one('setageing', 2, '<bridge> <time>\t\tset ageing time'),
  one('setbridgeprio', 2, '<bridge> <prio>\t\tset bridge priority'),
  one('setfd', 2, '<bridge> <time>\t\tset bridge forward delay'),
  one('sethello', 2, '<bridge> <time>\t\tset hello time'),
  one('setmaxage', 2, '<bridge> <time>\t\tset max message age'),
  one('setpathcost', 3, '<bridge> <port> <cost>\tset path cost'),
  one('setportprio', 3, '<bridge> <port> <prio>\tset port priority'),
  one('show', 0, '[ <bridge> ]\t\tshow a list of bridges'),
  one('showmacs', 1, '<bridge>\t\tshow a list of mac addrs'),
  one('showstp', 1, '<bridge>\t\tshow bridge stp info'),
  one('stp', 2, '<bridge> {on|off}\tturn stp on/off'),
];

export const usage = `Usage: brctl [commands]\ncommands:\n${commands
  .map(({ name, help }) => `\t${name.padEnd(10)}\t${help}\n`)
  .join('')}`;
