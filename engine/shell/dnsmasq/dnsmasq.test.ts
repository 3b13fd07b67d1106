import { describe, expect, test } from 'vitest';
import { finish, pair, start } from '../../linux/socket/testing/pair.ts';
import { dig } from '../dig/dig.ts';
import { dnsmasq } from './dnsmasq.ts';

const options =
  'dnsmasq -k --conf-file=/dev/null --no-hosts --no-resolv --local=/lab.test/ --local-ttl=30 --host-record=web.lab.test,10.0.0.80 --srv-host=_http._tcp.web.lab.test,web.lab.test,80,0,100';

const ask = (words: string) => {
  const { one, other } = pair();
  start(other, { program: dnsmasq.program, arguments: options.split(' ') });
  return finish(one, { program: dig.program, arguments: `dig @10.0.0.2 ${words}`.split(' ') }).text;
};

describe('dnsmasq', () => {
  test('answers from its own records, names compressed', () => {
    const text = ask('web.lab.test');
    expect(text).toContain(';; flags: qr aa rd ra; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 1\n\n');
    expect(text).toContain('web.lab.test.\t\t30\tIN\tA\t10.0.0.80\n');
    expect(text).toContain(';; MSG SIZE  rcvd: 57\n');
    expect(ask('+short SRV _http._tcp.web.lab.test')).toBe('0 100 80 web.lab.test.\n');
  });

  test('NXDOMAIN at home, REFUSED elsewhere', () => {
    expect(ask('nosuch.lab.test')).toContain('status: NXDOMAIN');
    expect(ask('example.com')).toContain('; EDE: 14 (Not Ready)\n');
  });

  test('an option it does not have here', () => {
    const { text, process } = finish(pair().one, {
      program: dnsmasq.program,
      arguments: ['dnsmasq', '--dhcp-range=10.0.0.5,10.0.0.9'],
    });
    expect(text).toBe('\ndnsmasq: not simulated: --dhcp-range\n');
    expect(process.exit?.status).toBe(1);
  });
});
