/**
 * The words of `ip rule add|del|list` (ip/iprule.c, iprule_modify).
 */
import type { Family } from '../../../net/address/address.ts';
import type { RulePattern } from '../../../linux/netlink/rule.ts';
import { type Arguments, invalid, matches, readPrefix, readUnsigned } from '../../iproute2/arguments.ts';
import { notSimulated, Stop, wrongUsage } from '../../iproute2/stop.ts';
import { familyOf, type IpContext } from '../context.ts';
import { dsfieldNumber, protocolNumber, tableNumber, typeOf } from '../names.ts';
import { ruleUsage } from '../usage/objects.ts';

type Writable<Value> = { -readonly [key in keyof Value]: Value[key] };

const refused = ['realms', 'tun_id', 'suppress_ifgroup', 'sup_group', 'l3mdev', 'nat', 'map-to'];

function value<Value>(words: Arguments, find: (word: string) => Value | undefined, complaint: string): Value {
  const word = words.next();
  const found = find(word);
  if (found === undefined) throw invalid(complaint, word);
  return found;
}

/** @param listing the words of a question: what is none of them is the destination */
export function readRule(context: IpContext, words: Arguments, listing = false): RulePattern {
  let family: Family | undefined = familyOf(context);
  const rule: Writable<Omit<RulePattern, 'family'>> = {};
  const prefix = (word: string) => {
    const read = readPrefix(word, family);
    if (listing && word !== 'all' && word !== 'default' && word !== 'any') family ??= read.family;
    return read;
  };
  for (let { word } = words; word !== undefined; word = words.word) {
    if (word === 'not') rule.inverted = true;
    else if (word === 'from') rule.from = prefix(words.next());
    else if (word === 'to') rule.to = prefix(words.next());
    else if (matches(word, 'preference') || matches(word, 'order') || matches(word, 'priority'))
      rule.priority = value(words, readUnsigned, 'preference value is invalid\n');
    else if (word === 'tos' || matches(word, 'dsfield'))
      rule.tos = value(words, dsfieldNumber, 'TOS value is invalid\n');
    else if (word === 'fwmark') rule.mark = readMark(words);
    else if (matches(word, 'protocol'))
      rule.protocol = value(
        words,
        protocolNumber,
        listing ? 'invalid "protocol"\n' : '"protocol" value is invalid\n',
      );
    else if (matches(word, 'table') || word === 'lookup')
      rule.table = value(words, tableNumber, listing ? 'table id value is invalid\n' : 'invalid table ID\n');
    else if (matches(word, 'suppress_prefixlength') || matches(word, 'sup_pl'))
      rule.suppressPrefixLength = value(words, readUnsigned, 'suppress_prefixlength value is invalid\n');
    else if (refused.some((name) => word === name)) throw notSimulated(`ip rule ${word}`);
    else if (word === 'uidrange') rule.users = value(words, readUsers, 'invalid UID range\n');
    else if (word === 'ipproto') rule.ipProtocol = value(words, protocolOf, 'Invalid "ipproto" value\n');
    else if (word === 'sport') rule.sourcePorts = value(words, readPorts, 'invalid port range\n');
    else if (word === 'dport') rule.destinationPorts = value(words, readPorts, 'invalid dport range\n');
    else if (word === 'dev' || word === 'iif') rule.input = words.next();
    else if (word === 'oif') rule.output = words.next();
    else {
      if (word === 'type') word = words.next();
      if (matches(word, 'help')) throw new Stop(wrongUsage, ruleUsage);
      if (listing) {
        rule.to = readPrefix(word, family ?? 4);
        words.skip();
        continue;
      }
      if (matches(word, 'goto')) {
        rule.action = 'goto';
        rule.target = value(words, readUnsigned, 'invalid target\n');
        words.skip();
        continue;
      }
      if (matches(word, 'nop')) {
        rule.action = 'nop';
        words.skip();
        continue;
      }
      const type = typeOf(word);
      if (type === undefined) throw invalid('Failed to parse rule type', word);
      if (type !== 'blackhole' && type !== 'unreachable' && type !== 'prohibit' && type !== 'unicast')
        throw notSimulated(`ip rule ${String(type)}`);
      rule.action = type === 'unicast' ? 'table' : type;
    }
    words.skip();
  }
  return { ...rule, family: family ?? 4 };
}

/** sscanf("%u-%u") */
function readUsers(word: string): readonly [number, number] | undefined {
  const match = /^(\d+)-(\d+)/.exec(word);
  return match === null ? undefined : [Number(match[1]), Number(match[2])];
}

/** One port, or two with a dash between them. */
function readPorts(word: string): readonly [number, number] | undefined {
  const match = /^(\d+)(?:-(\d+))?/.exec(word);
  if (match === null) return undefined;
  return [Number(match[1]), Number(match[2] ?? match[1])];
}

const protocols: Readonly<Record<string, number>> = {
  icmp: 1,
  igmp: 2,
  tcp: 6,
  udp: 17,
  gre: 47,
  esp: 50,
  'ipv6-icmp': 58,
  sctp: 132,
};

function protocolOf(word: string): number | undefined {
  return protocols[word] ?? readUnsigned(word);
}

export function protocolWord(protocol: number, numeric: boolean): string {
  if (numeric) return `ipproto-${String(protocol)}`;
  return (
    Object.entries(protocols).find(([, number]) => number === protocol)?.[0] ?? `ipproto-${String(protocol)}`
  );
}

function readMark(words: Arguments): { readonly value: number; readonly mask: number } {
  const word = words.next();
  const [mark = '', mask] = word.split('/');
  const number = readUnsigned(mark);
  if (number === undefined) throw invalid('fwmark value is invalid\n', word);
  const bits = mask === undefined ? 0xffff_ffff : readUnsigned(mask);
  if (bits === undefined) throw invalid('fwmask value is invalid\n', mask ?? '');
  return { value: number, mask: bits };
}
