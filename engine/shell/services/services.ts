/**
 * Names of ports and IP protocols that tools know without asking anybody (the common part of /etc/services and
 * /etc/protocols).
 */
const services: readonly (readonly [name: string, port: number, protocols: 'tcp' | 'udp' | 'both'])[] = [
  ['echo', 7, 'both'],
  ['discard', 9, 'both'],
  ['daytime', 13, 'both'],
  ['ftp-data', 20, 'tcp'],
  ['ftp', 21, 'tcp'],
  ['ssh', 22, 'tcp'],
  ['telnet', 23, 'tcp'],
  ['smtp', 25, 'tcp'],
  ['domain', 53, 'both'],
  ['bootps', 67, 'udp'],
  ['bootpc', 68, 'udp'],
  ['tftp', 69, 'udp'],
  ['gopher', 70, 'tcp'],
  ['finger', 79, 'tcp'],
  ['http', 80, 'tcp'],
  ['kerberos', 88, 'both'],
  ['pop3', 110, 'tcp'],
  ['sunrpc', 111, 'both'],
  ['ntp', 123, 'udp'],
  ['netbios-ns', 137, 'udp'],
  ['netbios-dgm', 138, 'udp'],
  ['netbios-ssn', 139, 'tcp'],
  ['imap2', 143, 'tcp'],
  ['snmp', 161, 'both'],
  ['snmp-trap', 162, 'both'],
  ['bgp', 179, 'tcp'],
  ['ldap', 389, 'both'],
  ['https', 443, 'both'],
  ['microsoft-ds', 445, 'both'],
  ['syslog', 514, 'udp'],
  ['shell', 514, 'tcp'],
  ['ldaps', 636, 'both'],
  ['domain-s', 853, 'both'],
  ['imaps', 993, 'tcp'],
  ['pop3s', 995, 'tcp'],
  ['socks', 1080, 'tcp'],
  ['openvpn', 1194, 'both'],
  ['ms-sql-s', 1433, 'tcp'],
  ['nfs', 2049, 'both'],
  ['mysql', 3306, 'tcp'],
  ['postgresql', 5432, 'tcp'],
  ['amqp', 5672, 'both'],
  ['redis', 6379, 'tcp'],
  ['http-alt', 8080, 'both'],
  ['etcd-client', 2379, 'tcp'],
  ['etcd-server', 2380, 'tcp'],
  ['mdns', 5353, 'udp'],
];

/** @returns undefined when no service has the name */
export function servicePort(name: string, protocol?: 'tcp' | 'udp'): number | undefined {
  return services.find(([known, , where]) => known === name && fits(where, protocol))?.[1];
}

export function serviceName(port: number, protocol: 'tcp' | 'udp'): string | undefined {
  return services.find(([, known, where]) => known === port && fits(where, protocol))?.[0];
}

function fits(where: 'tcp' | 'udp' | 'both', protocol: 'tcp' | 'udp' | undefined): boolean {
  return protocol === undefined || where === 'both' || where === protocol;
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
  return protocols[name.toLowerCase()];
}

export function protocolNameOf(number: number): string | undefined {
  return Object.entries(protocols).find(([, known]) => known === number)?.[0];
}
