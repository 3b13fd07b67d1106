/**
 * The smallest tools: echo, printf, true, false, pwd, test, date, basename, dirname, base64, hostname, id, whoami,
 * uname, clear, kill, which, nproc, tty, arch.
 */
import { lookupError, resolve } from '../../linux/resolver/lookup.ts';
import { fromUtf8, utf8 } from '../../net/wire/utf8.ts';
import { findSignal } from '../../linux/process/signal.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { Command, ShellProcess } from '../command.ts';
import { ansiDate } from './date-format.ts';
import { echoText } from './echo.ts';
import { printfText } from './printf-arguments.ts';
import { emit, type OptionRules, type Parsed, readOperands, tool, UsageError } from './tool.ts';

/** A tool that prints one text. */
function printing(
  name: string,
  rules: OptionRules,
  body: (process: ShellProcess, parsed: Parsed) => string,
  path?: string,
): Command {
  return tool(
    name,
    rules,
    function* (process, parsed): Running<number> {
      yield* emit(process, body(process, parsed));
      return 0;
    },
    path,
  );
}

/** A tool that reads its arguments itself. */
function raw(
  name: string,
  body: (
    process: ShellProcess,
    words: readonly string[],
  ) => { text?: string; error?: string; status?: number },
): Command {
  return {
    name,
    path: `/usr/bin/${name}`,
    *program(process) {
      const { text = '', error = '', status = 0 } = body(process, process.arguments.slice(1));
      process.complain(error);
      yield* emit(process, text);
      return status;
    },
  };
}

const printf = raw('printf', (process, [format, ...words]) => {
  if (format === undefined)
    return { error: "printf: missing operand\nTry 'printf --help' for more information.\n", status: 1 };
  const printed = printfText(format, words, process.place.environment.wallTime);
  const error = printed.complaints.map((complaint) => `printf: ${complaint}\n`).join('');
  return { text: printed.text, error, status: error === '' ? 0 : 1 };
});

function hostName(process: ShellProcess): string {
  return process.files.text('/etc/hostname')?.trim() ?? process.environment.get('HOSTNAME') ?? 'localhost';
}

const date = printing(
  'date',
  {
    short: 'ud:RI::s:r:',
    long: {
      utc: 'u',
      universal: 'u',
      date: 'd',
      'rfc-email': 'R',
      'iso-8601': 'I',
      'rfc-3339': '3',
      set: 's',
    },
    absent: 'sr3',
  },
  (process, parsed) => {
    const now = process.place.environment.wallTime;
    const given = parsed.value('d');
    let when = now;
    if (given !== undefined) {
      const epoch = /^@(-?\d+(?:\.\d+)?)$/.exec(given);
      const relative = /^([-+]?\d+) (second|sec|minute|min|hour|day|week)s?( ago)?$/.exec(given);
      const unit =
        { second: 1, sec: 1, minute: 60, min: 60, hour: 3600, day: 86_400, week: 604_800 }[
          relative?.[2] ?? ''
        ] ?? 0;
      const iso = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?Z?)?$/.exec(given);
      if (epoch !== null) when = Number(epoch[1]) * 1000;
      else if (relative !== null)
        when = now + Number(relative[1]) * unit * 1000 * (relative[3] === undefined ? 1 : -1);
      else if (iso !== null)
        when = Date.UTC(
          Number(iso[1]),
          Number(iso[2]) - 1,
          Number(iso[3]),
          Number(iso[4] ?? 0),
          Number(iso[5] ?? 0),
          Number(iso[6] ?? 0),
        );
      else if (given !== 'now') throw new UsageError(`invalid date '${given}'`, 1);
    }
    const [format] = parsed.operands;
    if (format !== undefined && !format.startsWith('+')) throw new UsageError(`invalid date '${format}'`, 1);
    if (format !== undefined) return `${ansiDate(format.slice(1), when)}\n`;
    if (parsed.has('I'))
      return `${ansiDate({ seconds: '%Y-%m-%dT%H:%M:%S+00:00', s: '%Y-%m-%dT%H:%M:%S+00:00' }[parsed.value('I') ?? ''] ?? '%Y-%m-%d', when)}\n`;
    if (parsed.has('R')) return `${ansiDate('%a, %d %b %Y %H:%M:%S %z', when)}\n`;
    return `${ansiDate('%a %b %e %H:%M:%S UTC %Y', when)}\n`;
  },
);

const basename = printing(
  'basename',
  { short: '+as:', long: { multiple: 'a', suffix: 's' } },
  (_process, parsed) => {
    const [first, second, extra] = parsed.operands;
    if (first === undefined)
      throw new UsageError("missing operand\nTry 'basename --help' for more information.", 1);
    const many = parsed.has('a') || parsed.has('s');
    if (extra !== undefined && !many)
      throw new UsageError(`extra operand '${extra}'\nTry 'basename --help' for more information.`, 1);
    const suffix = parsed.value('s') ?? (many ? '' : (second ?? ''));
    const one = (path: string): string => {
      const name = path.replace(/(.)\/+$/, '$1').replace(/^.*\/(?=.)/s, '');
      return suffix !== '' && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
    };
    return (many ? parsed.operands : [first]).map((path) => `${one(path)}\n`).join('');
  },
);

const dirname = printing('dirname', { short: 'z', absent: 'z' }, (_process, parsed) => {
  if (parsed.operands.length === 0)
    throw new UsageError("missing operand\nTry 'dirname --help' for more information.", 1);
  const one = (path: string): string => {
    const bare = path.replace(/(.)\/+$/, '$1');
    const at = bare.lastIndexOf('/');
    return at < 0 ? '.' : bare.slice(0, at).replace(/(.)\/+$/, '$1') || '/';
  };
  return parsed.operands.map((path) => `${one(path)}\n`).join('');
});

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const left = bytes.length - at;
    for (let index = 0; index < 4; index++)
      text += index <= left ? (alphabet[(group >> (18 - 6 * index)) & 63] ?? '') : '=';
  }
  return text;
}

export function fromBase64(text: string): Uint8Array | undefined {
  const digits = text.replace(/=+$/, '');
  const bytes: number[] = [];
  let bits = 0;
  let value = 0;
  for (const digit of digits) {
    const index = alphabet.indexOf(digit);
    if (index < 0) return undefined;
    value = ((value << 6) | index) & 0xff_ffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((value >> bits) & 255);
  }
  return Uint8Array.from(bytes);
}

const base64 = tool(
  'base64',
  { short: 'dw:i', long: { decode: 'd', wrap: 'w', 'ignore-garbage': 'i' } },
  function* (process, parsed) {
    const { texts, status } = yield* readOperands(process, 'base64', parsed.operands.slice(0, 1));
    const text = texts.map((one) => one.text).join('');
    if (parsed.has('d')) {
      const clean = parsed.has('i') ? text.replace(/[^A-Za-z0-9+/=]/g, '') : text.replaceAll('\n', '');
      const bytes = fromBase64(clean);
      yield* emit(
        process,
        fromUtf8(bytes ?? fromBase64(/^[A-Za-z0-9+/]*/.exec(clean)?.[0] ?? '') ?? new Uint8Array()),
      );
      if (bytes === undefined) process.complain('base64: invalid input\n');
      return bytes === undefined ? 1 : status;
    }
    const width = Number(parsed.value('w') ?? 76);
    const encoded = toBase64(utf8(text));
    yield* emit(process, width === 0 ? encoded : encoded.replace(new RegExp(`.{1,${width}}`, 'g'), '$&\n'));
    return status;
  },
);

/** `hostname -I`: every address but those of the link and of lo, each with a space after it (getifaddrs(3)). */
function ownAddresses(process: ShellProcess): string {
  const addresses = process.place.devices
    .list()
    .filter((device) => device.up && device.kind !== 'loopback')
    .flatMap((device) => device.addresses.map(({ prefix }) => prefix.address));
  const shown = [4, 6].flatMap((family) =>
    addresses.filter((address) => address.family === family && !address.isLinkLocal),
  );
  return `${shown.map((address) => `${address.text} `).join('')}\n`;
}

const hostname = tool(
  'hostname',
  {
    short: 'sfiIdy',
    long: { short: 's', fqdn: 'f', 'all-ip-addresses': 'I', 'ip-address': 'i' },
    absent: 'dy',
  },
  function* (process, parsed): Running<number> {
    const name = hostName(process);
    if (parsed.has('I')) {
      yield* emit(process, ownAddresses(process));
      return 0;
    }
    if (parsed.has('i')) {
      const found = yield* resolve(process, name);
      if (typeof found === 'string') {
        process.complain(`hostname: ${lookupError(found)}\n`);
        return 1;
      }
      yield* emit(process, `${found.addresses.map((address) => address.text).join(' ')}\n`);
      return 0;
    }
    yield* emit(process, `${parsed.has('s') ? (name.split('.')[0] ?? name) : name}\n`);
    return 0;
  },
);

const id = printing(
  'id',
  { short: 'ugnGr', long: { user: 'u', group: 'g', name: 'n', groups: 'G', real: 'r' } },
  (process, parsed) => {
    const { uid } = process.credentials;
    const name =
      uid === 0
        ? 'root'
        : (process.files
            .text('/etc/passwd')
            ?.split('\n')
            .find((line) => line.split(':')[2] === uid.toString())
            ?.split(':')[0] ?? undefined);
    if (parsed.has('u') || parsed.has('g') || parsed.has('G'))
      return `${parsed.has('n') ? (name ?? uid.toString()) : uid}\n`;
    const shown = name === undefined ? uid.toString() : `${uid}(${name})`;
    return `uid=${shown} gid=${shown} groups=${shown}\n`;
  },
);

const whoami = printing('whoami', { short: '' }, (process) =>
  process.credentials.uid === 0
    ? 'root\n'
    : `${process.environment.get('USER') ?? process.credentials.uid.toString()}\n`,
);

const uname = printing(
  'uname',
  {
    short: 'asnrvmpio',
    long: {
      all: 'a',
      'kernel-name': 's',
      nodename: 'n',
      'kernel-release': 'r',
      'kernel-version': 'v',
      machine: 'm',
      'operating-system': 'o',
    },
  },
  (process, parsed) => {
    const release = process.place.machine.kernelRelease;
    const parts: readonly (readonly [string, string])[] = [
      ['s', 'Linux'],
      ['n', hostName(process)],
      ['r', release],
      ['v', '#1 SMP PREEMPT_DYNAMIC'],
      ['m', 'x86_64'],
      ['p', 'unknown'],
      ['i', 'unknown'],
      ['o', 'GNU/Linux'],
    ];
    const wanted =
      parsed.options.length === 0
        ? ['s']
        : parsed.has('a')
          ? ['s', 'n', 'r', 'v', 'm', 'o']
          : parsed.options.map(({ letter }) => letter);
    return `${parts
      .filter(([letter]) => wanted.includes(letter))
      .map(([, text]) => text)
      .join(' ')}\n`;
  },
);

const which = tool('which', { short: 'a', failure: 2 }, function* (process, parsed) {
  let status = 0;
  for (const name of parsed.operands) {
    const found = process.executables.find(name.replace(/^.*\//, ''));
    if (found === undefined || (name.includes('/') && found.path !== name)) status = 1;
    else yield* emit(process, `${found.path}\n`);
  }
  return parsed.operands.length === 0 ? 1 : status;
});

const kill = raw('kill', (process, words) => {
  let signal = 'TERM';
  let rest = words;
  if (/^-[a-zA-Z0-9]/.test(rest[0] ?? '')) {
    signal = rest[0] === '-s' ? (rest[1] ?? '') : (rest[0] ?? '').slice(1);
    rest = rest.slice(rest[0] === '-s' ? 2 : 1);
  }
  const found = findSignal(signal);
  if (found === undefined) return { error: `kill: invalid signal name or number: ${signal}\n`, status: 1 };
  let error = '';
  for (const text of rest) {
    const target = process.table.get(Number(text));
    if (target === undefined) error += `kill: (${text}): No such process\n`;
    else target.kill(found);
  }
  return { error, status: error === '' ? 0 : 1 };
});

export const smallTools: readonly Command[] = [
  raw('echo', (_process, words) => ({ text: echoText(words) })),
  printf,
  raw('true', () => ({})),
  raw('false', () => ({ status: 1 })),
  printing('pwd', { short: 'LP' }, (process) => `${process.directory}\n`),
  date,
  basename,
  dirname,
  base64,
  hostname,
  id,
  whoami,
  uname,
  which,
  kill,
  printing('clear', { short: 'x' }, () => '\x1b[H\x1b[2J\x1b[3J'),
  printing('nproc', { short: '' }, () => '4\n'),
  printing('arch', { short: '' }, () => 'x86_64\n'),
  tool('tty', { short: 's' }, function* (process): Running<number> {
    const terminal = process.stdin.terminal !== undefined;
    yield* emit(process, terminal ? '/dev/pts/0\n' : 'not a tty\n');
    return terminal ? 0 : 1;
  }),
];
