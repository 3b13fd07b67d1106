/**
 * What a server serves, asked at its discovery paths: the table's resources and the custom kinds of the day
 * (k8s.io/client-go discovery).
 */
import type { ApiDoor } from '../api/request.ts';
import { type Resource, resources } from '../api/resources.ts';

interface GroupList {
  readonly groups: readonly {
    readonly name: string;
    readonly versions: readonly { readonly groupVersion: string; readonly version: string }[];
  }[];
}

interface ResourceList {
  readonly resources: readonly {
    readonly name: string;
    readonly singularName: string;
    readonly namespaced: boolean;
    readonly kind: string;
    readonly shortNames?: readonly string[];
    readonly categories?: readonly string[];
  }[];
}

const known = new Set(resources.map(({ group, version }) => `${group}/${version}`));

/** By group; of a kind in several versions the preferred one first. */
export function discoverResources(door: ApiDoor): readonly Resource[] {
  const ask = (path: string): unknown => {
    const answer = door.request({ method: 'GET', path });
    return answer.kind === 'response' && answer.status === 200 ? answer.body : undefined;
  };
  const { groups = [] } = (ask('/apis') ?? {}) as Partial<GroupList>;
  const custom = groups.flatMap(({ name: group, versions }) =>
    versions
      .filter(({ version }) => !known.has(`${group}/${version}`))
      .flatMap(({ groupVersion, version }) => {
        const list = (ask(`/apis/${groupVersion}`) ?? { resources: [] }) as ResourceList;
        return list.resources
          .filter(({ name }) => !name.includes('/'))
          .map(({ name, singularName, namespaced, kind, shortNames = [], categories = [] }): Resource => ({
            name,
            singular: singularName,
            shortNames,
            kind,
            group,
            version,
            namespaced,
            categories,
            struct: undefined,
            subresources: [],
            listed: true,
          }));
      }),
  );
  if (custom.length === 0) return resources;
  return [...resources, ...custom].sort((one, other) =>
    one.group < other.group ? -1 : one.group > other.group ? 1 : 0,
  );
}
