/**
 * Definitions of custom kinds: names that nobody has are accepted and the kind established; a deleted definition's
 * objects are deleted before it goes (k8s.io/apiextensions-apiserver pkg/controller status, establish and finalizer).
 */
import { millisecond, second } from '../../clock/clock.ts';
import { type Resource, resource, resources } from '../api/resources.ts';
import { same } from '../api/same.ts';
import { discoverResources } from '../client/discovery.ts';
import { WorkQueue } from '../client/work-queue.ts';
import type { Definition, DefinitionNames } from '../custom/definition.ts';
import type { Condition } from '../objects/meta.ts';
import { cleanupFinalizer } from '../strategy/definition.ts';
import type { ControllerContext } from './context.ts';

const definitions = resource('customresourcedefinitions', 'apiextensions.k8s.io');

export function startDefinitionController(context: ControllerContext): void {
  const client = context.client('crd-controller');
  const queue = new WorkQueue(context.clock, sync, 2 * millisecond);
  const watch = client.watch(definitions);
  watch.changed.add(() => {
    for (const { object, type } of watch.take()) if (type !== 'DELETED') queue.add(object.metadata.name);
  });

  function sync(name: string): void {
    const definition = client.get(definitions, undefined, name) as Definition | undefined;
    if (definition === undefined) return;
    if (definition.metadata.deletionTimestamp !== undefined) {
      if (definition.metadata.finalizers?.includes(cleanupFinalizer) === true) cleanUp(definition);
      return;
    }
    const others = (client.list(definitions) as readonly Definition[]).filter(
      (one) => one.metadata.name !== name && one.spec.group === definition.spec.group,
    );
    const status = namesChecked(definition, others, context.wallClock.timestamp);
    if (!same(status, definition.status)) client.updateStatus(definitions, { ...definition, status });
  }

  function cleanUp(definition: Definition): void {
    const left = remaining(definition);
    for (const { of, namespace, name, isDeleted } of left) if (!isDeleted) client.delete(of, namespace, name);
    if (remaining(definition).length > 0) {
      queue.addAfter(definition.metadata.name, second);
      return;
    }
    client.update(definitions, {
      ...definition,
      metadata: {
        ...definition.metadata,
        finalizers: (definition.metadata.finalizers ?? []).filter((one) => one !== cleanupFinalizer),
      },
    });
  }

  function remaining({ spec }: Definition): readonly {
    readonly of: Resource;
    readonly namespace: string | undefined;
    readonly name: string;
    readonly isDeleted: boolean;
  }[] {
    const of = discoverResources(context.door).find(
      (one) => one.group === spec.group && one.name === spec.names.plural,
    );
    if (of === undefined) return [];
    return client.list(of).map(({ metadata }) => ({
      of,
      namespace: metadata.namespace,
      name: metadata.name,
      isDeleted: metadata.deletionTimestamp !== undefined,
    }));
  }
}

/** The status with the names that are free, and whether all are. */
function namesChecked(
  { spec, status }: Definition,
  others: readonly Definition[],
  now: string,
): NonNullable<Definition['status']> {
  const builtIn = resources.filter(({ group }) => group === spec.group);
  const accepted = others.map((one) => one.status?.acceptedNames);
  const takenNames = new Set([
    ...builtIn.flatMap(({ name, singular, shortNames }) => [name, singular, ...shortNames]),
    ...accepted.flatMap((names) => [names?.plural, names?.singular, ...(names?.shortNames ?? [])]),
  ]);
  const takenKinds = new Set([
    ...builtIn.flatMap(({ kind }) => [kind, `${kind}List`]),
    ...accepted.flatMap((names) => [names?.kind, names?.listKind]),
  ]);
  const { names } = spec;
  const inUse = (name: string): string => `${JSON.stringify(name)} is already in use`;
  const conflicts: (readonly [string, string])[] = [];
  for (const [reason, name, taken] of [
    ['PluralConflict', names.plural, takenNames],
    ['SingularConflict', names.singular ?? '', takenNames],
    ...(names.shortNames ?? []).map((name) => ['ShortNamesConflict', name, takenNames] as const),
    ['KindConflict', names.kind, takenKinds],
    ['ListKindConflict', names.listKind ?? '', takenKinds],
  ] as const)
    if (taken.has(name)) conflicts.push([reason, inUse(name)]);
  const conflict = conflicts.at(-1);
  const isFree = conflict === undefined;
  const old = status?.conditions ?? [];
  const wasEstablished = old.some(({ type, status: is }) => type === 'Established' && is === 'True');
  const condition = (type: string, is: boolean, reason: string, message: string): Condition => {
    const before = old.find((one) => one.type === type);
    const value = is ? 'True' : 'False';
    return {
      type,
      status: value,
      lastTransitionTime: before?.status === value ? (before.lastTransitionTime ?? now) : now,
      reason,
      message,
    };
  };
  const acceptedNames: DefinitionNames = isFree ? names : (status?.acceptedNames ?? { kind: '', plural: '' });
  return {
    acceptedNames,
    conditions: [
      condition(
        'NamesAccepted',
        isFree,
        conflict?.[0] ?? 'NoConflicts',
        conflict?.[1] ?? 'no conflicts found',
      ),
      isFree || wasEstablished
        ? condition('Established', true, 'InitialNamesAccepted', 'the initial names have been accepted')
        : condition('Established', false, 'NotAccepted', 'not all names are accepted'),
    ],
    storedVersions: status?.storedVersions ?? [],
  };
}
