/**
 * The emptyDir volumes of a node's pods: trees that the containers mounting one share (pkg/volume/emptydir).
 */
import { FileTree, type GeneratedFiles } from '../../../linux/file/file-tree.ts';
import { emptyDirMounts } from '../../kubelet/volume-mounts.ts';
import type { ContainerStart } from '../runtime.ts';
import { ContainerFiles } from './container-files.ts';

/** By pod uid, then by the volume's name. */
export type EmptyDirs = Map<string, Map<string, FileTree>>;

/** In the tree of a volume, which has a root of its own besides. */
const root = '/volume';

/**
 * The files of a container that mounts emptyDir volumes; undefined for one that mounts none.
 * @param below the layers of the container's own files, @param known where volumes are kept
 */
export function filesWithEmptyDirs(
  { pod, container, environment }: Pick<ContainerStart, 'pod' | 'container' | 'environment'>,
  below: readonly (FileTree | GeneratedFiles)[],
  known: EmptyDirs,
): FileTree | undefined {
  const mounts = emptyDirMounts(pod, container, () => environment);
  if (mounts.length === 0) return undefined;
  const { uid } = pod.metadata;
  const volumes = known.get(uid) ?? new Map<string, FileTree>();
  known.set(uid, volumes);
  const files = new ContainerFiles(...below);
  for (const { volume, mountPath, subPath, readOnly } of mounts) {
    const tree = volumes.get(volume) ?? new FileTree();
    volumes.set(volume, tree);
    const path = subPath === '' ? root : `${root}/${subPath}`;
    if (!tree.has(path)) tree.makeDirectory(path);
    files.mount(mountPath, { tree, path, readOnly });
  }
  return files;
}
