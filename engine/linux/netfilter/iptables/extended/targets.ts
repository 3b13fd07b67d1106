/**
 * Targets that change a small thing of the packet or hand it to somebody who is not there: AUDIT, CHECKSUM, CLASSIFY, HL,
 * IDLETIMER, NFQUEUE, TCPOPTSTRIP, TEE (net/netfilter/xt_AUDIT.c, xt_CHECKSUM.c, xt_CLASSIFY.c, xt_HL.c, xt_IDLETIMER.c,
 * xt_NFQUEUE.c, xt_TCPOPTSTRIP.c, xt_TEE.c).
 *
 * Left out: the audit log, the files of IDLETIMER under /sys. Nobody listens on a queue.
 */
import type { TcpOption } from '../../../../net/packet/transport.ts';
import { anyV4 } from '../../../../net/address/address.ts';
import { usage } from '../error.ts';
import type { Action } from '../extension.ts';
import { parseNumber } from '../number.ts';
import { type Options, targetOf } from '../shape.ts';

const goOn: Action = () => 'continue';

const audit = targetOf({
  name: 'AUDIT',
  options: { type: { kind: 'text', mandatory: true } },
  read(options) {
    const type = options.text('type').toLowerCase();
    if (!['accept', 'drop', 'reject'].includes(type))
      throw usage(`Bad action type value "${options.text('type')}"`);
  },
  save: (options) => `--type ${options.text('type').toLowerCase()}`,
  print: (options) => `AUDIT ${options.text('type').toLowerCase()}`,
  translate: () => 'log level audit',
  compile: () => goOn,
});

const checksum = targetOf({
  name: 'CHECKSUM',
  options: { 'checksum-fill': { kind: 'flag', mandatory: true } },
  table: 'mangle',
  save: () => '--checksum-fill',
  print: () => 'CHECKSUM fill',
  compile: () => (skb) => {
    skb.partialChecksum = false;
    return 'continue';
  },
});

/** `MAJOR:MINOR` in hexadecimal. @throws IptablesError */
function classOf(options: Options): readonly [number, number] {
  const match = /^([0-9a-f]+):([0-9a-f]+)$/i.exec(options.text('set-class'));
  if (match === null) throw usage(`Bad class value "${options.text('set-class')}"`);
  return [Number.parseInt(match[1] ?? '', 16) & 0xffff, Number.parseInt(match[2] ?? '', 16) & 0xffff];
}

const classify = targetOf({
  name: 'CLASSIFY',
  options: { 'set-class': { kind: 'text', mandatory: true } },
  table: 'mangle',
  chains: ['FORWARD', 'OUTPUT', 'POSTROUTING'],
  read(options) {
    classOf(options);
  },
  save: (options) =>
    `--set-class ${classOf(options)
      .map((part) => part.toString(16).padStart(4, '0'))
      .join(':')}`,
  print: (options) =>
    `CLASSIFY set ${classOf(options)
      .map((part) => part.toString(16))
      .join(':')}`,
  translate: (options) =>
    `meta priority set ${classOf(options)
      .map((part) => part.toString(16))
      .join(':')}`,
  compile(options) {
    const [major, minor] = classOf(options);
    return (skb) => {
      skb.priority = major * 65_536 + minor;
      return 'continue';
    };
  },
});

const hopActions = ['hl-set', 'hl-dec', 'hl-inc'] as const;

const hl = targetOf({
  name: 'HL',
  options: {
    'hl-set': { kind: 'number', most: 255, excludes: ['hl-dec', 'hl-inc'] },
    'hl-dec': { kind: 'number', least: 1, most: 255, excludes: ['hl-set', 'hl-inc'] },
    'hl-inc': { kind: 'number', least: 1, most: 255, excludes: ['hl-set', 'hl-dec'] },
  },
  table: 'mangle',
  check(options) {
    if (options.isEmpty) throw usage('HL: You must specify an action');
  },
  save(options) {
    const name = hopActions.find((each) => options.has(each)) ?? 'hl-set';
    return `--${name} ${String(options.number(name))}`;
  },
  print(options) {
    const name = hopActions.find((each) => options.has(each)) ?? 'hl-set';
    const word = { 'hl-set': 'set to', 'hl-dec': 'decrement by', 'hl-inc': 'increment by' }[name];
    return `HL ${word} ${String(options.number(name))}`;
  },
  compile(options) {
    const change = options.number('hl-inc') - options.number('hl-dec');
    const wanted = options.has('hl-set') ? options.number('hl-set') : undefined;
    return (skb) => {
      const { packet } = skb;
      if (packet.kind !== 'ipv6') return 'continue';
      const hopLimit = Math.max(0, Math.min(255, wanted ?? packet.hopLimit + change));
      skb.packet = { ...packet, hopLimit };
      return 'continue';
    };
  },
});

const idletimer = targetOf({
  name: 'IDLETIMER',
  options: {
    timeout: { kind: 'number', mandatory: true },
    label: { kind: 'text', mandatory: true },
    alarm: { kind: 'flag' },
  },
  isRefused: (options) => options.number('timeout') === 0 || options.text('label') === '',
  save: (options) =>
    `--timeout ${String(options.number('timeout'))} --label ${options.text('label')}${options.has('alarm') ? ' --alarm' : ''}`,
  print: (options) =>
    `timeout:${String(options.number('timeout'))} label:${options.text('label')}${options.has('alarm') ? ' alarm' : ''}`,
  compile: () => goOn,
});

/** First and last queue. @throws IptablesError */
function queues(options: Options): readonly [number, number] {
  if (!options.has('queue-balance')) return [options.number('queue-num'), options.number('queue-num')];
  const parts = options.text('queue-balance').split(':');
  const [first, last] = parts.map((part) => parseNumber(part, 0, 65_535));
  if (first === undefined || last === undefined || parts.length !== 2)
    throw usage(
      `NFQUEUE: bad value for option "--queue-balance" near "${options.text('queue-balance')}", or out of range (0-65535).\n`,
    );
  if (first >= last) throw usage(`${String(first)} should be less than ${String(last)}`);
  return [first, last];
}

function queueText(options: Options, num: string, balance: string, dash: string): string {
  const [first, last] = queues(options);
  return first === last ? `${num} ${String(first)}` : `${balance} ${String(first)}${dash}${String(last)}`;
}

const nfqueue = targetOf({
  name: 'NFQUEUE',
  options: {
    'queue-num': { kind: 'number', most: 65_535, excludes: ['queue-balance'] },
    'queue-balance': { kind: 'text', excludes: ['queue-num'] },
    'queue-bypass': { kind: 'flag' },
    'queue-cpu-fanout': { kind: 'flag', needs: 'queue-balance' },
  },
  read(options) {
    queues(options);
  },
  save: (options) =>
    [
      queueText(options, '--queue-num', '--queue-balance', ':'),
      ...['queue-bypass', 'queue-cpu-fanout'].filter((name) => options.has(name)).map((name) => `--${name}`),
    ].join(' '),
  print: (options) =>
    [
      `NFQUEUE ${queueText(options, 'num', 'balance', ':')}`,
      ...['queue-bypass', 'queue-cpu-fanout']
        .filter((name) => options.has(name))
        .map((name) => name.replace('queue-', '')),
    ].join(' '),
  translate(options) {
    const flags = [
      ...(options.has('queue-bypass') ? ['bypass'] : []),
      ...(options.has('queue-cpu-fanout') ? ['fanout'] : []),
    ].join(',');
    return `queue ${queueText(options, 'num', 'num', '-')}${flags === '' ? '' : ` ${flags}`}`;
  },
  compile(options) {
    const verdict = options.has('queue-bypass') ? 'accept' : 'drop';
    return () => verdict;
  },
});

const optionNames: Readonly<Record<string, number>> = {
  mss: 2,
  wscale: 3,
  'sack-permitted': 4,
  sack: 5,
  timestamp: 8,
  md5: 19,
};

/** Numbers in order. @throws IptablesError */
function stripped(options: Options): readonly number[] {
  const numbers = options
    .text('strip-options')
    .split(',')
    .map((word) => {
      const number = optionNames[word] ?? parseNumber(word, 0, 255);
      if (number === undefined) throw usage(`Bad TCP option value "${word}"`);
      return number;
    });
  return [...new Set(numbers)].sort((one, other) => one - other);
}

/** Kind and octets of an option. */
function sizeOf(option: TcpOption): readonly [number, number] {
  switch (option.kind) {
    case 'mss':
      return [2, 4];
    case 'windowScale':
      return [3, 3];
    case 'sackPermitted':
      return [4, 2];
    case 'sack':
      return [5, 2 + 8 * option.blocks.length];
    case 'timestamps':
      return [8, 10];
    case 'nop':
      return [1, 1];
    case 'other':
      return [option.number, 2 + option.data.length];
  }
}

const tcpoptstrip = targetOf({
  name: 'TCPOPTSTRIP',
  options: { 'strip-options': { kind: 'text' } },
  table: 'mangle',
  protocol: 6,
  read(options) {
    stripped(options);
  },
  save: (options) => (options.isEmpty ? '' : `--strip-options ${stripped(options).join(',')}`),
  print(options, numeric) {
    if (options.isEmpty) return 'TCPOPTSTRIP options ';
    const nameOf = (number: number): string =>
      Object.entries(optionNames).find(([, each]) => each === number)?.[0] ?? String(number);
    const texts = stripped(options).map((number) => (numeric ? String(number) : nameOf(number)));
    return `TCPOPTSTRIP options ${texts.join(',')}`;
  },
  compile(options) {
    const numbers = new Set(options.isEmpty ? [] : stripped(options));
    return (skb) => {
      const { packet } = skb;
      if (packet.kind === 'arp' || packet.payload.kind !== 'tcp') return 'continue';
      const left = packet.payload.options.flatMap((option): readonly TcpOption[] => {
        const [number, size] = sizeOf(option);
        return numbers.has(number)
          ? Array.from({ length: size }, () => ({ kind: 'nop' }) as const)
          : [option];
      });
      const payload = { ...packet.payload, options: left };
      skb.packet = packet.kind === 'ipv4' ? { ...packet, payload } : { ...packet, payload };
      return 'continue';
    };
  },
});

const tee = targetOf({
  name: 'TEE',
  options: { gateway: { kind: 'address', mandatory: true }, oif: { kind: 'text' } },
  isRefused: (options) => options.address('gateway')?.isUnspecified === true,
  save: (options) =>
    `--gateway ${options.address('gateway')?.text ?? ''}${options.has('oif') ? ` --oif ${options.text('oif')}` : ''}`,
  print: (options) =>
    `TEE gw:${options.address('gateway')?.text ?? ''}${options.has('oif') ? ` oif=${options.text('oif')}` : ''}`,
  translate(options) {
    const gateway = options.address('gateway');
    const text = gateway?.isUnspecified === true ? 'default' : (gateway?.text ?? '');
    return `dup to ${text}${options.has('oif') ? ` device ${options.text('oif')}` : ''}`;
  },
  compile(options, { namespace }) {
    const gateway = options.address('gateway') ?? anyV4;
    // A copy's copy would be copied too.
    let isCopying = false;
    return (skb, { hook }) => {
      const { packet } = skb;
      if (isCopying || packet.kind === 'arp') return 'continue';
      const ip = namespace.ip(packet.source.family);
      const output = options.has('oif') ? namespace.devices.get(options.text('oif')) : undefined;
      const tos = packet.kind === 'ipv4' ? packet.tos & 0x1c : 0;
      const route = ip.routeOutput({ destination: gateway, output, tos });
      if (route.kind === 'failure') return 'continue';
      const hops = hook === 'prerouting' || hook === 'input' ? 1 : 0;
      isCopying = true;
      ip.send({
        packet:
          packet.kind === 'ipv4'
            ? { ...packet, dontFragment: true, ttl: packet.ttl - hops }
            : { ...packet, hopLimit: packet.hopLimit - hops },
        route: { ...route, gateway: route.gateway ?? gateway },
        cause: skb.id,
        conntrack: { entry: undefined, direction: 'original', state: 'untracked', zone: 0 },
      });
      isCopying = false;
      return 'continue';
    };
  },
});

export const smallTargets = [audit, checksum, classify, hl, idletimer, nfqueue, tcpoptstrip, tee];
