/**
 * `ip netns`: named network namespaces (ip/ipnetns.c). Names are the files of /run/netns, newest first.
 *
 * Not simulated: `attach`, `monitor`, `list-id target-nsid`, `-all exec`.
 */
import type { NetworkNamespace } from '../../../linux/namespace/namespace.ts';
import { removeLink } from '../../../linux/netlink/link.ts';
import { isCapable } from '../../../linux/process/process.ts';
import type { Running } from '../../../linux/process/wait.ts';
import { type Arguments, invalid, matches, readNumber } from '../../iproute2/arguments.ts';
import { notSimulated, Stop, wrongUsage } from '../../iproute2/stop.ts';
import type { IpContext } from '../context.ts';
import { namespaceUsage } from '../usage/objects.ts';
import { enter } from './enter.ts';

export function* runNamespace(context: IpContext, words: Arguments): Running<number> {
  const { word } = words;
  if (word === undefined) return list(context);
  words.skip();
  if (!context.options.all && words.word !== undefined) requireName(words.word);
  if (word === 'monitor' || word === 'attach') throw notSimulated(`ip netns ${word}`);
  if (matches(word, 'list') || matches(word, 'show') || matches(word, 'lst')) return list(context);
  if (matches(word, 'list-id')) return listIds(context);
  if (matches(word, 'help')) throw new Stop(wrongUsage, namespaceUsage);
  if (matches(word, 'add')) return add(context, words.word);
  if (matches(word, 'set')) return set(context, words);
  if (matches(word, 'delete')) return remove(context, words.word);
  if (matches(word, 'identify')) return identify(context, words.word);
  if (matches(word, 'pids')) return pids(context, words.word);
  if (matches(word, 'exec')) return yield* execute(context, words);
  throw new Stop(wrongUsage, `Command "${word}" is unknown, try "ip netns help".\n`);
}

/** netns_get_fd: what /run/netns/NAME stands for. */
export function openNamespace(context: Pick<IpContext, 'namespace'>, name: string): NetworkNamespace {
  const found = context.namespace.machine.namespaces.get(name);
  if (found === undefined)
    throw new Stop(wrongUsage, `Cannot open network namespace "${name}": No such file or directory\n`);
  return found;
}

function requireName(name: string | undefined): string {
  if (name === undefined) throw new Stop(1, 'No netns name specified\n');
  if (name === '' || name === '.' || name === '..' || name.includes('/'))
    throw new Stop(wrongUsage, `Invalid netns name "${name}"\n`);
  return name;
}

function list(context: IpContext): number {
  const { printer, namespace, process } = context;
  printer.openArray();
  for (const [name, other] of [...namespace.machine.namespaces].reverse()) {
    const id = namespace.peerIds.get(other);
    printer.openObject();
    printer.any('name', name, name);
    if (id !== undefined) printer.any('id', ` (id: ${String(id)})`, id);
    printer.text('\n');
    printer.closeObject();
  }
  printer.closeArray();
  process.print(printer.isJson ? `${printer.take()}\n` : printer.take());
  return 0;
}

function listIds(context: IpContext): number {
  const { printer, namespace, process } = context;
  const names = new Map([...namespace.machine.namespaces].map(([name, one]) => [one, name]));
  printer.openArray();
  for (const [other, id] of [...namespace.peerIds].sort(([, one], [, two]) => one - two)) {
    const name = names.get(other);
    printer.openObject();
    printer.any('nsid', `nsid ${String(id)} `, id);
    if (name !== undefined) printer.any('name', `(iproute2 netns name: ${name})`, name);
    printer.text('\n');
    printer.closeObject();
  }
  printer.closeArray();
  process.print(printer.isJson ? `${printer.take()}\n` : printer.take());
  return 0;
}

function requireSysAdmin(context: IpContext, text: string): void {
  if (!isCapable(context.process.credentials, 'sys_admin')) throw new Stop(1, text);
}

function add(context: IpContext, word: string | undefined): number {
  const name = requireName(word);
  const { machine } = context.namespace;
  requireSysAdmin(context, 'mkdir /run/netns failed: Permission denied\n');
  if (machine.namespaces.has(name))
    throw new Stop(1, `Cannot create namespace file "/run/netns/${name}": File exists\n`);
  machine.addNamespace(name);
  return 0;
}

/** The namespace ends with its last user; its devices end with it. */
function remove(context: IpContext, word: string | undefined): number {
  if (context.options.all) {
    for (const name of [...context.namespace.machine.namespaces.keys()]) removeNamed(context, name);
    return 0;
  }
  return removeNamed(context, requireName(word));
}

function removeNamed(context: IpContext, name: string): number {
  const { machine } = context.namespace;
  const gone = machine.namespaces.get(name);
  if (gone === undefined)
    throw new Stop(1, `Cannot remove namespace file "/run/netns/${name}": No such file or directory\n`);
  requireSysAdmin(context, `Cannot remove namespace file "/run/netns/${name}": Permission denied\n`);
  machine.namespaces.delete(name);
  if (machine.processes.list().some((process) => process.place === gone)) return 0;
  for (const device of gone.devices.list()) removeLink(device);
  for (const other of [machine.host, ...machine.namespaces.values()]) other.peerIds.delete(gone);
  return 0;
}

function set(context: IpContext, words: Arguments): number {
  const name = requireName(words.word);
  words.skip();
  const { word } = words;
  if (word === undefined) throw new Stop(wrongUsage, 'No nsid specified\n');
  const id = word === 'auto' ? undefined : readNumber(word);
  if (id === undefined && word !== 'auto') throw invalid('Invalid "netnsid" value', word);
  if (id !== undefined && id < 0) throw invalid('"netnsid" value should be >= 0', word);
  const other = context.namespace.machine.namespaces.get(name);
  if (other === undefined)
    throw new Stop(1, `Cannot open network namespace "${name}": No such file or directory\n`);
  const { peerIds } = context.namespace;
  if (peerIds.has(other)) throw new Stop(2, 'Error: Peer netns already has a nsid assigned.\n');
  if (id === undefined) {
    context.namespace.idOf(other);
    return 0;
  }
  if ([...peerIds.values()].includes(id)) throw new Stop(2, 'Error: The specified nsid is already used.\n');
  peerIds.set(other, id);
  return 0;
}

function identify(context: IpContext, word: string | undefined): number {
  const { machine } = context.namespace;
  const place =
    word === undefined
      ? context.process.place
      : /^\d+$/.test(word)
        ? machine.processes.get(Number(word))?.place
        : undefined;
  if (word !== undefined && !/^\d+$/.test(word))
    throw new Stop(1, `Specified string '${word}' is not a pid\n`);
  if (place === undefined) throw new Stop(1, 'Cannot open network namespace: No such file or directory\n');
  // Of several names the last that is read from the folder, and an empty line when there is none.
  const found = [...machine.namespaces].find(([, one]) => one === place);
  context.process.print(`${found?.[0] ?? ''}\n`);
  return 0;
}

function pids(context: IpContext, word: string | undefined): number {
  const place = context.namespace.machine.namespaces.get(requireName(word));
  if (place === undefined) throw new Stop(1, 'Cannot open network namespace: No such file or directory\n');
  for (const process of context.namespace.machine.processes.list())
    if (process.place === place) context.process.print(`${String(process.pid)}\n`);
  return 0;
}

function* execute(context: IpContext, words: Arguments): Running<number> {
  if (context.options.all) throw notSimulated('ip -all netns exec');
  const name = words.word;
  if (name === undefined) throw new Stop(1, 'No netns name specified\n');
  words.skip();
  const command = words.rest;
  const [program] = command;
  if (program === undefined) throw new Stop(1, 'No command specified\n');
  const place = openNamespace(context, requireName(name));
  requireSysAdmin(context, `setting the network namespace "${name}" failed: Operation not permitted\n`);
  const { process } = context;
  const found = process.executables.find(program);
  if (found === undefined) throw new Stop(1, `exec of "${program}" failed: No such file or directory\n`);
  enter(process, place);
  return yield* process.execute(found.program, command);
}
