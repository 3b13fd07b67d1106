/**
 * ipvsadm(8) 1.31: virtual services of the kernel's load balancer. See README.md.
 */
import type { Errno } from '../../linux/errno.ts';
import { strerror } from '../../linux/errno.ts';
import { type Ipvs, ipvsOf } from '../../linux/ipvs/ipvs.ts';
import { otherSchedulers } from '../../linux/ipvs/scheduler.ts';
import { isCapable, readLine } from '../../linux/process/process.ts';
import type { Running } from '../../linux/process/wait.ts';
import { tableSize, version as kernelVersion } from '../../linux/ipvs/proc.ts';
import type { Command, ShellProcess } from '../command.ts';
import { notSimulated, statusOfRunning, Stop } from '../iproute2/stop.ts';
import { fail, type IpvsRequest, readRequest } from './options.ts';
import { bySortOrder, connectionsTitle, printConnection, printService, title } from './print.ts';
import { usage, version } from './usage.ts';
import type { CommandName } from './words.ts';

export const ipvsadm: Command = {
  name: 'ipvsadm',
  path: '/usr/sbin/ipvsadm',
  program: (process) => statusOfRunning(process, start(process)),
};

function* start(process: ShellProcess): Running<number> {
  const ipvs = open(process);
  const words = process.arguments.slice(1);
  return yield* run(process, ipvs, words.length === 0 ? ['-L'] : words, false);
}

/** ipvs_init: the module is loaded if it can be. */
function open(process: ShellProcess): Ipvs {
  const { machine } = process.place;
  if (!isCapable(process.credentials, 'net_admin'))
    throw fail(
      "Can't initialize ipvs: Permission denied (you must be root)\nAre you sure that IP Virtual Server is built in the kernel or as module?",
    );
  machine.modules.load('ip_vs');
  const ipvs = ipvsOf(process.place);
  if (ipvs === undefined)
    throw fail(
      `modprobe: FATAL: Module ip_vs not found in directory /lib/modules/${machine.kernelRelease}\nCan't initialize ipvs: Protocol not available\nAre you sure that IP Virtual Server is built in the kernel or as module?`,
    );
  return ipvs;
}

function* run(
  process: ShellProcess,
  ipvs: Ipvs,
  words: readonly string[],
  restoring: boolean,
): Running<number> {
  const request = yield* readRequest(process, words);
  const { command } = request;
  switch (command) {
    case 'help':
      process.print(version + usage);
      return 0;
    case 'version':
      process.print(version);
      return 0;
    case 'list':
    case 'save':
      return yield* list(process, ipvs, request);
    case 'restore':
      return yield* restore(process, ipvs, restoring);
    default: {
      const errno = change(ipvs, command, request);
      if (errno === undefined) return 0;
      process.complain(`${wordsFor(command, errno)}\n`);
      return 255;
    }
  }
}

/** Lines of options, as `-S` writes them. */
function* restore(process: ShellProcess, ipvs: Ipvs, restoring: boolean): Running<number> {
  if (restoring) throw new Stop(255, "Try `ipvsadm -h' or 'ipvsadm --help' for more information.\n");
  let status = 0;
  for (;;) {
    const line = yield* readLine(process.stdin);
    if (line === '' || line === undefined) return status;
    const words = line.trim().split(/\s+/);
    if (words[0] === 'ipvsadm') words.shift();
    if (words.length > 0 && words[0] !== '') status = yield* run(process, ipvs, words, true);
  }
}

function* list(process: ShellProcess, ipvs: Ipvs, { key, given, format }: IpvsRequest): Running<number> {
  const connections = ipvs.list();
  const { now, timeouts } = ipvs;
  if (given.has('connection')) {
    process.print(connectionsTitle(format));
    for (const one of connections) yield* printConnection(process, one, now, format);
  } else if (key !== undefined) {
    const service = ipvs.services.get(key);
    if (service === undefined) throw new Stop(1, 'No such service\n');
    process.print(title(format));
    yield* printService(process, service, now, format);
  } else if (given.has('timeout')) {
    const { ESTABLISHED, FIN_WAIT } = timeouts.tcp;
    process.print(
      `Timeout (tcp tcpfin udp): ${String(ESTABLISHED)} ${String(FIN_WAIT)} ${String(timeouts.udp)}\n`,
    );
  } else if (!given.has('daemon')) {
    if (format.show !== 'rules')
      process.print(`IP Virtual Server version ${kernelVersion} (size=${String(tableSize)})\n`);
    process.print(title(format));
    const services = [...ipvs.services.list()];
    if (format.sorted) services.sort(bySortOrder);
    for (const service of services) yield* printService(process, service, now, format);
  }
  return 0;
}

function change(
  { services, statistics, timeouts }: Ipvs,
  command: Exclude<CommandName, 'list' | 'save' | 'restore'>,
  { key, service, destination, timeouts: wanted }: IpvsRequest,
): Errno | undefined {
  switch (command) {
    case 'flush':
      services.flush();
      return undefined;
    case 'set':
      if (wanted[0] !== 0) timeouts.tcp.ESTABLISHED = wanted[0];
      if (wanted[1] !== 0) timeouts.tcp.FIN_WAIT = wanted[1];
      if (wanted[2] !== 0) timeouts.udp = wanted[2];
      return undefined;
    case 'start-daemon':
      throw notSimulated('ipvsadm --start-daemon');
    case 'stop-daemon':
      return 'ESRCH';
    case 'zero': {
      const one = key === undefined ? undefined : services.get(key);
      if (key !== undefined && one === undefined) return 'ESRCH';
      for (const each of one === undefined ? services.list() : [one]) {
        each.statistics.zero();
        for (const server of each.destinations) server.statistics.zero();
      }
      if (one === undefined) statistics.zero();
      return undefined;
    }
    default:
  }
  if (key === undefined) return 'EINVAL';
  if (command === 'add-service' || command === 'edit-service') {
    if (otherSchedulers.includes(service.scheduler))
      throw notSimulated(`ipvsadm: the scheduler ${service.scheduler}`);
    return command === 'add-service' ? services.add(key, service) : services.edit(key, service);
  }
  if (command === 'delete-service') return services.delete(key);
  if (destination === undefined) return 'EINVAL';
  if (command === 'add-server') return services.addDestination(key, destination);
  if (command === 'edit-server') return services.editDestination(key, destination);
  return services.deleteDestination(key, destination.address, destination.port);
}

/** ipvs_strerror: the same number means different things after different calls. */
const meanings: Readonly<Record<string, string>> = {
  'add-service EEXIST': 'Service already exists',
  'add-service ENOENT': 'Scheduler or persistence engine not found',
  'edit-service ESRCH': 'No such service',
  'edit-service ENOENT': 'Scheduler or persistence engine not found',
  'delete-service ESRCH': 'No such service',
  'zero ESRCH': 'No such service',
  'add-server ESRCH': 'Service not defined',
  'add-server EEXIST': 'Destination already exists',
  'edit-server ESRCH': 'Service not defined',
  'edit-server ENOENT': 'No such destination',
  'delete-server ESRCH': 'Service not defined',
  'delete-server ENOENT': 'No such destination',
  'stop-daemon ESRCH': 'No daemon is running',
};

function wordsFor(command: CommandName, errno: Errno): string {
  if (errno === 'EINVAL')
    return 'Invalid operation.  Possibly wrong module version, address not unicast, ...';
  return meanings[`${command} ${errno}`] ?? strerror(errno);
}
