/**
 * `ip link add` and `ip rule add|del` of busybox: the work is iproute2's, with busybox's complaints.
 */
import { Arguments } from '../../iproute2/arguments.ts';
import { Printer } from '../../iproute2/printer.ts';
import { Stop } from '../../iproute2/stop.ts';
import type { IpContext } from '../../ip/context.ts';
import { runLink } from '../../ip/link/link.ts';
import { defaultOptions } from '../../ip/options.ts';
import { runRule } from '../../ip/rule/rule.ts';
import { answers, die, type IpRun, next, refused } from './words.ts';

function contextOf({ process, namespace, family }: IpRun): IpContext {
  const printer = new Printer({
    json: false,
    pretty: false,
    color: false,
    darkBackground: false,
    oneline: false,
  });
  return { process, namespace, options: { ...defaultOptions(), family }, printer };
}

/** Errors of the words themselves are named in busybox's way where they have a counterpart. */
function translate(run: () => number): number {
  try {
    return run();
  } catch (stop) {
    if (!(stop instanceof Stop)) throw stop;
    const text = stop.text.trimEnd();
    const device = /^Cannot find device "(.*)"$/.exec(text)?.[1];
    if (device !== undefined) throw die(`can't find device '${device}'`);
    const word = /either "to" is duplicate, or "(.*)" is a? ?garbage|argument "(.*)" is wrong/.exec(text);
    if (word !== null) throw die(`invalid argument '${word[1] ?? word[2] ?? ''}' to 'ip'`);
    if (text === 'Error: Unknown device type.') throw answers('EOPNOTSUPP');
    throw die(text, text.startsWith('RTNETLINK') ? refused : 1);
  }
}

/** iplink.c, do_add_or_delete: a name, a kind, and the device below; what else a kind has is not known. */
export function addLink(run: IpRun, words: Arguments): number {
  let name: string | undefined;
  let kind: string | undefined;
  for (let { word } = words; word !== undefined; word = words.word) {
    if (word === 'type') {
      kind = next(words);
      words.skip();
      break;
    }
    if (word === 'link' || word === 'address') throw die(`not simulated: busybox ip link add ${word}`);
    name = word === 'name' || word === 'dev' ? next(words) : word;
    words.skip();
  }
  if (kind === undefined) throw answers('EOPNOTSUPP');
  if (kind === 'vlan' || words.word !== undefined)
    throw die(`not simulated: busybox ip link add type ${kind}`);
  const given = ['add', ...(name === undefined ? [] : [name]), 'type', kind];
  return translate(() => runLink(contextOf(run), new Arguments(given)));
}

export function changeRule(run: IpRun, what: 'add' | 'delete', words: Arguments): number {
  if (words.word === undefined && what === 'delete') throw die('not simulated: busybox ip rule del alone');
  const given = words.word === undefined ? ['table', 'main'] : words.rest;
  return translate(() => runRule(contextOf(run), new Arguments([what, ...given])));
}
