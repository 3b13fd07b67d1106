/**
 * What the servers of a scene say, for both sides of the comparison: `real.ts` puts it behind real sockets, `ours.ts`
 * behind simulated ones. One service a port; text is octets (one character each).
 */
export type Action =
  | { readonly do: 'send'; readonly text: string }
  | { readonly do: 'pause'; readonly milliseconds: number }
  | { readonly do: 'close' | 'reset' };

export interface Service {
  readonly port: number;
  /** Said when somebody connects. */
  readonly greeting: readonly Action[];
  /** @returns undefined while what was received is no whole request; else how much of it was one, and the answer */
  readonly answer: (
    received: string,
  ) => { readonly length: number; readonly actions: readonly Action[] } | undefined;
}

const send = (text: string): Action => ({ do: 'send', text });
const close: Action = { do: 'close' };
const wait = (milliseconds: number): Action => ({ do: 'pause', milliseconds });
const all = (actions: (received: string) => readonly Action[]) => (received: string) =>
  received === '' ? undefined : { length: received.length, actions: actions(received) };

export const services: readonly Service[] = [
  { port: 7, greeting: [], answer: all((received) => [send(received)]) },
  { port: 9, greeting: [close], answer: all(() => []) },
  { port: 13, greeting: [send('good day\n'), close], answer: all(() => []) },
  { port: 19, greeting: [], answer: all(() => []) },
  { port: 21, greeting: [send('220 ready\r\n')], answer: all(() => []) },
  {
    port: 23,
    greeting: [send('login: ')],
    answer: all((received) => [send(`<${received.trim()}>\r\n`), close]),
  },
  { port: 1080, greeting: [{ do: 'reset' }], answer: all(() => []) },
  { port: 8080, greeting: [], answer: http },
];

/** Ports whose datagrams come back. */
export const echoPorts: readonly number[] = [7];

function http(
  received: string,
): { readonly length: number; readonly actions: readonly Action[] } | undefined {
  // Whoever greets us in TLS is told so at once.
  if (received.startsWith('\x16'))
    return { length: received.length, actions: [send('HTTP/1.1 400 Bad Request\r\n\r\n'), close] };
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = received.slice(0, end);
  const header = (name: string) => new RegExp(`\\r\\n${name}: *([^\\r]*)`, 'i').exec(head)?.[1];
  let length = end + 4 + Number(header('content-length') ?? 0);
  if (header('transfer-encoding') === 'chunked') {
    const last = received.indexOf('0\r\n\r\n', end + 4);
    length = last < 0 ? Number.POSITIVE_INFINITY : last + 5;
  }
  if (received.length < length) {
    const first = received.length === end + 4 && header('expect') !== undefined;
    return first ? { length: 0, actions: [send('HTTP/1.1 100 Continue\r\n\r\n')] } : undefined;
  }
  const [method = '', target = ''] = head.split(' ');
  if (method === 'CONNECT') return { length, actions: [send('HTTP/1.1 200 OK\r\n\r\n')] };
  return { length, actions: page(method, target, received.slice(0, length), header) };
}

const reasons: Readonly<Record<string, string>> = {
  200: 'OK',
  206: 'Partial Content',
  304: 'Not Modified',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  416: 'Range Not Satisfiable',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

const digits = '0123456789abcdefghijklmnopqrstuvwxyz';

function page(
  method: string,
  target: string,
  request: string,
  header: (name: string) => string | undefined,
): readonly Action[] {
  const [path = '', query = ''] = target.split('?');
  const reply = (status: number, body: string, extra: readonly string[] = []): readonly Action[] => {
    const lines = [
      `HTTP/1.1 ${String(status)} ${reasons[String(status)] ?? 'Whatever'}`,
      'Server: peer',
      'Date: Thu, 01 Jan 2026 00:00:00 GMT',
      'Content-Type: text/plain',
      ...(extra.includes('-') ? [] : [`Content-Length: ${String(body.length)}`]),
      ...extra.filter((line) => line !== '-'),
    ];
    const text = `${lines.join('\r\n')}\r\n\r\n${method === 'HEAD' ? '' : body}`;
    return extra.includes('Connection: close') || extra.includes('-') ? [send(text), close] : [send(text)];
  };
  const [, first = '', second = ''] = path.split('/');
  switch (first) {
    case '':
    case 'file.txt':
    case 'dir':
      return reply(200, 'hello\n');
    case 'echo':
      return reply(200, request);
    case 'status':
      return reply(Number(second), `this is ${second}\n`);
    case 'closing':
      return reply(200, 'bye\n', ['Connection: close']);
    case 'unsized':
      return reply(200, 'as long as it lasts\n', ['-']);
    case 'chunked':
      return [
        send(
          'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n' +
            (method === 'HEAD' ? '' : '6\r\nhello\n\r\n6\r\nthere\n\r\n0\r\n\r\n'),
        ),
      ];
    case 'none':
      return [close];
    case 'reset':
      return [{ do: 'reset' }];
    case 'hang':
      return [];
    case 'partial':
      return [send('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello\n'), close];
    case 'cut':
      return [send('HTTP/1.1 200 OK\r\nContent-Le'), close];
    case 'slow':
      return [
        send('HTTP/1.1 200 OK\r\nContent-Length: 12\r\nContent-Type: text/plain\r\n\r\nhello\n'),
        wait(1500),
        send('there\n'),
      ];
    case 'late':
      return [wait(1500), ...reply(200, 'at last\n')];
    case 'big':
      return reply(200, 'x'.repeat(Number(second === '' ? 200_000 : second)), ['Connection: close']);
    case 'old':
      return [send('just text\n'), close];
    case 'version10':
      return [send('HTTP/1.0 200 OK\r\nServer: peer\r\n\r\nhello\n'), close];
    case 'nonsense':
      return [send('HTTP/1.1 abc\r\n\r\n'), close];
    case 'wordless':
      return [send('HTTP/1.1 200\r\nContent-Length: 3\r\n\r\nok\n')];
    case 'untyped':
      return [send('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n')];
    case 'page.html':
      return [
        send(
          `HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 6\r\n\r\n${method === 'HEAD' ? '' : '<p>hi\n'}`,
        ),
      ];
    case 'empty':
      return [send('HTTP/1.1 204 No Content\r\nServer: peer\r\n\r\n')];
    case 'to':
      return reply(Number(second), 'elsewhere\n', [`Location: ${decodeURIComponent(query)}`]);
    case 'loop':
      return reply(302, 'again\n', ['Location: /loop']);
    case 'cookie':
      return reply(200, request, [
        'Set-Cookie: taste=sweet; Path=/',
        'Set-Cookie: size=2; Path=/echo; Max-Age=3600',
      ]);
    case 'cookie-and-go':
      return reply(302, '', ['Set-Cookie: taste=sweet; Path=/', 'Location: /echo']);
    case 'secret':
      return header('authorization') === undefined
        ? reply(401, 'who are you?\n', ['WWW-Authenticate: Basic realm="peer"'])
        : reply(header('authorization') === 'Basic bWU6cGFzcw==' ? 200 : 401, 'known\n');
    case 'named':
      return reply(200, 'hello\n', ['Content-Disposition: attachment; filename="report.txt"']);
    case 'dated':
      return header('if-modified-since') === undefined
        ? reply(200, 'hello\n', ['Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT', 'ETag: "abc"'])
        : [send('HTTP/1.1 304 Not Modified\r\nETag: "abc"\r\n\r\n')];
    case 'digits': {
      const range = /^bytes=(\d*)-(\d*)$/.exec(header('range') ?? '');
      if (range === null) return reply(200, digits, ['Accept-Ranges: bytes']);
      const from = range[1] === '' ? digits.length - Number(range[2]) : Number(range[1]);
      const to = range[1] === '' || range[2] === '' ? digits.length - 1 : Number(range[2]);
      if (from >= digits.length) return reply(416, '', [`Content-Range: bytes */${String(digits.length)}`]);
      const last = Math.min(to, digits.length - 1);
      return reply(206, digits.slice(from, last + 1), [
        `Content-Range: bytes ${String(from)}-${String(last)}/${String(digits.length)}`,
      ]);
    }
    default:
      return reply(404, 'nothing here\n');
  }
}
