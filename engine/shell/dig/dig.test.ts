import { describe, expect, test } from 'vitest';
import { run, runBeside } from '../bind/testing/name-server.ts';
import { dig } from './dig.ts';

/** What differs from run to run. */
const steady = (text: string) =>
  text
    .replace(/id: \d+/g, 'id: N')
    .replace(/COOKIE: [0-9a-f]+/g, 'COOKIE: C')
    .replace(/time: \d+ msec/g, 'time: T msec');

describe('dig', () => {
  test('shows the whole answer', () => {
    const { text, status } = run(dig.program, 'dig web.lab.test');
    expect(steady(text)).toBe(`
; <<>> DiG 9.18.49-1~deb12u3-Debian <<>> web.lab.test
;; global options: +cmd
;; Got answer:
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: N
;; flags: qr aa rd; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 1
;; WARNING: recursion requested but not available

;; OPT PSEUDOSECTION:
; EDNS: version: 0, flags:; udp: 1232
; COOKIE: C (echoed)
;; QUESTION SECTION:
;web.lab.test.\t\t\tIN\tA

;; ANSWER SECTION:
web.lab.test.\t\t30\tIN\tA\t10.0.0.80

;; Query time: T msec
;; SERVER: 10.0.0.2#53(10.0.0.2) (UDP)
;; WHEN: Sun Nov 22 23:55:09 UTC 2026
;; MSG SIZE  rcvd: 81

`);
    expect(status).toBe(0);
  });

  test('+short, -x, +search and several names', () => {
    expect(run(dig.program, 'dig +short web.lab.test -x 10.0.0.80').text).toBe('10.0.0.80\nweb.lab.test.\n');
    expect(run(dig.program, 'dig +search +short web').text).toBe('10.0.0.80\n');
    expect(run(dig.program, 'dig +tcp +noall +answer SRV _http._tcp.web.lab.test').text).toBe(
      '_http._tcp.web.lab.test. 30\tIN\tSRV\t0 100 80 web.lab.test.\n',
    );
    // What comes after the name counts, too.
    expect(run(dig.program, 'dig SRV _http._tcp.web.lab.test +tcp +noall +answer').text).toBe(
      '_http._tcp.web.lab.test. 30\tIN\tSRV\t0 100 80 web.lab.test.\n',
    );
  });

  test('nobody answers: status 9', () => {
    const { text, status } = runBeside(dig.program, 'dig @10.0.0.1 +tries=1 web');
    expect(text).toBe(`;; communications error to 10.0.0.1#53: connection refused

; <<>> DiG 9.18.49-1~deb12u3-Debian <<>> @10.0.0.1 +tries=1 web
; (1 server found)
;; global options: +cmd
;; no servers could be reached
`);
    expect(status).toBe(9);
  });

  test('its own errors', () => {
    expect(run(dig.program, 'dig +nosuchopt web').text).toMatch(
      /^Invalid option: \+nosuchopt\nUsage: {2}dig \[@/,
    );
    expect(run(dig.program, 'dig +time=x web')).toEqual({
      text: "invalid timeout 'x': not a valid number\ndig: Couldn't parse timeout\n",
      status: 10,
    });
    expect(run(dig.program, 'dig a..b')).toEqual({
      text: "dig: 'a..b' is not a legal name (empty label)\n",
      status: 10,
    });
    expect(run(dig.program, 'dig +yaml web')).toEqual({ text: 'dig: not simulated: +yaml\n', status: 1 });
  });
});
