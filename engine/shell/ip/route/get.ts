/**
 * `ip route get`: the kernel's own decision for one packet (ip/iproute.c, iproute_get; inet_rtm_getroute).
 */
import { second } from '../../../clock/clock.ts';
import type { Address, Family } from '../../../net/address/address.ts';
import { anyV4 } from '../../../net/address/address.ts';
import { ipv4 } from '../../../net/packet/ipv4.ts';
import type { NetDevice } from '../../../linux/device/device.ts';
import { strerror } from '../../../linux/errno.ts';
import type { RouteAnswer, RouteResult } from '../../../linux/route/result.ts';
import { routeTable } from '../../../linux/route/route.ts';
import { PacketBuffer } from '../../../linux/skb/packet-buffer.ts';
import { type Arguments, invalid, matches, readPrefix, readUnsigned } from '../../iproute2/arguments.ts';
import { Stop, wrongUsage } from '../../iproute2/stop.ts';
import { familyOf, findDevice, type IpContext } from '../context.ts';
import { dsfieldNumber, tableName } from '../names.ts';
import { hostText } from '../resolve.ts';
import { routeUsage } from '../usage/route.ts';
import { getIpv6 } from './get-ipv6.ts';
import { emptyFilter } from './filter.ts';
import { printMetrics } from './metrics.ts';
import { printRoute } from './print.ts';

interface Question {
  destination: Address | undefined;
  source: Address | undefined;
  input: NetDevice | undefined;
  output: NetDevice | undefined;
  mark: number;
  tos: number;
  user: number | undefined;
  protocol: number | undefined;
  sourcePort: number | undefined;
  destinationPort: number | undefined;
  /** The route itself is asked for, not what becomes of the packet. */
  fibMatch: boolean;
  notify: boolean;
  /** The answer is asked for once more, with the source it chose. */
  connected: boolean;
}

function read(context: IpContext, words: Arguments): Question {
  let family: Family | undefined = familyOf(context);
  let input: string | undefined;
  let output: string | undefined;
  const question: Question = {
    destination: undefined,
    source: undefined,
    input: undefined,
    output: undefined,
    mark: 0,
    tos: 0,
    user: undefined,
    protocol: undefined,
    sourcePort: undefined,
    destinationPort: undefined,
    fibMatch: false,
    notify: false,
    connected: false,
  };
  const address = (word: string) => {
    if (matches(word, 'help')) throw new Stop(wrongUsage, routeUsage);
    const prefix = readPrefix(word, family);
    family ??= prefix.family;
    if (word.includes('/') && prefix.length !== prefix.address.width)
      context.process.complain(
        `Warning: /${String(prefix.length)} as prefix is invalid, only /${String(prefix.address.width)} (or none) is supported.\n`,
      );
    return word === 'any' || word === 'all' ? undefined : prefix.address;
  };
  const number = (complaint: string, most = 0xffff_ffff) => {
    const value = words.next();
    const read = readUnsigned(value);
    if (read === undefined || read > most) throw invalid(complaint, value);
    return read;
  };
  for (let { word } = words; word !== undefined; word = words.word) {
    if (word === 'tos' || matches(word, 'dsfield')) {
      const value = words.next();
      const tos = dsfieldNumber(value);
      if (tos === undefined) throw invalid('TOS value is invalid\n', value);
      question.tos = tos;
    } else if (matches(word, 'from')) question.source = address(words.next());
    else if (matches(word, 'iif')) input = words.next();
    else if (matches(word, 'mark')) question.mark = number('invalid mark value');
    else if (matches(word, 'oif') || word === 'dev') output = words.next();
    else if (matches(word, 'notify')) question.notify = true;
    else if (matches(word, 'connected')) question.connected = true;
    else if (word === 'vrf') throw invalid('Invalid VRF\n', words.next());
    else if (word === 'uid') question.user = number('invalid UID\n');
    else if (matches(word, 'fibmatch')) question.fibMatch = true;
    else if (word === 'as') {
      const value = words.next();
      address(value === 'to' ? words.next() : value);
    } else if (word === 'sport') question.sourcePort = number('invalid sport\n', 65_535);
    else if (word === 'dport') question.destinationPort = number('invalid dport\n', 65_535);
    else if (word === 'ipproto') question.protocol = readProtocol(words.next());
    else question.destination = address(word === 'to' ? words.next() : word);
    words.skip();
  }
  if (question.destination === undefined) throw new Stop(1, 'need at least a destination address\n');
  if (input !== undefined) question.input = findDevice(context, input);
  if (output !== undefined) question.output = findDevice(context, output);
  return question;
}

export function get(context: IpContext, words: Arguments): number {
  const question = read(context, words);
  const { destination } = question;
  if (destination === undefined) return 1;
  if (destination.family === 6) return getIpv6(context, question, destination);
  const answer = question.input === undefined ? ask(context, question) : askInput(context, question);
  if (answer.kind === 'failure') throw new Stop(2, `RTNETLINK answers: ${strerror(answer.errno)}\n`);
  if (question.fibMatch) printMatch(context, answer);
  else
    for (const _ of question.connected && question.source === undefined ? [1, 2] : [1])
      printAnswer(context, question, destination, answer);
  return 0;
}

function ask(context: IpContext, question: Question): RouteAnswer {
  const { source } = question;
  if (source !== undefined && !source.isUnspecified && !context.namespace.ipv4.isLocal(source))
    return { kind: 'failure', errno: 'ENETUNREACH', martian: false, route: undefined };
  return context.namespace.ipv4.routeOutput({
    destination: question.destination ?? anyV4,
    source: question.source,
    mark: question.mark,
    tos: question.tos,
    output: question.output,
    user: question.user,
    protocol: question.protocol,
    sourcePort: question.sourcePort,
    destinationPort: question.destinationPort,
  });
}

function readProtocol(word: string): number {
  const number = { tcp: 6, udp: 17, icmp: 1, ipv6: 41, 'ipv6-icmp': 58 }[word] ?? readUnsigned(word);
  if (number === undefined) throw invalid('Invalid "ipproto" value\n', word);
  return number;
}

function askInput(context: IpContext, question: Question): RouteAnswer {
  const { namespace } = context;
  const packet = ipv4({
    source: question.source ?? anyV4,
    destination: question.destination ?? anyV4,
    ttl: 64,
    id: 0,
    payload: { kind: 'bytes', protocol: 17, data: new Uint8Array() },
  });
  const skb = new PacketBuffer(0, packet);
  skb.device = question.input;
  skb.mark = question.mark;
  skb.type = 'host';
  const answer = namespace.ipv4.routeInput(skb);
  const { destination, input } = question;
  if (destination?.isMulticast !== true || answer.kind === 'failure') return answer;
  // ip_route_input_rcu: a group nobody here listens to is not asked for.
  return input?.groups.inet.includes(destination) === true
    ? { ...answer, type: 'multicast' }
    : { kind: 'failure', errno: 'EINVAL', martian: false, route: undefined };
}

/** `fibmatch`: the route that decided, as `ip route show` prints it. */
function printMatch(context: IpContext, answer: RouteResult): void {
  const { printer, process } = context;
  printer.openArray();
  printer.openObject();
  printRoute(context, { ...emptyFilter(), table: 0 }, answer.route);
  printer.closeObject();
  printer.closeArray();
  process.print(printer.isJson ? `${printer.take()}\n` : printer.take());
}

function printAnswer(
  context: IpContext,
  question: Question,
  destination: Address,
  answer: RouteResult,
): void {
  const { printer, options, namespace, process } = context;
  const { route, type } = answer;
  const word = (name: string, key: string, value: string, color?: 'inet' | 'interface') => {
    printer.text(`${name} `);
    printer.any(key, `${value} `, value, color);
  };
  printer.openArray();
  printer.openObject();
  if (type !== 'unicast' || options.details > 0) printer.any('type', `${type} `, type);
  const text = hostText(context, destination);
  printer.any('dst', `${text} `, text, 'inet');
  if (question.source !== undefined)
    printer.any('from', `from ${question.source.text} `, question.source.text);
  if (answer.gateway !== undefined) word('via', 'gateway', hostText(context, answer.gateway), 'inet');
  word('dev', 'dev', answer.device.name, 'interface');
  const table = shownTable(context, route.table) ?? (options.details > 0 ? routeTable.main : undefined);
  if (table !== undefined) word('table', 'table', tableName(table, options.numeric));
  if (question.source === undefined && question.input === undefined && !answer.source.isUnspecified)
    word('src', 'prefsrc', answer.source.text, 'inet');
  printer.openArray('flags');
  // The bits of a multicast answer are those of another flag.
  if (type === 'multicast') printer.element('rt_offload_failed ', 'rt_offload_failed');
  if (question.notify) printer.element('notify ', 'notify');
  printer.closeArray();
  if (question.mark !== 0)
    printer.any(
      'mark',
      `mark ${question.mark >= 16 ? `0x${question.mark.toString(16)}` : String(question.mark)} `,
      question.mark,
    );
  if (question.input === undefined) printUser(context, question.user ?? process.credentials.uid);
  printer.line();
  printer.text('    cache ');
  const flags = flagsOf(question, destination, answer);
  printer.openArray('cache');
  printer.text(flags.length === 0 ? '' : '<');
  for (const [at, flag] of flags.entries()) printer.element(at === 0 ? flag : `,${flag}`, flag);
  printer.text(flags.length === 0 ? '' : '> ');
  printer.closeArray();
  const learnt = answer.exception;
  if (learnt !== undefined) {
    // Some of the second has always passed by the time it is printed.
    const left = Math.ceil((learnt.until - namespace.environment.clock.now) / second) - 1;
    printer.any('expires', `expires ${String(left)}sec `, left);
  }
  printMetrics(printer, {
    mtu: learnt?.mtu ?? route.mtu,
    mtuLocked: answer.mtuLocked,
    metrics: route.metrics,
  });
  if (question.input !== undefined) word('iif', 'iif', question.input.name);
  printer.text('\n');
  printer.closeObject();
  printer.closeArray();
  process.print(printer.isJson ? `${printer.take()}\n` : printer.take());
}

/** RTCF_*: what of the answer is this host's own, and how it was learnt. */
function flagsOf(question: Question, destination: Address, answer: RouteResult): readonly string[] {
  const { type, device } = answer;
  const own =
    type === 'local' ||
    type === 'broadcast' ||
    (type === 'multicast' && (question.input ?? device).groups.inet.includes(destination)) ||
    (type === 'unicast' && device.kind === 'loopback');
  return [
    ...(question.notify ? ['notify'] : []),
    ...(own ? ['local'] : []),
    ...(type === 'broadcast' ? ['brd'] : []),
    ...(type === 'multicast' ? ['mc'] : []),
    ...(answer.exception?.gateway === undefined ? [] : ['redirected']),
    ...(answer.redirect === true ? ['redirect'] : []),
  ];
}

function printUser({ printer }: IpContext, user: number): void {
  printer.any('uid', `uid ${String(user)} `, user);
}

/** Until the first rule is added the local table lies in the main one's trie and its answers count as main's. */
function shownTable(context: IpContext, table: number): number | undefined {
  const { rules } = context.namespace.routes;
  const plain =
    rules.filter((rule) => rule.family === 4).length === 3 && rules.every((rule) => rule.protocol === 2);
  if (table === routeTable.main || (table === routeTable.local && plain)) return undefined;
  return table;
}
