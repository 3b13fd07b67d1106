/**
 * Where a container's volume mounts lead: the part of a volume that `subPath` or `subPathExpr` names, and the emptyDir
 * volumes, whose files a pod's containers share (pkg/kubelet kubelet_pods.go makeMounts, container/helpers.go
 * ExpandContainerVolumeMounts). What is in the other volumes is in files.ts.
 *
 * Left out: mount propagation, sizeLimit and medium of an emptyDir.
 */
import type { Container, Pod } from '../objects/pod.ts';
import { expand } from './environment.ts';
import { hasSubPathExpressions, subPathOf, type Variables } from './sub-path.ts';

/** A directory of an emptyDir in a container. */
export interface EmptyDirMount {
  readonly volume: string;
  readonly mountPath: string;
  /** Relative; empty for the whole volume. */
  readonly subPath: string;
  readonly readOnly: boolean;
}

/** Why a container's mounts cannot be made, in the kubelet's words. */
export function mountError(container: Container, variables: Variables): string | undefined {
  for (const mount of container.volumeMounts ?? []) {
    const missing = new Set<string>();
    expand(mount.subPathExpr ?? '', (name) => {
      const value = variables.get(name) ?? '';
      if (value === '') missing.add(name);
      return value;
    });
    if (missing.size > 0) return `missing value for ${[...missing].sort().join(', ')}`;
    const subPath = subPathOf(mount, variables);
    if (subPath.startsWith('/')) return `error SubPath \`${subPath}\` must not be an absolute path`;
    if (subPath.split('/').includes('..'))
      return `unable to provision SubPath \`${subPath}\`: must not contain '..'`;
  }
  return undefined;
}

export function emptyDirMounts(
  pod: Pod,
  container: Container,
  variables: () => Variables,
): readonly EmptyDirMount[] {
  return (container.volumeMounts ?? []).flatMap((mount) => {
    const volume = pod.spec.volumes?.find(({ name }) => name === mount.name);
    if ((volume as { emptyDir?: unknown } | undefined)?.emptyDir === undefined) return [];
    return [
      {
        volume: mount.name,
        mountPath: mount.mountPath.replace(/(?<=.)\/$/, ''),
        subPath: subPathOf(mount, hasSubPathExpressions(container) ? variables() : new Map()),
        readOnly: mount.readOnly === true,
      },
    ];
  });
}
