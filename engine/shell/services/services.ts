/**
 * Names of ports and IP protocols that tools know without asking anybody: /etc/services, and the common part of
 * /etc/protocols.
 */
import { serviceByName, serviceByPort } from '../../linux/resolver/services.ts';

/** @returns undefined when no service has the name */
export function servicePort(name: string, protocol?: 'tcp' | 'udp'): number | undefined {
  const service =
    protocol === undefined
      ? (serviceByName(name, 'tcp') ?? serviceByName(name, 'udp'))
      : serviceByName(name, protocol);
  return service?.port;
}

export function serviceName(port: number, protocol: 'tcp' | 'udp'): string | undefined {
  return serviceByPort(port, protocol)?.name;
}

const protocols: Readonly<Record<string, number>> = {
  ip: 0,
  icmp: 1,
  igmp: 2,
  ipencap: 4,
  tcp: 6,
  egp: 8,
  udp: 17,
  ipv6: 41,
  gre: 47,
  esp: 50,
  ah: 51,
  'ipv6-icmp': 58,
  ospf: 89,
  pim: 103,
  vrrp: 112,
  sctp: 132,
};

export function protocolNumber(name: string): number | undefined {
  const lower = name.toLowerCase();
  return Object.hasOwn(protocols, lower) ? protocols[lower] : undefined;
}

export function protocolNameOf(number: number): string | undefined {
  return Object.entries(protocols).find(([, known]) => known === number)?.[0];
}
