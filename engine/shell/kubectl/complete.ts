/**
 * What Tab offers behind `kubectl`, as its own completion does: verbs, types, names of what is there, namespaces, flags
 * and the formats of `-o`.
 *
 * Left out: containers, contexts, fields of `explain`.
 */
import type { ApiDoor } from '../../kubernetes/api/request.ts';
import { type Resource, resources } from '../../kubernetes/api/resources.ts';
import type { Flag } from './command/flag.ts';
import { commandAt, rootCommand } from './command/tree.ts';

/** The type that a verb's first word names when it names none. */
const ofPods = ['exec', 'logs'];
const ofNodes = ['cordon', 'uncordon'];
const byType = ['get', 'describe', 'delete', 'edit', 'label', 'annotate', 'patch', 'scale', 'expose', 'wait'];

const formats = ['yaml', 'json', 'wide', 'name', 'jsonpath=', 'custom-columns='];

/** @param words of the command line, the last being written; undefined: files are meant */
export function completeKubectl(
  words: readonly string[],
  api: ApiDoor | undefined,
): readonly string[] | undefined {
  const word = words.at(-1) ?? '';
  const before = words.at(-2) ?? '';
  const [verb = '', ...rest] = plainWords(words.slice(1, -1));
  const command = verb === '' ? undefined : commandAt([verb, ...rest]);
  if (['-n', '--namespace'].includes(before)) return names(api, 'namespaces');
  if (['-o', '--output'].includes(before)) return formats;
  if (['-f', '--filename'].includes(before)) return undefined;
  if (word.startsWith('--namespace=')) return names(api, 'namespaces').map((each) => `--namespace=${each}`);
  if (word.startsWith('-')) return flagsOf((command ?? rootCommand()).flags);
  if (verb === '') return rootCommand().children.map(({ name }) => name);
  const namespace = namespaceOf(words);
  if (ofPods.includes(verb)) return rest.length === 0 ? names(api, 'pods', namespace) : [];
  if (ofNodes.includes(verb)) return rest.length === 0 ? names(api, 'nodes') : [];
  const isRollout = verb === 'rollout' && rest.length > 0;
  if (!isRollout && !byType.includes(verb)) return (command?.children ?? []).map(({ name }) => name);
  const [type, ...named] = isRollout ? rest.slice(1) : rest;
  const slash = /^([\w.-]+)\//.exec(word)?.[1];
  if (slash !== undefined) return names(api, slash, namespace).map((each) => `${slash}/${each}`);
  if (type === undefined)
    return resources.filter(({ struct }) => struct !== undefined).map(({ name }) => name);
  if (type.includes('/')) return [];
  return names(api, type, namespace).filter((each) => !named.includes(each));
}

/** Without flags and the values of those that take one. */
function plainWords(words: readonly string[]): readonly string[] {
  return words.filter((word, at) => {
    if (word.startsWith('-')) return false;
    const before = words[at - 1] ?? '';
    return !before.startsWith('-') || before.includes('=') || !takesValue(before);
  });
}

const flagsWithValues: ReadonlySet<string> = new Set(
  [rootCommand(), ...rootCommand().children].flatMap(({ flags }) =>
    flags
      .filter(({ bare }) => bare === undefined)
      .flatMap(({ name, short }) => [`--${name}`, ...(short === undefined ? [] : [`-${short}`])]),
  ),
);

function takesValue(word: string): boolean {
  return flagsWithValues.has(word);
}

function flagsOf(flags: readonly Flag[]): readonly string[] {
  return flags.flatMap(({ name, short }) => [`--${name}`, ...(short === undefined ? [] : [`-${short}`])]);
}

function namespaceOf(words: readonly string[]): string {
  const at = words.findIndex((word) => word === '-n' || word === '--namespace');
  const joined = words.find((word) => word.startsWith('--namespace='))?.slice('--namespace='.length);
  return joined ?? (at < 0 ? undefined : words[at + 1]) ?? 'default';
}

function find(type: string): Resource | undefined {
  return resources.find(
    ({ name, singular, shortNames }) => name === type || singular === type || shortNames.includes(type),
  );
}

function names(api: ApiDoor | undefined, type: string, namespace?: string): readonly string[] {
  const resource = find(type);
  if (resource === undefined) return [];
  const { group, version, name, namespaced } = resource;
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const scope = namespaced && namespace !== undefined ? `/namespaces/${namespace}` : '';
  const answer = api?.request({ method: 'GET', path: `${root}${scope}/${name}` });
  if (answer?.kind !== 'response' || answer.status !== 200) return [];
  const { items } = answer.body as {
    readonly items: readonly { readonly metadata: { readonly name: string } }[];
  };
  return items.map(({ metadata }) => metadata.name);
}
