/**
 * dnsmasq(8) 2.90 as a name server of its own records, which is what a test of DNS clients needs. See README.md.
 */
import { strerror } from '../../linux/errno.ts';
import { readHosts } from '../../linux/resolver/configuration.ts';
import { udpServer } from '../../linux/program/serve.ts';
import { emitDns } from '../../net/dns/emit.ts';
import {
  type DnsMessage,
  recordType,
  responseCode,
  type RecordData,
  type ResourceRecord,
} from '../../net/dns/message.ts';
import { parseDns } from '../../net/dns/parse.ts';
import { isCapable } from '../../linux/process/process.ts';
import type { Command } from '../command.ts';
import { type DnsmasqOptions, readDnsmasqOptions } from './options.ts';

const udpSize = 1232;
const extendedError = 15;
/** EDE 14: nobody to ask. */
const notReady = Uint8Array.of(0, 14);

export const dnsmasq: Command = {
  name: 'dnsmasq',
  path: '/usr/sbin/dnsmasq',
  *program(process) {
    const options = readDnsmasqOptions(process.arguments.slice(1));
    if (typeof options === 'string') {
      process.complain(`\ndnsmasq: ${options}\n`);
      return 1;
    }
    if (options.port < 1024 && !isCapable(process.credentials, 'net_bind_service')) {
      process.complain(
        `\ndnsmasq: failed to create listening socket for port ${String(options.port)}: ${strerror('EACCES')}\n`,
      );
      return 2;
    }
    const hosts = options.readHosts
      ? readHosts(process.files).flatMap(({ address, names }) =>
          names.map((name) => ({ name: `${name.toLowerCase()}.`, address })),
        )
      : [];
    const known: DnsmasqOptions = { ...options, hosts: [...options.hosts, ...hosts] };
    return yield* udpServer({ port: options.port }, ({ data, from, port, packet }, socket) => {
      const query = parseDns(data);
      if (query === undefined || query.response) return;
      socket.sendTo(emitDns(answer(known, query), true), from, port, packet);
    })(process);
  },
};

function answer(options: DnsmasqOptions, query: DnsMessage): DnsMessage {
  const question = query.questions[0];
  const name = question?.name.toLowerCase() ?? '.';
  const record = (owner: string, type: number, data: RecordData): ResourceRecord => ({
    name: owner,
    type,
    class: 1,
    ttl: options.localTtl,
    data,
  });
  const addresses = (owner: string, type: number): ResourceRecord[] =>
    options.hosts
      .filter((host) => host.name === owner && host.address.family === (type === recordType.A ? 4 : 6))
      .map(({ address }) => record(owner, type, { kind: 'address', address }));
  const services = options.services.filter((service) => service.name === name);
  const type = question?.type ?? 0;
  const answers =
    type === recordType.SRV
      ? services.map(({ priority, weight, port, target }) =>
          record(name, type, { kind: 'service', priority, weight, port, target }),
        )
      : type === recordType.A || type === recordType.AAAA
        ? addresses(name, type)
        : [];
  const exists = services.length > 0 || options.hosts.some((host) => host.name === name);
  const isLocal = options.local.some((domain) => name === domain || name.endsWith(`.${domain}`));
  const code = exists
    ? responseCode.noError
    : isLocal
      ? responseCode.nameError
      : // No server to ask (--no-resolv).
        responseCode.refused;
  return {
    ...query,
    response: true,
    authoritative: exists,
    recursionAvailable: true,
    authenticData: false,
    code,
    answers,
    authorities: [],
    additionals:
      type === recordType.SRV ? services.flatMap(({ target }) => addresses(target, recordType.A)) : [],
    edns:
      query.edns === undefined
        ? undefined
        : {
            udpSize,
            version: 0,
            dnssecOk: query.edns.dnssecOk,
            extendedCode: 0,
            options: code === responseCode.refused ? [{ code: extendedError, data: notReady }] : [],
          },
  };
}
