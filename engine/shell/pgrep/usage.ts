/**
 * The options of pgrep and pkill and what their `--help` says (procps-ng 4.0.2), to the letter.
 * Which of them are modelled is pgrep.ts's business.
 */
import type { LongOption } from '../options/getopt.ts';
import { optionTable } from '../options/option-table.ts';

const own = {
  pgrep: `
Usage:
 pgrep [options] <pattern>

Options:
 -d, --delimiter <string>  specify output delimiter
 -l, --list-name           list PID and process name
 -a, --list-full           list PID and full command line
 -v, --inverse             negates the matching
 -w, --lightweight         list all TID
 -c, --count               count of matching processes
`,
  pkill: `
Usage:
 pkill [options] <pattern>

Options:
 -<sig>, --signal <sig>    signal to send (either number or name)
 -q, --queue <value>       integer value to be sent with the signal
 -e, --echo                display what is killed
 -c, --count               count of matching processes
`,
};

const common = ` -f, --full                use full process name to match
 -g, --pgroup <PGID,...>   match listed process group IDs
 -G, --group <GID,...>     match real group IDs
 -i, --ignore-case         match case insensitively
 -n, --newest              select most recently started
 -o, --oldest              select least recently started
 -O, --older <seconds>     select where older than seconds
 -P, --parent <PPID,...>   match only child processes of the given parent
 -s, --session <SID,...>   match session IDs
 -t, --terminal <tty,...>  match by controlling terminal
 -u, --euid <ID,...>       match by effective IDs
 -U, --uid <ID,...>        match by real IDs
 -x, --exact               match exactly with the command name
 -F, --pidfile <file>      read PIDs from file
 -L, --logpidfile          fail if PID file is not locked
 -r, --runstates <state>   match runstates [D,S,Z,...]
 -A, --ignore-ancestors    exclude our ancestors from results
 --cgroup <grp,...>        match by cgroup v2 names
 --ns <PID>                match the processes that belong to the same
                           namespace as <pid>
 --nslist <ns,...>         list which namespaces will be considered for
                           the --ns option.
                           Available namespaces: ipc, mnt, net, pid, user, uts

 -h, --help     display this help and exit
 -V, --version  output version information and exit

For more details see pgrep(1).
`;

export function usage(name: 'pgrep' | 'pkill'): string {
  return own[name] + common;
}

const shared: readonly LongOption[] = optionTable(
  'count:c ignore-ancestors:A full:f pgroup:g= group:G= ignore-case:i newest:n oldest:o older:O= ' +
    'parent:P= session:s= terminal:t= euid:u= uid:U= exact:x pidfile:F= logpidfile:L runstates:r= cgroup= ' +
    'ns= nslist= help:h version:V',
);

/** getopt's letters and words. */
export const options = {
  pgrep: {
    short: 'LF:cfinoxP:O:AG:g:s:u:U:t:r:hVlad:vw',
    long: [
      { name: 'delimiter', argument: 'required', is: 'd' },
      { name: 'list-name', argument: 'none', is: 'l' },
      { name: 'list-full', argument: 'none', is: 'a' },
      { name: 'inverse', argument: 'none', is: 'v' },
      { name: 'lightweight', argument: 'none', is: 'w' },
      ...shared,
    ],
  },
  pkill: {
    short: 'LF:cfinoxP:O:AG:g:s:u:U:t:r:hVeq:',
    long: [
      { name: 'signal', argument: 'required' },
      { name: 'inverse', argument: 'none' },
      { name: 'echo', argument: 'none', is: 'e' },
      { name: 'queue', argument: 'required', is: 'q' },
      ...shared,
    ],
  },
} as const satisfies Record<string, { short: string; long: readonly LongOption[] }>;
