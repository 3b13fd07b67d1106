/**
 * /proc/net/igmp, igmp6, dev_mcast (igmp_mc_seq_show in net/ipv4/igmp.c, igmp6_mc_seq_show in net/ipv6/mcast.c,
 * dev_mc_seq_show in net/core/net-procfs.c), if_inet6 (if6_seq_show in net/ipv6/addrconf.c) and ipv6_route
 * (rt6_proc_show in net/ipv6/ip6_fib.c).
 *
 * The kernel keeps IPv6 addresses in a hash table with a secret: here they come device by device.
 */
import type { Address } from '../../net/address/address.ts';
import type { NetworkNamespace } from '../namespace/namespace.ts';
import { type Route, routeTable } from '../route/route.ts';

const hex = (value: number, width: number): string => (value >>> 0).toString(16).padStart(width, '0');

const plainV6 = ({ words }: Address): string => words.map((word) => hex(word, 8)).join('');

export function procIgmp({ devices }: NetworkNamespace): string {
  const lines = devices
    .list()
    .filter(({ groups }) => groups.inet.length > 0)
    .map(({ index, name, groups }) => {
      const head = `${String(index)}\t${name.padEnd(10)}: ${String(groups.inet.length).padStart(5)} ${'V3'.padStart(7)}\n`;
      const rows = groups.inet.map((group) => {
        const octets = group.toBytes().map((octet) => octet);
        const reversed = [...octets].reverse().map((octet) => hex(octet, 2).toUpperCase());
        return `\t\t\t\t${reversed.join('')} ${String(groups.usersOf(group)).padStart(5)} 0:00000000\t\t0\n`;
      });
      return head + rows.join('');
    });
  return `Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n${lines.join('')}`;
}

/** MAF_TIMER_RUNNING is 1, MAF_LAST_REPORTER 2, MAF_LOADED 4, MAF_NOREPORT 8. */
const reported = 4;
const unreported = 8;

export function procIgmp6({ devices }: NetworkNamespace): string {
  return devices
    .list()
    .flatMap((device) =>
      device.groups.inet6.map((group) => {
        const isNodes = /^ff0[12]::1$/.test(group.text);
        const isLoaded = device.up && !group.text.startsWith('ff01:');
        const flags =
          (isNodes || group.text.startsWith('ff01:') ? unreported : 0) | (isLoaded ? reported : 0);
        return `${String(device.index).padEnd(4)} ${device.name.padEnd(15)} ${plainV6(group)} ${String(device.groups.usersOf(group)).padStart(5)} ${hex(flags, 8).toUpperCase()} 0\n`;
      }),
    )
    .join('');
}

export function procDeviceMulticast({ devices }: NetworkNamespace): string {
  return devices
    .list()
    .filter(({ kind }) => kind !== 'loopback')
    .flatMap(({ index, name, groups }) =>
      groups.link.map(
        (mac) =>
          `${String(index).padEnd(4)} ${name.padEnd(15)} ${String(groups.users(mac)).padEnd(5)} ${(groups.isStatic(mac) ? '1' : '0').padEnd(5)} ${mac.replaceAll(':', '')}\n`,
      ),
    )
    .join('');
}

/** IPV6_ADDR_LOOPBACK, _LINKLOCAL, _SITELOCAL */
const scopes = { host: 0x10, link: 0x20, site: 0x40, global: 0 } as const;
/** IFA_F_* */
const flag = { secondary: 1, noDad: 2, dadFailed: 8, tentative: 0x40, permanent: 0x80, noPrefixRoute: 0x200 };

export function procAddresses({ devices, environment }: NetworkNamespace): string {
  const { now } = environment.clock;
  return devices
    .list()
    .flatMap(({ name, index, addresses }) =>
      addresses
        .filter(({ prefix }) => prefix.family === 6)
        .map((own) => {
          let flags = own.validUntil === undefined ? flag.permanent : 0;
          if ((own.tentativeUntil ?? 0) > now) flags |= flag.tentative;
          if (own.dadFailed === true) flags |= flag.dadFailed;
          if (own.noDad === true) flags |= flag.noDad;
          if (own.noPrefixRoute === true) flags |= flag.noPrefixRoute;
          const { address, length } = own.prefix;
          const numbers = [index, length, scopes[own.scope], flags & 0xff];
          return `${plainV6(address)} ${numbers.map((value) => hex(value, 2)).join(' ')} ${name.padStart(8)}\n`;
        }),
    )
    .join('');
}

const none = `${'0'.repeat(32)} 00`;
/** RTF_* of include/uapi/linux/ipv6_route.h */
const routeFlag = {
  up: 1,
  gateway: 2,
  reject: 0x200,
  anycast: 0x10_0000,
  noNexthop: 0x20_0000,
  local: 0x8000_0000,
};

export function procRoutes6({ routes }: NetworkNamespace): string {
  const empty = `${none} ${none} ${'0'.repeat(32)} ffffffff 00000001 00000000 ${hex(routeFlag.reject | routeFlag.noNexthop, 8)} ${'lo'.padStart(8)}\n`;
  return [routeTable.main, routeTable.local, ...routes.tables().map(({ id }) => id)]
    .filter((id, at, all) => all.indexOf(id) === at)
    .map((id) => {
      const own = (routes.find(id)?.list() ?? []).filter(({ destination }) => destination.family === 6);
      const hasDefault = own.some(({ destination }) => destination.length === 0);
      if (own.length === 0 && id !== routeTable.main && id !== routeTable.local) return '';
      return own.map(routeLine).join('') + (hasDefault ? '' : empty);
    })
    .join('');
}

function routeLine({ destination, type, nexthops, metric }: Route): string {
  const hops = nexthops.length === 0 ? [undefined] : nexthops;
  return hops
    .map((hop) => {
      let flags = routeFlag.up;
      if (hop?.gateway !== undefined) flags |= routeFlag.gateway;
      if (type === 'local') flags |= routeFlag.local | routeFlag.noNexthop;
      if (type === 'anycast') flags |= routeFlag.anycast | routeFlag.noNexthop;
      if (hop === undefined) flags |= routeFlag.reject | routeFlag.noNexthop;
      const gateway = hop?.gateway === undefined ? '0'.repeat(32) : plainV6(hop.gateway);
      const target = `${plainV6(destination.network)} ${hex(destination.length, 2)}`;
      const uses = type === 'local' ? 2 : 1;
      return `${target} ${none} ${gateway} ${hex(metric, 8)} ${hex(uses, 8)} 00000000 ${hex(flags, 8)} ${(hop?.device.name ?? 'lo').padStart(8)}\n`;
    })
    .join('');
}
