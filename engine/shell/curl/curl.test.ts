import { describe, expect, test } from 'vitest';
import { second } from '../../clock/clock.ts';
import { Address } from '../../net/address/address.ts';
import { httpServer } from '../../linux/program/http/server.ts';
import { labResponder } from '../../linux/program/http/lab.ts';
import { nginxResponder } from '../../linux/program/http/nginx.ts';
import { dnsServer } from '../../linux/program/dns/server.ts';
import { coreDnsAuthority } from '../../linux/program/dns/answer.ts';
import { recordType } from '../../net/dns/message.ts';
import { finish, pair, start } from '../../linux/socket/testing/pair.ts';
import { curl } from './curl.ts';

function world() {
  const two = pair();
  start(two.other, { program: httpServer({ port: 80, respond: labResponder('web-1'), idle: 5 }) });
  start(two.other, { program: httpServer({ port: 8080, respond: nginxResponder }) });
  start(two.other, {
    program: dnsServer({
      authority: {
        zones: [
          { name: 'cluster.local.', authority: coreDnsAuthority('cluster.local.', 30), fallThrough: false },
        ],
        ttl: 30,
        recursive: false,
        records: (name, type) =>
          name === 'web.default.svc.cluster.local.' && type === recordType.A
            ? [{ kind: 'address', address: Address.parse('10.0.0.2') }]
            : [],
        exists: (name) => 'web.default.svc.cluster.local.'.endsWith(name),
      },
    }),
  });
  two.clock.runUntil(second);
  const files = {
    '/etc/resolv.conf':
      'search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.0.0.2\noptions ndots:5\n',
  };
  const run = (words: string) => {
    const began = two.clock.now;
    const { text, process } = finish(two.one, {
      program: curl.program,
      arguments: ['curl', ...words.split(' ')],
      files,
    });
    return {
      text: text.replace(/:\d{5}$/m, ':PORT'),
      status: process.exit?.status,
      seconds: (two.clock.now - began) / second,
    };
  };
  return { ...two, run };
}

const meter = '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n';

describe('curl', () => {
  test('fetches a page and says nothing else with -s', () => {
    const { run } = world();
    expect(run('-s http://10.0.0.2/')).toMatchObject({
      status: 0,
      text: 'Hostname: web-1\nServer address: 10.0.0.2:80\nClient address: 10.0.0.1:PORT\n',
    });
  });

  test('-v shows the conversation', () => {
    const { run } = world();
    expect(run('-sv http://web/').text).toBe(
      `*   Trying 10.0.0.2:80...
* Connected to web (10.0.0.2) port 80 (#0)
> GET / HTTP/1.1\r
> Host: web\r
> User-Agent: curl/7.88.1\r
> Accept: */*\r
> \r
< HTTP/1.1 200 OK\r
< Server: nginx/1.27.1\r
< Date: Sun, 22 Nov 2026 23:55:10 GMT\r
< Content-Type: text/plain\r
< Content-Length: 75\r
< Connection: close\r
< \r
{ [75 bytes data]
* Closing connection 0
Hostname: web-1
Server address: 10.0.0.2:80
Client address: 10.0.0.1:PORT
`,
    );
  });

  test('keeps a connection for the next URL', () => {
    const { run } = world();
    const { text } = run('-sv -o /dev/null -o /dev/null http://10.0.0.2:8080/ http://10.0.0.2:8080/nosuch');
    expect(text).toContain('* Connection #0 to host 10.0.0.2 left intact\n* Found bundle for host');
    expect(text).toContain('< HTTP/1.1 404 Not Found\r\n');
    expect(text).toContain('< Content-Length: 153\r\n');
    expect(text).toContain('< Content-Length: 615\r\n');
    expect(text).toContain('< ETag: "6655da96-267"\r\n');
  });

  test('fails as the real one does', () => {
    const { run } = world();
    const cases: readonly (readonly [string, string, number])[] = [
      [
        '-sS http://10.0.0.2:81/',
        "curl: (7) Failed to connect to 10.0.0.2 port 81 after 0 ms: Couldn't connect to server\n",
        7,
      ],
      ['-s http://10.0.0.2:81/', '', 7],
      ['-sS http://nosuch/', 'curl: (6) Could not resolve host: nosuch\n', 6],
      ['-sS -m 2 http://10.0.0.9/', 'curl: (28) Connection timed out after 2001 milliseconds\n', 28],
      [
        '-sS --connect-timeout 1 http://10.0.0.8/',
        'curl: (28) Failed to connect to 10.0.0.8 port 80 after 1001 ms: Timeout was reached\n',
        28,
      ],
      ['-sSf http://10.0.0.2:8080/nosuch', 'curl: (22) The requested URL returned error: 404\n', 22],
      [
        '--nosuch http://web',
        "curl: option --nosuch: is unknown\ncurl: try 'curl --help' or 'curl --manual' for more information\n",
        2,
      ],
      [
        '-m x http://web',
        "curl: option -m: expected a proper numerical parameter\ncurl: try 'curl --help' or 'curl --manual' for more information\n",
        2,
      ],
      ['-sS http://', 'curl: (3) URL using bad/illegal format or missing URL\n', 3],
      ['-sS foo://web', 'curl: (1) Protocol "foo" not supported or disabled in libcurl\n', 1],
      [
        '-sS -k https://10.0.0.2/',
        'curl: (35) OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to 10.0.0.2:80 \n',
        35,
      ],
      ['-sS -Z http://web', 'curl: not simulated: -Z\n', 1],
    ];
    for (const [words, text, status] of cases) {
      const wanted = words.replace('https://10.0.0.2/', 'https://10.0.0.2:80/');
      const outcome = run(wanted);
      expect([words, outcome.text, outcome.status]).toEqual([words, text, status]);
    }
  });

  test('an unreachable host takes the three seconds ARP takes', () => {
    const { run } = world();
    const { text, seconds } = run('-sSv --connect-timeout 5 http://10.0.0.9/');
    expect(text).toContain('* connect to 10.0.0.9 port 80 failed: No route to host\n');
    expect(text).toMatch(
      /curl: \(7\) Failed to connect to 10.0.0.9 port 80 after 3\d\d\d ms: Couldn't connect to server\n$/,
    );
    expect(seconds).toBeLessThan(3.2);
  });

  test('shows its meter when the output is no terminal', () => {
    const { run } = world();
    const { text } = run('http://10.0.0.2:81/');
    expect(text.startsWith(meter)).toBe(true);
    expect(text.split('\n').at(-2)).toBe(
      "curl: (7) Failed to connect to 10.0.0.2 port 81 after 0 ms: Couldn't connect to server",
    );
  });

  test('-w prints what one asks for', () => {
    const { run } = world();
    expect(
      run(
        '-s -o /dev/null -w %{http_code}_%{remote_ip}:%{remote_port}_%{size_download}_%{num_connects}\\n http://web/',
      ).text,
    ).toBe('200_10.0.0.2:80_75_1\n');
    expect(run('-s -o /dev/null -w %{nosuch} http://web/').text).toBe(
      "curl: unknown --write-out variable: 'nosuch'\n",
    );
  });

  test('retries, and folds its warning', () => {
    const { run } = world();
    const { text, seconds } = run('-S --no-progress-meter --retry 2 --retry-connrefused http://10.0.0.2:81/');
    expect(text).toContain(
      'Warning: Problem : connection refused. Will retry in 1 seconds. 2 retries \nWarning: left.\n',
    );
    expect(Math.round(seconds)).toBe(3);
  });
});
