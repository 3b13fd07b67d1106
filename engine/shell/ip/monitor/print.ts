/**
 * A change as `ip monitor` prints it (ip/ipmonitor.c, accept_msg and print_headers).
 */
import { second } from '../../../clock/clock.ts';
import type { Family } from '../../../net/address/address.ts';
import type { NetDevice } from '../../../linux/device/device.ts';
import type { Change } from '../../../linux/netlink/listen.ts';
import { printAddress } from '../address/show.ts';
import { familyOf, type IpContext } from '../context.ts';
import { printLink } from '../link/print.ts';
import { noFilter, printNeighbour } from '../neigh/show.ts';
import { printNetconf } from '../netconf.ts';
import { printNexthop } from '../nexthop/print.ts';
import { emptyFilter } from '../route/filter.ts';
import { printRoute } from '../route/print.ts';
import { printRule } from '../rule/print.ts';

export interface MonitorOptions {
  /** `[ROUTE]` before each. */
  readonly labels: boolean;
  readonly everyNamespace: boolean;
  readonly device: NetDevice | undefined;
}

const labels: Readonly<Record<Change['kind'], string>> = {
  link: '[LINK]',
  address: '[ADDR]',
  route: '[ROUTE]',
  neighbour: '[NEIGH]',
  rule: '[RULE]',
  netconf: '[NETCONF]',
  nexthop: '[NEXTHOP]',
};

/** Of which family a change is, where it has one. */
function familyOfChange(change: Change): Family | undefined {
  switch (change.kind) {
    case 'address':
      return change.address.prefix.family;
    case 'route':
      return change.route.destination.family;
    case 'neighbour':
      return change.neighbour.address.family;
    case 'rule':
      return change.rule.family;
    case 'netconf':
      return change.family;
    default:
      return undefined;
  }
}

function isOf(device: NetDevice, change: Change): boolean {
  switch (change.kind) {
    case 'link':
    case 'address':
      return change.device === device;
    case 'route':
      return change.route.nexthops.length === 1 && change.route.nexthops[0]?.device === device;
    case 'neighbour':
      return change.neighbour.device === device;
    case 'netconf':
      return change.name === device.name;
    default:
      return true;
  }
}

export function printChange(context: IpContext, options: MonitorOptions, change: Change): void {
  const family = familyOf(context);
  const own = familyOfChange(change);
  if (family !== undefined && own !== undefined && own !== family) return;
  if (options.device !== undefined && !isOf(options.device, change)) return;
  const { printer } = context;
  printTime(context);
  if (options.everyNamespace) printer.text('[nsid current]');
  if (options.labels) printer.text(labels[change.kind]);
  if (change.deleted === true) printer.text('Deleted ');
  printBody(context, options, change);
}

function printBody(context: IpContext, { device }: MonitorOptions, change: Change): void {
  const { printer } = context;
  switch (change.kind) {
    case 'link':
      printLink(context, change.device, false, false);
      return;
    case 'address':
      printAddress({ ...context, namesDevices: true }, change.device, change.address);
      return;
    case 'route':
      printRoute(context, { ...emptyFilter(), table: 0, output: device }, change.route);
      return;
    case 'neighbour':
      printNeighbour(context, { ...noFilter, device }, change.neighbour);
      return;
    case 'rule':
      printRule(context, change.rule);
      return;
    case 'netconf':
      if (change.deleted === true)
        printer.text(`${change.family === 4 ? 'inet' : 'inet6'} ${change.name} \n`);
      else printNetconf(context, change.family, change.name, change.leaf);
      return;
    case 'nexthop':
      printNexthop(context, change.object);
      printer.text('\n');
  }
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** print_timestamp: `-t` a line of its own, `-ts` in brackets. */
function printTime({ printer, options, namespace }: IpContext): void {
  if (options.timestamp === 'none') return;
  const { epoch, clock } = namespace.environment;
  const micros = clock.now % second;
  const date = new Date(epoch + Math.floor(clock.now / second) * 1000);
  const digits = (value: number, width = 2) => String(value).padStart(width, '0');
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map((one) => digits(one));
  if (options.timestamp === 'short') {
    const day = `${String(date.getUTCFullYear())}-${digits(date.getUTCMonth() + 1)}-${digits(date.getUTCDate())}`;
    printer.text(`[${day}T${time.join(':')}.${digits(micros, 6)}] `);
    return;
  }
  const [day, month] = [days[date.getUTCDay()] ?? '', months[date.getUTCMonth()] ?? ''];
  printer.text(
    `Timestamp: ${day} ${month} ${String(date.getUTCDate()).padStart(2)} ${time.join(':')} ${String(date.getUTCFullYear())} ${String(micros)} usec\n`,
  );
}
