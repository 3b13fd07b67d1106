import { describe, expect, test } from 'vitest';
import { run, runBeside } from '../bind/testing/name-server.ts';
import { host } from './host.ts';

describe('host', () => {
  test('a name, an address, a type', () => {
    expect(run(host.program, 'host web')).toEqual({
      text: 'web.lab.test has address 10.0.0.80\n',
      status: 0,
    });
    expect(run(host.program, 'host 10.0.0.80').text).toBe(
      '80.0.0.10.in-addr.arpa domain name pointer web.lab.test.\n',
    );
    expect(run(host.program, 'host -t SRV _http._tcp.web').text).toBe(
      '_http._tcp.web.lab.test has SRV record 0 100 80 web.lab.test.\n',
    );
    expect(run(host.program, 'host -t MX web').text).toBe('web.lab.test has no MX record\n');
  });

  test('what does not exist, and a server that does not answer', () => {
    expect(run(host.program, 'host nosuch.lab.test.')).toEqual({
      text: 'Host nosuch.lab.test. not found: 3(NXDOMAIN)\n',
      status: 1,
    });
    expect(runBeside(host.program, 'host web 10.0.0.1')).toEqual({
      text: `;; communications error to 10.0.0.1#53: connection refused
;; communications error to 10.0.0.1#53: connection refused
;; no servers could be reached
`,
      status: 1,
    });
  });

  test('its own errors', () => {
    expect(run(host.program, 'host -z').text).toMatch(/^host: illegal option -- z\nUsage: host/);
    expect(run(host.program, 'host -t BOGUS web')).toEqual({
      text: 'host: invalid type: BOGUS\n\n',
      status: 2,
    });
    expect(run(host.program, 'host -l lab.test')).toEqual({ text: 'host: not simulated: -l\n', status: 1 });
  });
});
