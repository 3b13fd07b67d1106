/**
 * What Tab offers behind `ip`: objects, what is done with them, interfaces behind `dev`, addresses where one is meant.
 *
 * Left out: the words of rarer objects.
 */

export interface Surroundings {
  readonly devices: () => readonly string[];
  readonly addresses: () => readonly string[];
}

const objects = [
  'address',
  'link',
  'route',
  'neigh',
  'rule',
  'netns',
  'tunnel',
  'monitor',
  'maddress',
  'nexthop',
];

const verbs: Readonly<Record<string, readonly string[]>> = {
  address: ['show', 'add', 'del', 'flush'],
  link: ['show', 'set', 'add', 'delete'],
  route: ['show', 'get', 'add', 'del', 'replace', 'flush'],
  neigh: ['show', 'get', 'add', 'del', 'replace', 'flush'],
  rule: ['show', 'add', 'del', 'flush'],
  netns: ['list', 'exec', 'identify', 'pids'],
  nexthop: ['show', 'add', 'del'],
};

const settings: Readonly<Record<string, readonly string[]>> = {
  address: ['dev', 'scope', 'up'],
  link: ['dev', 'up', 'down', 'mtu', 'master', 'nomaster', 'type', 'name', 'address'],
  route: [
    'via',
    'dev',
    'src',
    'table',
    'metric',
    'proto',
    'scope',
    'from',
    'iif',
    'onlink',
    'default',
    'blackhole',
  ],
  neigh: ['dev', 'lladdr', 'nud', 'proxy'],
  rule: ['from', 'to', 'fwmark', 'table', 'lookup', 'priority', 'iif', 'oif'],
};

/** @param words of the command line, the last being written */
export function completeIp(
  words: readonly string[],
  { devices, addresses }: Surroundings,
): readonly string[] {
  const word = words.at(-1) ?? '';
  const before = words.at(-2) ?? '';
  const plain = words.slice(1, -1).filter((each) => !each.startsWith('-'));
  if (word.startsWith('-')) return ['-4', '-6', '-br', '-c', '-d', '-j', '-n', '-o', '-p', '-s'];
  const [first, verb] = plain;
  if (first === undefined) return objects;
  const object = objects.find((each) => each.startsWith(first)) ?? first;
  if (verb === undefined) return verbs[object] ?? [];
  if (['dev', 'iif', 'oif', 'master'].includes(before)) return devices();
  if (['via', 'src', 'from', 'to', 'get'].includes(before)) return addresses();
  if (object === 'link' && ['show', 'set', 'delete', 'del'].includes(before)) return ['dev', ...devices()];
  if (object === 'neigh' && ['add', 'del', 'replace'].includes(before)) return addresses();
  return settings[object] ?? [];
}
