/**
 * The options of `nsenter` and what `nsenter --help` says (util-linux 2.38.1), to the letter.
 * Most of them are refused as not simulated.
 * Nothing is computed here.
 */
import type { LongOption } from '../options/getopt.ts';
import { optionTable } from '../options/option-table.ts';

export const longOptions: readonly LongOption[] = optionTable(
  'all:a target:t= mount:m=? uts:u=? ipc:i=? net:n=? pid:p=? cgroup:C=? user:U=? time:T=? setuid:S= ' +
    'setgid:G= preserve-credentials root:r=? wd:w=? wdns:W=? no-fork:F follow-context:Z help:h version:V',
);

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
