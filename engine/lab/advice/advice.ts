/**
 * One sentence under a command that failed, when it is known what was meant: a slip in a command's name, an object in
 * another namespace, an interface that is called otherwise, a Service's name where nobody asks the cluster's DNS. It is
 * read from what the real tool said and from what is there. Where two things could have been meant, nothing is said.
 *
 * Left out: what a command that succeeded should have been.
 */
import type { Resource } from '../../kubernetes/api/resources.ts';
import { resources } from '../../kubernetes/api/resources.ts';
import type { Stage } from '../stage/stage.ts';
import { nearest } from './nearest.ts';

export interface Failed {
  readonly line: string;
  readonly status: number;
  /** What it printed, from the beginning. */
  readonly printed: string;
  /** `pod/default/client` */
  readonly place: string;
  /** What can be executed here. */
  readonly commands: readonly string[];
  /** The interfaces here. */
  readonly devices: readonly string[];
  readonly stage: Pick<Stage, 'api' | 'map' | 'places' | 'stand'>;
}

/** @returns undefined when nothing is known that would help */
export function adviceFor(failed: Failed): string | undefined {
  if (failed.status === 0) return undefined;
  for (const rule of rules) {
    const match = rule.says.exec(failed.printed);
    const advice = match === null ? undefined : rule.advise(failed, match[1] ?? '', match[2] ?? '');
    if (advice !== undefined) return advice;
  }
  return undefined;
}

interface Rule {
  readonly says: RegExp;
  readonly advise: (failed: Failed, first: string, second: string) => string | undefined;
}

const rules: readonly Rule[] = [
  { says: /^(?:bash|sh|\/bin\/sh): (?:line \d+: )?(\S+): (?:command )?not found/m, advise: unknownCommand },
  { says: /Cannot find device "([^"]+)"/, advise: unknownDevice },
  { says: /^Device "([^"]+)" does not exist/m, advise: unknownDevice },
  { says: /^tcpdump: ([^:\s]+): .*No such device/m, advise: unknownDevice },
  { says: /the server doesn't have a resource type "([^"]+)"/, advise: unknownType },
  { says: /\(NotFound\): (\S+) "([^"]+)" not found/, advise: notFound },
  { says: /Could not resolve host: ([\w.-]+)/, advise: unknownName },
  { says: /^ping: ([\w.-]+): (?:Name or service not known|Temporary failure)/m, advise: unknownName },
  {
    says: /flag needs an argument: 'n' in -n/,
    advise: () => '-n wants the name of a namespace, as in -n kube-system.',
  },
];

function unknownCommand({ line, commands, stage, place }: Failed, name: string): string | undefined {
  const elsewhere = name === 'kubectl' ? stage.places().find((each) => knows(stage, each, name)) : undefined;
  if (elsewhere !== undefined && !commands.includes(name))
    return `${name} is not in ${place}. Open a shell at ${elsewhere}.`;
  const meant = nearest(name, [...commands, ...builtins]);
  return meant === undefined ? undefined : `Did you mean: ${line.replace(name, meant)}`;
}

const builtins = ['cd', 'echo', 'exit', 'export', 'history', 'type', 'kill', 'jobs'];

function knows(stage: Failed['stage'], place: string, name: string): boolean {
  return stage.stand(place)?.executables.find(name) !== undefined;
}

function unknownDevice({ devices, place }: Failed): string {
  return `The interfaces at ${place} are ${listed(devices)}.`;
}

function unknownType({ line }: Failed, type: string): string | undefined {
  const known = resources.filter(({ struct }) => struct !== undefined);
  const meant =
    nearest(
      type,
      known.map(({ name }) => name),
    ) ??
    nearest(
      type,
      known.map(({ singular }) => singular),
    );
  return meant === undefined ? undefined : `Did you mean: ${line.replace(type, meant)}`;
}

/** The object is in another namespace, or its name was mistyped. */
function notFound({ line, stage }: Failed, type: string, name: string): string | undefined {
  const resource = resources.find((each) => each.name === type.split('.')[0]);
  if (resource === undefined) return undefined;
  const there = objectsOf(stage, resource);
  const same = there.filter((each) => each.name === name);
  if (same[0] !== undefined && resource.namespaced)
    return `${resource.kind} ${name} is in the namespace ${listed(same.map(({ namespace }) => namespace))}: add -n ${same[0].namespace}`;
  const names = there.map((each) => each.name);
  const meant = nearest(name, names);
  if (meant !== undefined) return `Did you mean: ${line.replace(name, meant)}`;
  const begins = names.filter((each) => each.startsWith(`${name}-`));
  return begins.length === 0 ? undefined : `${resource.kind}s that begin so: ${listed(begins.slice(0, 5))}.`;
}

interface Named {
  readonly name: string;
  readonly namespace: string;
}

function objectsOf({ api }: Failed['stage'], { group, version, name }: Resource): readonly Named[] {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const answer = api?.request({ method: 'GET', path: `${root}/${name}` });
  if (answer?.kind !== 'response' || answer.status !== 200) return [];
  const { items } = answer.body as { readonly items: readonly { readonly metadata: Partial<Named> }[] };
  return items.map(({ metadata }) => ({ name: metadata.name ?? '', namespace: metadata.namespace ?? '' }));
}

/** Only pods ask the cluster's DNS. */
function unknownName({ place, stage }: Failed, host: string): string | undefined {
  const [name = '', namespace] = host.split('.');
  const { services, pods } = stage.map();
  const service = services.find(
    (each) => each.name === name && (namespace === undefined || each.namespace === namespace),
  );
  if (service?.clusterIp !== undefined && !place.startsWith('pod/'))
    return `Only pods ask the cluster’s DNS: ${place} knows Service ${name} by its address, ${service.clusterIp}.`;
  if (service !== undefined && place.startsWith('pod/'))
    return `Service ${name} is in the namespace ${service.namespace}: its name from here is ${name}.${service.namespace}`;
  const pod = pods.find((each) => each.name === name);
  return pod?.address === undefined
    ? undefined
    : `Pods have no names in DNS. ${name} has the address ${pod.address}.`;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}
