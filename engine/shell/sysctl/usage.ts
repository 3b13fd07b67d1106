/**
 * The words of sysctl's `--help` and `--version`, and its options.
 */
import { optionTable } from '../options/option-table.ts';

export const shortOptions = 'bneNwfp::qoxaAXr:Vdh';

export const longOptions = optionTable(
  'binary:b ignore:e names:N quiet:q write:w values:n load:p=? pattern:r= all:a system deprecated ' +
    'dry-run help:h version:V',
);

export const version = 'sysctl from procps-ng 4.0.2\n';

export const help = `
Usage:
 sysctl [options] [variable[=value] ...]

Options:
  -a, --all            display all variables
  -A                   alias of -a
  -X                   alias of -a
      --deprecated     include deprecated parameters to listing
      --dry-run        Print the key and values but do not write
  -b, --binary         print value without new line
  -e, --ignore         ignore unknown variables errors
  -N, --names          print variable names without values
  -n, --values         print only values of the given variable(s)
  -p, --load[=<file>]  read values from file
  -f                   alias of -p
      --system         read values from all system directories
  -r, --pattern <expression>
                       select setting that match expression
  -q, --quiet          do not echo variable set
  -w, --write          enable writing a value to variable
  -o                   does nothing
  -x                   does nothing
  -d                   alias of -h

 -h, --help     display this help and exit
 -V, --version  output version information and exit

For more details see sysctl(8).
`;
