import { describe, expect, test } from 'vitest';
import { second } from '../../../clock/clock.ts';
import { Address } from '../../../net/address/address.ts';
import { query, recordType, type DnsMessage } from '../../../net/dns/message.ts';
import { askByTcp, exchange } from '../../resolver/exchange.ts';
import { nameOf, resolve } from '../../resolver/lookup.ts';
import { finish, pair, perform, start } from '../../socket/testing/pair.ts';
import { answerQuery, coreDnsAuthority, type DnsAuthority } from './answer.ts';
import { dnsServer } from './server.ts';

const server = Address.parse('10.0.0.2');
const zone = 'cluster.local.';

const authority: DnsAuthority = {
  zones: [
    { name: zone, authority: coreDnsAuthority(zone, 30), fallThrough: false },
    { name: 'in-addr.arpa.', authority: coreDnsAuthority('in-addr.arpa.', 30), fallThrough: true },
  ],
  ttl: 30,
  recursive: false,
  records(name, type) {
    if (name === 'web.default.svc.cluster.local.' && type === recordType.A)
      return [{ kind: 'address', address: Address.parse('10.96.10.50') }];
    if (name === '_http._tcp.web.default.svc.cluster.local.' && type === recordType.SRV)
      return [
        { kind: 'service', priority: 0, weight: 100, port: 80, target: 'web.default.svc.cluster.local.' },
      ];
    if (name === 'alias.default.svc.cluster.local.' && type === recordType.CNAME)
      return [{ kind: 'name', name: 'web.default.svc.cluster.local.' }];
    if (name === '50.10.96.10.in-addr.arpa.' && type === recordType.PTR)
      return [{ kind: 'name', name: 'web.default.svc.cluster.local.' }];
    return [];
  },
  exists: (name) =>
    ['web', 'alias'].some((word) => `_http._tcp.${word}.default.svc.cluster.local.`.endsWith(name)),
};

const ask = (name: string, type: number) => answerQuery(authority, query(1, name, type)) as DnsMessage;

describe('a name server in CoreDNS’s manner', () => {
  test('answers with authority, keeps the case of the question, adds glue', () => {
    const answer = ask('Web.default.svc.cluster.local.', recordType.A);
    expect(answer).toMatchObject({ authoritative: true, recursionAvailable: false, code: 0 });
    expect(answer.answers[0]?.name).toBe('Web.default.svc.cluster.local.');
    const service = ask('_http._tcp.web.default.svc.cluster.local.', recordType.SRV);
    expect(service.additionals[0]?.data).toEqual({ kind: 'address', address: Address.parse('10.96.10.50') });
    expect(ask('alias.default.svc.cluster.local.', recordType.A).answers.map(({ type }) => type)).toEqual([
      5, 1,
    ]);
  });

  test('tells no such name from no such record, with the zone’s SOA in both', () => {
    const noName = ask('nosuch.default.svc.cluster.local.', recordType.A);
    const noRecord = ask('web.default.svc.cluster.local.', recordType.AAAA);
    expect([noName.code, noRecord.code]).toEqual([3, 0]);
    for (const { authorities } of [noName, noRecord])
      expect(authorities[0]).toMatchObject({ name: zone, type: recordType.SOA });
    expect(answerQuery(authority, query(1, 'example.com.', recordType.A))).toBe('elsewhere');
    expect(answerQuery(authority, query(1, '9.9.9.9.in-addr.arpa.', recordType.PTR))).toBe('elsewhere');
  });

  const files = {
    '/etc/resolv.conf':
      'search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.0.0.2\noptions ndots:5\n',
  };

  test('serves by UDP and TCP; what it does not know, without an upstream, is a failure', () => {
    const { one, other, clock } = pair();
    start(other, { program: dnsServer({ authority }) });
    clock.runUntil(second);
    const configuration = { servers: [server], search: [], ndots: 1, timeout: 5, attempts: 2, useTcp: false };
    const answers = perform(one, function* (process) {
      const byUdp = yield* exchange(process, configuration, 'web.default.svc.cluster.local.', [
        recordType.A,
        recordType.AAAA,
      ]);
      const byTcp = yield* askByTcp(
        process,
        server,
        query(7, 'web.default.svc.cluster.local.', recordType.A),
        5,
      );
      const elsewhere = yield* exchange(process, configuration, 'example.com.', [recordType.A]);
      return { byUdp, byTcp, elsewhere };
    });
    expect(answers.byUdp).toHaveLength(2);
    expect(answers.byTcp?.answers).toHaveLength(1);
    expect(Array.isArray(answers.elsewhere) && (answers.elsewhere as readonly DnsMessage[])[0]?.code).toBe(2);
  });

  test('the resolver goes through the search list, /etc/hosts first, and back from addresses to names', () => {
    const { one, other, clock } = pair();
    start(other, { program: dnsServer({ authority }) });
    clock.runUntil(second);
    const results: unknown[] = [];
    finish(one, {
      *program(process) {
        results.push(yield* resolve(process, 'web'));
        results.push(yield* resolve(process, 'here'));
        results.push(yield* resolve(process, 'nosuch'));
        results.push(yield* resolve(process, '127.1'));
        results.push(yield* resolve(process, '10.8.0.256'));
        results.push(yield* nameOf(process, Address.parse('10.96.10.50')));
        return 0;
      },
      files: { ...files, '/etc/hosts': '10.1.1.1 here.example here\n' },
    });
    expect(results).toEqual([
      {
        addresses: [Address.parse('10.96.10.50')],
        canonicalName: 'web.default.svc.cluster.local',
        from: 'dns',
      },
      { addresses: [Address.parse('10.1.1.1')], canonicalName: 'here.example', from: 'hosts' },
      'again',
      { addresses: [Address.parse('127.0.0.1')], canonicalName: '127.1', from: 'address' },
      'again',
      'web.default.svc.cluster.local',
    ]);
  });

  test('a server that does not answer costs two tries of five seconds a name', () => {
    const { one, other, clock } = pair();
    other.hooks.register('input', 0, () => 'drop');
    const found = perform(one, function* (process) {
      process.files.set('/etc/resolv.conf', 'nameserver 10.0.0.2\n');
      return yield* resolve(process, 'web');
    });
    expect(found).toBe('again');
    expect(Math.round(clock.now / second)).toBe(10);
  });
});
