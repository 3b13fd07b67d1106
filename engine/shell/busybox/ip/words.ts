/**
 * What the objects of busybox's `ip` share: where it runs, how it reads words and how it complains (networking/libiproute,
 * libbb). It takes shortened words where only one begins so; its complaints are not those of iproute2.
 */
import type { Address, Family } from '../../../net/address/address.ts';
import { type Prefix } from '../../../net/address/prefix.ts';
import type { NetDevice } from '../../../linux/device/device.ts';
import { type Errno, strerror } from '../../../linux/errno.ts';
import type { NetworkNamespace } from '../../../linux/namespace/namespace.ts';
import type { NetlinkError } from '../../../linux/netlink/error.ts';
import type { ShellProcess } from '../../command.ts';
import { type Arguments, tryReadPrefix } from '../../iproute2/arguments.ts';
import { Stop } from '../../iproute2/stop.ts';

export interface IpRun {
  readonly process: ShellProcess;
  readonly namespace: NetworkNamespace;
  /** `link`: no addresses at all. */
  readonly family: Family | 'link' | undefined;
  readonly oneline: boolean;
}

export function die(text: string, status = 1): Stop {
  return new Stop(status, `ip: ${text}\n`);
}

export const refused = 2;

/** What the kernel said, without its own sentence. */
export function answer(error: NetlinkError | undefined): void {
  if (error !== undefined) throw answers(error.errno);
}

export function answers(errno: Errno): Stop {
  return die(`RTNETLINK answers: ${strerror(errno)}`, refused);
}

export function wrong(word: string, of: string): Stop {
  return die(`invalid argument '${word}' to '${of}'`);
}

export function garbage(name: string, word: string): Stop {
  return die(`either "${name}" is duplicate, or "${word}" is garbage`);
}

/** The word after the current one. */
export function next(words: Arguments): string {
  const word = words.following;
  if (word === undefined) throw die('command line is not complete, try "help"');
  words.skip();
  return word;
}

export function findDevice(namespace: NetworkNamespace, name: string): NetDevice {
  const device = namespace.devices.get(name);
  if (device === undefined) throw die(`can't find device '${name}'`);
  return device;
}

/** index_in_substrings: a name in full, or the only one that begins so. */
export function substring<Name extends string>(names: readonly Name[], word: string): Name | undefined {
  const found = names.filter((name) => word !== '' && name.startsWith(word));
  return found.find((name) => name === word) ?? (found.length === 1 ? found[0] : undefined);
}

/** The number or the name of a table, scope or protocol. */
export function named<Value>(words: Arguments, find: (word: string) => Value | undefined): Value {
  const key = words.word ?? '';
  const word = next(words);
  const found = find(word);
  if (found === undefined) throw wrong(word, key);
  return found;
}

/** What begins with no address counts as no prefix at all, which is `default` where one is allowed. */
export function readPrefix(word: string, family: Family | undefined): Prefix | undefined {
  const [head = ''] = word.split('/');
  if (tryReadPrefix(head, undefined) === undefined) return undefined;
  const prefix = tryReadPrefix(word, family);
  if (prefix === undefined) throw die(`an inet prefix is expected rather than "${head}"`);
  return prefix;
}

export function readAddress(word: string, family: Family | undefined): Address {
  const prefix = tryReadPrefix(word, family);
  if (prefix === undefined || word.includes('/'))
    throw die(`an inet address is expected rather than "${word}"`);
  return prefix.address;
}
