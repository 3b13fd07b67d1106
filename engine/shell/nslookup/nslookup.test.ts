import { describe, expect, test } from 'vitest';
import { run, runBeside } from '../bind/testing/name-server.ts';
import { nslookup } from './nslookup.ts';

describe('nslookup', () => {
  test('asks the search list for A, then AAAA', () => {
    const { text, status } = run(nslookup.program, 'nslookup web');
    expect(text).toBe(`;; Got recursion not available from 10.0.0.2
Server:\t\t10.0.0.2
Address:\t10.0.0.2#53

Name:\tweb.lab.test
Address: 10.0.0.80
;; Got recursion not available from 10.0.0.2

`);
    expect(status).toBe(0);
  });

  test('a name that does not exist', () => {
    const { text, status } = run(nslookup.program, 'nslookup -type=A nosuch 10.0.0.2');
    expect(text).toBe(`;; Got SERVFAIL reply from 10.0.0.2
Server:\t\t10.0.0.2
Address:\t10.0.0.2#53

** server can't find nosuch: SERVFAIL

`);
    expect(status).toBe(1);
  });

  test('its prompt reads commands', () => {
    const { text } = run(nslookup.program, 'nslookup', 'server 10.0.0.2\nset type=AAAA\nweb\nexit\n');
    expect(text).toBe(`Default server: 10.0.0.2
Address: 10.0.0.2#53
Server:\t\t10.0.0.2
Address:\t10.0.0.2#53

*** Can't find web: No answer

`);
  });

  test('nobody answers', () => {
    expect(runBeside(nslookup.program, 'nslookup -retry=2 web 10.0.0.1').text)
      .toBe(`;; communications error to 10.0.0.1#53: connection refused
;; communications error to 10.0.0.1#53: connection refused
;; no servers could be reached

`);
  });

  test('its own errors', () => {
    expect(run(nslookup.program, 'nslookup -foo -type=bogus -port=x web').text).toContain(
      "*** Invalid option: foo\nunknown query type: bogus\ninvalid port 'x': not a valid number\n",
    );
    expect(run(nslookup.program, 'nslookup web nosuch').text).toBe(
      "nslookup: couldn't get address for 'nosuch': not found\n",
    );
  });
});
