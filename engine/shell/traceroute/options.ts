/**
 * The command line of traceroute 2.1.2 (its own parser, clif.c): options anywhere, short ones joined, long ones as
 * `--name=value`; errors name the word and its number.
 */
import { fraction, wholeNumber } from '../options/number.ts';
import { version, usage } from './usage.ts';

export type MethodName = 'default' | 'udp' | 'icmp' | 'tcp' | 'dccp';

export interface TracerouteOptions {
  readonly host: string;
  /** Where the host stood, for the error that names it. */
  readonly hostWord: { readonly position: number; readonly argc: number };
  readonly packetLength: number | undefined;
  readonly family: 4 | 6 | undefined;
  readonly dontFragment: boolean;
  readonly dontRoute: boolean;
  readonly firstHop: number;
  readonly lastHop: number;
  readonly device: string | undefined;
  readonly simultaneous: number;
  readonly numeric: boolean;
  readonly port: number | undefined;
  readonly tos: number;
  readonly wait: { readonly most: number; readonly here: number; readonly near: number };
  readonly queries: number;
  /** A name or an address, and where it stood. */
  readonly source: { readonly text: string; readonly typed: string; readonly argc: number } | undefined;
  /** Seconds between probes. */
  readonly sendWait: number;
  readonly sourcePort: number | undefined;
  readonly mark: number;
  readonly flowLabel: number;
  readonly method: MethodName;
  readonly methodOptions: readonly string[];
  readonly discoverMtu: boolean;
  /** Tells how many hops the answer took, where they are not as many (--back). */
  readonly backward: boolean;
}

export interface TracerouteStop {
  readonly stop: number;
  /** For standard error. */
  readonly text: string;
}

interface OptionForm {
  readonly names: readonly string[];
  /** As the help shows it; undefined: takes none. */
  readonly argument?: string;
}

const forms: readonly OptionForm[] = [
  { names: ['-4'] },
  { names: ['-6'] },
  { names: ['-d', '--debug'] },
  { names: ['-F', '--dont-fragment'] },
  { names: ['-f', '--first'], argument: 'first_ttl' },
  { names: ['-g', '--gateway'], argument: 'gate,...' },
  { names: ['-I', '--icmp'] },
  { names: ['-T', '--tcp'] },
  { names: ['-i', '--interface'], argument: 'device' },
  { names: ['-m', '--max-hops'], argument: 'max_ttl' },
  { names: ['-N', '--sim-queries'], argument: 'squeries' },
  { names: ['-n'] },
  { names: ['-p', '--port'], argument: 'port' },
  { names: ['-t', '--tos'], argument: 'tos' },
  { names: ['-l', '--flowlabel'], argument: 'flow_label' },
  { names: ['-w', '--wait'], argument: 'MAX,HERE,NEAR' },
  { names: ['-q', '--queries'], argument: 'nqueries' },
  { names: ['-r'] },
  { names: ['-s', '--source'], argument: 'src_addr' },
  { names: ['-z', '--sendwait'], argument: 'sendwait' },
  { names: ['-e', '--extensions'] },
  { names: ['-A', '--as-path-lookups'] },
  { names: ['-M', '--module'], argument: 'name' },
  { names: ['-O', '--options'], argument: 'OPTS,...' },
  { names: ['--sport'], argument: 'num' },
  { names: ['--fwmark'], argument: 'num' },
  { names: ['-U', '--udp'] },
  { names: ['-UL'] },
  { names: ['-D', '--dccp'] },
  { names: ['-P', '--protocol'], argument: 'prot' },
  { names: ['--mtu'] },
  { names: ['--back'] },
  { names: ['-V', '--version'] },
  { names: ['--help'] },
];

interface Given {
  /** The option's first name. */
  readonly option: string;
  readonly value: string;
  /** As it was typed, with the number of the word it stood in. */
  readonly typed: string;
  readonly argc: number;
}

const fail = (text: string, stop = 2): TracerouteStop => ({ stop, text: `${text}\n` });
const notSimulated = (what: string) => fail(`traceroute: not simulated: ${what}`, 1);
const methods: ReadonlySet<string> = new Set(['default', 'udp', 'icmp', 'tcp', 'dccp']);
const otherModules: ReadonlySet<string> = new Set(['tcpconn', 'udplite', 'raw']);

/** @returns undefined for a number the parser does not take */
const integer = (text: string): number | undefined => wholeNumber(text);

export function readTracerouteOptions(
  words: readonly string[],
  family?: 6,
): TracerouteOptions | TracerouteStop {
  if (words.length === 0) return { stop: 0, text: usage };
  const split = splitWords(words);
  if ('stop' in split) return split;
  const { given, operands } = split;
  const set = {
    family: family as 4 | 6 | undefined,
    dontFragment: false,
    dontRoute: false,
    firstHop: 1,
    lastHop: 30,
    device: undefined as string | undefined,
    simultaneous: 16,
    numeric: false,
    port: undefined as number | undefined,
    tos: 0,
    wait: { most: 5, here: 0, near: 0 },
    queries: 3,
    source: undefined as TracerouteOptions['source'],
    sendWait: 0,
    sourcePort: undefined as number | undefined,
    mark: 0,
    flowLabel: 0,
    method: 'default' as MethodName,
    methodOptions: [] as string[],
    discoverMtu: false,
    backward: false,
  };
  set.wait = { most: 5, here: 3, near: 10 };
  let module = 'default';
  for (const { option, value, typed, argc } of given) {
    const bad = fail(`Cannot handle \`${typed}' option with arg \`${value}' (argc ${String(argc)})`);
    switch (option) {
      case '-4':
        set.family = 4;
        break;
      case '-6':
        set.family = 6;
        break;
      case '-d':
      case '-e':
        break;
      case '-r':
        set.dontRoute = true;
        break;
      case '-F':
        set.dontFragment = true;
        break;
      case '-n':
        set.numeric = true;
        break;
      case '-I':
        module = 'icmp';
        break;
      case '-T':
        module = 'tcp';
        break;
      case '-U':
        module = 'udp';
        break;
      case '-UL':
        return notSimulated('-UL, UDPLITE');
      case '-D':
        module = 'dccp';
        break;
      case '-A':
        return notSimulated('-A, AS path lookups');
      case '-g':
        return notSimulated('-g, source routing');
      case '-P':
        if (integer(value) === undefined && !/^(icmp|tcp|udp|ip|igmp|gre|esp|ah|sctp)$/.test(value))
          return fail(`Cannot handle \`protocol' keyword with arg \`${value}' (argc ${String(argc - 1)})`);
        return notSimulated(`-P ${value}, raw packets of a protocol`);
      case '-M':
        module = value;
        break;
      case '-O':
        set.methodOptions.push(...value.split(','));
        break;
      case '-i':
        set.device = value;
        break;
      case '-s':
        set.source = { text: value, typed, argc };
        break;
      case '--mtu':
        set.discoverMtu = true;
        set.dontFragment = true;
        set.simultaneous = 1;
        break;
      case '--back':
        set.backward = true;
        break;
      case '-V':
        return { stop: 0, text: version };
      case '--help':
        return { stop: 0, text: usage };
      case '-w': {
        const parts = value.split(',').map(fraction);
        const [most, here, near] = parts;
        if (most === undefined || parts.includes(undefined) || parts.length > 3) return bad;
        set.wait = { most, here: here ?? 0, near: near ?? 0 };
        break;
      }
      case '-z': {
        const number = fraction(value);
        if (number === undefined) return bad;
        set.sendWait = number;
        break;
      }
      case '-p': {
        const number = integer(value) ?? services.get(value);
        if (number === undefined) return bad;
        set.port = number & 0xffff;
        break;
      }
      default: {
        const number = integer(value);
        if (number === undefined) return bad;
        if (option === '-f') set.firstHop = number;
        else if (option === '-m') set.lastHop = number;
        else if (option === '-N') set.simultaneous = number;
        else if (option === '-q') set.queries = number;
        else if (option === '-t') set.tos = number & 255;
        else if (option === '-l') set.flowLabel = number & 0xf_ffff;
        else if (option === '--fwmark') set.mark = number;
        else if (option === '--sport') {
          set.sourcePort = number;
          set.simultaneous = 1;
        }
      }
    }
  }

  const [host, length, extra] = operands;
  if (extra !== undefined) return fail(`Extra arg \`${extra.text}' (position 3, argc ${String(extra.argc)})`);
  if (host === undefined) return fail('Specify "host" missing argument.');
  const packetLength = length === undefined ? undefined : integer(length.text);
  if (length !== undefined && packetLength === undefined)
    return fail(
      `Cannot handle "packetlen" cmdline arg \`${length.text}' on position 2 (argc ${String(length.argc)})`,
    );
  if (set.firstHop < 1 || set.firstHop > set.lastHop) return fail('first hop out of range');
  if (set.lastHop > 255) return fail('max hops cannot be more than 255');
  if (set.queries < 1 || set.queries > 10) return fail('no more than 10 probes per hop');
  const { most, here, near } = set.wait;
  if (most < 0 || here < 0 || near < 0)
    return fail(`bad wait specifications \`${String(most)},${String(here)},${String(near)}' used`);
  if (packetLength !== undefined && packetLength > 65_000)
    return fail(`too big packetlen ${String(packetLength)} specified`);
  if (set.sendWait < 0) return fail(`bad sendtime \`${String(set.sendWait)}' specified`);
  if (set.sendWait >= 10) set.sendWait /= 1000;
  if (otherModules.has(module)) return notSimulated(`-M ${module}`);
  if (!methods.has(module)) return fail(`Unknown traceroute module ${module}`);
  return {
    ...set,
    method: module as MethodName,
    host: host.text,
    hostWord: { position: 1, argc: host.argc },
    packetLength,
  };
}

/** A few of /etc/services. */
const services: ReadonlyMap<string, number> = new Map([
  ['ssh', 22],
  ['domain', 53],
  ['http', 80],
  ['https', 443],
  ['http-alt', 8080],
]);

function splitWords(
  words: readonly string[],
): { given: Given[]; operands: { text: string; argc: number }[] } | TracerouteStop {
  const given: Given[] = [];
  const operands: { text: string; argc: number }[] = [];
  const find = (name: string) => forms.find((form) => form.names.includes(name));
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const argc = at + 1;
    if (!word.startsWith('-') || word === '-') {
      operands.push({ text: word, argc });
      continue;
    }
    const missing = (typed: string, form: OptionForm) =>
      fail(
        `Option \`${typed}' (argc ${String(argc)}) requires an argument: \`${typed}${typed.startsWith('--') ? '=' : ' '}${form.argument ?? ''}'`,
      );
    const exact = find(word);
    if (exact !== undefined) {
      const option = exact.names[0] ?? '';
      if (exact.argument === undefined) given.push({ option, value: '', typed: word, argc });
      else {
        const value = word.startsWith('--') ? undefined : words[++at];
        if (value === undefined) return missing(word, exact);
        given.push({ option, value, typed: word, argc: at + 1 });
      }
      continue;
    }
    if (word.startsWith('--')) {
      const equals = word.indexOf('=');
      const name = equals < 0 ? word : word.slice(0, equals);
      const form = equals < 0 ? undefined : find(name);
      if (form?.argument === undefined) {
        const arg = equals < 0 ? '' : ` (with arg \`${word.slice(equals + 1)}')`;
        return fail(`Bad option \`${word}'${arg} (argc ${String(argc)})`);
      }
      given.push({ option: form.names[0] ?? '', value: word.slice(equals + 1), typed: name, argc });
      continue;
    }
    const first = find(word.slice(0, 2));
    if (first?.argument !== undefined) {
      given.push({ option: first.names[0] ?? '', value: word.slice(2), typed: word.slice(0, 2), argc });
      continue;
    }
    const letters = [...word.slice(1)];
    for (const [index, letter] of letters.entries()) {
      const typed = `-${letter}`;
      const form = find(typed);
      if (form === undefined) return fail(`Bad option \`${typed}' (argc ${String(argc)})`);
      const option = form.names[0] ?? '';
      if (form.argument === undefined) {
        given.push({ option, value: '', typed, argc });
        continue;
      }
      const value = index === letters.length - 1 ? words[++at] : undefined;
      if (value === undefined) return missing(typed, form);
      given.push({ option, value, typed, argc: at + 1 });
    }
  }
  return { given, operands };
}
