/**
 * What ipvsadm(8) prints of services and servers (print_service_entry, print_conn of ipvsadm.c).
 */
import type { Address } from '../../net/address/address.ts';
import { second } from '../../clock/clock.ts';
import type { IpvsConnection } from '../../linux/ipvs/connection.ts';
import { forwardingNames, stateName } from '../../linux/ipvs/proc.ts';
import type { Destination, VirtualService } from '../../linux/ipvs/service.ts';
import type { Statistics } from '../../linux/ipvs/statistics.ts';
import type { Running } from '../../linux/process/wait.ts';
import { nameOf } from '../../linux/resolver/lookup.ts';
import { serviceByPort } from '../../linux/resolver/services.ts';
import type { ShellProcess } from '../command.ts';
import type { Format } from './options.ts';

const plainTitle = 'Prot LocalAddress:Port Scheduler Flags\n';

const left = (values: readonly (string | number)[], widths: readonly number[]): string =>
  values.map((value, at) => String(value).padEnd(widths[at] ?? 0)).join(' ');

function wideTitle(names: readonly string[], widths: readonly number[]): string {
  return `${left(['Prot LocalAddress:Port', ...names], [33, ...widths])}\n  -> RemoteAddress:Port\n`;
}

export function title({ show }: Format): string {
  const numbers = (names: readonly string[]): string =>
    `${'Prot LocalAddress:Port'.padEnd(33)} ${names.map((name) => name.padStart(8)).join(' ')}\n  -> RemoteAddress:Port\n`;
  switch (show) {
    case 'stats':
      return numbers(['Conns', 'InPkts', 'OutPkts', 'InBytes', 'OutBytes']);
    case 'rate':
      return numbers(['CPS', 'InPPS', 'OutPPS', 'InBPS', 'OutBPS']);
    case 'thresholds':
      return wideTitle(['Uthreshold', 'Lthreshold', 'ActiveConn', 'InActConn'], [10, 10, 10, 10]);
    case 'persistent-conn':
      return wideTitle(['Weight', 'PersistConn', 'ActiveConn', 'InActConn'], [9, 11, 10, 10]);
    case 'tun-info':
      return `${plainTitle}  -> RemoteAddress:Port           Forward TunnelInfo    Weight ActiveConn InActConn\n`;
    case 'rules':
      return '';
    case 'plain':
      return `${plainTitle}  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\n`;
  }
}

/** print_largenum */
function large(value: number, { exact }: Format): string {
  const text = String(value);
  if (exact) return text.padStart(text.length <= 8 ? 9 : text.length + 1);
  if (value < 1e8) return text.padStart(9);
  const units = [
    [1e9, 1e3, 'K'],
    [1e11, 1e6, 'M'],
    [1e14, 1e9, 'G'],
    [Infinity, 1e12, 'T'],
  ] as const;
  const [, unit, letter] = units.find(([below]) => value < below) ?? units[3];
  return `${String(Math.floor(value / unit)).padStart(8)}${letter}`;
}

const protocolNames = new Map([
  [6, ['TCP', '-t', 'tcp']],
  [17, ['UDP', '-u', 'udp']],
  [132, ['SCTP', '--sctp-service', 'sctp']],
]);

/** `10.96.0.10:53`, with names unless `-n`. */
export function* endpoint(
  process: ShellProcess,
  address: Address,
  port: number,
  protocol: number,
  { numeric }: Format,
): Running<string> {
  const host = numeric ? address.text : ((yield* nameOf(process, address)) ?? address.text);
  const name = protocolNames.get(protocol)?.[2];
  const service = numeric || name === undefined ? undefined : serviceByPort(port, name)?.name;
  return `${address.family === 4 ? host : `[${host}]`}:${service ?? String(port)}`;
}

function flagsText({ scheduler, schedulerFlags }: VirtualService): string {
  const names =
    scheduler === 'sh' || scheduler === 'mh'
      ? [`${scheduler}-fallback`, `${scheduler}-port`]
      : ['flag-1', 'flag-2', 'flag-3'];
  return names.filter((_, at) => (schedulerFlags & (1 << at)) !== 0).join(',');
}

function maskText(prefixLength: number): string {
  const bits = prefixLength === 0 ? 0 : 0xffff_ffff << (32 - prefixLength);
  return [24, 16, 8, 0].map((shift) => String((bits >>> shift) & 255)).join('.');
}

function ruleText(service: VirtualService, name: string): string {
  const parts = [`-A ${name} -s ${service.scheduler}`];
  if (service.persistence !== undefined) {
    parts.push(`-p ${String(service.persistence)}`);
    if (service.prefixLength !== 32) parts.push(`-M ${maskText(service.prefixLength)}`);
  }
  if (service.onePacket) parts.push('-o');
  if (service.schedulerFlags !== 0) parts.push(`-b ${flagsText(service)}`);
  return `${parts.join(' ')}\n`;
}

function plainText(service: VirtualService, name: string): string {
  const parts = [`${name} ${service.scheduler}`];
  if (service.schedulerFlags !== 0) parts.push(`(${flagsText(service)})`);
  if (service.persistence !== undefined) {
    parts.push(`persistent ${String(service.persistence)}`);
    if (service.prefixLength !== 32) parts.push(`mask ${maskText(service.prefixLength)}`);
  }
  if (service.onePacket) parts.push('ops');
  return `${parts.join(' ')}\n`;
}

function numbersText(statistics: Statistics, now: number, format: Format): string {
  const values = format.show === 'stats' ? statistics.shown() : statistics.rates(now);
  return `${values.map((value) => large(value, format)).join('')}\n`;
}

/** Rates of servers are not shortened, but for octets. */
function serverNumbers(one: Destination, now: number, format: Format): string {
  if (format.show === 'stats') return numbersText(one.statistics, now, format);
  const [cps, ...others] = one.statistics.rates(now);
  const plain = [cps, ...others.slice(0, 2)].map((value) => ` ${String(value).padStart(8)}`).join('');
  return `${plain}${others
    .slice(2)
    .map((value) => large(value, format))
    .join('')}\n`;
}

const ruleForwarding = { masquerade: '-m', direct: '-g', tunnel: '-i' } as const;

function serverText(one: Destination, name: string, service: string, now: number, format: Format): string {
  const shown = format.show === 'rules' ? name : name.slice(0, 28);
  const head = `  -> ${shown.padEnd(28)}`;
  const { weight, active, inactive, forwarding } = one;
  const counts = left([active, inactive], [10, 10]);
  switch (format.show) {
    case 'rules': {
      const tunnel = forwarding === 'tunnel' ? ' --tun-type ipip' : '';
      return `-a ${service} -r ${name} ${ruleForwarding[forwarding]} -w ${String(weight)}${tunnel}\n`;
    }
    case 'stats':
    case 'rate':
      return `${head}${serverNumbers(one, now, format)}`;
    case 'thresholds':
      return `${head} ${left([one.upperThreshold, one.lowerThreshold], [10, 10])} ${counts}\n`;
    case 'persistent-conn':
      return `${head} ${left([weight, one.persistent], [9, 11])} ${counts}\n`;
    case 'tun-info': {
      const tunnel = forwarding === 'tunnel' ? 'ipip' : 'n/a';
      return `${head} ${left([forwardingNames[forwarding], tunnel, weight], [7, 13, 6])} ${counts}\n`;
    }
    case 'plain':
      return `${head} ${left([forwardingNames[forwarding], weight], [7, 6])} ${counts}\n`;
  }
}

export function* printService(
  process: ShellProcess,
  service: VirtualService,
  now: number,
  format: Format,
): Running<void> {
  const { address, port, protocol, mark } = service;
  const isRule = format.show === 'rules';
  const words = protocolNames.get(protocol) ?? ['?', '--xxx-service'];
  const name =
    address === undefined
      ? `${isRule ? '-f ' : 'FWM  '}${String(mark)}`
      : isRule
        ? `${words[1] ?? ''} ${yield* endpoint(process, address, port, protocol, format)}`
        : `${(words[0] ?? '').padEnd(4)} ${yield* endpoint(process, address, port, protocol, format)}`.slice(
            0,
            33,
          );
  const numbers = format.show === 'stats' || format.show === 'rate';
  process.print(
    isRule
      ? ruleText(service, name)
      : numbers
        ? `${name.padEnd(33)}${numbersText(service.statistics, now, format)}`
        : plainText(service, name),
  );
  const servers = [...service.destinations];
  if (format.sorted)
    servers.sort((one, other) => difference(one.address, other.address) || one.port - other.port);
  for (const one of servers) {
    const shown = yield* endpoint(process, one.address, one.port, protocol, format);
    process.print(serverText(one, shown, name, now, format));
  }
}

/** As C has it: the difference of two unsigned numbers in a signed one, so that 192.0.0.0 is less than 10.0.0.0. */
function difference(one: Address, other: Address): number {
  return (one.bits - other.bits) | 0;
}

/** ipvs_cmp_services */
export function bySortOrder(one: VirtualService, other: VirtualService): number {
  return (
    one.mark - other.mark ||
    one.family - other.family ||
    one.protocol - other.protocol ||
    (one.address === undefined || other.address === undefined ? 0 : difference(one.address, other.address)) ||
    one.port - other.port
  );
}

const connectionWidths = [3, 6, 11, 18, 18];

export function connectionsTitle({ show }: Format): string {
  const head = left(['pro', 'expire', 'state', 'source', 'virtual'], connectionWidths);
  return show === 'persistent-conn'
    ? `IPVS connection entries\n${left([head, 'destination', 'pe name', 'pe_data'], [0, 18, 16])}\n`
    : `IPVS connection entries\n${head} destination\n`;
}

export function* printConnection(
  process: ShellProcess,
  one: IpvsConnection,
  now: number,
  format: Format,
): Running<void> {
  const { protocol } = one;
  const seconds = Math.max(0, Math.floor((one.expires - now) / second));
  const time = [Math.floor(seconds / 60), seconds % 60]
    .map((value) => String(value).padStart(2, '0'))
    .join(':');
  const client = yield* endpoint(process, one.client, one.clientPort, protocol, format);
  const virtual = yield* endpoint(process, one.virtual, one.virtualPort, protocol, format);
  const real = yield* endpoint(process, one.real, one.realPort, protocol, format);
  const name = protocol === 0 ? 'IP' : (protocolNames.get(protocol)?.[0] ?? '');
  process.print(`${left([name, time, stateName(one), client, virtual], connectionWidths)} ${real}\n`);
}
