/** An object of the cluster as YAML, by the same door that kubectl uses. */
import type { WorldStore } from '../world/world-store.ts';
import { apiPath, type ObjectName } from './object-name.ts';

const noApi = 'This laboratory has kernels and no API server: there is no YAML.';

/** @returns the YAML, or why there is none */
export async function objectYaml(store: WorldStore, object: ObjectName): Promise<string> {
  const read = await readObject(store, () => object);
  return read.ok ? read.yaml : read.error;
}

export type ObjectReading =
  { readonly ok: true; readonly yaml: string } | { readonly ok: false; readonly error: string };

/** @param which given the API's door; undefined: the API has no such kind */
export async function readObject(
  store: WorldStore,
  which: (api: NonNullable<Awaited<ReturnType<WorldStore['open']>>['api']>) => ObjectName | undefined,
): Promise<ObjectReading> {
  try {
    const [{ api }, { stringify }] = await Promise.all([store.open(), import('yaml')]);
    if (api === undefined) return { ok: false, error: noApi };
    const object = which(api);
    if (object === undefined) return { ok: false, error: 'The API server knows no such kind of object.' };
    const { kind, groupVersion = 'v1', namespace, name } = object;
    const scope = namespace === undefined ? '' : `/namespaces/${namespace}`;
    const answer = api.request({ method: 'GET', path: `${apiPath(groupVersion)}${scope}/${kind}/${name}` });
    if (answer.kind !== 'response' || answer.status !== 200)
      return { ok: false, error: `${kind}/${name} is gone.` };
    return { ok: true, yaml: stringify(answer.body) };
  } catch (error) {
    return {
      ok: false,
      error: `The YAML could not be read: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}
