/**
 * kubectl create configmap (k8s.io/kubectl pkg/cmd/create create_configmap.go).
 */
import { isConfigMapKey } from '../../../../kubernetes/validation/names.ts';
import type { Running } from '../../../../linux/process/wait.ts';
import { Failure } from '../../failure.ts';
import type { Invocation } from '../../invocation.ts';
import { contents, hashedName } from './contents.ts';
import { generate, named, oneName } from './generate.ts';

export function* createConfigMap(run: Invocation): Running<number> {
  const name = oneName(run, 'configmap');
  const data: Record<string, string> = {};
  contents(run, 'config', (key, text) => {
    const faults = isConfigMapKey(key);
    if (faults.length > 0)
      throw new Failure(
        `${JSON.stringify(key)} is not a valid key name for a ConfigMap: ${faults.join(',')}`,
      );
    if (data[key] !== undefined)
      throw new Failure(
        `cannot add key "${key}", another key by that name already exists in Data for ConfigMap "${name}"`,
      );
    data[key] = text;
  });
  const finalName = run.is('append-hash') ? hashedName({ kind: 'ConfigMap', name, data }) : name;
  const object = {
    ...named('v1', 'ConfigMap', finalName),
    ...(Object.keys(data).length === 0 ? {} : { data }),
  };
  return generate(run, { name: 'configmaps' }, object, 'configmap:');
}
