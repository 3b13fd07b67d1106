/** An object of the cluster as YAML, by the same door that kubectl uses. */
import type { WorldStore } from '../world/world-store.ts';

export interface ObjectName {
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

/** @returns the YAML, or why there is none */
export async function objectYaml(store: WorldStore, { kind, namespace, name }: ObjectName): Promise<string> {
  try {
    const [world, { stringify }] = await Promise.all([store.open(), import('yaml')]);
    if (world.api === undefined) return 'This laboratory has kernels and no API server: there is no YAML.';
    const scope = namespace === undefined ? '' : `/namespaces/${namespace}`;
    const answer = world.api.request({ method: 'GET', path: `/api/v1${scope}/${kind}/${name}` });
    if (answer.kind !== 'response' || answer.status !== 200) return `${kind}/${name} is gone.`;
    return stringify(answer.body);
  } catch (error) {
    return `The YAML could not be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}
