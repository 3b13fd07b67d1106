/**
 * The part of a volume that a mount names: `subPath`, or `subPathExpr` with the container's variables in it (pkg/kubelet
 * container/helpers.go ExpandContainerVolumeMounts). What is wrong with it says volume-mounts.ts.
 */
import type { Container, VolumeMount } from '../objects/pod.ts';
import { expand } from './environment.ts';

export type Variables = ReadonlyMap<string, string>;

/** Whether a container's mounts cannot be told without its environment. */
export function hasSubPathExpressions({ volumeMounts = [] }: Container): boolean {
  return volumeMounts.some(({ subPathExpr }) => subPathExpr !== undefined && subPathExpr !== '');
}

/** Relative, empty for the whole volume. */
export function subPathOf({ subPath = '', subPathExpr = '' }: VolumeMount, variables: Variables): string {
  return subPathExpr === '' ? subPath : expand(subPathExpr, (name) => variables.get(name) ?? '');
}
