/**
 * The smallest tools: echo, printf, true, false, pwd, date, basename, dirname, base64, id, whoami, uname, clear, kill, which,
 * nproc, tty, arch.
 */
import { fromBase64, toBase64 } from '../../net/base64/base64.ts';
import { fromUtf8, utf8 } from '../../net/wire/utf8.ts';
import { findSignal } from '../../linux/process/signal.ts';
import type { Running } from '../../linux/process/wait.ts';
import type { Command, ShellProcess } from '../command.ts';
import { ansiDate } from './date-format.ts';
import { echoText } from './echo.ts';
import { hostName, hostname } from './hostname.ts';
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
    const wrap = parsed.value('w') ?? '76';
    if (!/^\d+$/.test(wrap)) throw new UsageError(`invalid wrap size: '${wrap}'`, 1);
    const width = Number(wrap);
    const encoded = toBase64(utf8(text));
    yield* emit(process, width === 0 ? encoded : encoded.replace(new RegExp(`.{1,${width}}`, 'g'), '$&\n'));
    return status;
  },
);

const id = printing(
  'id',
  { short: 'ugnGr', long: { user: 'u', group: 'g', name: 'n', groups: 'G', real: 'r' } },
  (process, parsed) => {
    const chosen = ['u', 'g', 'G'].filter((letter) => parsed.has(letter));
    if (chosen.length > 1) throw new UsageError('cannot print "only" of more than one choice', 1);
    if (chosen.length === 0 && (parsed.has('n') || parsed.has('r')))
      throw new UsageError('cannot print only names or real IDs in default format', 1);
    const users = [['root', 0] as const, ...accounts(process)];
    const [asked] = parsed.operands;
    const uid = asked === undefined ? process.credentials.uid : users.find(([user]) => user === asked)?.[1];
    if (uid === undefined) throw new UsageError(`'${asked ?? ''}': no such user`, 1);
    const name = users.find(([, number]) => number === uid)?.[0];
    if (chosen.length > 0) return `${parsed.has('n') ? (name ?? uid.toString()) : uid}\n`;
    const shown = name === undefined ? uid.toString() : `${uid}(${name})`;
    return `uid=${shown} gid=${shown} groups=${shown}\n`;
  },
);

/** Of /etc/passwd: a group of the same name and number belongs to each. */
function accounts({ files }: ShellProcess): readonly (readonly [name: string, uid: number])[] {
  return (files.text('/etc/passwd') ?? '').split('\n').flatMap((line) => {
    const [name = '', , uid] = line.split(':');
    return uid === undefined ? [] : [[name, Number(uid)] as const];
  });
}

const whoami = printing('whoami', { short: '', most: 0 }, (process) =>
  process.credentials.uid === 0
    ? 'root\n'
    : `${process.environment.get('USER') ?? process.credentials.uid.toString()}\n`,
);

const uname = printing(
  'uname',
  {
    short: 'asnrvmpio',
    most: 0,
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

/** A script of debianutils, read by sh's own getopts. */
const which = raw('which', (process, words) => {
  const at = words.findIndex((word) => !word.startsWith('-') || word === '-' || word === '--');
  const options = words.slice(0, at < 0 ? words.length : at);
  const wrong = /[^a]/.exec(options.map((word) => word.slice(1)).join(''));
  if (wrong !== null)
    return { error: `Illegal option -${wrong[0]}\nUsage: /usr/bin/which [-a] args\n`, status: 2 };
  const names = words.slice(options.length + Number(words[at] === '--'));
  const found = names.map((name) => {
    const command = process.executables.find(name.replace(/^.*\//, ''));
    return name.includes('/') && command?.path !== name ? undefined : command;
  });
  return {
    text: found.map((command) => (command === undefined ? '' : `${command.path}\n`)).join(''),
    status: names.length === 0 || found.includes(undefined) ? 1 : 0,
  };
});

/** As many as a node says it has (its capacity). */
const processors = 4;

const nproc = printing(
  'nproc',
  { short: '', long: { all: 'a', ignore: 'i' }, most: 0, longValues: 'i' },
  (_process, parsed) => {
    const ignored = parsed.value('i') ?? '0';
    if (!/^\s*\+?\d+$/.test(ignored)) throw new UsageError(`invalid number: '${ignored}'`, 1);
    return `${Math.max(1, processors - Number(ignored))}\n`;
  },
);

const kill = raw('kill', (process, words) => {
  const [self = 'kill'] = process.arguments;
  let signal = 'TERM';
  let rest = words;
  if (words[0] === '-l' || words[0] === '-L')
    return { error: `not simulated: kill ${words[0]}\n`, status: 1 };
  if (/^-[a-zA-Z0-9]/.test(rest[0] ?? '')) {
    signal = rest[0] === '-s' ? (rest[1] ?? '') : (rest[0] ?? '').slice(1);
    rest = rest.slice(rest[0] === '-s' ? 2 : 1);
  }
  const found = findSignal(signal);
  if (found === undefined) return { error: `${self}: invalid signal name or number: ${signal}\n`, status: 1 };
  let error = '';
  for (const text of rest) {
    const target = process.table.get(Number(text));
    if (!/^-?\d+$/.test(text)) return { error: `${self}: failed to parse argument: '${text}'\n`, status: 1 };
    if (target === undefined) error += `${self}: (${text}): No such process\n`;
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
  nproc,
  printing('arch', { short: '', most: 0 }, () => 'x86_64\n'),
  tool(
    'tty',
    { short: 's', long: { silent: 's', quiet: 's' }, most: 0, failure: 2 },
    function* (process, parsed): Running<number> {
      const terminal = process.stdin.terminal !== undefined;
      if (!parsed.has('s')) yield* emit(process, terminal ? '/dev/pts/0\n' : 'not a tty\n');
      return terminal ? 0 : 1;
    },
  ),
];
