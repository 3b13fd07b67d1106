/**
 * `tc qdisc`: which command of it, and adding, changing and deleting (iproute2's tc/tc_qdisc.c, tc_qdisc_modify).
 *
 * Not simulated: `ingress` and `clsact`, queues below others (`parent`), size tables, estimators.
 */
import type { Impairments } from '../../../linux/fault/impairment.ts';
import { type QueueMode, removeQueue, setQueue } from '../../../linux/netlink/queue.ts';
import { check, requireAdmin } from '../../ip/context.ts';
import { type Arguments, duplicate, matches } from '../../iproute2/arguments.ts';
import { notSimulated, Stop, wrongUsage } from '../../iproute2/stop.ts';
import type { ToolContext } from '../../iproute2/tool.ts';
import { findDevice } from '../context.ts';
import { impairmentsOf, readNetem } from '../netem/parse.ts';
import { readHandle, readSize } from '../units.ts';
import { fifoUsage, qdiscUsage } from '../usage.ts';
import { show } from './show.ts';

const modes: readonly (readonly [string, QueueMode | 'delete'])[] = [
  ['add', 'add'],
  ['change', 'change'],
  ['replace', 'replace'],
  ['link', 'link'],
  ['delete', 'delete'],
];

/** Kinds the real tool knows the options of, and this one does not. */
const others = new Set(
  `atm cake cbq cbs choke codel drr dsmark etf ets fq fq_codel fq_pie gred hfsc hhf htb ingress clsact mq mqprio multiq pie
  plug prio qfq red sfb sfq skbprio taprio tbf pfifo_head_drop`.split(/\s+/),
);

export function runQdisc(context: ToolContext, words: Arguments): number {
  const { word } = words;
  if (word === undefined) return show(context, words);
  words.skip();
  const mode = modes.find(([name]) => matches(word, name))?.[1];
  if (mode !== undefined) return modify(context, words, mode);
  if (matches(word, 'list') || matches(word, 'show') || matches(word, 'lst')) return show(context, words);
  if (matches(word, 'help')) throw new Stop(0, qdiscUsage);
  throw new Stop(wrongUsage, `Command "${word}" is unknown, try "tc qdisc help".\n`);
}

interface Request {
  device: string | undefined;
  handle: number;
  root: boolean;
  kind: string | undefined;
  limit: number | undefined;
  impairments: Impairments | undefined;
}

function read(words: Arguments): Request {
  const request: Request = {
    device: undefined,
    handle: 0,
    root: false,
    kind: undefined,
    limit: undefined,
    impairments: undefined,
  };
  for (let { word } = words; word !== undefined; word = words.word) {
    if (word === 'dev') {
      const name = words.next();
      if (request.device !== undefined) throw duplicate('dev', name);
      request.device = name;
    } else if (word === 'handle') {
      const value = words.next();
      if (request.handle !== 0) throw duplicate('handle', value);
      request.handle = readHandle(value);
    } else if (word === 'root') {
      if (request.root) throw new Stop(wrongUsage, 'Error: "root" is duplicate parent ID\n');
      request.root = true;
    } else if (word === 'parent') {
      if (words.next() !== 'root') throw notSimulated('tc qdisc parent');
      request.root = true;
    } else if (word === 'clsact' || word === 'ingress') {
      if (request.root) throw new Stop(wrongUsage, `Error: "${word}" is a duplicate parent ID\n`);
      throw notSimulated(`tc qdisc ${word}`);
    } else if (matches(word, 'estimator')) throw notSimulated('tc qdisc estimator');
    else if (matches(word, 'stab')) throw notSimulated('tc qdisc stab');
    else if (word === 'ingress_block' || word === 'egress_block') throw notSimulated(`tc qdisc ${word}`);
    else if (matches(word, 'help')) throw new Stop(0, qdiscUsage);
    else {
      request.kind = word;
      words.skip();
      readKind(words, request, word);
      return request;
    }
    words.skip();
  }
  return request;
}

function readKind(words: Arguments, request: Request, kind: string): void {
  if (kind === 'netem') {
    const options = readNetem(words);
    request.limit = options.limit;
    request.impairments = impairmentsOf(options);
  } else if (kind === 'pfifo' || kind === 'bfifo') request.limit = readFifo(words, kind);
  else if (others.has(kind)) throw notSimulated(`tc qdisc ${kind}`);
  else if (words.word !== undefined)
    throw new Stop(1, `Unknown qdisc "${kind}", hence option "${words.word}" is unparsable\n`);
}

function readFifo(words: Arguments, kind: string): number | undefined {
  let limit: number | undefined;
  for (let { word } = words; word !== undefined; word = words.word) {
    if (word === 'help') throw new Stop(1, fifoUsage);
    if (word !== 'limit') throw new Stop(1, `${kind}: unknown parameter "${word}"\n${fifoUsage}`);
    const value = words.next();
    limit = readSize(value);
    if (limit === undefined) throw new Stop(1, `${kind}: Illegal value for "limit": "${value}"\n`);
    words.skip();
  }
  return limit;
}

function modify(context: ToolContext, words: Arguments, mode: QueueMode | 'delete'): number {
  const request = read(words);
  const device = request.device === undefined ? undefined : findDevice(context, request.device);
  requireAdmin(context.process);
  if (device === undefined) throw new Stop(2, 'RTNETLINK answers: No such device\n');
  if (mode === 'delete') {
    if (!request.root)
      check({
        errno: 'ENOENT',
        message:
          request.handle > 0 && device.queue?.handle === request.handle
            ? 'Classid cannot be zero.'
            : 'Failed to find qdisc with specified handle.',
      });
    check(removeQueue(device, request.handle, request.kind));
    return 0;
  }
  if (!request.root && request.handle === 0) check({ errno: 'EINVAL', message: 'Handle cannot be zero.' });
  if (!request.root && device.queue?.handle !== request.handle)
    check({ errno: 'ENOENT', message: 'Specified qdisc not found.' });
  check(setQueue(device, mode, request));
  return 0;
}
