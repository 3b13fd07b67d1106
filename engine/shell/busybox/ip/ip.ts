/**
 * busybox `ip` (networking/ip.c): fewer objects, options and words than iproute2's, and lines of its own.
 *
 * Not simulated: `ip tunnel` with words, `ip link add type vlan`, `ip route test`.
 */
import type { Family } from '../../../net/address/address.ts';
import { isCapable } from '../../../linux/process/process.ts';
import type { ShellProcess } from '../../command.ts';
import { Arguments } from '../../iproute2/arguments.ts';
import { Stop } from '../../iproute2/stop.ts';
import { applet } from '../applet.ts';
import { usageOf } from '../usage.ts';
import { changeAddress, flushAddresses } from './address-change.ts';
import { addLink, changeRule } from './borrowed.ts';
import { deleteLink, setLink } from './link-change.ts';
import { showLinks } from './links.ts';
import { neighbours } from './neighbours.ts';
import { changeRoute } from './route-change.ts';
import { flushRoutes, getRoute, showRoutes } from './routes.ts';
import { showRules } from './rules.ts';
import { answers, die, type IpRun, next, refused, substring, wrong } from './words.ts';

const objects = ['address', 'route', 'r', 'link', 'tunnel', 'tunl', 'rule', 'neigh'] as const;
const options = ['oneline', 'family', '4', '6', '0'] as const;
const families: Readonly<Record<string, Family | 'link'>> = { inet: 4, inet6: 6, link: 'link' };

export const busyboxIp = applet('ip', '/sbin/ip', function* run(process, given) {
  yield { on: [], until: process.clock.now };
  let failure = 1;
  try {
    const words = new Arguments(given);
    const usage = usageOf('ip');
    const context = readOptions(process, words);
    const object = substring(objects, words.word ?? '');
    if (object === undefined) throw new Stop(1, usage);
    words.skip();
    if (object === 'link') failure = refused;
    return runObject(context, object, words);
  } catch (stop) {
    if (!(stop instanceof Stop)) throw stop;
    process.complain(stop.text);
    return stop.status === 1 ? failure : stop.status;
  }
});

function readOptions(process: ShellProcess, words: Arguments): IpRun {
  let family: IpRun['family'];
  let oneline = false;
  for (let { word } = words; word?.startsWith('-') === true; word = words.word) {
    if (word === '--') {
      words.skip();
      break;
    }
    const option = substring(options, word.replace(/^--?/, ''));
    if (option === undefined) throw new Stop(1, usageOf('ip'));
    if (option === 'oneline') oneline = true;
    else if (option === 'family') {
      const name = next(words);
      family = families[name];
      if (family === undefined) throw wrong(name, 'family');
    } else family = option === '0' ? 'link' : option === '4' ? 4 : 6;
    words.skip();
  }
  return { process, namespace: process.place, family, oneline };
}

function runObject(run: IpRun, object: (typeof objects)[number], words: Arguments): number {
  switch (object) {
    case 'address':
      return runAddress(run, words);
    case 'link':
      return runLink(run, words);
    case 'route':
    case 'r':
      return runRoute(run, words);
    case 'neigh':
      return runNeighbours(run, words);
    case 'rule':
      return runRules(run, words);
    case 'tunnel':
    case 'tunl':
      if (words.word !== undefined && substring(['show', 'list', 'lst'], words.word) === undefined)
        throw die(`not simulated: busybox ip tunnel ${words.word}`);
      return 0;
  }
}

/** The next word as one of the commands; the first stands for none. */
function command<Name extends string>(words: Arguments, names: readonly [Name, ...Name[]]): Name {
  const { word } = words;
  if (word === undefined) return names[0];
  const found = substring(names, word);
  if (found === undefined) throw wrong(word, 'ip');
  words.skip();
  return found;
}

function requireAdmin(run: IpRun): void {
  if (!isCapable(run.process.credentials, 'net_admin')) throw answers('EPERM');
}

function runAddress(run: IpRun, words: Arguments): number {
  const what = command(words, ['show', 'add', 'change', 'chg', 'replace', 'delete', 'list', 'lst', 'flush']);
  if (what === 'show' || what === 'list' || what === 'lst') return showLinks(run, words, false);
  requireAdmin(run);
  if (what === 'flush') return flushAddresses(run, words);
  return changeAddress(run, words, what === 'add' || what === 'delete' ? what : 'change');
}

function runLink(run: IpRun, words: Arguments): number {
  const what = command(words, ['show', 'add', 'delete', 'set', 'lst', 'list']);
  if (what === 'show' || what === 'list' || what === 'lst') return showLinks(run, words, true);
  requireAdmin(run);
  if (what === 'add') return addLink(run, words);
  return what === 'set' ? setLink(run, words) : deleteLink(run, words);
}

function runRoute(run: IpRun, words: Arguments): number {
  const what = command(words, [
    'list',
    'add',
    'append',
    'change',
    'chg',
    'delete',
    'get',
    'show',
    'prepend',
    'replace',
    'test',
    'flush',
  ]);
  if (what === 'list' || what === 'show') return showRoutes(run, words);
  if (what === 'get') return getRoute(run, words);
  requireAdmin(run);
  if (what === 'flush') return flushRoutes(run, words);
  if (what === 'test') throw die('not simulated: busybox ip route test');
  return changeRoute(run, words, what === 'chg' ? 'change' : what);
}

function runNeighbours(run: IpRun, words: Arguments): number {
  const what = command(words, ['show', 'flush']);
  if (what === 'flush') requireAdmin(run);
  return neighbours(run, words, what === 'flush');
}

function runRules(run: IpRun, words: Arguments): number {
  const what = command(words, ['list', 'show', 'add', 'delete']);
  if (what === 'list' || what === 'show') return showRules(run);
  requireAdmin(run);
  return changeRule(run, what, words);
}
