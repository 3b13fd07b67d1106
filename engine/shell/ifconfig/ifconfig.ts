/**
 * `ifconfig` (net-tools 2.10): devices and their addresses, shown and set by ioctl. See README.md.
 */
import type { Command, ShellProcess } from '../command.ts';
import { statusOf, Stop } from '../iproute2/stop.ts';
import { showUsage } from '../net-tools/show-usage.ts';
import { ifconfigUsage } from '../net-tools/usage.ts';
import { configure } from './configure.ts';
import { interfaces } from './interfaces.ts';
import { type Interface, longText, shortHead, shortText } from './show.ts';

export const ifconfig: Command = {
  name: 'ifconfig',
  path: '/usr/sbin/ifconfig',

  *program(process) {
    return statusOf(process, () => run(process));
  },
};

const hint = "ifconfig: `--help' gives usage information.\n";

function run(process: ShellProcess): number {
  const words = process.arguments.slice(1);
  let all = false;
  let short = false;
  while (words[0]?.startsWith('-') === true) {
    const word = words.shift() ?? '';
    if (word === '-a') all = true;
    else if (word === '-s') short = true;
    else if (word === '-v') continue;
    else if (word === '-V' || word === '--version' || word === '-version') {
      process.print('net-tools 2.10\n');
      return 0;
    } else if (word === '-h' || word === '-?' || word === '--help') return showUsage(process, ifconfigUsage);
    else throw new Stop(1, `ifconfig: option \`${word}' not recognised.\n${hint}`);
  }
  const [given, ...rest] = words;
  // As much as a name can have (safe_strncpy).
  const name = given?.slice(0, 15);
  if (name !== undefined && rest.length > 0) return configure(process, name, rest);
  const shown = name === undefined ? interfaces(process, all) : [one(process, name)];
  const text = shown.map(short ? shortText : longText).join('');
  process.print((short ? shortHead : '') + text);
  return 0;
}

function one(process: ShellProcess, name: string): Interface {
  const [base = '', label] = name.split(':');
  const device = process.place.devices.get(base);
  // A label that nobody has shows its device without an address.
  if (device === undefined)
    throw new Stop(1, `${name}: error fetching interface information: Device not found\n`);
  return { name, device, alias: label !== undefined };
}
