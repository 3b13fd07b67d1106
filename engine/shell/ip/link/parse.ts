/**
 * The words after `ip link add|set|delete` (ip/iplink.c, iplink_parse), in the order in which the real tool asks: words
 * may be shortened, so `d` is `dynamic`.
 */
import type { Mac } from '../../../net/address/mac.ts';
import type { NetworkNamespace } from '../../../linux/namespace/namespace.ts';
import type { NetDevice } from '../../../linux/device/device.ts';
import {
  type Arguments,
  duplicate,
  garbage,
  invalid,
  matches,
  readLinkAddress,
  readNumber,
  readOnOff,
  readSwitch,
  readUnsigned,
} from '../../iproute2/arguments.ts';
import { notSimulated, Stop, wrongUsage } from '../../iproute2/stop.ts';
import { leadingNumber, wholeNumber } from '../../options/number.ts';
import type { IpContext } from '../context.ts';
import { linkUsage } from '../usage/link.ts';

export interface LinkRequest {
  up: boolean | undefined;
  name: string | undefined;
  index: number | undefined;
  link: string | undefined;
  mac: Mac | undefined;
  queueLength: number | undefined;
  mtu: number | undefined;
  namespace: NetworkNamespace | 'nobody' | undefined;
  allMulticast: boolean | undefined;
  promiscuous: boolean | undefined;
  arp: boolean | undefined;
  master: NetDevice | 'none' | undefined;
  type: string | undefined;
  alias: string | undefined;
  multicast: boolean | undefined;
  dynamic: boolean | undefined;
  trailers: boolean | undefined;
  group: number | undefined;
  carrier: boolean | undefined;
  protodown: boolean | undefined;
  /** Of `addressModes`: how IPv6 makes the link-local address. */
  addressMode: number | undefined;
  device: string | undefined;
}

export function emptyRequest(): LinkRequest {
  return {
    up: undefined,
    name: undefined,
    index: undefined,
    link: undefined,
    mac: undefined,
    queueLength: undefined,
    mtu: undefined,
    namespace: undefined,
    allMulticast: undefined,
    promiscuous: undefined,
    arp: undefined,
    master: undefined,
    type: undefined,
    alias: undefined,
    multicast: undefined,
    dynamic: undefined,
    trailers: undefined,
    group: undefined,
    carrier: undefined,
    protodown: undefined,
    addressMode: undefined,
    device: undefined,
  };
}

/** Words that exist and whose value nothing here can honour. */
const refused: readonly (readonly [string, 'whole' | 'beginning'])[] = [
  ['xdpgeneric', 'whole'],
  ['xdpdrv', 'whole'],
  ['xdpoffload', 'whole'],
  ['xdp', 'whole'],
  ['vf', 'whole'],
];

const refusedLater: readonly (readonly [string, 'whole' | 'beginning'])[] = [
  ['mode', 'whole'],
  ['state', 'whole'],
  ['numtxqueues', 'beginning'],
  ['numrxqueues', 'beginning'],
  ['link-netns', 'whole'],
  ['link-netnsid', 'beginning'],
  ['gso_max_size', 'whole'],
  ['gso_max_segs', 'whole'],
  ['gro_max_size', 'whole'],
  ['parentdev', 'whole'],
];

/** IN6_ADDR_GEN_MODE_* */
export const addressModes: readonly string[] = ['eui64', 'none', 'stable_secret', 'random'];

function isOneOf(list: typeof refused, word: string): boolean {
  return list.some(([name, how]) => (how === 'whole' ? word === name : matches(word, name)));
}

function integer(words: Arguments, name: string, known: number | undefined): number {
  const value = words.next();
  if (known !== undefined) throw duplicate(name, value);
  const number = readNumber(value);
  if (number === undefined) throw invalid(`Invalid "${name}" value\n`, value);
  return number;
}

/** A name under /run/netns, or the namespace of a process. */
export function findNamespace(context: IpContext, word: string): NetworkNamespace | undefined {
  const { machine } = context.namespace;
  const named = machine.namespaces.get(word);
  if (named !== undefined) return named;
  if (!/^\d+$/.test(word)) return undefined;
  return word === '1' ? machine.host : machine.processes.get(Number(word))?.place;
}

/** check_ifname */
export function checkName(name: string, what: 'dev' | 'name'): void {
  if (name === '' || /[/\s]/.test(name) || (what === 'name' && name.length > 15))
    throw invalid(`"${what}" not a valid ifname`, name);
}

/** rtnl_group_a2n: a number, of which 32 bits count, or the only name of /etc/iproute2/group. */
export function readGroup(word: string): number {
  const group = word === 'default' ? 0 : wholeNumber(word);
  if (group === undefined) throw invalid('Invalid "group" value\n', word);
  return group >>> 0;
}

/** Reads up to the type; what follows it belongs to the type. What is only named is the device of that name. */
export function readLink(context: IpContext, words: Arguments, request = emptyRequest()): LinkRequest {
  readWords(context, words, request);
  request.device ??= request.name;
  return request;
}

/** Of a device that is to be made there is one name. */
export function requireOneName({ name, device }: LinkRequest): void {
  if (name !== undefined && name !== device)
    throw new Stop(wrongUsage, 'both "name" and "dev" cannot be used when creating devices.\n');
}

function readWords(context: IpContext, words: Arguments, request: LinkRequest): void {
  for (let { word } = words; word !== undefined; word = words.word) {
    if (readCommon(context, words, word, request)) words.skip();
    else if (matches(word, 'dynamic')) {
      request.dynamic = readOnOff('dynamic', words.next());
      words.skip();
    } else if (matches(word, 'type')) {
      request.type = words.next();
      words.skip();
      return;
    } else if (matches(word, 'alias')) {
      request.alias = words.next();
      words.skip();
    } else if (word === 'group') {
      request.group = readGroup(words.next());
      words.skip();
    } else if (word === 'protodown') {
      request.protodown = readSwitch(word, words.next());
      words.skip();
    } else if (word === 'protodown_reason') {
      const reason = words.next();
      if ((readUnsigned(reason) ?? 32) > 31) throw invalid('invalid protodown reason\n', reason);
      readSwitch(word, words.next());
      request.protodown = true;
      words.skip();
    } else if (matches(word, 'addrgenmode')) {
      const value = words.next();
      request.addressMode = addressModes.indexOf(value);
      if (request.addressMode < 0) throw invalid('Invalid address generation mode\n', value);
      words.skip();
    } else if (isOneOf(refusedLater, word)) throw notSimulated(`ip link ${word}`);
    else {
      if (matches(word, 'help')) throw new Stop(wrongUsage, linkUsage);
      if (word === 'dev') word = words.next();
      if (request.device !== undefined) throw garbage('dev', word);
      checkName(word, 'dev');
      request.device = word;
      words.skip();
    }
  }
}

/** @returns whether `word` was one of those before `dynamic` */
function readCommon(context: IpContext, words: Arguments, word: string, request: LinkRequest): boolean {
  if (word === 'up' || word === 'down') request.up = word === 'up';
  else if (word === 'name') {
    const value = words.next();
    if (request.name !== undefined) throw duplicate('name', value);
    checkName(value, 'name');
    request.name = value;
  } else if (word === 'index') {
    const value = words.next();
    if (request.index !== undefined) throw duplicate('index', value);
    request.index = leadingNumber(value);
    if (request.index <= 0) throw invalid('Invalid "index" value', value);
  } else if (matches(word, 'link')) request.link = words.next();
  else if (matches(word, 'address')) request.mac = readLinkAddress(words.next()) as Mac;
  else if (matches(word, 'broadcast') || word === 'brd') throw notSimulated('ip link broadcast');
  else if (matches(word, 'txqueuelen') || word === 'qlen' || matches(word, 'txqlen'))
    request.queueLength = integer(words, 'txqueuelen', request.queueLength);
  else if (word === 'mtu') request.mtu = integer(words, 'mtu', request.mtu);
  else if (word === 'netns') {
    const value = words.next();
    if (request.namespace !== undefined) throw duplicate('netns', value);
    request.namespace = findNamespace(context, value) ?? (/^\d+$/.test(value) ? 'nobody' : undefined);
    if (request.namespace === undefined) throw invalid('Invalid "netns" value\n', value);
  } else if (word === 'allmulticast') request.allMulticast = readOnOff(word, words.next());
  else if (word === 'promisc') request.promiscuous = readOnOff(word, words.next());
  else if (word === 'arp') request.arp = readOnOff(word, words.next());
  else if (word === 'multicast') request.multicast = readOnOff(word, words.next());
  else if (word === 'trailers') request.trailers = readOnOff(word, words.next());
  else if (word === 'carrier') request.carrier = readSwitch(word, words.next());
  else if (isOneOf(refused, word)) throw notSimulated(`ip link ${word}`);
  else if (matches(word, 'master')) {
    const name = words.next();
    request.master = context.namespace.devices.get(name);
    if (request.master === undefined) throw invalid('Device does not exist\n', name);
  } else if (word === 'vrf') throw invalid('Not a valid VRF name\n', words.next());
  else if (matches(word, 'nomaster')) request.master = 'none';
  else return false;
  return true;
}
