/**
 * hostname(1) of Debian's hostname 3.23: the name of the machine, and what is known under it (hostname.c). The last option that
 * chooses counts.
 *
 * Not simulated: giving the machine another name, `-A`, aliases.
 */
import { lookupError, resolve } from '../../linux/resolver/lookup.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { Command, ShellProcess } from '../command.ts';
import { notSimulated, statusOfRunning, Stop } from '../iproute2/stop.ts';
import { getopt } from '../options/getopt.ts';
import { optionTable } from '../options/option-table.ts';
import { emit } from './tool.ts';

export function hostName(process: ShellProcess): string {
  return process.files.text('/etc/hostname')?.trim() ?? process.environment.get('HOSTNAME') ?? 'localhost';
}

const longOptions = optionTable(
  'domain:d boot:b file:F= fqdn:f all-fqdns:A help:h long:f short:s version:V alias:a ip-address:i ' +
    'all-ip-addresses:I nis:y yp:y',
);

export const hostname: Command = {
  name: 'hostname',
  path: '/usr/bin/hostname',
  program: (process) => statusOfRunning(process, run(process)),
};

function* run(process: ShellProcess): Running<number> {
  const { items, operands } = getopt(process.arguments.slice(1), 'aAdfbF:h?iIsVy', longOptions);
  let wanted = '';
  for (const item of items) {
    if (item.kind === 'error') {
      process.complain(`hostname: ${item.message}\n`);
      process.print(usage);
      return 255;
    }
    const { name, value = '' } = item;
    if (name === 'h' || name === '?') {
      process.print(usage);
      return 255;
    }
    if (name === 'V') {
      process.print('hostname 3.23\n');
      return 0;
    }
    if (name === 'F') return setName(process, nameIn(process, value));
    if (name !== 'b') wanted = name;
  }
  const [given] = operands;
  if (operands.length > 1 || (given !== undefined && wanted !== '')) throw new Stop(255, usage);
  if (given !== undefined) return setName(process, given);
  yield* emit(process, `${yield* shown(process, wanted)}\n`);
  return 0;
}

function nameIn(process: ShellProcess, file: string): string {
  const text = process.files.text(file);
  if (text === undefined) throw new Stop(1, 'hostname: No such file or directory\n');
  return (
    text
      .split('\n')
      .find((line) => line !== '' && !line.startsWith('#'))
      ?.trim() ?? ''
  );
}

/** Letters, digits, dashes and dots, and neither of these at an end. */
function setName(process: ShellProcess, name: string): never {
  if (!/^[a-z\d]([a-z\d.-]*[a-z\d])?$/i.test(name))
    throw new Stop(1, 'hostname: the specified hostname is invalid\n');
  if (process.credentials.uid !== 0)
    throw new Stop(1, 'hostname: you must be root to change the host name\n');
  if (name.length > 64) throw new Stop(1, 'hostname: name too long\n');
  throw notSimulated('hostname: another name for this machine');
}

function* shown(process: ShellProcess, wanted: string): Running<string> {
  const name = hostName(process);
  switch (wanted) {
    case 'I':
      return ownAddresses(process);
    case 's':
      return name.split('.')[0] ?? name;
    case 'y':
      throw new Stop(1, 'hostname: Local domain name not set\n');
    case 'a':
    case 'A':
      throw notSimulated(`hostname -${wanted}`);
    case '':
      return name;
  }
  const found = yield* resolve(process, name);
  if (typeof found === 'string') throw new Stop(1, `hostname: ${lookupError(found)}\n`);
  const { addresses, canonicalName } = found;
  if (wanted === 'i') return addresses.map(({ text }) => text).join(' ');
  const dot = canonicalName.indexOf('.');
  return wanted === 'f' ? canonicalName : dot < 0 ? '' : canonicalName.slice(dot + 1);
}

/** `-I`: every address but those of the link and of lo, each with a space after it (getifaddrs(3)). */
function ownAddresses(process: ShellProcess): string {
  const addresses = process.place.devices
    .list()
    .filter((device) => device.up && device.kind !== 'loopback')
    .flatMap((device) => device.addresses.map(({ prefix }) => prefix.address));
  return [4, 6]
    .flatMap((family) => addresses.filter((one) => one.family === family && !one.isLinkLocal))
    .map(({ text }) => `${text} `)
    .join('');
}

const usage = `Usage: hostname [-b] {hostname|-F file}         set host name (from file)
       hostname [-a|-A|-d|-f|-i|-I|-s|-y]       display formatted name
       hostname                                 display host name

       {yp,nis,}domainname {nisdomain|-F file}  set NIS domain name (from file)
       {yp,nis,}domainname                      display NIS domain name

       dnsdomainname                            display dns domain name

       hostname -V|--version|-h|--help          print info and exit

Program name:
       {yp,nis,}domainname=hostname -y
       dnsdomainname=hostname -d

Program options:
    -a, --alias            alias names
    -A, --all-fqdns        all long host names (FQDNs)
    -b, --boot             set default hostname if none available
    -d, --domain           DNS domain name
    -f, --fqdn, --long     long host name (FQDN)
    -F, --file             read host name or NIS domain name from given file
    -i, --ip-address       addresses for the host name
    -I, --all-ip-addresses all addresses for the host
    -s, --short            short host name
    -y, --yp, --nis        NIS/YP domain name

Description:
   This command can get or set the host name or the NIS domain name. You can
   also get the DNS domain or the FQDN (fully qualified domain name).
   Unless you are using bind or NIS for host lookups you can change the
   FQDN (Fully Qualified Domain Name) and the DNS domain name (which is
   part of the FQDN) in the /etc/hosts file.
`;
