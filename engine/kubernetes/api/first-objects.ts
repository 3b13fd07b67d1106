/**
 * Objects that are there from the beginning, as the server keeps them: with a uid, a revision from before anybody asked,
 * and the time of the start.
 */
import type { Random } from '../../clock/random.ts';
import { uid } from '../allocation/names.ts';
import type { KubeObject, ObjectMeta } from '../objects/meta.ts';
import type { Resource } from './resources.ts';
import { qualified } from './status.ts';
import type { WallClock } from './wall-clock.ts';

/** Kinds of which there is something from the beginning. */
const kinds = new Set(
  `Role ClusterRole RoleBinding ClusterRoleBinding PriorityClass PriorityLevelConfiguration FlowSchema APIService
  ComponentStatus`.split(/\s+/),
);

export function hasFirstObjects({ kind }: Resource): boolean {
  return kinds.has(kind);
}

/** An object but for what the server adds. */
export type Seed = Omit<KubeObject, 'metadata'> & {
  readonly metadata: Pick<ObjectMeta, 'name'> & Partial<ObjectMeta>;
};

/** What a control plane writes at its first start has revisions up to this one. */
export const lastFirstRevision = 180;

export interface Beginning {
  readonly wallClock: WallClock;
  readonly random: Random;
  /** What there is of a kind; undefined while that is not known. */
  readonly first: (resource: Resource, now: string) => readonly Seed[] | undefined;
}

export function firstObjects(
  resource: Resource,
  { first, wallClock, random }: Beginning,
): readonly KubeObject[] | undefined {
  if (!hasFirstObjects(resource)) return [];
  const own = random.fork(`first ${qualified(resource)}`);
  return first(resource, wallClock.epoch)?.map((seed, index) => ({
    ...seed,
    metadata: {
      ...seed.metadata,
      uid: uid(own),
      resourceVersion: String(1 + (index % lastFirstRevision)),
      creationTimestamp: wallClock.epoch,
    },
  }));
}
