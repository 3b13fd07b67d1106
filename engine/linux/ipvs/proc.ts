/**
 * /proc/net/ip_vs, ip_vs_conn, ip_vs_stats: as the module itself writes them, numbers in hexadecimal
 * (ip_vs_info_seq_show, ip_vs_stats_show of ip_vs_ctl.c; ip_vs_conn_seq_show of ip_vs_conn.c).
 */
import { second } from '../../clock/clock.ts';
import type { Address } from '../../net/address/address.ts';
import type { IpvsConnection } from './connection.ts';
import type { Ipvs } from './ipvs.ts';
import type { Destination } from './service.ts';

export const tableSize = 4096;
export const version = '1.2.1';

const protocolNames = new Map([
  [0, 'IP'],
  [6, 'TCP'],
  [17, 'UDP'],
  [132, 'SCTP'],
]);

const hex = (value: number, width: number): string => value.toString(16).toUpperCase().padStart(width, '0');

function address({ family, words }: Address): string {
  if (family === 4) return hex(words[0] ?? 0, 8);
  const groups = words.flatMap((word) => [word >>> 16, word & 0xffff]);
  return groups.map((group) => hex(group, 4).toLowerCase()).join(':');
}

function bracketed(one: Address): string {
  return one.family === 4 ? address(one) : `[${address(one)}]`;
}

export const forwardingNames = { masquerade: 'Masq', direct: 'Route', tunnel: 'Tunnel' } as const;

function serverLine(one: Destination): string {
  const numbers = [one.weight, one.active, one.inactive].map((value, at) =>
    String(value).padEnd(at === 0 ? 6 : 10),
  );
  return `  -> ${bracketed(one.address)}:${hex(one.port, 4)}      ${forwardingNames[one.forwarding].padEnd(7)} ${numbers.join(' ')}\n`;
}

export function procServices(ipvs: Ipvs): string {
  ipvs.list();
  let text = `IP Virtual Server version ${version} (size=${String(tableSize)})\nProt LocalAddress:Port Scheduler Flags\n  -> RemoteAddress:Port Forward Weight ActiveConn InActConn\n`;
  for (const service of ipvs.services.list()) {
    const ops = service.onePacket ? 'ops ' : '';
    text +=
      service.address === undefined
        ? `FWM  ${hex(service.mark, 8)} ${service.scheduler} ${ops}`
        : `${protocolNames.get(service.protocol) ?? ''}  ${bracketed(service.address)}:${hex(service.port, 4)} ${service.scheduler} ${service.family === 4 ? `${ops} ` : ''}`;
    if (service.persistence !== undefined) {
      const mask =
        service.family === 4 ? (0xffff_ffff << (32 - service.prefixLength)) >>> 0 : service.prefixLength;
      text += `persistent ${String(service.persistence)} ${hex(mask, 8)}`;
    }
    text += `\n${service.destinations.map(serverLine).join('')}`;
  }
  return text;
}

/** What `ipvsadm -Lc` and the file call the state. */
export function stateName(connection: IpvsConnection): string {
  if (connection.isTemplate) return connection.assured ? 'ASSURED' : 'NONE';
  return connection.protocol === 6 ? connection.state : (protocolNames.get(connection.protocol) ?? 'NONE');
}

export function procConnections(ipvs: Ipvs): string {
  const lines = ipvs.list().map((one) => {
    const left = Math.max(0, Math.floor((one.expires - ipvs.now) / second));
    return `${(protocolNames.get(one.protocol) ?? '').padEnd(3)} ${address(one.client)} ${hex(one.clientPort, 4)} ${address(one.virtual)} ${hex(one.virtualPort, 4)} ${address(one.real)} ${hex(one.realPort, 4)} ${stateName(one).padEnd(11)} ${String(left).padStart(7)}\n`;
  });
  return `Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData\n${lines.join('')}`;
}

export function procStatistics({ statistics, now }: Ipvs): string {
  const row = (values: readonly number[]): string =>
    values
      .map((value, at) =>
        value
          .toString(16)
          .toUpperCase()
          .padStart(at < 3 ? 8 : 16),
      )
      .join(' ');
  return (
    '   Total Incoming Outgoing         Incoming         Outgoing\n' +
    '   Conns  Packets  Packets            Bytes            Bytes\n' +
    `${row(statistics.shown())}\n\n` +
    ' Conns/s   Pkts/s   Pkts/s          Bytes/s          Bytes/s\n' +
    `${row(statistics.rates(now))}\n`
  );
}
