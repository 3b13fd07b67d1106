/** From what a row says of its reason, `Service default/web`, to the object in the API. */
import type { ApiDoor } from '../../engine/kubernetes/api/request.ts';

export interface ObjectName {
  /** The resource's name in paths, such as `services`. */
  readonly kind: string;
  /** `v1`, `discovery.k8s.io/v1`; `v1` when absent. */
  readonly groupVersion?: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

export interface Subject {
  /** `EndpointSlice` */
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

/** @returns undefined when it names no object: a command that was typed, nothing */
export function readSubject(text: string | undefined): Subject | undefined {
  const found = /^([A-Z][A-Za-z]+) (?:([a-z0-9.-]+)\/)?([a-z0-9.:-]+)$/.exec(text ?? '');
  const [, kind, namespace, name] = found ?? [];
  return kind === undefined || name === undefined ? undefined : { kind, namespace, name };
}

interface Listed {
  readonly name: string;
  readonly kind: string;
}

/** Asks discovery which resource a kind is. @returns undefined when the API has no such kind */
export function objectNamed(api: ApiDoor, { kind, namespace, name }: Subject): ObjectName | undefined {
  for (const groupVersion of groupVersions(api)) {
    const found = (
      read(api, apiPath(groupVersion)) as { readonly resources?: readonly Listed[] } | undefined
    )?.resources?.find((resource) => resource.kind === kind && !resource.name.includes('/'));
    if (found !== undefined) return { kind: found.name, groupVersion, namespace, name };
  }
  return undefined;
}

export const apiPath = (groupVersion: string) =>
  groupVersion.includes('/') ? `/apis/${groupVersion}` : `/api/${groupVersion}`;

interface Groups {
  readonly groups?: readonly { readonly preferredVersion?: { readonly groupVersion: string } }[];
}

function groupVersions(api: ApiDoor): string[] {
  const { groups = [] } = (read(api, '/apis') as Groups | undefined) ?? {};
  return ['v1', ...groups.flatMap(({ preferredVersion }) => preferredVersion?.groupVersion ?? [])];
}

function read(api: ApiDoor, path: string): unknown {
  const answer = api.request({ method: 'GET', path });
  return answer.kind === 'response' && answer.status === 200 ? answer.body : undefined;
}
