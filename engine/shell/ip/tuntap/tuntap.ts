/**
 * `ip tuntap`: devices for programs that carry packets themselves (ip/iptuntap.c). Listing takes no selection, whatever is
 * asked for.
 */
import type { FileTree } from '../../../linux/file/file-tree.ts';
import { Tun, type TunSettings } from '../../../linux/device/tun.ts';
import { strerror } from '../../../linux/errno.ts';
import { addTun, removeTun } from '../../../linux/netlink/tun.ts';
import { isCapable } from '../../../linux/process/process.ts';
import { type Arguments, garbage, invalid, matches, readNumber } from '../../iproute2/arguments.ts';
import { notSimulated, Stop, wrongUsage } from '../../iproute2/stop.ts';
import type { IpContext } from '../context.ts';
import { numbered } from '../link/add.ts';
import { checkName } from '../link/parse.ts';
import { tuntapUsage } from '../usage/lesser.ts';

export function runTuntap(context: IpContext, words: Arguments): number {
  const { word } = words;
  if (word === undefined) return list(context);
  words.skip();
  if (matches(word, 'add')) return add(context, words);
  if (matches(word, 'delete')) return remove(context, words);
  if (['show', 'lst', 'list'].some((name) => matches(word, name))) return list(context);
  if (matches(word, 'help')) throw new Stop(wrongUsage, tuntapUsage);
  throw new Stop(wrongUsage, `Command "${word}" is unknown, try "ip tuntap help".\n`);
}

type Request = { -readonly [Key in keyof TunSettings]: TunSettings[Key] } & { name: string | undefined };

function read(context: IpContext, words: Arguments): Request {
  let mode: TunSettings['mode'] | undefined;
  const request: Omit<Request, 'mode'> = {
    name: undefined,
    persistent: true,
    packetInformation: false,
    oneQueue: false,
    virtioHeader: false,
    user: undefined,
    group: undefined,
  };
  const { files } = context.process;
  for (let { word } = words; word !== undefined; word = words.word) {
    if (matches(word, 'mode')) {
      const value = words.next();
      if (!matches(value, 'tun') && !matches(value, 'tap'))
        throw new Stop(wrongUsage, `Unknown tunnel mode "${value}"\n`);
      mode = matches(value, 'tun') ? 'tun' : 'tap';
    } else if (word === 'user') request.user = readOwner(files, 'user', words.next());
    else if (word === 'group') request.group = readOwner(files, 'group', words.next());
    else if (matches(word, 'pi')) request.packetInformation = true;
    else if (matches(word, 'one_queue')) request.oneQueue = true;
    else if (matches(word, 'vnet_hdr')) request.virtioHeader = true;
    else if (matches(word, 'multi_queue')) throw notSimulated('ip tuntap multi_queue');
    else if (matches(word, 'dev')) request.name = readName(words.next(), 'dev');
    else {
      if (matches(word, 'name')) word = words.next();
      else if (matches(word, 'help')) throw new Stop(wrongUsage, tuntapUsage);
      if (request.name !== undefined) throw garbage('name', word);
      request.name = readName(word, 'name');
    }
    words.skip();
  }
  if (mode === undefined) throw new Stop(1, 'You failed to specify a tunnel mode\n');
  return { ...request, mode };
}

function readName(word: string, what: 'dev' | 'name'): string {
  checkName(word, what);
  if (word.length > 15) throw invalid(`"${what}" not a valid ifname`, word);
  return word;
}

/** Of /etc/passwd or /etc/group. */
function entries(files: FileTree, what: 'user' | 'group'): readonly (readonly [name: string, id: number])[] {
  return (files.text(what === 'user' ? '/etc/passwd' : '/etc/group') ?? '').split('\n').map((line) => {
    const [name = '', , id] = line.split(':');
    return [name, Number(id)] as const;
  });
}

function readOwner(files: FileTree, what: 'user' | 'group', word: string): number {
  const id = readNumber(word) ?? entries(files, what).find(([name]) => name === word)?.[1];
  if (id === undefined) throw new Stop(wrongUsage, `invalid ${what} "${word}"\n`);
  return id;
}

/** The name of an owner, else the number, as `ip -d link` prints it. */
export function ownerName(files: FileTree, what: 'user' | 'group', id: number): string | number {
  return entries(files, what).find(([, one]) => one === id)?.[0] ?? id;
}

function requireTun({ process }: IpContext): void {
  if (!isCapable(process.credentials, 'net_admin'))
    throw new Stop(1, 'ioctl(TUNSETIFF): Operation not permitted\n');
}

function add(context: IpContext, words: Arguments): number {
  const { name, ...settings } = read(context, words);
  requireTun(context);
  const { namespace } = context;
  const errno = addTun(namespace, numbered(namespace, name ?? `${settings.mode}%d`), settings);
  if (errno !== undefined) throw new Stop(1, `ioctl(TUNSETIFF): ${strerror(errno)}\n`);
  return 0;
}

function remove(context: IpContext, words: Arguments): number {
  const { name, ...settings } = read(context, words);
  requireTun(context);
  const { namespace } = context;
  const errno = removeTun(namespace, numbered(namespace, name ?? `${settings.mode}%d`), settings);
  if (errno !== undefined) throw new Stop(1, `ioctl(TUNSETIFF): ${strerror(errno)}\n`);
  return 0;
}

function flagsOf({ made }: Tun): readonly string[] {
  const { mode, packetInformation, oneQueue, virtioHeader, persistent, user, group } = made;
  return [
    mode,
    ...(packetInformation ? ['pi'] : []),
    ...(oneQueue ? ['one_queue'] : []),
    ...(virtioHeader ? ['vnet_hdr'] : []),
    ...(persistent ? ['persist'] : []),
    ...(user === undefined && group === undefined ? [] : ['filter']),
  ];
}

function list(context: IpContext): number {
  const { printer, process, namespace, options } = context;
  printer.openArray();
  for (const device of namespace.devices.list()) {
    if (!(device instanceof Tun)) continue;
    printer.openObject();
    printer.any('ifname', `${device.name}:`, device.name);
    printer.openArray('flags');
    for (const flag of flagsOf(device)) printer.element(` ${flag}`, flag);
    printer.closeArray();
    for (const what of ['user', 'group'] as const) {
      const id = device.made[what];
      if (id !== undefined) printer.any(what, ` ${what} ${String(id)}`, id);
    }
    printer.text('\n');
    if (options.details > 0) {
      printer.text('\tAttached to processes:');
      printer.openArray('processes');
      printer.closeArray();
      printer.text('\n');
    }
    printer.closeObject();
  }
  printer.closeArray();
  process.print(printer.isJson ? `${printer.take()}\n` : printer.take());
  return 0;
}
