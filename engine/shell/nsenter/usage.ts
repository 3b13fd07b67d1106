/**
 * The options of `nsenter` and what `nsenter --help` says (util-linux 2.38.1), to the letter.
 * Most of them are refused as not simulated.
 * Nothing is computed here.
 */
import type { LongOption } from '../options/getopt.ts';

export const longOptions: readonly LongOption[] = [
  { name: 'all', argument: 'none', is: 'a' },
  { name: 'target', argument: 'required', is: 't' },
  { name: 'mount', argument: 'optional', is: 'm' },
  { name: 'uts', argument: 'optional', is: 'u' },
  { name: 'ipc', argument: 'optional', is: 'i' },
  { name: 'net', argument: 'optional', is: 'n' },
  { name: 'pid', argument: 'optional', is: 'p' },
  { name: 'cgroup', argument: 'optional', is: 'C' },
  { name: 'user', argument: 'optional', is: 'U' },
  { name: 'time', argument: 'optional', is: 'T' },
  { name: 'setuid', argument: 'required', is: 'S' },
  { name: 'setgid', argument: 'required', is: 'G' },
  { name: 'preserve-credentials', argument: 'none' },
  { name: 'root', argument: 'optional', is: 'r' },
  { name: 'wd', argument: 'optional', is: 'w' },
  { name: 'wdns', argument: 'optional', is: 'W' },
  { name: 'no-fork', argument: 'none', is: 'F' },
  { name: 'follow-context', argument: 'none', is: 'Z' },
  { name: 'help', argument: 'none', is: 'h' },
  { name: 'version', argument: 'none', is: 'V' },
];

export const usage = `
Usage:
 nsenter [options] [<program> [<argument>...]]

Run a program with namespaces of other processes.

Options:
 -a, --all              enter all namespaces
 -t, --target <pid>     target process to get namespaces from
 -m, --mount[=<file>]   enter mount namespace
 -u, --uts[=<file>]     enter UTS namespace (hostname etc)
 -i, --ipc[=<file>]     enter System V IPC namespace
 -n, --net[=<file>]     enter network namespace
 -p, --pid[=<file>]     enter pid namespace
 -C, --cgroup[=<file>]  enter cgroup namespace
 -U, --user[=<file>]    enter user namespace
 -T, --time[=<file>]    enter time namespace
 -S, --setuid <uid>     set uid in entered namespace
 -G, --setgid <gid>     set gid in entered namespace
     --preserve-credentials do not touch uids or gids
 -r, --root[=<dir>]     set the root directory
 -w, --wd[=<dir>]       set the working directory
 -W. --wdns <dir>       set the working directory in namespace
 -F, --no-fork          do not fork before exec'ing <program>
 -Z, --follow-context   set SELinux context according to --target PID

 -h, --help             display this help
 -V, --version          display version

For more details see nsenter(1).
`;
